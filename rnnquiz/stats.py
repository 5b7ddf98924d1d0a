"""How the learner stands, from bank and log.  Computes; shows nothing.

Recall of a topic is the mean retrievability today of its questions that were seen (FSRS-6), one last rated
"again" counting nothing; retention is what was measured: the share recalled of reviews made a study day or
more after the one before.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rnnquiz import clock
from rnnquiz.bank import Bank
from rnnquiz.schedule import Reviewed, expected_recall, is_due, retrievability
from rnnquiz.store import Store

RECENT = 14  # days of answers shown
AHEAD = 7  # days of the forecast
MEASURED = 365  # days back over which retention is measured


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic: how many questions, seen and due, and mean recall of those seen."""

    topic: str
    questions: int
    seen: int
    due: int
    recall: float | None


@dataclass(frozen=True, slots=True)
class ConceptProgress:
    """One idea of the bank: in how many of the reviews that asked for it it was found."""

    concept: str
    text: str
    found: int
    asked: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything `rnnquiz stats` shows."""

    total: int
    seen: int
    topics: tuple[TopicProgress, ...]
    concepts: tuple[ConceptProgress, ...]
    spaced: int
    recalled: int
    expected: float
    target: float
    days: tuple[int, ...]  # reviews on each of the last RECENT study days, today last
    forecast: tuple[int, ...]  # questions due on each of the next AHEAD days, today first
    interview: date | None
    interview_recall: tuple[float, float]  # if nothing more is reviewed, if kept up with

    @property
    def missed(self) -> list[tuple[str, int, int]]:
        """(text, times missed, times asked) of the ideas missed most often."""
        worst = sorted(self.concepts, key=lambda one: (-(one.asked - one.found), one.concept))
        return [(one.text, one.asked - one.found, one.asked) for one in worst[:3] if one.found < one.asked]


def progress(bank: Bank, store: Store, now: datetime) -> Progress:
    """Where the learner stands at this moment."""
    today = clock.study_day(now, store.day_start)
    known = {question.id for question in bank.questions}
    memories = {name: memory for name, memory in store.all_memories().items() if name in known}
    measured = store.days(today - timedelta(days=MEASURED), today)
    spaced = sum(day.spaced for day in measured)
    reviews = {day.study_day: day.reviews for day in measured}
    last = [today - timedelta(days=back) for back in reversed(range(RECENT))]
    interview = store.plan.interview
    all_of_them = [memories.get(question.id) for question in bank.questions]
    seen = [memory for memory in all_of_them if memory is not None]
    bare_kept = (0.0, 0.0)
    if interview is not None and interview > today and seen:
        bare_kept = expected_recall(seen, today, interview, store.plan)
    return Progress(
        total=len(bank.questions),
        seen=len(seen),
        topics=tuple(_topic(bank, topic, memories, today, store) for topic in bank.topics),
        concepts=_concepts(bank, store),
        spaced=spaced,
        recalled=sum(day.recalled for day in measured),
        expected=sum(day.expected_ppm for day in measured) / 1e6 / spaced if spaced else 0.0,
        target=store.plan.retention,
        days=tuple(reviews.get(day, 0) for day in last),
        forecast=tuple(store.forecast(now, AHEAD)),
        interview=interview,
        interview_recall=bare_kept,
    )


def _topic(bank: Bank, topic: str, memories: dict[str, Reviewed], today: date, store: Store) -> TopicProgress:
    questions = bank.in_topic(topic)
    seen = [memories[question.id] for question in questions if question.id in memories]
    recalls = [
        0.0 if memory.last_rating == "again" else retrievability(memory, today, store.plan) for memory in seen
    ]
    return TopicProgress(
        topic,
        len(questions),
        len(seen),
        sum(is_due(memory, today) for memory in seen),
        sum(recalls) / len(recalls) if recalls else None,
    )


def _concepts(bank: Bank, store: Store) -> tuple[ConceptProgress, ...]:
    texts = {one.id: one.text for question in bank.questions for one in question.concepts}
    counts: dict[str, list[int]] = {}
    for row in store.concepts():
        if row.concept in texts:
            found, asked = counts.setdefault(row.concept, [0, 0])
            counts[row.concept] = [found + row.found, asked + row.found + row.missed]
    return tuple(ConceptProgress(name, texts[name], *counts[name]) for name in texts if name in counts)
