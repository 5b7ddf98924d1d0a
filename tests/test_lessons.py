"""The headers of the demos: read as text, refused in one sentence."""

import sys
from pathlib import Path

import pytest

from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.lessons import begin, find, load, read

HEADER = '"""Water is wet."""\nCLAIMS = {"wet": (0, 1, "share that is wet"), "dry": (0.0, 0.1, "control")}\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "water.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_header_gives_title_claims_and_knobs(tmp_path: Path) -> None:
    lesson = read(write(tmp_path, HEADER + 'KNOBS = {"drops": (3, 9, "how many")}\nimport torch\n'))

    assert lesson.title == "Water is wet."
    assert [(claim.name, claim.low, claim.high) for claim in lesson.claims] == [
        ("wet", 0, 1),
        ("dry", 0, 0.1),
    ]
    assert [(knob.name, knob.default, knob.other) for knob in lesson.knobs] == [("drops", 3, 9)]
    assert lesson.modules == {"torch"}


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('"""no full stop"""\n', 1, "no claim"),
        ('"""Water is wet."""\n', 1, "no CLAIMS"),
        ('"""Water is wet."""\nCLAIMS = dict(a=1)\n', 2, "CLAIMS is computed"),
        ('"""Water is wet."""\nCLAIMS = [1, 2]\n', 2, "not a dictionary"),
        ('"""Water is wet."""\nCLAIMS = {"a": (0, 1, "w")}\n', 2, "fewer than two claims"),
        ('"""Water is wet."""\nCLAIMS = {\n "a": (0, 1, "w"),\n "b": (2, 1, "w"),\n}\n', 4, "claim 'b'"),
        ('"""Water is wet."""\nCLAIMS = {"a": (0, 1, "w"), "a": (0, 1, "w")}\n', 2, "twice"),
        (HEADER + 'KNOBS = {"drops": (3, 0.5, "words")}\n', 3, "knob 'drops'"),
        (HEADER + 'KNOBS = {"seed": (3, 5, "words")}\n', 3, "is an option"),
        (HEADER + "PAPER = 1997\n", 3, "PAPER is not a text"),
        (HEADER + "def measure(:\n", 3, "correct the Python"),
    ],
)
def test_a_bad_header_is_refused_with_file_and_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    path = write(tmp_path, text)

    with pytest.raises(RnnquizError) as error:
        read(path)

    assert str(error.value).startswith(f"{path}:{line}: ")
    assert fault in str(error.value)
    assert "\n" not in str(error.value)


def test_a_misspelt_demo_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'long_memory'"):
        find("long_memry")


def test_a_name_may_be_typed_with_hyphens() -> None:
    assert find("long-memory").name == "long_memory"


def test_a_demo_without_measure_is_refused(tmp_path: Path) -> None:
    lesson = read(write(tmp_path, HEADER))

    with pytest.raises(RnnquizError, match="no measure"):
        load(lesson)


def test_a_missing_torch_names_the_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # as Python marks a module that can't be had
    lesson = read(write(tmp_path, HEADER + "import torch\n"))

    with pytest.raises(RnnquizError, match=r'pip install "rnnquiz\[demos\]"'):
        load(lesson)


def test_a_dataclass_in_a_demo_finds_its_own_module(tmp_path: Path) -> None:
    code = (
        "from dataclasses import dataclass\n@dataclass\nclass Drop:\n    size: int\ndef measure(lab): ...\n"
    )
    lesson = read(
        write(tmp_path, HEADER.replace("CLAIMS", "from __future__ import annotations\nCLAIMS") + code)
    )

    assert load(lesson).Drop(3).size == 3


@pytest.mark.parametrize("name", ["random", "two words", "../up"])
def test_a_new_demo_of_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        begin(tmp_path, name)


def test_a_new_demo_overwrites_nothing(tmp_path: Path) -> None:
    begin(tmp_path, "mine")

    with pytest.raises(UsageError, match="exists"):
        begin(tmp_path, "mine")
