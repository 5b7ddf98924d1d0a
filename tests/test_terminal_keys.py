"""What a terminal does besides typing: suspend, resize, hang up, editors, key sets, backgrounds."""

import ast
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from conftest import ROOT, RunCli, Start, asked, environment

QUIZ = ("quiz", "--topic", "lstm", "-n", "1", "--seed", "3")


def kept_answers() -> list[str | None]:
    """Every answer in the log, newest first."""
    from rnnquiz.store import open_store

    with open_store() as store:
        return [event.answer for event in store.history()]


def left(child: "pexpect.spawn[str]") -> str:
    """Wait for the verdict, leave, and give what was said since."""
    child.expect("q quit")
    child.send("q")
    child.expect("1 answer kept")
    child.expect(pexpect.EOF)
    return str(child.before)


# ---- suspend, resize, hang-up ----------------------------------------------------------------------------


def test_ctrl_z_and_fg_bring_the_prompt_back_with_what_was_typed(home: Path) -> None:
    env = {**environment(), "PROMPT_TOOLKIT_NO_CPR": "1", "PS1": "shell> "}
    shell = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "--noediting", "-i"], env=env, dimensions=(40, 80),
        encoding="utf-8", timeout=30,
    )  # fmt: skip
    try:
        shell.expect("shell> ")
        shell.sendline(f"{sys.executable} -m rnnquiz {' '.join(QUIZ)}")
        asked(shell)
        shell.send("it has a cell state")
        shell.expect("cell state")
        shell.send("\x1a")
        shell.expect("Stopped")
        shell.expect("shell> ")
        shell.sendline("fg")
        shell.expect("it has a cell state")
        shell.send(" and gates\r")
        shell.expect("q quit")
        shell.send("q")
        shell.expect("1 answer kept")
        shell.expect("shell> ")
    finally:
        shell.close(force=True)

    assert kept_answers() == ["it has a cell state and gates"]


@pytest.mark.parametrize("columns", [40, 120])
def test_a_resize_in_the_middle_of_typing_keeps_the_text_once(columns: int, start: Start) -> None:
    child = start(*QUIZ)
    asked(child)
    child.send("it has a cell state")
    child.expect("cell state")
    child.setwinsize(30, columns)
    child.expect("it has a cell state")
    drawn = str(child.before)
    child.send(" and three gates\r")
    left(child)

    assert re.search(r"\x1b\[0?J", drawn)  # what stood there is wiped before it is drawn again
    assert kept_answers() == ["it has a cell state and three gates"]


@pytest.mark.parametrize("hup", ["", "trap '' HUP; "], ids=["hang-up", "nohup"])
@pytest.mark.parametrize("plain", ["", "--plain"])
def test_a_closed_terminal_ends_the_session_with_all_kept(
    hup: str, plain: str, home: Path, tmp_path: Path
) -> None:
    said = tmp_path / "stderr.txt"
    words = f"{hup}exec {sys.executable} -m rnnquiz quiz --topic lstm -n 3 --seed 3 {plain} 2>{said}"
    env = {**environment(), "PROMPT_TOOLKIT_NO_CPR": "1"}
    child = pexpect.spawn("sh", ["-c", words], env=env, dimensions=(40, 80), encoding="utf-8", timeout=30)
    if plain:
        child.expect("End the answer")
        child.send("it has gates\n\n")
    else:
        asked(child)
        child.send("it has gates\r")
    child.expect("q quit")
    child.send("\r")
    child.expect("2 of 3")
    child.send("half of the second ans")
    child.expect("second ans")
    os.close(child.child_fd)
    ended = _ended_within(child.pid, 2)
    child.closed = True

    assert ended
    assert "Traceback" not in said.read_text()
    assert kept_answers() == ["it has gates"]


def _ended_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return True
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


def test_a_reader_that_leaves_early_is_no_failure(run_shell: RunCli) -> None:
    done = run_shell("questions | head -n 1 >&2; exit ${PIPESTATUS[0]}")

    assert done.code == 0
    assert done.err.count("\n") == 1


# ---- editors ---------------------------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], str]:
    """A script for $EDITOR: `$1` is the file to edit."""

    def write(body: str) -> str:
        file = tmp_path / "editor.sh"
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return str(file)

    return write


def test_an_answer_written_in_the_editor_is_graded(start: Start, editor: Callable[[str], str]) -> None:
    child = start(*QUIZ, EDITOR=editor("printf ' and\\nthree gates\\n' >> \"$1\""), VISUAL="")
    asked(child)
    child.send("a cell state")
    child.send("\x18\x05")
    left(child)

    assert kept_answers() == ["a cell state and\nthree gates"]


def test_bytes_of_an_editor_that_are_no_text_are_an_answer_all_the_same(
    start: Start, editor: Callable[[str], str]
) -> None:
    child = start(*QUIZ, EDITOR=editor("printf 'gates \\377' > \"$1\""), VISUAL="")
    asked(child)
    child.send("\x18\x05")
    left(child)

    assert kept_answers() == ["gates \ufffd"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("exit 1", "ended with 1; the answer is as it was"),
        ("printf lost > \"$1\"; exit 3", "ended with 3; the answer is as it was"),
        (": > \"$1\"", "an empty answer; nothing is graded"),
        ('rm "$1"', "No such file or directory; set EDITOR"),
    ],
)  # fmt: skip
def test_an_editor_that_gives_no_answer_leaves_the_prompt_as_it_was(
    body: str, said: str, start: Start, editor: Callable[[str], str]
) -> None:
    child = start(*QUIZ, EDITOR=editor(body), VISUAL="")
    asked(child)
    child.send("a cell state")
    child.expect("cell state")
    child.send("\x18\x05")
    child.expect(said)
    child.expect("a cell state")
    child.send(" and gates\r")
    left(child)

    assert kept_answers() == ["a cell state and gates"]


def test_an_editor_that_does_not_exist_leaves_the_prompt_as_it_was(start: Start) -> None:
    child = start(*QUIZ, EDITOR="/nowhere/editor", VISUAL="")
    asked(child)
    child.send("a cell state")
    child.expect("cell state")
    child.send("\x18\x05")
    child.expect("/nowhere/editor: No such file or directory; set EDITOR to your editor")
    child.expect("a cell state")
    child.send(" and gates\r")
    left(child)

    assert kept_answers() == ["a cell state and gates"]


# ---- key sets --------------------------------------------------------------------------------------------

EMACS = "gates\x01three \x05 here\x17\x02\x06\r"  # C-a to the start, C-e to the end, C-w a word back
VI = "gates\x1b0ithree \x1bA here\x1bdB\x1bA"  # normal mode, start, insert, append, a word back


@pytest.mark.parametrize(
    ("mode", "keys", "kept"),
    [("emacs", EMACS, "three gates "), ("vi", "xgates\x1b", "gates"), ("vi", VI, "three gates e")],
)
def test_keys_are_those_of_the_editing_mode(
    mode: str, keys: str, kept: str, start: Start, run_cli: RunCli
) -> None:
    run_cli("config", "editing_mode", mode)
    child = start(*QUIZ)
    asked(child)
    for key in keys.rstrip("\r"):
        child.send(key)
        if key == "\x1b":
            time.sleep(0.8)  # else Escape and the next key are one
    if kept == "gates":
        child.send("0x")
        time.sleep(0.3)
    child.send("\r")
    left(child)

    assert kept_answers() == [kept]


@pytest.mark.parametrize("command", ["answer", "grade"])
def test_one_answer_outside_a_session_has_the_same_keys(command: str, start: Start, run_cli: RunCli) -> None:
    run_cli("config", "editing_mode", "vi")
    child = start(command, "lstm-cell")
    child.expect(r"\x1b\[\?2004h")
    child.send("xa cell state")
    child.send("\x1b")
    time.sleep(0.8)
    child.send("0x\r")
    child.expect("of 4")
    child.expect(pexpect.EOF)

    assert '"xa' not in str(child.before)


# ---- what takes a while ----------------------------------------------------------------------------------

SLOW = [
    (["doctor"], "checking every row of the data"),
    (["doctor", "--rebuild"], "replaying the log"),
    (["doctor", "--restore", "--yes"], "checking the data and the backups"),
    (["backup"], "copying the data and checking the copy"),
    (["export", "jsonl"], "reading the log"),
    (["history", "--json"], "reading the log"),
    (["import", "log.jsonl"], "reading log.jsonl"),
    (["merge", "log.jsonl"], "reading log.jsonl"),
    (["fit"], "fitting the schedule to your reviews"),
    (["check", str(ROOT / "tests/banks/neural-networks.yaml")], "grading the bank's own tests"),
    (["grade", "--batch", "/dev/null"], "grading the lines of /dev/null"),
]


@pytest.fixture
def small_log(run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review, and a log of it in the current folder."""
    monkeypatch.chdir(tmp_path)
    run_cli("answer", "bptt", "x")
    run_cli("export", "jsonl", "-o", "log.jsonl")


@pytest.mark.parametrize(("arguments", "said"), SLOW)
def test_what_may_take_a_while_says_what_it_does(
    arguments: list[str], said: str, start: Start, small_log: None
) -> None:
    child = start(*arguments)
    child.expect_exact(f"{said} ...")


@pytest.mark.parametrize(("arguments", "said"), SLOW[:3])
def test_quiet_and_pipes_hear_nothing_of_it(
    arguments: list[str], said: str, start: Start, run_cli: RunCli, small_log: None
) -> None:
    child = start(*arguments, "--quiet")
    child.expect(pexpect.EOF)

    assert said not in str(child.before)
    assert run_cli(*arguments).err == ""


# ---- light and dark backgrounds --------------------------------------------------------------------------

VANISHING = re.compile(
    r"\x1b\[(?:[0-9;]*;)?(?:30|37|4[0-7]|9[0-7]|10[0-7]|38;[25]|48;[25])(?:;[0-9;]*)?m *(?=[^\s\x1b])"
)


def styles_of(file: Path) -> set[str]:
    """The texts of a module that rich reads as a style with a colour."""
    from rich.errors import StyleSyntaxError
    from rich.style import Style

    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.islower():
            try:
                style = Style.parse(node.value)
            except StyleSyntaxError:
                continue
            if style.color or style.bgcolor:
                found.add(node.value)
    return found


def test_no_screen_uses_a_colour_that_vanishes_on_light_or_dark() -> None:
    screens = [*(ROOT / "rnnquiz").glob("*screen.py"), ROOT / "rnnquiz/picture_text.py"]
    used = {word for file in screens for style in styles_of(file) for word in style.split()}

    assert len(screens) > 2
    assert used - {"bold", "dim"} <= {"red", "green", "yellow", "blue", "magenta", "cyan", "default"}


@pytest.mark.parametrize(
    "arguments",
    [["demo", "long_memory", "--source"], ["demo", "--list"], ["show", "lstm-cell"], ["stats"], []],
)
def test_nothing_drawn_vanishes_on_light_or_dark(arguments: list[str], start: Start) -> None:
    child = start(*arguments, COLORTERM="truecolor")
    child.expect(pexpect.EOF)

    assert "\x1b[" in child.before
    assert VANISHING.findall(child.before) == []
