"""Pictures: every width, no colour, no Unicode, and numbers that are none."""

import math
from pathlib import Path

import pytest

from rnnquiz.errors import UsageError
from rnnquiz.picture import Bars, Drawing, HeatMap, Lines, Picture, Sample, Series, number
from rnnquiz.picture_file import save
from rnnquiz.picture_text import rows

NAN, INF = math.nan, math.inf


def curve(name: str, *values: float) -> Series:
    return Series(name, tuple((float(x), y) for x, y in enumerate(values)))


LOSS = Lines(
    "loss", (curve("RNN", *[2 * 0.99**k for k in range(200)]), curve("LSTM", *[0.9**k for k in range(200)]))
)
CLIFF = HeatMap(
    "the cliff", ("b=1", "b=2"), tuple(map(str, range(61))), (tuple(map(float, range(61))), (0.0,) * 61)
)
ATTENTION = HeatMap("attention", ("el", "gato"), ("the", "cat"), ((0.9, 0.1), (0.02, 0.98)))
PICTURES: list[Picture] = [
    LOSS,
    Lines("decades", LOSS.series, "update", log=True),
    Lines("six", tuple(curve(f"series {k}", *[k + j for j in range(9)]) for k in range(6))),
    Bars("accuracy", (("tanh RNN", 0.5), ("LSTM with gates that begin open", 1.0)), (0.5, "a coin flip")),
    Bars("errors", (("PyTorch", 1e-7), ("Cho", 0.2), ("below", -0.3)), log=True),
    CLIFF,
    ATTENTION,
    Drawing("a pen", (((0, 0), (1, 2), (2, 0)), ((0.5, 1), (1.5, 1)))),
    Sample("written", ("the cat sat " * 9,)),
]
HARD: list[Picture] = [
    Lines("nothing", ()),
    Lines("no number", (curve("a", NAN, INF),)),
    Lines("one point", (curve("a", 3.0),)),
    Lines("constant", (curve("a", 0.0, 0.0),)),
    Lines("constant, log", (curve("a", 5.0, 5.0),), log=True),
    Lines("zeros, log", (curve("a", 0.0, -1.0),), log=True),
    Lines("lost", (curve("a", 1.0, 1e30, INF, NAN), curve("b", 1.0, 1.0, 1.0, 1.0)), log=True),
    Lines("tiny", (curve("a", 1e-300, 1e-310),), log=True),
    Bars("nothing", ()),
    Bars("zeros", (("a", 0.0),)),
    Bars("none", (("a", NAN), ("b", INF), ("c", -1.0))),
    Bars("none, log", (("a", 0.0), ("b", INF)), log=True),
    HeatMap("nothing", (), (), ()),
    HeatMap("none", ("r",), ("a", "b"), ((NAN, INF),)),
    HeatMap("constant", ("r",), ("a", "b"), ((0.5, 0.5),)),
    Drawing("nothing", ()),
    Drawing("point", (((1.0, 1.0),),)),
    Drawing("none", (((NAN, 1.0), (INF, 2.0)),)),
]


def text(picture: Picture, width: int, ascii: bool = False) -> list[str]:  # noqa: A002
    return ["".join(part for part, _ in row) for row in rows(picture, width, ascii)]


@pytest.mark.parametrize(
    "picture", PICTURES + HARD, ids=lambda picture: f"{type(picture).__name__} {picture.title}"
)
@pytest.mark.parametrize(("width", "ascii"), [(76, False), (36, False), (76, True), (36, True), (16, True)])
def test_every_picture_fits_its_width(picture: Picture, width: int, ascii: bool) -> None:  # noqa: A002
    lines = text(picture, width, ascii)

    assert lines
    assert max(map(len, lines)) <= width
    assert not ascii or all(line.isascii() for line in lines)


@pytest.mark.parametrize(
    "picture", PICTURES + HARD, ids=lambda picture: f"{type(picture).__name__} {picture.title}"
)
def test_every_picture_is_saved(picture: Picture, tmp_path: Path) -> None:
    save([picture], tmp_path / "a.svg")

    assert (tmp_path / "a.svg").read_text(encoding="utf-8").count("</svg>") == 1


def test_the_same_picture_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg", "c.png"):
        save([LOSS, ATTENTION], tmp_path / name)

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_another_suffix_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.png and \.svg"):
        save([LOSS], tmp_path / "a.gif")


def test_each_series_has_a_mark_of_its_own() -> None:
    lines = text(PICTURES[2], 76)

    key = " ".join(lines[1:3])
    assert all(f"{mark} series {place}" in key for place, mark in enumerate("*ox+#="))
    assert all(mark in "".join(lines[3:]) for mark in "*ox+#=")


def test_curves_that_lie_on_each_other_take_turns() -> None:
    same = Lines("same", (curve("a", 1, 2, 3), curve("b", 1, 2, 3)))

    body = "".join(text(same, 60)[2:])
    assert body.count("*") == pytest.approx(body.count("o"), abs=12)


def test_a_log_axis_is_labelled_with_powers_of_ten() -> None:
    lines = text(Lines("g", (curve("a", *[10.0**-k for k in range(9)]),), log=True), 60)

    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == [
        "1",
        "0.01",
        "1e-4",
        "1e-6",
        "1e-8",
    ]


def test_a_curve_rises_on_the_screen_as_it_rises() -> None:
    lines = [line for line in text(Lines("up", (curve("a", 0, 1, 2, 3),)), 40)[2:] if "*" in line]

    places = [line.index("*") for line in lines]
    assert places == sorted(places, reverse=True)


def test_a_lost_curve_says_where() -> None:
    lines = text(Lines("lost", (curve("a", 1.0, INF, INF, INF), curve("b", 1, 2, 3, 4))), 40)

    assert "!" in lines[2]
    assert lines[-1] == "! the curve leaves the picture here"


def test_a_curve_above_the_top_leaves_the_picture() -> None:
    lines = text(Lines("lost", (curve("a", 1, 1e9, 1e12), curve("b", 1, 2, 3)), top=10), 40)

    assert not any("e" in line.split("┤")[0] for line in lines if "┤" in line)
    assert lines[-1] == "! the curve leaves the picture here"


def test_a_bar_is_as_long_as_its_value() -> None:
    short, long = (line.count("█") for line in text(Bars("b", (("a", 0.25), ("b", 1.0))), 60)[1:])

    assert long == pytest.approx(4 * short, abs=2)


def test_cells_carry_digits_beside_their_shade() -> None:
    body = " ".join(text(ATTENTION, 60))

    assert all(digits in body for digits in ("90", "10", "2", "98", "percent"))


def test_a_map_too_wide_for_cells_has_one_digit_each() -> None:
    lines = text(CLIFF, 76)

    assert "0000111" in lines[1]
    assert lines[1].endswith("9")
    assert "9 is 60" in lines[-1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.974, "0.974"),
        (6e-25, "6e-25"),
        (1.5e-8, "1.5e-8"),
        (128, "128"),
        (1e14, "1e14"),
        (0, "0"),
        (-2.5, "-2.5"),
        (NAN, "not a number"),
        (INF, "infinite"),
        (-INF, "minus infinite"),
    ],
)
def test_numbers_are_written_for_people(value: float, words: str) -> None:
    assert number(value) == words
