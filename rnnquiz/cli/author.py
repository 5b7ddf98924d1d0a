"""Commands for those who write and measure questions: grade, check.  Records nothing."""

import sys
from pathlib import Path
from typing import Any

import typer

from rnnquiz.cli import complete
from rnnquiz.cli.app import JSON, announce, command, write_json
from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.options import Options


@command("grade")
def grade_(
    options: Options,
    question: str | None = typer.Argument(
        None, metavar="ID", help="The question's id.", autocompletion=complete.ids
    ),
    answer: str | None = typer.Argument(None, metavar="ANSWER", help="The answer, or - for standard input."),
    batch: str | None = typer.Option(
        None, metavar="FILE", help="Grade JSON lines {question, answer}; - reads them."
    ),
    as_json: bool = JSON,
) -> None:
    """Grade an answer; record nothing.

    \b
    Examples:
      rnnquiz grade what-is-bptt "unroll the net in time, run backprop, sum the gradients"
      pbpaste | rnnquiz grade lstm-cell - --json
      rnnquiz grade --batch answers.jsonl > grades.jsonl
    """
    from rnnquiz.cli.sources import answer_text, bank_of
    from rnnquiz.grade import grade

    bank = bank_of(options)
    if batch is not None:
        announce(options, f"grading the lines of {batch}")
        raise typer.Exit(_grade_batch(bank, batch))
    if question is None:
        raise UsageError("no question; give its id (see `rnnquiz questions`) or --batch FILE")
    asked = bank.question(question)
    verdict = grade(asked, answer_text(options, answer, asked))
    if as_json:
        from rnnquiz.records import grade_record

        write_json(grade_record(verdict))
    else:
        from rnnquiz.question_screen import show_verdict
        from rnnquiz.screen import screen_for

        show_verdict(screen_for(options), verdict)


def _grade_batch(bank: Any, batch: str) -> int:
    from rnnquiz.cli.sources import batch_lines
    from rnnquiz.records import graded_line

    bad = 0
    for number, line in enumerate(batch_lines(batch), 1):
        if line.strip():
            record = graded_line(bank, line, number)
            bad += "error" in record
            write_json(record)
    if bad:
        sys.stderr.write(f"{bad} line{'s' if bad > 1 else ''} could not be graded; see the 'error' objects\n")
    return 1 if bad else 0


@command()
def check(
    options: Options,
    path: str | None = typer.Argument(
        None, metavar="PATH", help="A bank file or folder (default: the banks in use)."
    ),
    marked: str | None = typer.Option(
        None, metavar="FILE", help="Marked answers (JSON lines) to measure on."
    ),
    rules: bool = typer.Option(False, "--rules", help="With --marked: hits and false alarms of every rule."),
    as_json: bool = JSON,
) -> None:
    """Check a bank: its structure, its rubrics, its own tests.

    \b
    Examples:
      rnnquiz check my-questions.yaml
      rnnquiz check --marked answers.jsonl --rules
    """
    from rnnquiz.bank import load_banks
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.errors import BankError

    try:
        bank = load_banks((Path(path),)) if path else bank_of(options)
    except BankError as error:
        if not as_json:
            raise
        write_json(
            {"schema": "rnnquiz.check/1", "questions": 0, "faults": error.faults, "findings": [], "ok": False}
        )
        raise typer.Exit(3) from None
    if marked is not None:
        _measure(options, bank, Path(marked), rules, as_json)
        return
    from rnnquiz.selftest import findings

    announce(options, "grading the bank's own tests")
    found = list(findings(bank))
    if as_json:
        rows = [{"where": one.where, "what": one.what} for one in found]
        counts = {"questions": len(bank.questions), "faults": [], "findings": rows, "ok": not found}
        write_json({"schema": "rnnquiz.check/1", **counts})
    else:
        from rnnquiz.check_screen import show_check
        from rnnquiz.screen import screen_for

        show_check(screen_for(options), bank, found)
    if found:
        raise typer.Exit(3)


def _measure(options: Options, bank: Any, file: Path, rules: bool, as_json: bool) -> None:
    from rnnquiz.records import measured_record
    from rnnquiz.selftest import graded, read_marked

    rows = read_marked(file)
    if not rows:
        raise RnnquizError(
            f"{file}: no marked answer in it; give JSON lines with question, answer and points"
        )
    announce(options, f"grading the answers of {file}")
    results = graded(bank, rows)
    if as_json:
        write_json(measured_record(results, rules))
    else:
        from rnnquiz.check_screen import show_measured
        from rnnquiz.screen import screen_for

        show_measured(screen_for(options), results, rules)
