"""FSRS-6 weights fitted to the learner's own reviews, judged on later ones that the fit never saw.

On a deck of 45 questions fitting is a coin flip (simulated: better for about half of the learners, up to 2 %
worse for the others), so the weights are adopted only when they predict the last fifth of the reviews better
than the defaults by more than one standard error.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rnnquiz import schedule
from rnnquiz.errors import RnnquizError
from rnnquiz.event import Event
from rnnquiz.schedule import RATINGS, Memory, New, Plan

HELD_OUT = 0.2
FEWEST = (
    64  # reviews a day or more after the one before, to learn from; fsrs-rs fits all weights from here on
)

# A question's reviews: (days since the one before, rating 1 to 4).
History = list[tuple[int, int]]
Trainer = Callable[[list[History]], tuple[float, ...]]


@dataclass(frozen=True)
class Fit:
    """Log loss per held-out review (lower is better) of the defaults and of the fitted weights."""

    weights: tuple[float, ...]
    trained: int
    held_out: int
    default_loss: float
    fitted_loss: float
    error: float  # standard error of the difference

    @property
    def better(self) -> bool:
        return self.default_loss - self.fitted_loss > self.error


def fit(reviews: Sequence[Event], train: Trainer | None = None) -> Fit:
    """Fit on the first four fifths of the reviews that count (oldest first), compare on the rest.

    Raises RnnquizError when there are too few, or when fsrs-rs-python is not installed.
    """
    split = int(len(reviews) * (1 - HELD_OUT))
    spaced = [item for item in _histories(reviews[:split]) if item[-1][0] > 0]
    judged = len(losses(reviews, Plan(), split))
    if len(spaced) < FEWEST or judged < FEWEST // 4:
        raise RnnquizError(
            f"too few reviews to fit: {len(spaced)} to learn from and {judged} to judge by, "
            f"at least {FEWEST} and {FEWEST // 4} are needed; the default weights stay"
        )
    weights = (train or _fsrs_rs)(spaced)
    old = losses(reviews, Plan(), split)
    new = losses(reviews, Plan(weights=weights), split)
    gains = [was - now for was, now in zip(old, new, strict=True)]
    mean = sum(gains) / len(gains)
    spread = math.sqrt(sum((gain - mean) ** 2 for gain in gains) / max(1, len(gains) - 1))
    return Fit(
        weights=weights,
        trained=len(spaced),
        held_out=len(old),
        default_loss=sum(old) / len(old),
        fitted_loss=sum(new) / len(new),
        error=spread / math.sqrt(len(gains)),
    )


def losses(reviews: Iterable[Event], plan: Plan, start: int) -> list[float]:
    """Log loss of the recall predicted for each spaced review from number `start` on."""
    memories: dict[str, Memory] = {}
    found = []
    for number, event in enumerate(reviews):
        assert event.rating is not None
        memory = memories.get(event.question, New())
        if number >= start and not isinstance(memory, New) and schedule.elapsed(memory, event.study_day) > 0:
            recall = schedule.retrievability(memory, event.study_day, plan)
            recall = min(max(recall, 1e-4), 1 - 1e-4)
            found.append(-math.log(1 - recall if event.rating == "again" else recall))
        memories[event.question] = schedule.review(memory, event.rating, event.study_day, plan)
    return found


def _histories(reviews: Iterable[Event]) -> list[History]:
    """Of each review but a question's first, the history up to it."""
    so_far: dict[str, History] = {}
    last: dict[str, Event] = {}
    found = []
    for event in reviews:
        assert event.rating is not None
        before = last.get(event.question)
        gap = max(0, (event.study_day - before.study_day).days) if before else 0
        history = [*so_far.get(event.question, []), (gap, RATINGS.index(event.rating) + 1)]
        so_far[event.question] = history
        last[event.question] = event
        if before:
            found.append(history)
    return found


def _fsrs_rs(histories: list[History]) -> tuple[float, ...]:
    try:
        from fsrs_rs_python import FSRS, FSRSItem, FSRSReview  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise RnnquizError("fit needs fsrs-rs-python; run pip install 'rnnquiz[fit]'") from error
    items = [FSRSItem(reviews=[FSRSReview(rating, gap) for gap, rating in history]) for history in histories]
    fitted = FSRS(parameters=list(schedule.DEFAULT_WEIGHTS)).compute_parameters(items)
    return tuple(round(weight, 4) for weight in fitted)
