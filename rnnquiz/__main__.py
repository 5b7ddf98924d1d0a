"""The program's door: `--version` at once, everything else through the commands, errors as one line."""

import os
import sys


def main() -> None:
    """Run the command line; exit codes are those of docs/contract.md."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as in `rnnquiz due >&-`
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # `rnnquiz questions | head`
        _drop_output()
        code = 0
    except OSError as error:
        if error.filename is not None:  # of a file that we opened: a bug keeps its traceback
            raise
        _drop_output()
        code = _unwritten(error)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    # `rnnquiz -V` and `rnnquiz quiz -V`, before typer: 1.5 times `python -c pass`, not 6
    if len(arguments) in (1, 2) and arguments[-1] in ("--version", "-V"):
        from rnnquiz import __version__

        sys.stdout.write(f"rnnquiz {__version__}\n")
        return 0
    from rnnquiz.cli import run

    return run(arguments)


def _drop_output() -> None:
    """What is still in the buffers goes nowhere: Python would try again, and complain, at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())


def _unwritten(error: OSError) -> int:
    """The disk behind `> file` is full, or the terminal is gone."""
    try:
        sys.stderr.write(f"error: the output can't be written ({error.strerror}); free some space\n")
        sys.stderr.flush()
    except OSError:
        pass
    return 1


if __name__ == "__main__":
    main()
