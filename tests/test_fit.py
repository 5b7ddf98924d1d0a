"""Fitted weights: adopted when they predict unseen reviews better, and only then."""

import random

import pytest
from conftest import day

from rnnquiz import schedule
from rnnquiz.config import load
from rnnquiz.errors import RnnquizError
from rnnquiz.fit import fit
from rnnquiz.folders import folders
from rnnquiz.schedule import DEFAULT_WEIGHTS, New, Plan
from rnnquiz.store import Answered, Event, open_store

# Somebody who forgets far faster than the defaults say.
FORGETFUL = (0.05, 0.2, 0.4, 1.5, *DEFAULT_WEIGHTS[4:8], 0.6, *DEFAULT_WEIGHTS[9:])


def reviews(truth: tuple[float, ...], seed: int, days: int = 120, questions: int = 45) -> list[Event]:
    """The log of a learner for whom FSRS with these weights is true, drilled by the default schedule."""
    draw = random.Random(seed)
    plan, real = Plan(), Plan(weights=truth)
    believed: dict[str, schedule.Memory] = {f"q{number}": New() for number in range(questions)}
    actual = dict(believed)
    log = []
    for number in range(days):
        at = day(number)
        today = at.date()
        for question, memory in believed.items():
            if isinstance(memory, New):
                if number % 5 != int(question[1:]) % 5:
                    continue
                rating = draw.choice(schedule.RATINGS)
            elif memory.due_day > today or memory.last_day == today:
                continue
            else:
                recall = schedule.retrievability(actual[question], today, real)  # type: ignore[arg-type]
                rating = "good" if draw.random() < recall else "again"
            log.append(Event(f"{len(log):036}", "d", "review", question, 0, 0, today, rating))
            believed[question] = schedule.review(memory, rating, today, plan)
            actual[question] = schedule.review(actual[question], rating, today, real)
    return log


def test_weights_that_predict_unseen_reviews_better_are_better() -> None:
    found = fit(reviews(FORGETFUL, seed=1), train=lambda histories: FORGETFUL)

    assert found.fitted_loss < found.default_loss
    assert found.better


def test_weights_that_predict_them_worse_are_not() -> None:
    found = fit(reviews(DEFAULT_WEIGHTS, seed=1), train=lambda histories: FORGETFUL)

    assert not found.better


def test_the_fit_never_sees_the_reviews_it_is_judged_by() -> None:
    log = reviews(FORGETFUL, seed=1)
    seen = []
    fit(log, train=lambda histories: seen.append(sum(len(one) > 0 for one in histories)) or DEFAULT_WEIGHTS)

    assert seen[0] <= 0.8 * len(log)


def test_too_few_reviews_are_refused_with_the_numbers() -> None:
    with pytest.raises(RnnquizError, match=r"too few reviews to fit: .* the default weights stay"):
        fit(reviews(FORGETFUL, seed=1, days=5))


def test_fsrs_rs_fits_a_learner_who_is_not_the_default() -> None:
    pytest.importorskip("fsrs_rs_python")
    found = fit(reviews(FORGETFUL, seed=2, days=60, questions=300))

    assert found.better


def test_the_command_adopts_what_is_better_and_says_so(run_cli) -> None:
    pytest.importorskip("fsrs_rs_python")
    with open_store() as store:
        for event in reviews(FORGETFUL, seed=2, days=40, questions=300):
            at = day(0) + (event.study_day - day(0).date())
            store.record(Answered(event.question, event.rating), at)  # type: ignore[arg-type]
    code, out, _ = run_cli("fit")

    assert (code, "adopted" in out) == (0, True)
    assert load(folders().config_file).weights != DEFAULT_WEIGHTS
    with open_store() as store:
        assert store.faults() == []
