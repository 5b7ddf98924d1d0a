"""The settings file: what is taken, what is refused, what a change leaves alone."""

from datetime import date
from pathlib import Path

import pytest

from rnnquiz.config import KEYS, Config, load, put
from rnnquiz.errors import UsageError
from rnnquiz.folders import folders


@pytest.fixture
def path(home: Path) -> Path:
    home.mkdir()
    return folders().config_file


def test_without_a_file_everything_is_its_default(path: Path) -> None:
    config = load(path)

    assert config == Config()
    assert {config.origin(key) for key in KEYS} == {"default"}


def test_a_file_gives_values_and_says_that_they_are_its(path: Path) -> None:
    path.write_text('desired_retention = 0.95\ninterview_date = 2026-12-15\nediting_mode = "vi"\n')
    config = load(path)

    assert (config.desired_retention, config.interview_date) == (0.95, date(2026, 12, 15))
    assert (config.origin("editing_mode"), config.origin("day_start")) == ("file", "default")


def test_the_environment_comes_before_the_file(path: Path) -> None:
    path.write_text("new_per_day = 3\n")
    config = load(path, {"RNNQUIZ_NEW_PER_DAY": "7"})

    assert (config.new_per_day, config.origin("new_per_day")) == (7, "environment")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("desired_retention = 1.5\n", "desired_retention is 1.5; give a number of 0.70 to 0.99"),
        ("desired_retention = nan\n", "desired_retention is nan; give"),
        ("desired_retention = true\n", "desired_retention is True; give"),
        ("day_start = 24\n", "day_start is 24; give a whole hour of 0 to 23"),
        ("new_per_day = -1\n", "new_per_day is -1"),
        ("interview_date = 2026-12-15T10:00:00\n", "interview_date is "),
        ('interview_date = "soon"\n', "interview_date is 'soon'; give a date"),
        ('keep_answers = "no"\n', "keep_answers is 'no'; give true or false"),
        ('editing_mode = "nano"\n', "editing_mode is 'nano'; give"),
        ("weights = [1, 2]\n", "weights is [1, 2]; give 21 numbers"),
        ("new_per_dya = 3\n", "unknown key 'new_per_dya'; did you mean 'new_per_day'?"),
        ("new_per_day = 3\nnew_per_day = 4\n", "not valid TOML: Cannot overwrite a value (at line 2"),
        ("new_per_day: 3\n", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_file_and_key(path: Path, text: str, complaint: str) -> None:
    path.write_text(text)
    with pytest.raises(UsageError) as refused:
        load(path)

    assert str(refused.value).startswith(f"{path}: ")
    assert complaint in str(refused.value)


def test_setting_a_value_leaves_comments_and_other_lines_alone(path: Path) -> None:
    path.write_text("# mine\nday_start = 5  # early\n\nnew_per_day = 3\n")
    put(path, "new_per_day", "12")

    assert path.read_text() == "# mine\nday_start = 5  # early\n\nnew_per_day = 12\n"


def test_an_interview_date_can_be_set_and_taken_away(path: Path) -> None:
    assert put(path, "interview_date", "2026-12-15").interview_date == date(2026, 12, 15)
    assert put(path, "interview_date", "none").interview_date is None
    assert path.read_text() == ""


def test_a_refused_value_leaves_the_file_as_it_was(path: Path) -> None:
    path.write_text("weights = [\n 1,\n]\n")
    with pytest.raises(UsageError):
        put(path, "desired_retention", "2")

    assert path.read_text() == "weights = [\n 1,\n]\n"


def test_a_file_that_is_not_utf8_is_refused(path: Path) -> None:
    path.write_bytes(b"editing_mode = \xff\n")

    with pytest.raises(UsageError, match="not UTF-8 at byte 15"):
        load(path)


def test_the_command_sets_and_shows_a_value_with_its_origin(run_cli) -> None:
    assert run_cli("config", "desired_retention", "0.85").code == 0
    assert run_cli("config", "desired_retention").out == "desired_retention = 0.85  (file)\n"


def test_the_command_refuses_an_unknown_key_with_exit_code_two(run_cli) -> None:
    code, out, err = run_cli("config", "retention")

    assert (code, out) == (2, "")
    assert "did you mean 'desired_retention'?" in err
