"""A mock interview: questions against the clock, a follow-up after each good answer.  Shows nothing.

Main answers are recorded as reviews like any other; follow-ups are graded for the report only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rnnquiz.bank import Question
from rnnquiz.session import Session

if TYPE_CHECKING:
    from rnnquiz.grade import Grade

MINUTES_EACH = 2.5  # an answer of two minutes and a follow-up now and then
DIGS_FROM = 2  # points; whoever knows nothing of a question is not asked further


@dataclass
class Interview(Session):
    """A session with an end: `until` is the instant after which nothing new is asked."""

    until: datetime | None = None
    follow_ups: list[tuple[Question, "Grade"]] = field(default_factory=list)

    def next(self) -> Question | None:
        """The next main question, while there is time."""
        if self.until is not None and self.now() >= self.until:
            return None
        return super().next()

    def follow_up(self) -> Question | None:
        """What to ask after the last answer: the first follow-up, when the answer was worth digging into."""
        if not self.outcomes or (self.until is not None and self.now() >= self.until):
            return None
        last = self.outcomes[-1]
        asked = {question.id for question, _ in self.follow_ups}
        rest = [question for question in last.question.follow_ups if question.id not in asked]
        return rest[0] if rest and last.verdict.points >= DIGS_FROM else None

    def answer_follow_up(self, question: Question, text: str) -> "Grade":
        """Grade a follow-up."""
        from rnnquiz.grade import grade

        verdict = grade(question, text)
        self.follow_ups.append((question, verdict))
        return verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an interviewer would say: the share of points earned, the strongest and weakest topics."""

    share: float
    words: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]


def length(minutes: float) -> int:
    """How many questions fit."""
    return max(1, round(minutes / MINUTES_EACH))


def ends_at(now: datetime, minutes: float) -> datetime:
    """When an interview that begins now is over."""
    return now + timedelta(minutes=minutes)


def judgement(interview: Interview) -> Judgement:
    """The verdict on the whole interview; follow-ups count half."""
    main = [outcome.verdict.points for outcome in interview.outcomes]
    dug = [verdict.points for _, verdict in interview.follow_ups]
    most = 4 * len(main) + 2 * len(dug)
    share = (sum(main) + sum(dug) / 2) / most if most else 0.0
    by_topic: dict[str, list[int]] = {}
    for outcome in interview.outcomes:
        by_topic.setdefault(outcome.question.topic, []).append(outcome.verdict.points)
    means = {topic: sum(points) / len(points) for topic, points in by_topic.items()}
    return Judgement(
        share,
        _words(share, bool(main)),
        _topics(means, lambda mean: mean >= 3.5),
        _topics(means, lambda mean: mean < 2.5),
    )


def _topics(means: dict[str, float], wanted: Callable[[float], bool]) -> tuple[str, ...]:
    return tuple(topic for topic, mean in sorted(means.items()) if wanted(mean))


def _words(share: float, any_answer: bool) -> str:
    if not any_answer:
        return "Nothing was answered."
    levels: Sequence[tuple[float, str]] = (
        (0.85, "You would pass, and be remembered."),
        (0.65, "You would probably pass; close the gaps below."),
        (0.45, "The main ideas are there; too many essentials are missing."),
        (0.0, "Not yet: go through the weak topics with `rnnquiz drill`."),
    )
    return next(words for least, words in levels if share >= least)
