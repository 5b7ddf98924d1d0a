"""The program's door: `--version` at once, everything else through the commands, errors as one line."""

import os
import sys


def main() -> None:
    """Run the command line; exit codes are those of docs/contract.md."""
    # `rnnquiz -V` and `rnnquiz quiz -V`, before typer: 1.5 times `python -c pass`, not 6
    if len(sys.argv) in (2, 3) and sys.argv[-1] in ("--version", "-V"):
        from rnnquiz import __version__

        sys.stdout.write(f"rnnquiz {__version__}\n")
        return
    try:
        from rnnquiz.cli import run

        code = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # `rnnquiz questions | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


if __name__ == "__main__":
    main()
