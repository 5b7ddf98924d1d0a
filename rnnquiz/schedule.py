"""When a question comes back: FSRS-6 over whole study days.  Pure; knows no clock and stores nothing.

py-fsrs computes stability and difficulty, nothing else.  It counts 24-hour blocks, so someone who drills
half an hour earlier each day never moves on; it is fed noon of the study day instead.  It adds unseeded,
biased fuzz, so there is none here: the same log gives the same days on every machine.  It takes any
retention; `Plan` checks it.  And its learning steps of minutes make no sense for an interview question:
"again" means *once more this study day*, any other rating at least tomorrow.

Only this module imports fsrs, and only where a review is computed: `due` must start without it, so the
forgetting curve and the interval stand here too (tests hold them equal to fsrs).
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from rnnquiz.errors import UsageError

if TYPE_CHECKING:
    from fsrs import Scheduler

Rating = Literal["again", "hard", "good", "easy"]
RATINGS: tuple[Rating, ...] = ("again", "hard", "good", "easy")

# FSRS-6 defaults, pinned: an update of fsrs must not move anybody's days (a test compares).
DEFAULT_WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
LOWEST_RETENTION, HIGHEST_RETENTION = 0.70, 0.99
LONGEST = 36500  # days


@dataclass(frozen=True)
class Plan:
    """What the learner wants: recall to keep (0.70 to 0.99), the interview's date, FSRS-6 weights (21)."""

    retention: float = 0.9
    interview: date | None = None
    weights: tuple[float, ...] = DEFAULT_WEIGHTS

    def __post_init__(self) -> None:
        if not LOWEST_RETENTION <= self.retention <= HIGHEST_RETENTION:  # NaN fails this too
            raise UsageError(
                f"desired retention is {self.retention}; give one of {LOWEST_RETENTION:.2f} "
                f"to {HIGHEST_RETENTION:.2f}"
            )


@dataclass(frozen=True)
class New:
    """A question that was never answered."""


@dataclass(frozen=True)
class Reviewed:
    """What the reviews of a question left behind.

    stability   days until recall falls to 0.9
    difficulty  1 to 10
    last_day    study day of the last review
    peak_day    the latest study day of any review; later than last_day only when a clock was wrong
    due_day     study day on which it should be asked
    """

    stability: float
    difficulty: float
    first_day: date
    last_day: date
    peak_day: date
    due_day: date
    last_rating: Rating
    reviews: int
    lapses: int


Memory = New | Reviewed


def review(memory: Memory, rating: Rating, day: date, plan: Plan) -> Reviewed:
    """The memory after answering on a study day."""
    from fsrs import Card, State
    from fsrs import Rating as FsrsRating

    grade = FsrsRating(RATINGS.index(rating) + 1)
    if isinstance(memory, New):
        before = Card(card_id=1)  # without an id py-fsrs sleeps a millisecond to find one
    else:
        before = Card(
            card_id=1,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            last_review=_noon(day - timedelta(days=elapsed(memory, day))),
        )
    card, _ = _scheduler(plan.weights).review_card(before, grade, _noon(day))
    assert card.stability is not None and card.difficulty is not None
    known = memory if isinstance(memory, Reviewed) else None
    after = Reviewed(
        stability=card.stability,
        difficulty=card.difficulty,
        first_day=known.first_day if known else day,
        last_day=day,
        peak_day=max(known.peak_day, day) if known else day,
        due_day=day,
        last_rating=rating,
        reviews=known.reviews + 1 if known else 1,
        lapses=(known.lapses if known else 0) + (rating == "again"),
    )
    return replan(after, plan)


def replan(memory: Reviewed, plan: Plan) -> Reviewed:
    """The same memory, due on the day that this plan gives it."""
    return replace(memory, due_day=_due_day(memory, plan))


def elapsed(memory: Reviewed, day: date) -> int:
    """Days since the last review, never negative, also when a clock was wrong for a while.

    A review dated before the one it follows says that one of the two clocks was wrong.  If time goes on
    after the later date, the earlier date was the mistake, and days count from the later; if not, the later
    one was (a clock years ahead), and days count from the newest review.
    """
    if day >= memory.peak_day:
        return (day - memory.peak_day).days
    return max(0, (day - memory.last_day).days)


def retrievability(memory: Reviewed, day: date, plan: Plan) -> float:
    """Probability of recall on a study day, 0 to 1, if nothing is reviewed before: FSRS-6's power curve."""
    decay = plan.weights[20]
    return float((1 + _factor(decay) * elapsed(memory, day) / memory.stability) ** -decay)


def interval(stability: float, plan: Plan) -> int:
    """Days, at least 1, until recall falls to the plan's retention."""
    decay = plan.weights[20]
    days = stability / _factor(decay) * (float(plan.retention ** (-1 / decay)) - 1)
    return min(max(round(days), 1), LONGEST)


def preview(memory: Memory, day: date, plan: Plan) -> dict[Rating, int]:
    """Days until the question comes back after each rating; 0 is later the same study day."""
    return {rating: (review(memory, rating, day, plan).due_day - day).days for rating in RATINGS}


def is_due(memory: Reviewed, day: date) -> bool:
    """Due on this study day.  A review dated in the future had a wrong clock: it counts as due, at once.

    Flying west over the date line sets the date back by one day, and is no fault.
    """
    return memory.due_day <= day or memory.last_day > day + timedelta(days=1)


def expected_recall(memories: Iterable[Memory], today: date, day: date, plan: Plan) -> tuple[float, float]:
    """Mean recall on a later day: (if nothing more is reviewed, if each is reviewed when due and recalled).

    A question never asked counts 0 in both: it has to be learned first.  (0.0, 0.0) for no questions.
    """
    bare = kept = 0.0
    count = 0
    for memory in memories:
        count += 1
        if isinstance(memory, Reviewed):
            bare += retrievability(memory, day, plan)
            kept += retrievability(_kept_up(memory, today, day, plan), day, plan)
    return (bare / count, kept / count) if count else (0.0, 0.0)


def _kept_up(memory: Reviewed, today: date, day: date, plan: Plan) -> Reviewed:
    while (due := max(memory.due_day, today)) < day:
        memory = review(memory, "good", due, plan)
    return memory


def _due_day(memory: Reviewed, plan: Plan) -> date:
    if memory.last_rating == "again":
        return memory.last_day
    due = memory.last_day + timedelta(days=interval(memory.stability, plan))
    if plan.interview is None:
        return due
    eve = plan.interview - timedelta(days=1)
    return min(due, eve) if memory.last_day < eve else due


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@functools.cache
def _factor(decay: float) -> float:
    return float(0.9 ** (-1 / decay) - 1)


@functools.cache
def _scheduler(weights: tuple[float, ...]) -> "Scheduler":
    from fsrs import Scheduler

    try:
        return Scheduler(
            parameters=weights,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST,
            enable_fuzzing=False,
        )
    except ValueError as error:
        raise UsageError(f"the FSRS weights are refused: {' '.join(str(error).split())}") from error
