"""A session in a real terminal (a pseudo-terminal): typing, pasting, keys, interrupts, widths."""

import os
import re
import sys
from pathlib import Path

import pexpect
import pytest
from conftest import RunCli, Start, asked, environment

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\][^\x07]*\x07")


def test_a_first_session(start: Start, run_cli: RunCli) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "2", "--seed", "3")
    asked(child)
    child.send("it has gates\r")
    child.expect("of 4")
    child.expect("Kept as")
    child.expect("q quit")
    child.send("u")
    child.expect("Taken back")
    asked(child)
    child.send("a cell state that is updated by addition and three gates, forget, input and output\r")
    child.expect("Kept as")
    child.expect("q quit")
    child.send("4")
    child.expect("Kept as easy")
    child.send("q")
    child.expect("1 answer kept")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert '"rating": "easy"' in run_cli("history", "--json").out


def test_a_pasted_answer_keeps_its_lines_and_nothing_leaks(start: Start, run_cli: RunCli) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "1", "--seed", "3")
    asked(child)
    child.send("\x1b[200~first line with gates\nsecond line\nthird line\x1b[201~")
    child.send("\r")
    child.expect("q quit")
    child.send("q")
    child.expect("1 answer kept")
    child.expect(pexpect.EOF)
    from rnnquiz.store import open_store

    with open_store() as store:
        kept = store.history()[0].answer

    assert kept == "first line with gates\nsecond line\nthird line"


def test_ctrl_c_clears_the_answer_first_and_then_leaves_with_all_kept(start: Start, run_cli: RunCli) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "2", "--seed", "3")
    asked(child)
    child.send("it has gates\r")
    child.expect("q quit")
    child.send("\r")
    asked(child)
    child.send("half an answer")
    child.expect("half an answer")
    child.send("\x03")
    child.send("\x03")
    child.expect("1 answer kept")
    child.expect(pexpect.EOF)

    assert run_cli("history", "--json").out.count('"question"') == 1


def test_ctrl_d_ends_a_session(start: Start) -> None:
    child = start("quiz", "-n", "1")
    asked(child)
    child.send("\x04")
    child.expect("Nothing answered")
    child.expect(pexpect.EOF)


def test_a_hint_is_given_one_idea_at_a_time(start: Start) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "1")
    asked(child)
    child.send("/hint\r")
    child.expect("Hint 1 of")
    child.send("/hint\r")
    child.expect("Hint 2 of")
    child.send("/quit\r")
    child.expect("Nothing answered")


def test_i_did_say_that_is_kept_with_the_review(start: Start) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "1", "--seed", "3")
    asked(child)
    child.send("something\r")
    child.expect("q quit")
    child.send("o")
    child.expect("which one")
    child.send("1\r")
    child.expect("you say that you said it")
    child.expect("q quit")
    child.send("q")
    child.expect(pexpect.EOF)
    from rnnquiz.store import open_store

    with open_store() as store:
        review, first = store.history()[:2]

    assert len(review.overruled) == 1
    assert first.undone


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(columns: int, start: Start) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "1", "--seed", "3", columns=columns)
    asked(child)
    before = child.before
    child.send("it has gates\r")
    child.expect("Kept as")
    text = ESCAPES.sub("", before + child.before)

    assert max(len(line.rstrip()) for line in text.splitlines() if "it has gates" not in line) <= columns


def test_plain_mode_reads_lines_and_draws_nothing(start: Start) -> None:
    child = start("quiz", "--topic", "lstm", "-n", "1", "--seed", "3", "--plain")
    child.expect("End the answer with an empty line")
    child.send("it has gates\n\n")
    child.expect("of 4")
    child.expect("Kept as")
    text = child.before
    child.send("q\n")
    child.expect(pexpect.EOF)

    assert "\x1b" not in text


def test_a_pipe_can_hold_a_session(run_process: RunCli) -> None:
    done = run_process("quiz", "--topic", "lstm", "-n", "1", "--seed", "3", stdin="it has gates\n\n\n")

    assert done.code == 0
    assert "1 answer kept" in done.out
    assert "\x1b" not in done.out


def test_a_closed_pipe_is_no_error(home: Path) -> None:
    import subprocess

    command = f"{sys.executable} -m rnnquiz questions | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env={**os.environ, **environment()}
    )

    assert done.stderr == ""
