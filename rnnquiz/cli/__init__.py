"""The commands: parse, call, show.  Decides nothing about questions, grades or memory.

One module a family; heavy imports stand inside the commands.  A command that is named first on the line loads
its own family only: declaring all of them costs as much again as Typer itself.
"""

import os
import re
import sys
from typing import Any

FAMILIES = {
    "practise": ("quiz", "drill", "interview", "answer", "due", "undo"),
    "look": ("questions", "show", "history", "stats"),
    "demo": ("demo",),
    "author": ("grade", "check"),
    "data": ("export", "import", "merge", "backup", "doctor", "fit", "config"),
}


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code (docs/contract.md); errors go to standard error."""
    import typer

    from rnnquiz.cli.app import app
    from rnnquiz.errors import RnnquizError

    usage_error: Any = typer.BadParameter.__base__  # of the click that Typer brings along, whichever it is
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch("[0-9]{1,5}", os.environ.get(name, "")):
            os.environ.pop(name, None)  # rich reads `²` as a digit, and then can't
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # cp1252 has no tick
    declare(arguments[0] if arguments else "")
    try:
        code = app(arguments, prog_name="rnnquiz", standalone_mode=False)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer has made it a failure
            raise end.__context__ from None
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except usage_error as error:
        said = " ".join(error.format_message().split())  # a missing choice comes as a list, with tabs
        command = error.ctx.command_path if error.ctx else "rnnquiz"
        _complain(f"{said}{'' if said.endswith(('.', '?')) else '.'} See `{command} --help`.")
        return 2
    except typer.Abort:  # the end of input where yes or no was asked
        _complain("no answer was given; nothing was changed")
        return 130
    except RnnquizError as error:
        if "--debug" in arguments:
            raise
        for line in str(error).splitlines():
            _complain(line)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _complain(line: str) -> None:
    from rnnquiz.safe import safe
    from rnnquiz.terminal import folded

    print(folded(f"error: {safe(line)}", sys.stderr), file=sys.stderr)  # noqa: T201


def declare(command: str) -> None:
    """Load the family of a command, or all of them when it is none; the help keeps the order of FAMILIES."""
    from importlib import import_module

    from rnnquiz.cli.app import app

    wanted = [family for family, commands in FAMILIES.items() if command in commands]
    for family in wanted or FAMILIES:
        import_module(f"rnnquiz.cli.{family}")
    order = [name for commands in FAMILIES.values() for name in commands]
    app.registered_commands.sort(key=lambda known: order.index(str(known.name)))
