"""Pictures as a PNG or SVG file, drawn by matplotlib.  The only module that imports it, when it writes."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.picture import Bars, Drawing, HeatMap, Lines, Picture, Sample, is_seen, number


def save(pictures: Sequence[Picture], path: Path) -> None:
    """All pictures, one under the other, to .png or .svg.

    Raises UsageError for another suffix and RnnquizError where matplotlib is missing or the file
    can't be written.
    """
    check_suffix(path)
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise RnnquizError(
            '--save needs matplotlib, which is not installed; run: pip install "rnnquiz[plots]"'
        ) from error
    figure = Figure(figsize=(7, 3.6 * max(1, len(pictures))), layout="constrained")
    for place, picture in enumerate(pictures, 1):
        _draw(picture, figure.add_subplot(len(pictures), 1, place))
    # a fixed salt and no date: the same numbers give the same file
    with matplotlib.rc_context({"svg.hashsalt": "rnnquiz", "svg.fonttype": "none"}):
        try:
            figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
        except OSError as error:
            raise RnnquizError(f"can't write {path}: {error.strerror}; choose another place") from error


def check_suffix(path: Path) -> None:
    """Raises UsageError unless `path` ends in .png or .svg: said before a run, not after it."""
    if path.suffix not in {".png", ".svg"}:
        raise UsageError(f"--save writes .png and .svg, not {path.name!r}; end the name in one of them")


def _draw(picture: Picture, axes: Any) -> None:
    axes.set_title(picture.title, fontsize=10)
    match picture:
        case Lines():
            for series, mark in zip(picture.series, "osx+D^" * len(picture.series), strict=False):
                xs = [x for x, _ in series.points]
                ys = [y if is_seen(picture, y) else math.nan for _, y in series.points]
                axes.plot(xs, ys, marker=mark, markevery=max(1, len(xs) // 10), label=series.name, lw=1.2)
            if picture.log and any(y > 0 for series in picture.series for _, y in series.points):
                axes.set_yscale("log")
            axes.set_xlabel(picture.x)
            if picture.series:
                axes.legend(fontsize=8)
        case Bars():
            values = [value if math.isfinite(value) else 0.0 for _, value in picture.bars]
            drawn = axes.barh([label for label, _ in picture.bars], values, color="C0")
            axes.bar_label(drawn, [number(value) for _, value in picture.bars], padding=3, fontsize=8)
            axes.invert_yaxis()
            if picture.log and max(values, default=0) > 0:
                axes.set_xscale("log")
            if picture.mark:
                axes.axvline(picture.mark[0], color="0.3", ls=":", label=picture.mark[1])
                axes.legend(fontsize=8)
        case HeatMap(cells=()):
            axes.axis("off")
        case HeatMap():
            axes.imshow(picture.cells, aspect="auto", cmap="Greys")
            axes.set_xticks(range(len(picture.columns)), picture.columns, fontsize=7, rotation=45)
            axes.set_yticks(range(len(picture.rows)), picture.rows, fontsize=7)
        case Drawing():
            for stroke in picture.strokes:
                axes.plot([x for x, _ in stroke], [y for _, y in stroke], lw=1.5)
            axes.set_aspect("equal")
            axes.axis("off")
        case Sample():
            axes.text(0, 1, "\n".join(picture.lines), family="monospace", va="top", fontsize=8)
            axes.axis("off")
