"""`rnnquiz stats`: the calendar of days and its sentence, the forecast, topics and ideas."""

import json
from typing import Any

import pytest
from conftest import RunCli

NOON = "T12:00:00+01:00"
# A Wednesday: its week began on Monday 23 November.
TODAY = "2026-11-25"


def answered(run_cli: RunCli, day: str, times: int = 1, clock: str = NOON) -> None:
    for _ in range(times):
        done = run_cli("answer", "bptt", "x", "--rating", "good", env={"RNNQUIZ_NOW": day + clock})
        assert done.code == 0


def stats(run_cli: RunCli, *arguments: str, day: str = TODAY, **env: str) -> str:
    return run_cli("stats", *arguments, env={"RNNQUIZ_NOW": day + NOON, "COLUMNS": "80", **env}).out


def record(run_cli: RunCli, day: str = TODAY) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stats(run_cli, "--json", day=day))
    return found


def row(shown: str, weekday: str) -> list[str]:
    """The cells of one weekday of the calendar."""
    return next(line.split()[1:] for line in shown.splitlines() if line.split()[:1] == [weekday])


def test_the_calendar_has_thirteen_weeks_of_seven_days_up_to_today(run_cli: RunCli) -> None:
    answered(run_cli, "2026-08-31")  # the first Monday shown
    answered(run_cli, "2026-11-24", 2)
    shown = stats(run_cli)

    assert row(shown, "Mon") == ["1", *"············"]
    assert row(shown, "Tue") == [*"············", "2"]
    assert row(shown, "Wed") == [*"·············"]
    assert row(shown, "Thu") == [*"············"]  # this week's Thursday is still to come


def test_a_narrow_terminal_gets_fewer_weeks_and_the_same_sentence(run_cli: RunCli) -> None:
    answered(run_cli, "2026-11-24", 2)
    narrow, wide = stats(run_cli, COLUMNS="40"), stats(run_cli)
    sentence = "most answers on one day: 2"

    assert row(narrow, "Tue") == [*"·······", "2"]
    assert max(map(len, narrow.splitlines())) <= 40
    assert sentence in " ".join(narrow.split()) and sentence in " ".join(wide.split())


def test_the_sentence_counts_days_rows_and_the_busiest_day(run_cli: RunCli) -> None:
    for day in ("2026-03-01", "2026-03-02", "2026-03-03", "2026-11-24"):
        answered(run_cli, day)
    answered(run_cli, TODAY, 3)
    shown = " ".join(stats(run_cli).split())

    assert (
        "Practised on 5 days; longest row 3 days, present row 2 days; most answers on one day: 3 (25 Nov 2026)."
        in shown
    )


def test_a_row_of_days_lives_until_the_day_after_is_over(run_cli: RunCli) -> None:
    answered(run_cli, "2026-11-23")
    answered(run_cli, "2026-11-24")

    assert record(run_cli)["calendar"]["present_row"] == 2
    assert record(run_cli, "2026-11-26")["calendar"]["present_row"] == 0


def test_an_answer_after_midnight_counts_for_the_evening_before(run_cli: RunCli) -> None:
    answered(run_cli, "2026-11-25", clock="T01:00:00+01:00")

    assert record(run_cli)["days"][-2:] == [1, 0]
    assert record(run_cli)["calendar"]["days"][-2:] == [1, 0]


def test_the_calendar_as_json(run_cli: RunCli) -> None:
    answered(run_cli, "2026-08-31")
    answered(run_cli, TODAY, 2)
    calendar = record(run_cli)["calendar"]

    assert calendar["first"] == "2026-08-31"
    assert calendar["days"] == [1] + [0] * 85 + [2]
    assert {name: calendar[name] for name in ("practised", "longest_row", "present_row")} == {
        "practised": 2,
        "longest_row": 1,
        "present_row": 1,
    }
    assert calendar["most"] == {"answers": 2, "day": TODAY}


def test_nothing_practised_is_said_and_not_drawn(run_cli: RunCli) -> None:
    calendar = record(run_cli)["calendar"]

    assert "No day practised yet" in stats(run_cli)
    assert (calendar["practised"], calendar["longest_row"], calendar["most"]) == (0, 0, None)


def test_an_undone_answer_is_no_day(run_cli: RunCli) -> None:
    answered(run_cli, TODAY)
    run_cli("undo", env={"RNNQUIZ_NOW": TODAY + NOON})

    assert record(run_cli)["calendar"]["practised"] == 0


def test_a_screen_reader_gets_a_line_a_week_instead_of_a_grid(run_cli: RunCli) -> None:
    answered(run_cli, "2026-11-17")
    answered(run_cli, "2026-11-24", 2)
    lines = stats(run_cli, "--plain").splitlines()

    assert "  week of 16 Nov: 1 answer on 1 day" in lines
    assert "  week of 23 Nov: 2 answers on 1 day" in lines


def test_the_forecast_names_its_days_and_ends_in_its_sum(run_cli: RunCli) -> None:
    run_cli("answer", "bptt", "x", "--rating", "again", env={"RNNQUIZ_NOW": TODAY + NOON})
    shown = stats(run_cli)
    names = next(line.split() for line in shown.splitlines() if line.split()[:1] == ["now"])

    assert names == ["now", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"]
    assert "1 question comes back, 1 of them now." in " ".join(shown.split())


def test_ideas_have_their_words_and_counts(run_cli: RunCli) -> None:
    run_cli("answer", "bptt", "x", env={"RNNQUIZ_NOW": TODAY + NOON})
    found = record(run_cli)
    asked = len(found["concepts"])

    assert {"id", "text", "found", "asked"} <= set(found["concepts"][0])
    assert found["ideas"]["asked"] == found["ideas"]["never_shown"] == asked
    assert found["ideas"]["in_bank"] > asked
    assert (
        f"{asked} of {found['ideas']['in_bank']} ideas asked so far, {asked} of them never shown"
        in " ".join(stats(run_cli).split())
    )


@pytest.mark.parametrize("day", ["2026-11-20", TODAY])
def test_an_interview_that_is_over_forecasts_nothing(day: str, run_cli: RunCli) -> None:
    answered(run_cli, "2026-11-19")
    run_cli("config", "interview_date", day)

    assert "interview" not in stats(run_cli).lower()
    assert record(run_cli)["interview"] == {
        "date": day,
        "recall_if_you_stop": None,
        "recall_if_you_keep_up": None,
    }
