"""A picture as rows of text for a terminal of any width, with or without colour.  Prints nothing.

Drawn by hand.  plotext 6.1 was tried first, with a mark of its own for each series: the curves are as
good, but it costs 255 ms of CPU to import, prints decades as 0.000562, lays its legend over the curve,
merges bars of one row, raises ValueError on inf, and draws a heat map as one solid block without colour;
with ticks, legend, bars and maps our own, what it would have saved is the thirty lines of `_raster`.

A row is a list of spans (text, style).  Styles are roles, not colours: "title", "axis", "note", "mark",
"series0" to "series5", "shade0" to "shade4", and "" for plain text; demo_screen.py gives them colours.
"""

import math
import textwrap

from rnnquiz.picture import Bars, Drawing, HeatMap, Lines, Picture, Sample, is_seen, number

Span = tuple[str, str]
Row = list[Span]

MARKS = "*ox+#="  # one a series, the same in ASCII; the seventh series begins again
SHADES = {False: " ░▒▓█", True: " .:*#"}


def rows(picture: Picture, width: int, ascii: bool = False) -> list[Row]:  # noqa: A002  the field's word
    """The picture in at most `width` columns; with `ascii` no other characters are drawn."""
    head: list[Row] = [[(line, "title")] for line in textwrap.wrap(picture.title, width)]
    match picture:
        case Lines():
            body = _lines(picture, width, ascii)
        case Bars():
            body = _bars(picture, width, ascii)
        case HeatMap():
            body = _heat(picture, width, ascii)
        case Drawing():
            body = _drawing(picture, width)
        case Sample():
            body = [[(part, "")] for line in picture.lines for part in textwrap.wrap(line, width) or [""]]
    return head + body


# Lines


def _lines(picture: Lines, width: int, plain: bool) -> list[Row]:
    scale = math.log10 if picture.log else float
    points = [
        [(x, scale(y)) for x, y in series.points if is_seen(picture, y) and (y > 0 or not picture.log)]
        for series in picture.series
    ]
    key = _key([series.name for series in picture.series], width)
    every = [point for one in points for point in one]
    if not every:
        return [*key, *_note("no finite value to draw", width)]
    low, high = _span([y for _, y in every])
    left, right = _span([x for series in picture.series for x, _ in series.points])
    height = 14 if width >= 60 else 11
    ticks = _decades(low, high) if picture.log else _nice(low, high, 4)
    marks = {round((high - at) / (high - low) * (height - 1)): name for at, name in ticks}
    margin = max(len(name) for name in marks.values())
    wide = max(8, width - margin - 2)
    grid = _raster(points, (left, right), (low, high), wide, height)
    lost = _lost(picture, (left, right), wide)
    for column, style in lost:
        grid[0][column] = ("!", style)
    bar, tick, corner, dash = ("|", "+", "+", "-") if plain else ("│", "┤", "└", "─")
    body: list[Row] = []
    for place, cells in enumerate(grid):
        name = marks.get(place, "")
        body.append([(f"{name:>{margin}}{tick if name else bar}", "axis"), *_joined(cells)])
    body.append([(" " * margin + corner + dash * wide, "axis")])
    body.append([(" " * (margin + 1) + _foot(left, right, wide, picture.x), "axis")])
    if lost:
        body += _note("! the curve leaves the picture here", width)
    return [*key, *body]


def _key(series: list[str], width: int) -> list[Row]:
    """`* RNN   o LSTM`, on as many rows as it takes."""
    found: list[Row] = [[]]
    used = 0
    for place, name in enumerate(series):
        entry = f"{MARKS[place % len(MARKS)]} {name}"[:width]
        if used and used + 3 + len(entry) > width:
            found.append([])
            used = 0
        if used:
            found[-1].append(("   ", ""))
        found[-1].append((entry, f"series{place % len(MARKS)}"))
        used += len(entry) + (3 if used else 0)
    return found if found[0] else []


def _raster(
    points: list[list[tuple[float, float]]],
    xs: tuple[float, float],
    ys: tuple[float, float],
    wide: int,
    high: int,
) -> list[list[Span]]:
    """Curves on a grid of characters; where several meet, the columns take turns."""
    grid: list[list[Span]] = [[(" ", "")] * wide for _ in range(high)]
    paths = [_path(one, xs, ys, wide, high) for one in points]
    for column in range(wide):
        for turn in range(len(paths)):
            place = (column + turn) % len(paths)
            for row in paths[place].get(column, ()):
                mark = place % len(MARKS)
                grid[row][column] = (MARKS[mark], f"series{mark}")
    return grid


def _path(
    points: list[tuple[float, float]], xs: tuple[float, float], ys: tuple[float, float], wide: int, high: int
) -> dict[int, range]:
    """Column to the rows it fills.  Several points of a column are averaged, gaps are joined."""
    columns: dict[int, list[float]] = {}
    for x, y in points:
        columns.setdefault(round((x - xs[0]) / (xs[1] - xs[0]) * (wide - 1)), []).append(y)
    heights = {
        column: (ys[1] - sum(found) / len(found)) / (ys[1] - ys[0]) * (high - 1)
        for column, found in sorted(columns.items())
    }
    path: dict[int, range] = {}
    before: tuple[int, float] | None = None
    for column, row in heights.items():
        start, level = before or (column - 1, row)
        for step in range(start + 1, column + 1):
            past = round(level + (row - level) * (step - 1 - start) / (column - start))
            here = round(level + (row - level) * (step - start) / (column - start))
            first, last = sorted((here, past + (here > past) - (here < past)))
            path[step] = range(first, last + 1) if here != past else range(here, here + 1)
        before = (column, row)
    return path


def _lost(picture: Lines, xs: tuple[float, float], wide: int) -> list[tuple[int, str]]:
    """Where each curve first leaves the picture."""
    found = []
    for place, series in enumerate(picture.series):
        first = next((x for x, y in series.points if not is_seen(picture, y)), None)
        if first is not None:
            column = round((first - xs[0]) / (xs[1] - xs[0]) * (wide - 1))
            found.append((column, f"series{place % len(MARKS)}"))
    return found


def _span(values: list[float]) -> tuple[float, float]:
    """Smallest and largest, apart even when all are equal."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        room = abs(low) / 2 or 0.5
        return low - room, high + room
    return low, high


def _decades(low: float, high: float) -> list[tuple[float, str]]:
    """Ticks at powers of ten, at most five; within two decades at 1, 2 and 5 times such a power."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last <= first:
        values = [factor * 10.0**at for at in range(first - 1, last + 2) for factor in (1, 2, 5)]
        inside = [value for value in values if value and low - 1e-9 <= math.log10(value) <= high + 1e-9]
        return [(math.log10(value), number(value)) for value in inside] or [(low, number(10**low))]
    step = max(1, math.ceil((last - first) / 4))
    return [(float(at), number(10.0**at)) for at in range(last, first - 1, -step)]


def _nice(low: float, high: float, about: int) -> list[tuple[float, str]]:
    """Ticks at 1, 2 or 5 times a power of ten."""
    raw = (high - low) / about
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [(at * step, f"{at * step:.4g}") for at in range(first, last + 1)]


def _foot(left: float, right: float, wide: int, name: str) -> str:
    """The labels under the x axis, the axis's name at the right end."""
    cells = [" "] * wide
    label = name[: wide // 2]
    room = wide - len(label) - (2 if label else 0)
    for at, text in _nice(left, right, 5 if wide >= 50 else 3):
        start = max(0, round((at - left) / (right - left) * (wide - 1)) - len(text) // 2)
        free = all(cell == " " for cell in cells[max(0, start - 1) : start + len(text) + 1])
        if start + len(text) <= room and free:
            cells[start : start + len(text)] = text
    return ("".join(cells)[: wide - len(label)] + label).rstrip()


def _joined(cells: list[Span]) -> Row:
    """Neighbours of one style as one span."""
    found: Row = []
    for text, style in cells:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + text, style)
        else:
            found.append((text, style))
    return found


def _note(words: str, width: int) -> list[Row]:
    return [[(part, "note")] for part in textwrap.wrap(words, width)]


# Bars


def _bars(picture: Bars, width: int, plain: bool) -> list[Row]:
    if not picture.bars:
        return _note("nothing to draw", width)
    finite = [value for _, value in picture.bars if math.isfinite(value)]
    if picture.mark:
        finite.append(picture.mark[0])
    if picture.log:
        exponents = [math.log10(value) for value in finite if value > 0] or [0.0]
        base, top = math.floor(min(exponents)) - 1.0, max(exponents)
    else:
        base, top = 0.0, max([abs(value) for value in finite], default=1.0) or 1.0
    longest = max(len(label) for label, _ in picture.bars)
    figures = [number(value) for _, value in picture.bars]
    margin = longest if longest <= width // 3 else 0  # a long label stands over its bar
    wide = width - max(map(len, figures)) - 1 - (margin + 1 if margin else 2)
    line = _length(picture.mark[0], base, top, wide, picture.log) if picture.mark else None
    body: list[Row] = []
    for place, ((label, value), figure) in enumerate(zip(picture.bars, figures, strict=True)):
        if not margin:
            body += [[(part, "")] for part in textwrap.wrap(label, width)]
        start = f"{label:<{margin}} " if margin else "  "
        body.append([(start, ""), *_bar(value, place, base, top, wide, line, picture.log, plain)])
        body[-1].append((f" {figure}", ""))
    if picture.mark:
        sign = "|" if plain else "┊"
        words = textwrap.wrap(f"{sign} {number(picture.mark[0])}: {picture.mark[1]}", width)
        body += [[(part, "mark")] for part in words]
    return body


def _length(value: float, base: float, top: float, wide: int, log: bool) -> int:
    if not math.isfinite(value) or (log and value <= 0):
        return 0
    at = math.log10(value) if log else abs(value)
    return round((at - base) / (top - base) * wide)


def _bar(
    value: float, place: int, base: float, top: float, wide: int, line: int | None, log: bool, plain: bool
) -> Row:
    """The bar alone, `wide` columns; a negative value is hatched."""
    full = ("#" if value >= 0 else "-") if plain else ("█" if value >= 0 else "▒")
    length = _length(value, base, top, wide, log)
    style = f"series{place % len(MARKS)}"
    cells: list[Span] = [(full, style) if at < length else (" ", "") for at in range(wide)]
    if line is not None:
        cells[min(line, wide - 1)] = ("|" if plain else "┊", "mark")
    return _joined(cells)


# Heat maps


def _heat(picture: HeatMap, width: int, plain: bool) -> list[Row]:
    if not picture.cells or not picture.columns:
        return _note("nothing to draw", width)
    low, high = _span([value for cells in picture.cells for value in cells])
    margin = min(max(map(len, picture.rows)), width // 4)
    room = (width - margin - 1) // len(picture.columns)
    if room < 2:
        return _dense(picture, width, margin, plain)
    percent = low >= 0 and high <= 1
    size = min(room, 6)
    body: list[Row] = []
    body.append(
        [(" " * (margin + 1) + "".join(f"{name[: size - 1]:>{size}}" for name in picture.columns), "axis")]
    )
    for name, cells in zip(picture.rows, picture.cells, strict=True):
        spans = [(f"{name[:margin]:>{margin}} ", "axis")]
        for value in cells:
            shade = _shade(value, low, high)
            text = _cell(value, percent, size)
            # the shade fills what the digits leave: legible with colour off, and countable
            fill = SHADES[plain][shade] * max(0, size - 1 - len(text))
            spans.append((f" {fill}{text}", f"shade{shade}"))
        body.append(_joined(spans))
    if percent:
        body += _note("cells in percent", width)
    return body


def _dense(picture: HeatMap, width: int, margin: int, plain: bool) -> list[Row]:
    """One digit a cell, 0 the lowest and 9 the highest; what does not fit is skipped evenly."""
    low, high = _span([value for cells in picture.cells for value in cells])
    step = math.ceil(len(picture.columns) / max(1, width - margin - 1))
    body: list[Row] = []
    for name, cells in zip(picture.rows, picture.cells, strict=True):
        spans = [(f"{name[:margin]:>{margin}} ", "axis")]
        for value in cells[::step]:
            digit = str(round(9 * (value - low) / (high - low))) if math.isfinite(value) else "!"
            spans.append((digit, f"shade{_shade(value, low, high)}"))
        body.append(_joined(spans))
    first, last = picture.columns[0], picture.columns[::step][-1]
    gap = max(1, len(picture.columns[::step]) - len(first) - len(last))
    body.append([((" " * (margin + 1) + first + " " * gap + last)[:width], "axis")])
    note = f"0 is {number(low)}, 9 is {number(high)}" + (f"; one column in {step}" if step > 1 else "")
    return body + _note(note, width)


def _shade(value: float, low: float, high: float) -> int:
    if not math.isfinite(value):
        return 0
    return min(4, int(5 * (value - low) / (high - low)))


def _cell(value: float, percent: bool, size: int) -> str:
    """The digits of one cell in at most `size - 1` columns."""
    if not math.isfinite(value):
        return "!"
    text = str(round(100 * value)) if percent else f"{value:.2g}"
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    if len(text) >= size:
        text = f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")
    return text if len(text) < size else ">" if value > 0 else "<"


# Drawings


def _drawing(picture: Drawing, width: int) -> list[Row]:
    every = [point for stroke in picture.strokes for point in stroke if all(map(math.isfinite, point))]
    if not every:
        return _note("nothing to draw", width)
    left, right = _span([x for x, _ in every])
    low, high = _span([y for _, y in every])
    wide = min(width, 60)
    # a character is twice as high as wide
    tall = max(4, min(20, round(wide * (high - low) / (right - left) / 2)))
    wide = min(wide, max(4, round(2 * tall * (right - left) / (high - low))))
    grid: list[list[Span]] = [[(" ", "")] * wide for _ in range(tall)]
    for place, stroke in enumerate(picture.strokes):
        mark = place % len(MARKS)
        cells = [
            ((x - left) / (right - left) * (wide - 1), (high - y) / (high - low) * (tall - 1))
            for x, y in stroke
            if math.isfinite(x) and math.isfinite(y)
        ]
        for (x0, y0), (x1, y1) in zip(cells, cells[1:] or cells, strict=False):
            steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
            for part in range(steps + 1):
                column = round(x0 + (x1 - x0) * part / steps)
                row = round(y0 + (y1 - y0) * part / steps)
                grid[row][column] = (MARKS[mark], f"series{mark}")
    return [_joined(cells) for cells in grid]
