"""Every test has its own empty home; `run_cli` is the door a person uses, `run_process` the same outside."""

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    import pexpect

ROOT = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


RunCli = Callable[..., Outcome]
Start = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's folder, fresh; nothing of the developer's terminal leaks in."""
    for name in [*os.environ]:
        if name.startswith("RNNQUIZ_") or name in (
            "NO_COLOR",
            "COLUMNS",
            "LINES",
            "ACCESSIBLE",
            "FORCE_COLOR",
        ):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("RNNQUIZ_HOME", str(folder))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


@pytest.fixture
def run_cli(monkeypatch: pytest.MonkeyPatch) -> RunCli:
    """`run_cli("due", "--json", stdin=None, env=None) -> (code, out, err)`, in this process."""

    def run(
        *arguments: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Outcome:
        from rnnquiz.__main__ import main

        typed = stdin if isinstance(stdin, bytes) else (stdin or "").encode()
        streams = [io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="") for text in (b"", b"")]
        given = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8")
        with monkeypatch.context() as patch:
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["rnnquiz", *arguments])
            patch.setattr(sys, "stdin", given)
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        return Outcome(code, *(_read(stream) for stream in streams))

    return run


@pytest.fixture
def run_process() -> RunCli:
    """The same in a process of its own; `python` runs other code there."""

    def run(
        *arguments: str,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
        python: str | None = None,
    ) -> Outcome:
        command = [sys.executable, *(["-c", python] if python else ["-m", "rnnquiz"]), *arguments]
        done = subprocess.run(
            command,
            input=stdin or "",
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(env),
            timeout=120,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def run_shell() -> RunCli:
    """`run_shell("due >&-")`: the words after `rnnquiz` as a shell takes them; `before` stands in front."""

    def run(words: str, before: str = "") -> Outcome:
        command = f"{before} {shlex.quote(sys.executable)} -m rnnquiz {words}"
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, env=environment(), timeout=60
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start `rnnquiz ARGUMENTS` on a terminal of some width."""
    import pexpect

    running: list[pexpect.spawn[str]] = []

    def begin(*arguments: str, columns: int = 80, **env: str) -> "pexpect.spawn[str]":
        given = {**environment(), "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **env}
        child = pexpect.spawn(
            sys.executable, ["-m", "rnnquiz", *arguments], env=given, dimensions=(40, columns),
            encoding="utf-8", timeout=30,
        )  # fmt: skip
        running.append(child)
        return child

    yield begin
    for child in running:
        child.close(force=True)


def asked(child: "pexpect.spawn[str]") -> None:
    """Wait until a question stands there and the prompt reads keys (bracketed paste is on then)."""
    child.expect("submit")
    child.expect(r"\x1b\[\?2004h")


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """For a process of its own: this checkout's package, from any folder."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **(more or {})}


def day(number: int, hour: float = 10) -> datetime:
    """An instant on the n-th day of 2026 at this hour, UTC+1."""
    return datetime.fromisoformat("2026-01-01T00:00+01:00") + timedelta(days=number, hours=hour)


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
