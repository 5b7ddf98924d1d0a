"""Where a command's material comes from: the banks in use, an answer, a batch.  Grades nothing."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rnnquiz.bankindex import Index, bank_paths, load_index
from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.options import Options

if TYPE_CHECKING:
    from rnnquiz.bank import Bank, Question

MAX_ANSWER = 1_000_000  # characters kept of an answer; the reader looks at the first 5,000


def bank_of(options: Options) -> "Bank":
    """The banks of this run, through the compiled form in the cache folder."""
    from rnnquiz.bank import load_banks
    from rnnquiz.folders import folders

    return load_banks(bank_paths(options.banks, os.environ), folders().cache)


def index_of(options: Options) -> Index:
    """The same questions as lists show them, without loading the rest."""
    from rnnquiz.folders import folders

    return load_index(bank_paths(options.banks, os.environ), folders().cache)


def answer_text(options: Options, answer: str | None, question: "Question") -> str:
    """The answer given as an argument, from standard input (`-` or a pipe), or asked for."""
    if answer is not None and answer != "-":
        return answer
    if answer == "-" or not sys.stdin.isatty():
        return _decoded(sys.stdin.buffer.read(4 * MAX_ANSWER))
    if not options.input:
        raise UsageError("no answer; give it as an argument, or - to read standard input")
    from rnnquiz.config import load
    from rnnquiz.folders import folders
    from rnnquiz.prompt import ask_once
    from rnnquiz.question_screen import show_question
    from rnnquiz.screen import screen_for

    screen = screen_for(options)
    show_question(screen, question)
    return ask_once(screen, load(folders().config_file).editing_mode == "vi")


def batch_lines(name: str) -> Iterator[str]:
    """The lines of a batch file, or of standard input for `-`.  Raises RnnquizError when it can't be read."""
    if name == "-":
        yield from _lines(sys.stdin.buffer)
        return
    try:
        with Path(name).open("rb") as file:
            yield from _lines(file)
    except OSError as error:
        raise RnnquizError(f"{name}: can't be read ({error.strerror}); check the path") from None


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")[:MAX_ANSWER]


def input_lines() -> Iterator[str]:
    """Standard input, line by line, as text of any bytes."""
    yield from _lines(sys.stdin.buffer)


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines, each cut at what an answer may hold: a line without an end must not fill the memory."""
    while line := stream.readline(4 * MAX_ANSWER):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(4 * MAX_ANSWER)
        yield _decoded(line)
