"""A session: which question comes next, what an answer is worth, what is remembered.  Shows and asks nothing.

A review is committed the moment it is graded, with the rating that the grade proposes.  When the learner then
overrules a concept or the rating, that review is undone and the new one recorded: whatever ends the program,
no answer is lost.
"""

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from rnnquiz import clock
from rnnquiz.bank import Bank, Question
from rnnquiz.schedule import Rating, preview
from rnnquiz.store import Answered, Event, Store

if TYPE_CHECKING:
    from rnnquiz.grade import Grade


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: its verdict, the rating recorded, and when the question comes back."""

    question: Question
    answer: str
    verdict: "Grade"
    rating: Rating
    due_day: date
    intervals: dict[Rating, int]  # days until it comes back, for each rating
    overruled: frozenset[str] = frozenset()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a session came to."""

    answered: int
    points: int
    outcomes: tuple[Outcome, ...]
    left: int  # questions of the queue that were not answered

    def missed_most(self) -> list[tuple[str, int]]:
        """Texts of the essential ideas missed, the most frequent first."""
        counts: dict[str, int] = {}
        for outcome in self.outcomes:
            for one in outcome.verdict.concepts:
                if not one.found and one.concept.weight > 1:
                    counts[one.concept.text] = counts.get(one.concept.text, 0) + 1
        return sorted(counts.items(), key=lambda item: -item[1])


@dataclass
class Session:
    """A queue of questions and the store that their reviews go to.  `now` is the clock."""

    store: Store
    bank_version: str
    queue: deque[Question]
    now: Callable[[], datetime] = clock.now
    repeats: bool = False  # whether a question rated "again" comes back at the end
    outcomes: list[Outcome] = field(default_factory=list)

    def next(self) -> Question | None:
        """The question to ask, still in the queue until it is answered or skipped."""
        return self.queue[0] if self.queue else None

    def answer(self, text: str, seconds: float | None = None, rating: Rating | None = None) -> Outcome:
        """Grade the answer to the question asked and record it.  Raises DataError when it can't be kept."""
        question = self.queue[0]
        outcome = record(self.store, question, text, self.now(), self.bank_version, rating, seconds)
        self.queue.popleft()
        self._add(outcome)
        return outcome

    def amend(self, rating: Rating | None = None, overruled: frozenset[str] = frozenset()) -> Outcome:
        """Record the last answer anew, with another rating or with "I did say that" for some concepts."""
        last = self.outcomes[-1]
        self.undo()
        self.queue.popleft()
        outcome = record(
            self.store,
            last.question,
            last.answer,
            self.now(),
            self.bank_version,
            rating,
            last.seconds,
            overruled,
        )
        self._add(outcome)
        return outcome

    def undo(self) -> Event | None:
        """Take back the last review; one of this session is asked again next."""
        event = self.store.undo(self.now())
        if event is not None and self.outcomes and self.outcomes[-1].question.id == event.question:
            question = self.outcomes.pop().question
            if question in self.queue:  # it waited at the end as "again"
                self.queue.remove(question)
            self.queue.appendleft(question)
        return event

    def skip(self) -> None:
        """Leave the question asked; it keeps its day."""
        self.queue.popleft()

    def report(self) -> Report:
        """What the session came to so far."""
        points = sum(outcome.verdict.points for outcome in self.outcomes)
        return Report(len(self.outcomes), points, tuple(self.outcomes), len(self.queue))

    def _add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        if self.repeats and outcome.rating == "again":
            self.queue.append(outcome.question)


def record(
    store: Store,
    question: Question,
    answer: str,
    now: datetime,
    bank_version: str,
    rating: Rating | None = None,
    seconds: float | None = None,
    overruled: frozenset[str] = frozenset(),
) -> Outcome:
    """Grade one answer and record it as a review; committed when this returns."""
    from rnnquiz.grade import grade  # an eighth of the time to the first question, which needs none of it

    verdict = grade(question, answer, overruled)
    today = clock.study_day(now, store.day_start)
    intervals = preview(store.memories([question.id])[question.id], today, store.plan)
    proposed = verdict.rating
    final = rating or proposed
    memory = store.record(
        Answered(
            question.id,
            final,
            proposed=proposed,
            points=verdict.points,
            found=tuple(one.concept.id for one in verdict.concepts if one.found),
            missed=tuple(one.concept.id for one in verdict.concepts if not one.found),
            overruled=tuple(sorted(overruled)),
            answer=answer,
            seconds=seconds,
            bank=bank_version,
        ),
        now,
    )
    return Outcome(question, answer, verdict, final, memory.due_day, intervals, overruled, seconds)


def quiz_queue(questions: Sequence[Question], count: int, seed: int | None) -> deque[Question]:
    """A random choice of `count` questions; the same seed chooses the same."""
    chosen = random.Random(seed).sample(questions, min(count, len(questions)))
    return deque(chosen)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a drill has before it: questions due, the most forgotten first, and new ones, in bank order."""

    due: tuple[Question, ...]
    new: tuple[Question, ...]
    new_today: int  # how many new ones the daily limit still allows


def waiting(bank: Bank, store: Store, now: datetime, topic: str | None, new_per_day: int) -> Waiting:
    """What is due and what is new among the questions of a topic, or of all."""
    questions = bank.in_topic(topic)
    known = {question.id: question for question in questions}
    due = tuple(known[one.question] for one in store.due(now) if one.question in known)
    seen = store.answered()
    new = tuple(question for question in questions if question.id not in seen)
    return Waiting(due, new, min(len(new), max(0, new_per_day - store.introduced(now))))


def drill_queue(waits: Waiting, count: int | None) -> deque[Question]:
    """What is due first, then new ones up to the daily limit, `count` in all."""
    return deque((*waits.due, *waits.new[: waits.new_today])[:count])
