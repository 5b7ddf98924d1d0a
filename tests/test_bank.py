"""Reading banks: every fault at once with its line, hostile files refused, the cache never stale."""

from pathlib import Path

import pytest
from conftest import RunCli

GOOD = """\
topic: my-topic
title: My topic
words:
  SAME: [same, shared]
subjects:
  - lstm: [lstm]
    gru: [gru]
concepts:
  sharing:
    text: The weights are shared.
    any: [SAME weights]
    finds: [the weights are shared]
    misses: [the weights are new]
misconceptions:
  m-new:
    wrong: Each step has new weights.
    correct: They are shared.
    any: [new weights]
    example: new weights at each step
questions:
  - id: why-share
    sources: [X1]
    text: Why does it generalise over positions?
    core: [sharing]
    misconceptions: [m-new]
    model_answer: The same weights are used at every step.
"""


def bank(tmp_path: Path, text: str | bytes, name: str = "mine.yaml") -> Path:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_bank_of_ones_own_is_listed_and_graded(tmp_path: Path, run_cli: RunCli) -> None:
    file = bank(tmp_path, GOOD)
    listed = run_cli("questions", "--bank", str(file))
    graded = run_cli("grade", "why-share", "the weights are shared by all steps", "--bank", str(file))

    assert "why-share" in listed.out
    assert graded.out.startswith("4 of 4")


FAULTS = {
    "misspelt key": (
        GOOD.replace("sources:", "sourcs:"),
        22,
        "unknown key 'sourcs'; did you mean 'sources'?",
    ),
    "missing key": (
        GOOD.replace("    text: Why does it generalise over positions?\n", ""),
        21,
        "'text' is missing",
    ),
    "wrong type": (
        GOOD.replace("core: [sharing]", "core: sharing"),
        24,
        "expected a list, found the text 'sharing'",
    ),
    "duplicate key": (
        GOOD.replace("    sources: [X1]\n", "    sources: [X1]\n    sources: [X2]\n"),
        23,
        "twice",
    ),
    "unknown concept": (GOOD.replace("core: [sharing]", "core: [sharin]"), 24, "did you mean 'sharing'?"),
    "unknown demo": (
        GOOD + "    demo: long_memry\n",
        27,
        "no demo 'long_memry'; did you mean 'long_memory'?",
    ),
    "bad pattern": (GOOD.replace("any: [SAME weights]", "any: [SMAE weights]"), 11, "no word set 'SMAE'"),
    "bad number": (GOOD + "    full: many\n", 27, "expected a whole number from 1 to 40, found 'many'"),
    "too much asked": (GOOD + "    full: 9\n", 21, "all concepts give 2"),
    "tab": (GOOD.replace("    text: Why", "\ttext: Why"), 23, "indent with spaces"),
    "tag": (GOOD.replace("title: My topic", "title: !!python/object/apply:os.system [ls]"), 2, "tag"),
    "alias": (GOOD.replace("title: My topic", "title: &a [x]\nmore: *a"), 2, "anchors and aliases"),
    "nesting": ("topic: " + "[" * 50_000, 1, "nested deeper than 12 levels"),
    "empty": ("", 1, "the file is empty"),
    "not a mapping": ("- a\n- b\n", 1, "expected keys and values, found a list"),
    "bad UTF-8": (GOOD.encode().replace(b"My topic", b"My \xff topic"), 2, "byte 0xff is not UTF-8"),
    "control code": (GOOD.replace("My topic", "My \x07 topic"), 2, "control character"),
    "bad id": (GOOD.replace("id: why-share", "id: Why Share"), 21, "is no id"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_with_its_line(name: str, tmp_path: Path, run_cli: RunCli) -> None:
    text, line, what = FAULTS[name]
    file = bank(tmp_path, text)
    done = run_cli("check", str(file))

    assert done.code == 3
    assert f"{file}:{line}: " in done.err
    assert what in done.err
    assert "Traceback" not in done.err


def test_every_fault_of_a_file_is_reported_at_once(tmp_path: Path, run_cli: RunCli) -> None:
    text = GOOD.replace("sources:", "sourcs:").replace("topic: my-topic", "topic: My Topic") + "    full: x\n"
    done = run_cli("check", str(bank(tmp_path, text)))

    assert len(done.err.splitlines()) == 3
    assert [line.split(":")[2] for line in done.err.splitlines()] == ["1", "22", "27"]


def test_two_questions_of_one_id_are_refused(tmp_path: Path, run_cli: RunCli) -> None:
    twice = GOOD + GOOD[GOOD.index("  - id: why-share") :]
    done = run_cli("check", str(bank(tmp_path, twice)))

    assert done.code == 3
    assert "27: why-share: duplicate id 'why-share' (first on line 21)" in done.err


def test_two_banks_with_the_same_id_are_refused(tmp_path: Path, run_cli: RunCli) -> None:
    one, two = bank(tmp_path, GOOD, "one.yaml"), bank(tmp_path, GOOD, "two.yaml")
    done = run_cli("due", "--bank", str(one), "--bank", str(two))

    assert done.code == 3
    assert "another bank has this id too" in done.err


def test_a_huge_file_is_refused_unread(tmp_path: Path, run_cli: RunCli) -> None:
    done = run_cli("check", str(bank(tmp_path, b"#" * 8_000_001)))

    assert done.code == 3
    assert "more than 8,000,000 bytes" in done.err


def test_words_that_yaml_would_bend_stay_as_typed(tmp_path: Path, run_cli: RunCli) -> None:
    text = GOOD.replace("title: My topic", "title: 1e-3").replace("text: The weights are shared.", "text: no")
    done = run_cli("show", "why-share", "--bank", str(bank(tmp_path, text)))

    assert "1e-3" in done.out
    assert "essential  no" in done.out


def test_a_missing_bank_says_where_to_look(tmp_path: Path, run_cli: RunCli) -> None:
    done = run_cli("questions", "--bank", str(tmp_path / "none.yaml"))

    assert done.code == 3
    assert "no such file or folder" in done.err


def test_an_edit_of_the_bank_is_seen_at_once(tmp_path: Path, run_cli: RunCli) -> None:
    file = bank(tmp_path, GOOD)
    run_cli("questions", "--bank", str(file))
    bank(tmp_path, GOOD.replace("generalise over positions", "generalise over locations"))
    done = run_cli("questions", "--bank", str(file))

    assert "locations" in done.out


def test_a_damaged_cache_is_made_again(home: Path, tmp_path: Path, run_cli: RunCli) -> None:
    file = bank(tmp_path, GOOD)
    run_cli("questions", "--bank", str(file))
    for cached in home.glob("bank-*.json"):
        cached.write_text('{"topics": 3}')
    done = run_cli("questions", "--bank", str(file))

    assert done.code == 0
    assert "why-share" in done.out


def test_a_bank_of_the_environment_joins_ours(tmp_path: Path, run_cli: RunCli) -> None:
    file = bank(tmp_path, GOOD)
    done = run_cli("questions", "--json", env={"RNNQUIZ_BANK": str(file)})

    assert '"why-share"' in done.out
    assert '"what-are-rnns"' in done.out


def test_check_runs_the_tests_that_a_bank_carries(tmp_path: Path, run_cli: RunCli) -> None:
    text = GOOD.replace("model_answer: The same weights are used at every step.", "model_answer: It is so.")
    done = run_cli("check", str(bank(tmp_path, text)))

    assert done.code == 3
    assert "the model answer must earn 4" in done.out
