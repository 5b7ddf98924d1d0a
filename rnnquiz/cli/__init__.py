"""The commands: parse, call, show.  Decides nothing about questions, grades or memory.

One module a family: practise, look, author, data, demo.  Heavy imports stand inside the commands.
"""

import sys


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code (docs/contract.md); errors go to standard error."""
    from rnnquiz.cli import author, data, demo, look, practise  # noqa: F401  each adds its commands
    from rnnquiz.cli.app import app
    from rnnquiz.errors import RnnquizError

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # cp1252 has no tick
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
