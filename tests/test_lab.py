"""A demo is run, its numbers are held against its claims, its faults become sentences."""

import json
from pathlib import Path

import pytest

from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.lab import Lab, prepare, run, settings
from rnnquiz.lessons import Lesson, read

HEADER = (
    '"""Water is wet."""\n'
    'CLAIMS = {"wet": (0.5, 1, "share that is wet"), "dry": (0.0, 0.1, "control")}\n'
    'KNOBS = {"drops": (3, 9, "how many"), "salt": (0.5, 1.0, "how much"), "hot": (False, True, "or cold")}\n'
)


def demo(folder: Path, body: str, name: str = "water") -> Lesson:
    path = folder / f"{name}.py"
    path.write_text(
        HEADER + "def measure(lab):\n    " + body.replace("\n", "\n    ") + "\n", encoding="utf-8"
    )
    return read(path)


def test_each_claim_is_held_against_its_bounds(tmp_path: Path) -> None:
    lesson = demo(tmp_path, 'return {"wet": 0.5, "dry": 0.2}')

    done = run(lesson, Lab())

    assert [(verdict.claim.name, verdict.holds) for verdict in done.verdicts] == [
        ("wet", True),
        ("dry", False),
    ]
    assert not done.holds


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_value_that_is_not_finite_fails_and_is_null_in_json(tmp_path: Path, value: str) -> None:
    lesson = demo(tmp_path, f'return {{"wet": float("{value}"), "dry": 0}}')

    done = run(lesson, Lab()).json()

    assert json.loads(json.dumps(done, allow_nan=False))["claims"][0]["value"] is None
    assert done["holds"] is False


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("return 3", "no dictionary"),
        ('return {"wet": 1}', "nothing measured for 'dry'"),
        ('return {"wet": 1, "dry": 0, "damp": 1}', "'damp'"),
        ('return {"wet": 1, "dry": "x"}', "return a number"),
    ],
)
def test_an_answer_out_of_form_is_one_sentence(tmp_path: Path, body: str, fault: str) -> None:
    with pytest.raises(RnnquizError, match=fault):
        run(demo(tmp_path, body), Lab())


def test_an_exception_in_a_demo_names_the_line_and_keeps_its_cause(tmp_path: Path) -> None:
    lesson = demo(tmp_path, "x = 1\nreturn 1 / (x - 1)")

    with pytest.raises(RnnquizError, match=r"water.py:6: ZeroDivisionError: .*--debug") as error:
        run(lesson, Lab())

    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_knobs_take_the_type_of_their_default(tmp_path: Path) -> None:
    lesson = demo(tmp_path, "return {}")

    found = settings(lesson, {"drops": "7", "salt": "inf", "hot": "yes"})

    assert found == {"drops": 7, "salt": float("inf"), "hot": True}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"drpos": "7"}, "did you mean 'drops'"),
        ({"sede": "7"}, "did you mean 'seed'"),
        ({"zzz": "7"}, "its knobs: --drops --salt --hot"),
        ({"drops": "many"}, "a whole number"),
        ({"salt": "much"}, "a number"),
        ({"hot": "7"}, "yes or no"),
    ],
)
def test_an_unknown_knob_or_value_is_a_usage_error(tmp_path: Path, given: dict[str, str], fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        settings(demo(tmp_path, "return {}"), given)


def test_an_unknown_device_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cpu, cuda or auto"):
        prepare(demo(tmp_path, "return {}"), "tpu")


def test_what_a_demo_makes_is_made_on_the_device(tmp_path: Path) -> None:
    body = 'import torch\nreturn {"wet": torch.zeros(1).device.type == "meta", "dry": 0}'
    done = run(demo(tmp_path, body), Lab(device="meta"))

    assert done.verdicts[0].value == 1
    assert done.device == "meta"


def test_pictures_and_readings_come_back_with_the_run(tmp_path: Path) -> None:
    body = (
        'lab.lines("loss", {"a": [1, 0.5]}, "update")\n'
        'lab.bars("b", {"x": 1})\n'
        'lab.heatmap("h", [[1, 2]], ["r"], [1, 2])\n'
        'lab.drawing("d", [[(0, 0), (1, 1)]])\n'
        'lab.sample("s", ["h[t-1]"])\n'
        'lab.reading("It falls.")\n'
        'return {"wet": lab.share([1, 0]), "dry": lab.median([0, 0, 9])}'
    )

    done = run(demo(tmp_path, body), Lab())

    assert [type(picture).__name__ for picture in done.pictures] == [
        "Lines",
        "Bars",
        "HeatMap",
        "Drawing",
        "Sample",
    ]
    assert done.readings == ("It falls.",)
    assert done.holds


def test_the_median_of_something_that_is_no_number_is_none() -> None:
    assert Lab.median([1.0, float("nan"), 2.0]) != Lab.median([1.0, float("nan"), 2.0])


def test_a_run_leaves_one_thread_and_equal_seeds_give_equal_bits(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    body = 'import torch\nx = torch.randn(300, 300)\nreturn {"wet": (x @ x).sum().item(), "dry": 0}'
    lesson = demo(tmp_path, body)

    first, again, other = (run(lesson, Lab([seed])).verdicts[0].value for seed in (3, 3, 4))

    assert first == again != other
    assert torch.get_num_threads() == 1
