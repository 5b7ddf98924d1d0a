"""Instants and study days, across daylight saving, journeys and wrong clocks."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnquiz import clock
from rnnquiz.errors import UsageError


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-02T03:59:59+01:00", date(2026, 3, 1)),
        ("2026-03-02T04:00:00+01:00", date(2026, 3, 2)),
        ("2026-03-02T23:59:59+14:00", date(2026, 3, 2)),
        ("2026-03-02T03:59:59-12:00", date(2026, 3, 1)),
        ("2024-02-29T12:00:00+00:00", date(2024, 2, 29)),
        ("2027-01-01T00:30:00+05:45", date(2026, 12, 31)),
    ],
)
def test_a_study_day_starts_at_four_by_the_learners_own_clock(at: str, expected: date) -> None:
    assert clock.study_day(datetime.fromisoformat(at)) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_daily_sessions_at_the_same_wall_time_are_on_consecutive_days_all_year(zone: str) -> None:
    sessions = [datetime(2026, 1, 1, 23, 30, tzinfo=ZoneInfo(zone)) + timedelta(days=n) for n in range(366)]
    days = [clock.study_day(at) for at in sessions]

    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def test_the_hour_that_happens_twice_in_autumn_stays_on_one_study_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1)]

    assert {clock.study_day(at) for at in twice} == {date(2026, 10, 24)}


def test_a_day_start_other_than_four_moves_the_boundary() -> None:
    at = datetime.fromisoformat("2026-03-02T00:00+01:00")

    assert clock.study_day(at, day_start=0) == date(2026, 3, 2)


@given(
    at=some.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2990, 1, 1)),
    offset=some.integers(-12 * 60, 14 * 60),
)
def test_an_instant_comes_back_from_its_stamp_to_the_millisecond(at: datetime, offset: int) -> None:
    here = at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=timezone(timedelta(minutes=offset)))

    assert clock.from_stamp(*clock.to_stamp(here)).isoformat() == here.isoformat()


def test_rnnquiz_now_is_the_clock_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNNQUIZ_NOW", "2026-12-15T08:00:00+01:00")

    assert clock.now() == datetime(2026, 12, 15, 7, tzinfo=UTC)


def test_without_it_the_clock_has_the_local_offset() -> None:
    assert clock.now().utcoffset() is not None


@pytest.mark.parametrize(
    "bad",
    ["tomorrow", "2026-12-15", "2026-12-15T08:00:00", "0001-01-01T00:00+01:00", "9999-12-31T23:00-10:00",
     "2026-12-15T08:00+01:00:30"],
)  # fmt: skip
def test_an_instant_without_date_time_or_offset_is_refused_with_an_example(
    bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNNQUIZ_NOW", bad)

    with pytest.raises(UsageError, match=r"RNNQUIZ_NOW is .*; give an instant with its offset, such as 2026"):
        clock.now()


def test_a_bad_rnnquiz_now_is_one_line_and_exit_code_two(run_cli) -> None:
    code, out, err = run_cli("backup", env={"RNNQUIZ_NOW": json.dumps("\x1b[2J")})

    assert (code, out, err.count("\n")) == (2, "", 1)
