"""What a demo shows: curves, bars, a heat map, a drawing, a text sample, as values.  Draws nothing."""

import math
from dataclasses import dataclass

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Series:
    """One curve: its points (x, y), in the order of x."""

    name: str
    points: Points


@dataclass(frozen=True)
class Lines:
    """Curves over one x axis.  With `log` the y axis is logarithmic and y <= 0 is left out.

    A curve that passes `top`, or stops being finite, is marked ! where it leaves the picture.
    """

    title: str
    series: tuple[Series, ...]
    x: str = ""
    log: bool = False
    top: float = math.inf


@dataclass(frozen=True)
class Bars:
    """One bar a label, from 0 (with `log`: from the decade below the smallest).  `mark` is a line across."""

    title: str
    bars: tuple[tuple[str, float], ...]
    mark: tuple[float, str] | None = None
    log: bool = False


@dataclass(frozen=True)
class HeatMap:
    """Cells by row and column; the darkest shade is the largest value."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """Strokes, each a list of points (x, y) with y upwards; each has a mark of its own in turn."""

    title: str
    strokes: tuple[Points, ...]


@dataclass(frozen=True)
class Sample:
    """Lines of text that a model wrote, shown as they are."""

    title: str
    lines: tuple[str, ...]


Picture = Lines | Bars | HeatMap | Drawing | Sample


def number(value: float) -> str:
    """A number for people: 3 significant digits, `1e-8` rather than 0.00000001.

    >>> number(0.97421), number(6e-25), number(128), number(float("nan"))
    ('0.974', '6e-25', '128', 'not a number')
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    if value == int(value) and abs(value) < 1e5:
        return str(int(value))
    text = f"{value:.3g}" if 1e-3 <= abs(value) < 1e5 else f"{value:.1e}"
    mantissa, exponent, power = text.partition("e")
    if not exponent:
        return text
    return f"{mantissa.removesuffix('.0')}e{int(power)}"


def is_seen(picture: Lines, y: float) -> bool:
    return math.isfinite(y) and y <= picture.top
