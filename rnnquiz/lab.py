"""Runs a demo's `measure(lab)` and holds its numbers against the claims.  Draws nothing, prints nothing.

Results are bit-equal for equal seeds, device and thread count: one thread (shared cores make two slower
than one), torch seeded before the demo starts, deterministic algorithms where torch has them.

A claim about several seeds is a *share* of seeds, 0 to 1, or a median: so it means the same under
`--seeds 1`, where the share is 0 or 1.
"""

import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeVar

from rnnquiz.errors import RnnquizError, UsageError, did_you_mean
from rnnquiz.lessons import OPTIONS, Claim, Knob, Lesson, Setting, load, missing
from rnnquiz.picture import Bars, Drawing, HeatMap, Lines, Picture, Sample, Series

T = TypeVar("T")
SEEDS = tuple(range(10))  # with three, luck looks like a law


class Watcher(Protocol):
    """Who is told while a demo runs: a screen, or nobody."""

    def steps(self, items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
        """Hand on the items and show how far the demo is."""

    def picture(self, picture: Picture) -> None:
        """A picture is ready."""

    def reading(self, sentence: str) -> None:
        """The sentence that reads the pictures is ready."""


class Silent:
    """Watches and says nothing: for --json and for tests."""

    def steps(self, items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
        return iter(items)

    def picture(self, picture: Picture) -> None:
        pass

    def reading(self, sentence: str) -> None:
        pass


class Lab:
    """What `measure` is given: seeds, knobs, a device, progress, and paper to draw on."""

    def __init__(
        self,
        seeds: Sequence[int] = SEEDS,
        knobs: Mapping[str, Setting] | None = None,
        device: str = "cpu",
        watcher: Watcher | None = None,
    ) -> None:
        self.seeds = tuple(seeds)
        self.pictures: list[Picture] = []
        self.readings: list[str] = []
        self.knobs = dict(knobs or {})
        self.device = device  # of every tensor that the demo makes, without a word in the demo
        self._watcher = watcher or Silent()

    def knob(self, name: str) -> Any:
        """The value of a knob of the header, of the type of its default."""
        return self.knobs[name]

    def track(self, items: Iterable[T], label: str) -> Iterator[T]:
        """The items again, with a bar and the time left: `for seed in lab.track(lab.seeds, "LSTM")`."""
        total = len(items) if isinstance(items, Sized) else None
        return self._watcher.steps(items, label, total)

    def lines(
        self,
        title: str,
        series: Mapping[str, Sequence[float] | Sequence[tuple[float, float]]],
        x: str = "",
        log: bool = False,
        top: float = math.inf,
    ) -> None:
        """Curves by name, each a list of y (x is then 0, 1, 2 ...) or of (x, y); `log` for the y axis.

        What rises above `top` is cut off and marked, so that one lost run does not flatten the others.
        """
        curves = tuple(Series(name, _points(values)) for name, values in series.items())
        self._add(Lines(title, curves, x, log, top))

    def bars(
        self, title: str, bars: Mapping[str, float], mark: tuple[float, str] | None = None, log: bool = False
    ) -> None:
        """One bar a label; `mark=(0.5, "a coin flip")` is a line across them."""
        self._add(Bars(title, tuple((name, float(value)) for name, value in bars.items()), mark, log))

    def heatmap(
        self, title: str, cells: Iterable[Iterable[float]], rows: Sequence[object], columns: Sequence[object]
    ) -> None:
        """Cells by row and column; values that all lie in 0 to 1 are shown in percent."""
        table = tuple(tuple(float(value) for value in row) for row in cells)
        self._add(HeatMap(title, tuple(map(str, rows)), tuple(map(str, columns)), table))

    def drawing(self, title: str, strokes: Iterable[Iterable[tuple[float, float]]]) -> None:
        """Strokes of a pen, each a list of (x, y), y upwards."""
        self._add(Drawing(title, tuple(_pairs(stroke) for stroke in strokes)))

    def sample(self, title: str, lines: Iterable[str]) -> None:
        """Lines of text that a model wrote."""
        self._add(Sample(title, tuple(lines)))

    @staticmethod
    def share(values: Iterable[object]) -> float:
        """The share of the values that are true, 0 to 1: `lab.share(a > 0.95 for a in accuracies)`."""
        return statistics.fmean(bool(value) for value in values)

    @staticmethod
    def median(values: Iterable[float]) -> float:
        """The middle value; not a number as soon as one of them is none."""
        found = [float(value) for value in values]
        return math.nan if any(map(math.isnan, found)) else statistics.median(found)

    def reading(self, sentence: str) -> None:
        """One sentence that reads the picture with the numbers just measured."""
        self.readings.append(sentence)
        self._watcher.reading(sentence)

    def _add(self, picture: Picture) -> None:
        self.pictures.append(picture)
        self._watcher.picture(picture)


@dataclass(frozen=True)
class Verdict:
    """One claim and what was measured."""

    claim: Claim
    value: float

    @property
    def holds(self) -> bool:
        """Within the bounds; a value that is no number holds nothing."""
        return math.isfinite(self.value) and self.claim.low <= self.value <= self.claim.high


@dataclass(frozen=True)
class Run:
    """One finished demo.  `seconds` are wall-clock, without the import of torch."""

    lesson: Lesson
    device: str
    seeds: tuple[int, ...]
    knobs: Mapping[str, Setting]
    seconds: float
    verdicts: tuple[Verdict, ...]
    pictures: tuple[Picture, ...]
    readings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return all(verdict.holds for verdict in self.verdicts)

    def json(self) -> dict[str, object]:
        """`rnnquiz.demo/1`.  A value that is not finite is null."""
        return {
            "schema": "rnnquiz.demo/1",
            "demo": self.lesson.name,
            "device": self.device,
            "seeds": list(self.seeds),
            "knobs": dict(self.knobs),
            "seconds": round(self.seconds, 3),
            "claims": [
                {
                    "name": verdict.claim.name,
                    "words": verdict.claim.words,
                    "value": verdict.value if math.isfinite(verdict.value) else None,
                    "low": verdict.claim.low,
                    "high": verdict.claim.high,
                    "holds": verdict.holds,
                }
                for verdict in self.verdicts
            ],
            "holds": self.holds,
            "reading": " ".join(self.readings),
        }


def settings(lesson: Lesson, given: Mapping[str, str]) -> dict[str, Setting]:
    """The demo's knobs, the given ones instead of the defaults, each of its default's type.

    Raises UsageError for an unknown knob or a value of another type.
    """
    known = {knob.name: knob for knob in lesson.knobs}
    found: dict[str, Setting] = {knob.name: knob.default for knob in lesson.knobs}
    for word, text in given.items():
        name = word.replace("-", "_")
        if name not in known:
            hint = did_you_mean(name, [*known, *OPTIONS])
            knobs = " ".join(f"--{knob}" for knob in known) or "none"
            raise UsageError(f"{lesson.name} has no knob --{word}; {hint or f'its knobs: {knobs}'}")
        found[name] = _typed(known[name], text)
    return found


def check_device(device: str) -> None:
    """Raises UsageError unless it is cpu, cuda or auto: said before a run, not in it."""
    if device not in {"cpu", "cuda", "auto"}:
        raise UsageError(f"no device {device!r}; use cpu, cuda or auto")


def prepare(lesson: Lesson, device: str) -> str:
    """Import what the demo needs and is slow, and say which device it gets for cpu, cuda or auto.

    Only a demo that trains with torch alone gets a GPU: numpy knows none, and a cell by hand needs none.
    Raises UsageError for another device, RnnquizError where torch or the device is missing.
    """
    check_device(device)
    if "torch" not in lesson.modules:
        return "cpu"
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # CUDA reads it once, when it starts
    try:
        import torch
    except ModuleNotFoundError as error:
        raise missing("torch") from error
    if device == "cuda" and not torch.cuda.is_available():
        raise RnnquizError("torch sees no CUDA device here; use --device cpu")
    return "cuda" if lesson.trains and device != "cpu" and torch.cuda.is_available() else "cpu"


def run(lesson: Lesson, lab: Lab) -> Run:
    """Load the demo, measure, judge.  Raises RnnquizError when the demo fails or answers out of form.

    KeyboardInterrupt passes through; what was drawn until then stays in `lab.pictures`.
    """
    module: ModuleType = _bordered(lesson, lambda: load(lesson))
    _steady(lab.seeds[0])
    start = time.perf_counter()
    with _made_on(lab.device):
        found = _bordered(lesson, lambda: module.measure(lab))
    seconds = time.perf_counter() - start
    verdicts = tuple(Verdict(claim, value) for claim, value in _judged(lesson, found))
    drawn, said = tuple(lab.pictures), tuple(lab.readings)
    return Run(lesson, lab.device, lab.seeds, lab.knobs, seconds, verdicts, drawn, said)


def _steady(seed: int) -> None:
    """One thread, one seed, deterministic kernels.  Touches torch only if the demo imported it."""
    import random

    random.seed(seed)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(True, warn_only=True)


def _made_on(device: str) -> AbstractContextManager[object]:
    """Tensors are made on the device unless they say otherwise; on the CPU without torch's price for that."""
    if device == "cpu":
        return nullcontext()
    import torch

    return torch.device(device)


def _bordered(lesson: Lesson, call: Callable[[], Any]) -> Any:
    """Call the demo's own code.  Whatever goes wrong in there is one sentence out here."""
    try:
        return call()
    except RnnquizError:
        raise
    except Exception as error:  # a demo is a learner's experiment: any error in it is news, not a bug of ours
        line = _line_of(error, lesson.path)
        what = str(error).strip().partition("\n")[0] or "no message"
        raise RnnquizError(
            f"{lesson.path.name}:{line}: {type(error).__name__}: {what}; --debug shows the traceback"
        ) from error


def _line_of(error: Exception, path: Path) -> int:
    """The last line of the demo that the traceback passes through."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _judged(lesson: Lesson, found: Any) -> Iterator[tuple[Claim, float]]:
    """Every claim with its number, in the order of CLAIMS."""
    if not isinstance(found, Mapping):
        raise RnnquizError(
            f"{lesson.path.name}: measure(lab) returned no dictionary; return {{claim: number}}"
        )
    names = [claim.name for claim in lesson.claims]
    for name in found:
        if name not in names:
            raise RnnquizError(f"{lesson.path.name}: measured {name!r}, which CLAIMS does not name; add it")
    for claim in lesson.claims:
        if claim.name not in found:
            raise RnnquizError(
                f"{lesson.path.name}: nothing measured for {claim.name!r}; return a number for it"
            )
        try:
            value = float(found[claim.name])  # a float, or a tensor or array of one
        except (TypeError, ValueError) as error:
            why = f"{lesson.path.name}: {claim.name!r} is {found[claim.name]!r}; return a number"
            raise RnnquizError(why) from error
        yield claim, value


def _typed(knob: Knob, text: str) -> Setting:
    if isinstance(knob.default, bool):
        words = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
        if text.lower() in words:
            return words[text.lower()]
        raise UsageError(f"--{knob.name} takes yes or no, not {text!r}")
    kind = type(knob.default)
    try:
        return kind(text)
    except ValueError as error:
        words_ = {int: "a whole number", float: "a number"}[kind]
        raise UsageError(f"--{knob.name} takes {words_}, not {text!r}") from error


def _points(values: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    """(x, y) pairs from pairs, or from a list of y."""
    found = []
    for place, value in enumerate(values):
        if isinstance(value, tuple | list):
            found.append((float(value[0]), float(value[1])))
        else:
            found.append((float(place), float(value)))
    return tuple(found)


def _pairs(stroke: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in stroke)
