"""The commands: parse, call, show.  Decides nothing about questions, grades or memory.

One module a family; heavy imports stand inside the commands.  A command that is named first on the line loads
its own family only: declaring all of them costs as much again as Typer itself.
"""

import sys

FAMILIES = {
    "practise": ("quiz", "drill", "interview", "answer", "due", "undo"),
    "look": ("questions", "show", "history", "stats"),
    "demo": ("demo",),
    "author": ("grade", "check"),
    "data": ("export", "import", "merge", "backup", "doctor", "fit", "config"),
}


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code (docs/contract.md); errors go to standard error."""
    from rnnquiz.cli.app import app
    from rnnquiz.errors import RnnquizError

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # cp1252 has no tick
    declare(arguments[0] if arguments else "")
    try:
        app(arguments, prog_name="rnnquiz")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except RnnquizError as error:
        if "--debug" in arguments:
            raise
        from rnnquiz.safe import safe

        for line in str(error).splitlines():
            print(f"error: {safe(line)}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


def declare(command: str) -> None:
    """Load the family of a command, or all of them when it is none; the help keeps the order of FAMILIES."""
    from importlib import import_module

    from rnnquiz.cli.app import app

    wanted = [family for family, commands in FAMILIES.items() if command in commands]
    for family in wanted or FAMILIES:
        import_module(f"rnnquiz.cli.{family}")
    order = [name for commands in FAMILIES.values() for name in commands]
    app.registered_commands.sort(key=lambda known: order.index(str(known.name)))
