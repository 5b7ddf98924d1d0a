"""Lines on a terminal or in a pipe: how wide, which signs, which colours.  Knows no question and no learner.

The one home of rich's console.  Box-free lines that stay in the scroll-back; colour is never the only sign;
every text goes out as `rich.text.Text` behind `safe`, so that h[t-1] stays itself and no control code gets
through.  What is shown is decided in question_screen, stats_screen, check_screen and demo_screen.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnquiz.options import Options
from rnnquiz.safe import safe
from rnnquiz.terminal import is_plain, shows_unicode

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Span = tuple[str, str]  # text and style
WIDEST = 78
NARROW = 60  # below this, what stands side by side is stacked
LEAST = 16  # columns of text, however narrow the terminal


@dataclass(frozen=True)
class Marks:
    """The signs of one encoding."""

    shown: str
    missed: str
    wrong: str
    doubt: str
    bar: str
    rest: str
    none: str


UNICODE = Marks("✓", "·", "✗", "?", "━", "─", "·")
ASCII = Marks("[x]", "[ ]", "[!]", "[?]", "#", ".", ".")


@dataclass(frozen=True)
class Screen:
    """A terminal or a pipe to write on, and whether anybody may be asked."""

    console: "Console"
    width: int
    marks: Marks
    plain: bool  # one thing a line, whole: a screen reader and `grep` want it so
    quiet: bool
    asks: bool  # a person sits there and input is allowed

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    @property
    def ascii(self) -> bool:
        return self.marks is ASCII

    def line(self, *spans: str | Span, indent: int = 0, hang: int = 0) -> None:
        """One paragraph, wrapped at the width; later lines stand `hang` further right."""
        text = _text(spans)
        if self.plain:
            self._print(text, indent)
            return
        pad = indent
        for paragraph in text.split("\n", allow_blank=True):
            for first, rest in _wrapped(paragraph, self.console, self.width - indent, hang):
                self._print(first, pad)
                pad = indent + hang if rest else pad

    def row(self, *spans: str | Span, indent: int = 0) -> None:
        """One line as it is, whatever its width: a row of a picture, a command, a path."""
        text = _text(spans)
        text.rstrip()
        self._print(text, indent)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def ends(self, left: Span, right: Span) -> None:
        """Two texts at both ends of one line; stacked when it is narrow."""
        from rich.cells import cell_len

        room = self.width - cell_len(safe(left[0])) - cell_len(safe(right[0]))
        if room < 2 or self.narrow or self.plain:
            for span in (left, right):
                if span[0]:
                    self.line(span)
        else:
            self.line(left, " " * room, right)

    def items(self, parts: Iterable[str], style: str = "", indent: int = 0, gap: int = 3) -> None:
        """Short things side by side, broken over lines between them and never inside one."""
        line = ""
        for part in parts:
            joined = f"{line}{' ' * gap}{part}" if line else part
            if line and not self.plain and indent + len(joined) > self.width:
                self.line((line, style), indent=indent)
                joined = part
            line = joined
        if line:
            self.line((line, style), indent=indent)

    def pairs(self, pairs: Iterable[tuple[str, str]], column: int) -> None:
        """Names and values, never broken: below each other where one is too long."""
        for name, value in pairs:
            if self.plain:
                self.row(f"{name}: {value}")
            elif column + len(value) <= self.width or not self.narrow:
                self.row((f"{name:<{column}}", "dim"), value)
            else:
                self.row((name, "dim"))
                self.row(value, indent=2)

    def bar(self, share: float, length: int = 18) -> str:
        """A share of 0..1 as a bar."""
        full = round(share * length)
        return self.marks.bar * full + self.marks.rest * (length - full)

    def _print(self, text: "Text", indent: int) -> None:
        from rich.text import Text

        self.console.print(Text(" " * indent) + text, soft_wrap=True)


def screen_for(options: Options, stderr: bool = False) -> Screen:
    """The screen that these options and this terminal give."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    plain = is_plain(options)
    tty = stream.isatty() and not plain
    console = Console(
        stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True,
        color_system="auto" if tty else None,  # plain or a pipe: no escape sequence at all
        no_color=None if options.color else True,  # None: rich asks NO_COLOR
        force_terminal=None if tty else False,
    )  # fmt: skip
    width = min(console.width if tty or "COLUMNS" in os.environ else 80, WIDEST)
    marks = UNICODE if shows_unicode(stream) and not plain else ASCII
    return Screen(console, width, marks, plain, options.quiet, options.input and sys.stdin.isatty())


def counted(number: int, what: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _text(spans: Iterable[str | Span]) -> "Text":
    from rich.text import Text

    text = Text(no_wrap=False, end="")
    for span in spans:
        words, style = (span, "") if isinstance(span, str) else span
        text.append(safe(words), style=style)
    return text


def _wrapped(text: "Text", console: "Console", width: int, hang: int) -> Iterator[tuple["Text", bool]]:
    """The lines of a paragraph, and of each whether more come; the first has the room of the hang as well."""
    room = max(LEAST, width)
    while True:
        line = text.wrap(console, room)[0] if text else text
        text = text[len(line) :]
        text = text[len(text.plain) - len(text.plain.lstrip()) :]
        line.rstrip()
        yield line, bool(text)
        if not text:
            return
        room = max(LEAST, width - hang)
