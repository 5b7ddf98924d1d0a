"""What a demo looks like on a terminal: lesson, progress, pictures, verdict.  Measures nothing.

Every line stands behind two spaces.  Results go to standard output, progress to standard error.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rnnquiz.content import folder
from rnnquiz.lessons import Knob, Lesson, Setting
from rnnquiz.options import Options
from rnnquiz.picture import Picture, number
from rnnquiz.picture_text import Row, rows
from rnnquiz.safe import safe
from rnnquiz.screen import counted, screen_for

if TYPE_CHECKING:
    from rich.progress import Progress

    from rnnquiz.lab import Run, Verdict

T = TypeVar("T")

# Roles of picture.py and ours; all sixteen-colour names, legible on light and dark backgrounds.
STYLES = {
    "title": "bold",
    "axis": "dim",
    "note": "dim",
    "mark": "bold",
    "good": "green",
    "bad": "bold red",
    "command": "cyan",
    "series0": "cyan",
    "series1": "magenta",
    "series2": "green",
    "series3": "yellow",
    "series4": "blue",
    "series5": "red",
    "shade4": "bold",
}


class DemoScreen:
    """The watcher of a run on a terminal: holds both screens and the progress bars in view."""

    def __init__(self, options: Options, draws: bool = True) -> None:
        self.options = options
        self.draws = draws  # false with --json: progress on standard error, nothing of ours on the other
        self.out = screen_for(options)
        self.err = screen_for(options, stderr=True)
        self.width = max(20, self.out.width - 2)  # of what stands behind the two spaces
        self._bars: Progress | None = None
        self._many = False  # with --all: one bar and a table, no pictures

    # While it runs

    def steps(self, items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
        """A bar with time left on a terminal; else one plain line a stage; nothing with --quiet."""
        label = safe(label)
        if self.options.quiet or (self._many and self._bars is None):
            yield from items
        elif not self._shows_bars():
            count = f" ({total})" if total is not None else ""
            self.err.row((label + count, "dim"), indent=2)
            yield from items
        else:
            with self._progress() as bars:
                task = bars.add_task(label[: max(8, self.width // 3)], total=total)
                try:
                    for item in items:
                        yield item
                        bars.advance(task)
                finally:
                    bars.remove_task(task)

    def picture(self, picture: Picture) -> None:
        """Print it at once: Ctrl-C takes nothing away."""
        if not self.draws or self._many:
            return
        with self._unbarred():
            self._blank()
            self._rows(rows(picture, self.width, self.out.ascii))

    def reading(self, sentence: str) -> None:
        """Print the sentence that reads the picture above it."""
        if not self.draws or self._many:
            return
        with self._unbarred():
            self._blank()
            self._wrapped(sentence)

    @contextmanager
    def loading(self, lesson: Lesson) -> Iterator[None]:
        """Say at once that torch is on its way, when it is and has to be."""
        slow = "torch" in lesson.modules and "torch" not in sys.modules
        if not slow or self.options.quiet or self._bars:
            yield
        elif not self._shows_bars():
            self.err.row(("loading torch (about 2 s)", "dim"), indent=2)
            yield
        else:
            with self.err.console.status("loading torch (about 2 s)"):
                yield

    # Before and after

    def opening(
        self, lesson: Lesson, seeds: Sequence[int], knobs: Mapping[str, Setting], whole: bool
    ) -> None:
        """The claim, and with `whole` the lesson: something to read while torch loads."""
        if not self.draws:
            return
        turned = [
            f"{knob.name} {show(knobs[knob.name])}"
            for knob in lesson.knobs
            if knobs[knob.name] != knob.default
        ]
        first = f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"
        self._line("Demo: " + lesson.name, "title")
        self._line(", ".join([first, *turned]), "note")
        self._blank()
        self._wrapped(lesson.title, "title")
        if whole and not self.options.quiet:
            self._blank()
            self._lesson(lesson.text)
            if lesson.paper:
                self._wrapped("Paper: " + lesson.paper, "note")

    def closing(self, run: "Run", usual: bool, questions: Sequence[str] = ()) -> None:
        """Verdict claim by claim, what to try next, which questions to go back to.

        `usual` is false when seeds or knobs differ from those the claims were written for.
        """
        self._blank()
        self._line("What was claimed, what was measured", "title")
        for verdict in run.verdicts:
            self._verdict(verdict)
        held = sum(verdict.holds for verdict in run.verdicts)
        self._blank()
        self._wrapped(
            f"{held} of {counted(len(run.verdicts), 'claim')} hold ({run.seconds:.1f} s on {run.device}).",
            "good" if run.holds else "bad",
        )
        if not run.holds and not usual:
            self._wrapped("The claims are about ten seeds and the default knobs: why does this run differ?")
        if self.options.quiet:
            return
        self._blank()
        self._line("Try next", "title")
        for knob in [knob for knob in run.lesson.knobs if run.knobs.get(knob.name) == knob.default][:3]:
            self._try(run.lesson, knob)
        self._command(f"rnnquiz demo {_typed(run.lesson)} --source", "the code, a screen or two")
        if questions:
            self._blank()
            self._line("Back to the questions", "title")
            for question in questions:
                self._command(f"rnnquiz show {question}", "")

    def clear(self) -> None:
        """Take the bars away for good: a loop that was broken off has not closed its own."""
        if self._bars is not None:
            self._bars.stop()

    def stopped(self, drawn: int) -> None:
        """After Ctrl-C, on standard error."""
        if not self.draws:
            drawn = 0
        what = {0: "nothing was drawn yet", 1: "the picture above is kept"}
        words = what.get(drawn, f"the {drawn} pictures above are kept")
        self.err.line(f"Stopped: {words}; no claim was judged.", indent=2)

    def source(self, lesson: Lesson) -> None:
        """The file: highlighted on a colour terminal, as it stands in a pipe."""
        text = lesson.path.read_text(encoding="utf-8")
        console = self.out.console
        if console.color_system is None or console.no_color:
            sys.stdout.write(text)
            return
        from rich.syntax import Syntax

        console.print(Syntax(text, "python", theme="ansi_light", background_color="default", word_wrap=True))

    def listing(
        self, lessons: Sequence[Lesson], topics: Mapping[str, Sequence[str]], results: Mapping[str, str]
    ) -> None:
        """Every demo with its claim, by topic; demos of no topic come last.  `results` by name."""
        known = {lesson.name: lesson for lesson in lessons}
        placed = {name for names in topics.values() for name in names}
        rest = [name for name in known if name not in placed]
        groups = {topic: [name for name in names if name in known] for topic, names in topics.items()}
        for topic, names in [*groups.items(), ("Demos" if not groups else "Others", rest)]:
            if not names:
                continue
            self._line(topic, "title")
            for name in names:
                result = f"  ({results[name]})" if name in results else ""
                self._rows([[(name, "command"), (result, "note")]])
                self._wrapped(known[name].title, indent="  ")
            self._blank()
        if not self.options.quiet:
            self._command("rnnquiz demo NAME", "run one; --source shows its code")

    def each(self, lessons: Sequence[Lesson]) -> Iterator[Lesson]:
        """The lessons again, under one bar for all of them, or one plain line each."""
        self._many = True
        if self.options.quiet:
            yield from lessons
        elif not self._shows_bars():
            for place, lesson in enumerate(lessons, 1):
                self.err.row(f"{place} of {len(lessons)}: {lesson.name}", indent=2)
                yield lesson
        else:
            with self._progress() as bars:
                task = bars.add_task("all demos", total=len(lessons))
                for lesson in lessons:
                    bars.update(task, description=lesson.name[: self.width // 3])
                    yield lesson
                    bars.advance(task)

    def table(self, results: Sequence["Run | tuple[str, str]"], seconds: float) -> None:
        """After --all: one line a demo, then the claims that failed.  A demo that broke is (name, error)."""
        width = max((len(_name(result)) for result in results), default=0)
        for result in results:
            if isinstance(result, tuple):
                self._wrapped(f"{result[0]:<{width}}  broke: {result[1]}", "bad", hang=width + 2)
                continue
            held = sum(verdict.holds for verdict in result.verdicts)
            words = f"{held} of {len(result.verdicts)} hold  {result.seconds:5.1f} s"
            style = "" if result.holds else "bad"
            self._rows([[(f"{result.lesson.name:<{width}}  ", ""), (words, style)]])
            for verdict in result.verdicts:
                if not verdict.holds:
                    self._verdict(verdict)
        runs = [result for result in results if not isinstance(result, tuple)]
        claims = [verdict for run in runs for verdict in run.verdicts]
        held = sum(verdict.holds for verdict in claims)
        broken = len(results) - len(runs)
        self._blank()
        more = f"; {broken} of {counted(len(results), 'demo')} broke" if broken else ""
        good = held == len(claims) and not broken
        hold = f"{held} of {counted(len(claims), 'claim')} hold"
        ran = f"{counted(len(runs), 'demo')}, {seconds:.0f} s{more}"
        self._wrapped(f"{hold}, {ran}.", "good" if good else "bad")

    # Lines

    @contextmanager
    def _progress(self) -> "Iterator[Progress]":
        """The bars in view; the outermost user starts and clears them."""
        if self._bars is not None:
            yield self._bars
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("  {task.description}", markup=False),
            BarColumn(None if self.width > 50 else 10, complete_style="cyan", finished_style="cyan"),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("left", style="dim"),
        )
        with Progress(*columns, console=self.err.console, transient=True) as bars:
            self._bars = bars
            try:
                yield bars
            finally:
                self._bars = None

    @contextmanager
    def _unbarred(self) -> Iterator[None]:
        """Take the bars away while something is printed: two writers on one terminal would mix."""
        if self._bars is None:
            yield
            return
        self._bars.stop()
        yield
        self.out.console.file.flush()
        self._bars.start()

    def _verdict(self, verdict: "Verdict") -> None:
        word, style = ("holds", "good") if verdict.holds else ("FAILS", "bad")
        claim = verdict.claim
        self._wrapped(f"{word}  {claim.words}", hang=7, lead=(len(word), style))
        same = claim.low == claim.high
        expected = number(claim.low) if same else f"{number(claim.low)} to {number(claim.high)}"
        self._wrapped(f"measured {number(verdict.value)}, expected {expected}", "note", indent=" " * 7)

    def _try(self, lesson: Lesson, knob: Knob) -> None:
        self._command(
            f"rnnquiz demo {_typed(lesson)} --{knob.name.replace('_', '-')} {show(knob.other)}", knob.words
        )

    def _command(self, command: str, words: str) -> None:
        self._rows([[(command, "command")]])
        if words:
            self._wrapped(words, indent="  ")

    def _lesson(self, text: str) -> None:
        """Paragraphs flow to the width; indented lines, the formulas, stay as they are."""
        for paragraph in text.split("\n\n"):
            lines = paragraph.splitlines()
            if any(line.startswith(" ") for line in lines):
                for line in lines:
                    self._line(line)
            else:
                self._wrapped(" ".join(lines))
            self._blank()

    def _wrapped(
        self, text: str, style: str = "", indent: str = "", hang: int = 0, lead: tuple[int, str] | None = None
    ) -> None:
        """`text` over as many lines as it takes; the first `lead[0]` characters may have their own style."""
        import textwrap

        parts = textwrap.wrap(
            safe(text),
            self.width,
            initial_indent=indent,
            subsequent_indent=indent + " " * hang,
            break_on_hyphens=False,
        )
        for place, part in enumerate(parts):
            if lead and place == 0:
                self._rows([[(part[: lead[0]], lead[1]), (part[lead[0] :], style)]])
            else:
                self._rows([[(part, style)]])

    def _line(self, text: str, style: str = "") -> None:
        self._rows([[(safe(text), style)]])

    def _rows(self, found: Iterable[Row]) -> None:
        for row in found:
            self.out.row(*((text, STYLES.get(style, "")) for text, style in row), indent=2)

    def _blank(self) -> None:
        self.out.blank()

    def _shows_bars(self) -> bool:
        return self.err.console.is_terminal


def show(value: Setting) -> str:
    """A knob's value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _typed(lesson: Lesson) -> str:
    """How this demo is named on the command line: a file of one's own by its path."""
    return lesson.name if lesson.path.parent == folder("demos") else str(lesson.path)


def _name(result: "Run | tuple[str, str]") -> str:
    return result[0] if isinstance(result, tuple) else result.lesson.name
