"""The schedule against py-fsrs (and fsrs-rs where it is installed), and what we decided beyond it."""

import math
import random
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnquiz import schedule
from rnnquiz.errors import UsageError
from rnnquiz.schedule import RATINGS, New, Plan, Reviewed

START = date(2026, 1, 1)
PLAN = Plan()

histories = some.lists(some.tuples(some.integers(0, 60), some.sampled_from(RATINGS)), min_size=1, max_size=30)


def after(history: list[tuple[int, schedule.Rating]], plan: Plan = PLAN) -> Reviewed:
    """The memory after (days since the one before, rating) pairs."""
    memory: schedule.Memory = New()
    day = START
    for gap, rating in history:
        day += timedelta(days=gap)
        memory = schedule.review(memory, rating, day, plan)
    assert isinstance(memory, Reviewed)
    return memory


def test_the_pinned_weights_are_those_of_fsrs_6() -> None:
    from fsrs.scheduler import DEFAULT_PARAMETERS

    assert schedule.DEFAULT_WEIGHTS == DEFAULT_PARAMETERS


@pytest.mark.parametrize("seed", range(100))
def test_random_histories_agree_with_py_fsrs(seed: int) -> None:
    compare_with_py_fsrs(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 1100))
def test_a_thousand_random_histories_agree_with_py_fsrs(seed: int) -> None:
    compare_with_py_fsrs(seed)


def compare_with_py_fsrs(seed: int) -> None:
    draw = random.Random(seed)
    plan = Plan(retention=draw.choice([0.7, 0.8, 0.9, 0.95, 0.99]))
    scheduler = fsrs.Scheduler(
        desired_retention=plan.retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = fsrs.Card(card_id=seed + 1)
    memory: schedule.Memory = New()
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for _ in range(draw.randint(1, 40)):
        rating = draw.choice(RATINGS)
        card, _ = scheduler.review_card(card, fsrs.Rating(RATINGS.index(rating) + 1), at)
        memory = schedule.review(memory, rating, at.date(), plan)

        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert memory.due_day == (at.date() if rating == "again" else card.due.date())
        later = at + timedelta(days=draw.randint(0, 400))
        assert schedule.retrievability(memory, later.date(), plan) == pytest.approx(
            scheduler.get_card_retrievability(card, later), abs=1e-12
        )
        at += timedelta(days=draw.choice([0, 1, 2, 5, draw.randint(0, 300)]))


def test_random_histories_agree_with_fsrs_rs() -> None:
    compare_with_fsrs_rs(range(100))


@pytest.mark.slow
def test_a_thousand_random_histories_agree_with_fsrs_rs() -> None:
    compare_with_fsrs_rs(range(100, 1100))


def compare_with_fsrs_rs(seeds: range) -> None:
    other = pytest.importorskip("fsrs_rs_python")
    model = other.FSRS(parameters=list(schedule.DEFAULT_WEIGHTS))
    for seed in seeds:
        draw = random.Random(seed)
        gaps = [0, *(draw.choice([0, 1, 3, draw.randint(1, 200)]) for _ in range(draw.randint(0, 12)))]
        history = [(gap, draw.choice(RATINGS)) for gap in gaps]
        memory = after(history)
        item = other.FSRSItem(
            reviews=[other.FSRSReview(RATINGS.index(rating) + 1, gap) for gap, rating in history]
        )
        state = model.memory_state(item, None)

        # fsrs-rs computes in 32 bits
        assert memory.stability == pytest.approx(state.stability, rel=1e-4, abs=1e-3)
        assert memory.difficulty == pytest.approx(state.difficulty, rel=1e-4)


def test_a_first_review_comes_back_today_tomorrow_in_two_and_in_eight_days() -> None:
    assert schedule.preview(New(), START, PLAN) == {"again": 0, "hard": 1, "good": 2, "easy": 8}


def test_again_means_once_more_the_same_study_day() -> None:
    memory = after([(0, "good"), (2, "again")])

    assert memory.due_day == memory.last_day
    assert schedule.is_due(memory, memory.last_day)


def test_drilling_half_an_hour_earlier_each_day_still_counts_as_daily() -> None:
    assert after([(0, "good")] + [(1, "good")] * 7).stability > 30  # py-fsrs on 23.5 hours gives 2.3


@given(histories)
def test_better_ratings_never_come_back_sooner(history: list[tuple[int, schedule.Rating]]) -> None:
    memory = after(history)
    days = list(schedule.preview(memory, memory.last_day + timedelta(days=3), PLAN).values())

    assert days == sorted(days)


@given(histories)
def test_numbers_stay_finite_and_in_bounds(history: list[tuple[int, schedule.Rating]]) -> None:
    memory = after(history)

    assert math.isfinite(memory.stability) and memory.stability > 0
    assert 1 <= memory.difficulty <= 10
    assert memory.last_day <= memory.due_day <= memory.last_day + timedelta(days=schedule.LONGEST)


@given(histories, some.integers(2, 90))
def test_with_an_interview_date_everything_comes_back_before_the_day(
    history: list[tuple[int, schedule.Rating]], left: int
) -> None:
    last = after(history).last_day
    plan = Plan(interview=last + timedelta(days=left))

    assert after(history, plan).due_day < plan.interview


def test_an_interview_that_is_over_caps_nothing() -> None:
    assert after([(30, "easy")], Plan(interview=START)).due_day == START + timedelta(days=30 + 8)


def test_an_interview_plan_raises_the_recall_expected_on_the_day() -> None:
    day = START + timedelta(days=14)
    memories = [after([(0, "easy")]), after([(0, "good"), (2, "good")]), New()]
    bare, kept = schedule.expected_recall(memories, START + timedelta(days=2), day, Plan(interview=day))

    assert 0 < bare < kept < 2 / 3  # the one never asked counts nothing


def test_no_questions_give_no_expected_recall() -> None:
    assert schedule.expected_recall([], START, START, PLAN) == (0.0, 0.0)


def test_a_clock_set_back_for_one_review_is_forgotten_once_time_goes_on() -> None:
    right = [(0, "good"), (2, "good")]
    wrong = schedule.review(after(right), "good", START - timedelta(days=2000), PLAN)
    healed = schedule.review(wrong, "good", START + timedelta(days=12), PLAN)
    same_day_instead = schedule.review(after([*right, (0, "good")]), "good", START + timedelta(days=12), PLAN)

    assert healed.stability == same_day_instead.stability
    assert healed.due_day == same_day_instead.due_day


def test_a_clock_years_ahead_for_one_review_does_not_hide_the_question_for_years() -> None:
    ahead = schedule.review(after([(0, "good")]), "good", START + timedelta(days=3650), PLAN)
    today = START + timedelta(days=3)

    assert schedule.is_due(ahead, today)
    assert schedule.review(ahead, "good", today, PLAN).due_day < today + timedelta(days=20000)
    assert schedule.elapsed(schedule.review(ahead, "good", today, PLAN), today + timedelta(days=4)) == 4


def test_flying_west_over_the_date_line_makes_nothing_due() -> None:
    memory = after([(1, "easy")])

    assert not schedule.is_due(memory, START)


@pytest.mark.parametrize("retention", [0, 0.5, 0.999, 1.5, -0.1, math.nan, math.inf])
def test_a_retention_out_of_bounds_is_refused(retention: float) -> None:
    with pytest.raises(UsageError, match=r"give one of 0\.70 to 0\.99"):
        Plan(retention=retention)


def test_weights_out_of_bounds_are_refused() -> None:
    with pytest.raises(UsageError, match="FSRS weights are refused"):
        schedule.review(New(), "good", START, Plan(weights=(9.0,) * 21))
