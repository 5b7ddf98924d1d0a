"""How the learner stands, from bank and log.  Computes; shows nothing.

Recall of a topic is the mean retrievability today of its questions that were seen (FSRS-6), one last rated
"again" counting nothing; retention is what was measured: the share recalled of reviews made a study day or
more after the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rnnquiz import clock
from rnnquiz.bank import Bank
from rnnquiz.schedule import Reviewed, expected_recall, is_due, retrievability
from rnnquiz.store import Store

RECENT = 14  # days of answers in `days`
WEEKS = 13  # of the calendar, this one included
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
class Calendar:
    """Answers by study day.  Rows of days and the busiest day are of all time, `days` of the last weeks."""

    first: date  # a Monday
    days: tuple[int, ...]  # answers from `first` to today
    practised: int  # days with an answer
    longest: int  # days in a row
    present: int  # days in a row up to today, or up to yesterday while today has none
    busiest: tuple[date, int] | None


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
    calendar: Calendar
    forecast: tuple[int, ...]  # questions due on each of the next AHEAD days, today first
    interview: date | None
    interview_recall: tuple[float, float] | None  # if nothing more is reviewed, if kept up with
    ideas: int  # of the bank

    @property
    def days(self) -> tuple[int, ...]:
        """Answers on each of the last RECENT study days, today last."""
        return self.calendar.days[-RECENT:]

    @property
    def never_shown(self) -> int:
        """How many ideas were asked for and never found."""
        return sum(one.found == 0 for one in self.concepts)

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
    every = store.days(date.min, today)
    measured = [day for day in every if day.study_day >= today - timedelta(days=MEASURED)]
    spaced = sum(day.spaced for day in measured)
    interview = store.plan.interview
    all_of_them = [memories.get(question.id) for question in bank.questions]
    seen = [memory for memory in all_of_them if memory is not None]
    bare_kept = None
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
        calendar=calendar({day.study_day: day.reviews for day in every}, today),
        forecast=tuple(store.forecast(now, AHEAD)),
        interview=interview,
        interview_recall=bare_kept,
        ideas=len({one.id for question in bank.questions for one in question.concepts}),
    )


def calendar(answers: Mapping[date, int], today: date) -> Calendar:
    """The calendar of these numbers of answers by day."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    shown = (first + timedelta(days=at) for at in range((today - first).days + 1))
    practised = sorted(day for day, count in answers.items() if count)
    longest = present = 0
    for place, day in enumerate(practised):
        follows = place > 0 and day - practised[place - 1] == timedelta(days=1)
        present = present + 1 if follows else 1
        longest = max(longest, present)
    if not practised or today - practised[-1] > timedelta(days=1):
        present = 0
    busiest = max(practised, key=lambda day: (answers[day], day), default=None)
    return Calendar(
        first,
        tuple(answers.get(day, 0) for day in shown),
        len(practised),
        longest,
        present,
        None if busiest is None else (busiest, answers[busiest]),
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
