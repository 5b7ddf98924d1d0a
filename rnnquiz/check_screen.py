"""What an examination found: of a bank, of marked answers, of the installation.  Examines nothing."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnnquiz.bank import Bank
from rnnquiz.screen import Screen, counted
from rnnquiz.terminal import folded

if TYPE_CHECKING:
    from rnnquiz.doctor import Report
    from rnnquiz.grade import Grade
    from rnnquiz.selftest import Finding, Marked


def show_check(screen: Screen, bank: Bank, found: Sequence["Finding"]) -> None:
    """What the bank's own tests say."""
    for one in found:
        screen.line((f"{one.where}: ", "bold"), one.what, hang=2)
    questions = counted(len(bank.questions), "question")
    examples = counted(sum(len(question.examples) for question in bank.questions), "example")
    fail = "test fails" if len(found) == 1 else "tests fail"
    what = f"{len(found)} {fail}" if found else "every test passes"
    screen.line(f"{questions} with {examples}: {what}.")


def show_measured(screen: Screen, results: Sequence[tuple["Marked", "Grade"]], rules: bool) -> None:
    """Agreement with marked answers, and what each rule did."""
    from rnnquiz.selftest import agreement, rule_figures

    screen.line(("kind        answers   QWK exact within 1", "dim"))
    for kind in ["", *sorted({row.kind for row, _ in results})]:
        pairs = [(row.points, got.points) for row, got in results if kind in ("", row.kind)]
        one = agreement(pairs)
        screen.line(
            f"{kind or 'all':<12}{one.count:>7}{one.qwk:>6.2f}{one.exact:>6.0%}{one.within_one:>9.0%}"
        )
    if not rules:
        return
    screen.blank()
    for rule in rule_figures(results):
        kind = "wrong claim" if rule.wrong_claim else "concept"
        screen.line(
            f"{rule.question}: {rule.rule} ({kind}): found in {rule.good_found} of"
            f" {counted(rule.good, 'good answer')} and {rule.bad_found} of {counted(rule.bad, 'bad one')}",
            hang=2,
        )


def show_doctor(screen: Screen, report: "Report") -> None:
    """Versions, paths, terminal, and the state of the learner's data."""
    screen.pairs({**report.versions, **report.paths, **report.terminal}.items(), column=17)
    if report.faults:
        state = f"{counted(len(report.faults), 'fault')}, see below"
    else:
        state = "no reviews yet" if report.events is None else f"sound, {counted(report.events, 'event')}"
    screen.pairs([("checked", f"{state}; {counted(report.backups, 'backup')}")], column=17)
    for line in (
        *(f"note: {note}" for note in report.notes),
        *(f"fault: {fault}" for fault in report.faults),
    ):
        screen.row(line if screen.plain else folded(line, sys.stdout))  # like an error: whole in a pipe
