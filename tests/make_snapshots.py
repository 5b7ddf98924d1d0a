"""Makes tests/snapshots/*.txt: every screen, in each form a terminal may ask for; test_snapshots.py compares.

python tests/make_snapshots.py [NAME ...]     all, or those whose name contains NAME

Through the command line's own door, with a clock, seeds, a bank and a demo that stay the same
(tests/snapshots/material): what changes in a snapshot is a screen.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOTS = ROOT / "tests" / "snapshots"
MATERIAL = SNAPSHOTS / "material"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from door import run  # noqa: E402

NOW = "2026-11-25T19:30:00+01:00"  # a Wednesday
HALF = "It has two gates. So it is different from the other one."
RIGHT = "A GRU has two gates, update and reset, and one hidden state; it is cheaper."
WRONG = "A GRU has three gates. It is cheaper."
BANK = ("--bank", "bank")


@dataclass(frozen=True)
class Form:
    """One kind of terminal: what it is asked for, and what its environment says."""

    name: str
    columns: int
    env: Mapping[str, str]
    options: tuple[str, ...] = ()
    terminal: bool = False  # else a pipe


UTF8, ASCII = {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C"}
FORMS = (
    Form("80 columns", 80, UTF8),
    Form("40 columns", 40, UTF8),
    Form("80 columns, ASCII", 80, ASCII),
    Form("40 columns, ASCII", 40, ASCII),
    Form("80 columns, --plain", 80, UTF8, ("--plain",)),
    Form("40 columns, --plain", 40, UTF8, ("--plain",)),
    Form("80 columns, in colour", 80, UTF8, terminal=True),
    Form("40 columns, in colour", 40, UTF8, terminal=True),
    Form("80 columns, NO_COLOR", 80, {**UTF8, "NO_COLOR": "1"}, terminal=True),
    Form("40 columns, NO_COLOR", 40, {**UTF8, "NO_COLOR": "1"}, terminal=True),
)


@dataclass(frozen=True)
class Screen:
    """A command line, what is typed at it, and whether somebody practised before."""

    arguments: tuple[str, ...]
    typed: str = ""
    practised: bool = True
    editor: bool = False  # at the prompt of a terminal; else, as in a pipe, answers are lines


def quiz(answer: str) -> Screen:
    return Screen(("quiz", *BANK, "--topic", "gates-and-their-long-names", "-n", "1", "--seed", "1"), answer)


SCREENS = {
    "home": Screen(BANK),
    "home-first": Screen(BANK, practised=False),
    "question": quiz("/help\n/hint\n/hint\n/skip\n"),
    "question-editor": replace(quiz(""), editor=True),
    "verdict-right": quiz(f"{RIGHT}\n\n\n"),
    "verdict-half": quiz(f"{HALF}\n\n\n"),
    "verdict-wrong": quiz(f"{WRONG}\n\ns\n\n"),
    "verdict-empty": Screen(("grade", "gru-against-lstm", "", *BANK)),
    "overruled": quiz(f"{HALF}\n\no\n1\n\n"),
    "answer": Screen(("answer", "why-forget", "The gradient shrinks.", *BANK)),
    "session": Screen(
        ("drill", *BANK, "-n", "3"), "No idea.\n\n\nThe gradient shrinks.\n\n4\n\n/skip\n/quit\n"
    ),
    "interview": Screen(
        ("interview", *BANK, "--minutes", "8", "--seed", "3"),
        f"{RIGHT}\n\nfewer weights\n\nWith magic.\n\nThe gradient shrinks.\n\n",
    ),
    "stats": Screen(("stats", *BANK)),
    "stats-first": Screen(("stats", *BANK), practised=False),
    "history": Screen(("history",)),
    "history-first": Screen(("history",), practised=False),
    "questions": Screen(("questions", *BANK)),
    "show": Screen(("show", "gru-against-lstm", *BANK)),
    "due": Screen(("due", *BANK)),
    "due-first": Screen(("due", *BANK), practised=False),
    "check-good": Screen(("check", "bank")),
    "check-failing": Screen(("check", "failing.yaml")),
    "check-faulty": Screen(("check", "faulty.yaml")),
    "check-marked": Screen(("check", "bank", "--marked", "marked.jsonl", "--rules")),
    "demo": Screen(("demo", "halving")),
    "demo-fails": Screen(("demo", "halving", "--half", "0.9", "--seeds", "1")),
    "demo-list": Screen(("demo", *BANK)),
    "demo-all": Screen(("demo", "--all", "--seeds", "1")),
    "config": Screen(("config",)),
    "doctor": Screen(("doctor",)),
    "doctor-fault": Screen(("doctor",), practised=False),
    "undo": Screen(("undo",)),
    "error-usage": Screen(("show", "gru-against-lst", *BANK)),
    "error-option": Screen(("quiz", "--nonsense")),
    "error-bank": Screen(("quiz", "--bank", "faulty.yaml")),
    "error-data": Screen(("due", *BANK), practised=False),
    "error-failed": Screen(("undo",), practised=False),
    "error-demo": Screen(("demo", "halving", "--haf", "3")),
}


def made(name: str) -> str:
    """The snapshot of one screen, in every form."""
    screen = SCREENS[name]
    parts = []
    for form in FORMS:
        out, code = shown(screen, form, damaged=name in ("error-data", "doctor-fault"))
        command = " ".join(["rnnquiz", *map(quoted, (*screen.arguments, *form.options))])
        ends = f"(exit code {code})\n" if code else ""
        parts.append(f"=== {form.name} ===\n$ {command}\n{out}{ends}")
    return "\n".join(parts)


def quoted(word: str) -> str:
    return word if word and " " not in word else f'"{word}"'


def shown(screen: Screen, form: Form, damaged: bool = False) -> tuple[str, int]:
    """What a person sees, standard output and error as they come, and the exit code."""
    with material() as folder:
        home = folder / "home"
        if screen.practised:
            shutil.copytree(_practised(), home)
        if damaged:
            home.mkdir()
            (home / "reviews.db").write_bytes(b"SQLite format 3\x00" + b"no database" * 200)
        text, code = _run((*screen.arguments, *form.options), screen.typed, home, form, editor=screen.editor)
    text = text.replace(str(home), "HOME").replace(str(folder), "HERE").replace("\x1b", "\\e")
    return re.sub(r"\d+\.\d s( on|$)", r"_._ s\1", text, flags=re.M), code


@contextmanager
def material() -> Iterator[Path]:
    """A folder of its own with the bank, the demo and the rest, as the current one."""
    before = Path.cwd()
    short = "/tmp" if Path("/tmp").is_dir() else None  # where a path is as long everywhere: lines break by it
    with tempfile.TemporaryDirectory(prefix="rnnquiz-", dir=short) as name:
        folder = Path(name)
        shutil.copytree(MATERIAL, folder, dirs_exist_ok=True)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


_HOMES: list[Path] = []


def _practised() -> Path:
    """The folder of somebody who has practised for three months; made once."""
    if not _HOMES:
        import atexit

        home = Path(tempfile.mkdtemp(prefix="rnnquiz-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        said = {
            "gru-against-lstm": (WRONG, HALF, RIGHT),
            "why-forget": ("It is old.", "The gradient shrinks."),
        }
        days = (
            "2026-09-01",
            "2026-09-02",
            "2026-09-03",
            "2026-10-05",
            "2026-10-20",
            "2026-11-23",
            "2026-11-24",
        )
        for at, day in enumerate(days):
            for question, answers in said.items():
                for answer in answers[: 1 + at % len(answers)]:
                    arguments = ("answer", question, answer, *BANK)
                    _, code = _run(arguments, "", home, FORMS[0], now=f"{day}T18:00:00+01:00")
                    assert code == 0
        _run(("config", "interview_date", "2026-12-15"), "", home, FORMS[0])
        _HOMES.append(home)
    return _HOMES[0]


def _run(
    arguments: tuple[str, ...], typed: str, home: Path, form: Form, now: str = NOW, editor: bool = False
) -> tuple[str, int]:
    from rnnquiz import content, doctor, prompt

    at_a_prompt: tuple[tuple[object, str, object], ...] = (
        (prompt, "can_edit", lambda screen: not screen.plain),
        (prompt, "_rich_answer", lambda vi, commands: "/quit"),
    )
    patches = (
        *(at_a_prompt if editor else ()),
        (content, "HERE", MATERIAL / "package"),  # whose neighbour `demos` has the one demo
        (doctor, "__version__", "1.2.3"),
        (doctor, "_version", lambda package: "1.2.3"),
        (doctor, "sqlite_version", lambda: "1.2.3"),
        (doctor.platform, "python_version", lambda: "1.2.3"),
        (doctor.platform, "platform", lambda terse: "Linux-1.2.3-x86_64-with-glibc1.2.3"),
    )
    return run(arguments, home, now, form.columns, typed, form.env, form.terminal, patches)


def main(wanted: list[str]) -> None:
    for name in SCREENS:
        if not wanted or any(word in name for word in wanted):
            (SNAPSHOTS / f"{name}.txt").write_text(made(name), encoding="utf-8")
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
