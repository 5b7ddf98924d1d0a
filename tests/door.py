"""The command line in this process, with every surrounding fixed: for what is stored and compared."""

import io
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMPDIR")  # of the environment; the rest is the maker's own


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(
    arguments: tuple[str, ...],
    home: Path,
    now: str,
    columns: int = 80,
    typed: str = "",
    env: Mapping[str, str] | None = None,
    terminal: bool = False,
    patches: tuple[tuple[object, str, object], ...] = (),
) -> tuple[str, int]:
    """What the command writes, standard output and error as they come, and its exit code.

    With `terminal` both are one, but a demo's bars: on standard error they move with the time they take.
    """
    from rnnquiz.__main__ import main

    raw = io.BytesIO()
    out, err = (
        (Terminal if tty else io.TextIOWrapper)(raw, encoding="utf-8", newline="", write_through=True)
        for tty in (terminal, terminal and arguments[:1] != ("demo",))
    )
    fixed = {
        "RNNQUIZ_HOME": str(home),
        "RNNQUIZ_NOW": now,
        "COLUMNS": str(columns),
        "LINES": "24",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        **(env or {}),
    }
    with ExitStack() as patched:
        kept = {name: value for name, value in os.environ.items() if name in KEPT}
        patched.enter_context(patch.dict(os.environ, {**kept, **fixed}, clear=True))
        streams = (
            (sys, "argv", ["rnnquiz", *arguments]),
            (sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")),
            (sys, "stdout", out),
            (sys, "stderr", err),
        )
        for target, name, value in (*streams, *patches):
            patched.enter_context(patch.object(target, name, value))
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    out.flush()
    err.flush()
    return raw.getvalue().decode(), code
