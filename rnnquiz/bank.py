"""Questions, and what a good answer to each contains.  Knows nothing of YAML, grades or memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rnnquiz.bankindex import check_topic
from rnnquiz.errors import UsageError, did_you_mean

CORE, SUPPORTING = 2, 1  # what a concept is worth


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea that an answer may contain, with the patterns that find it (rubric.py has the language)."""

    id: str
    text: str
    weight: int
    any: tuple[str, ...]
    at_least: int = 1  # so many different patterns must hold: "name two"
    unless: tuple[str, ...] = ()  # a hit in a sentence where one of these holds doesn't count
    finds: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misconception:
    """A claim that is wrong, the correction, and the patterns that find the claim being made."""

    id: str
    wrong: str
    correct: str
    any: tuple[str, ...]
    example: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceError:
    """What the article that asks the question gets wrong, and where the right answer is written."""

    verdict: str  # wrong, misleading or incomplete
    claim: str
    right: str
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """An answer with the points it must get, as the author's own test."""

    points: int
    kind: str
    answer: str


@dataclass(frozen=True, slots=True)
class Language:
    """The bank's word sets and subjects, which its patterns use."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subjects: tuple[Mapping[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question; equality is identity, so that a compiled rubric can be kept for each."""

    id: str
    topic: str
    text: str
    sources: tuple[str, ...]
    concepts: tuple[Concept, ...]
    misconceptions: tuple[Misconception, ...]
    model_answer: str
    full: int  # credit that earns full marks
    listing: bool  # asks for a list: full sentences are not needed
    demo: str | None
    follow_ups: tuple["Question", ...]
    source_errors: tuple[SourceError, ...]
    examples: tuple[Example, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Bank:
    """Every question of the banks in use, in order, with the title of each topic."""

    questions: tuple[Question, ...]
    topics: Mapping[str, str]  # id -> title
    version: str  # of the content: the first 12 hex digits of its SHA-256

    def question(self, name: str) -> Question:
        """The question with this id.  Raises UsageError with the nearest one."""
        for question in self.questions:
            if question.id == name:
                return question
        near = did_you_mean(name, [question.id for question in self.questions])
        raise UsageError(f"no question {name!r}; {near or 'see `rnnquiz questions`'}")

    def in_topic(self, topic: str | None) -> tuple[Question, ...]:
        """The questions of a topic, or all.  Raises UsageError with the nearest topic."""
        check_topic(topic, self.topics)
        if topic is None:
            return self.questions
        return tuple(question for question in self.questions if question.topic == topic)


def load_banks(paths: tuple[Path, ...], cache: Path | None = None) -> Bank:
    """All questions of these files and folders.  Raises BankError with every fault of every file.

    `cache` is a folder for the compiled form, keyed by content: never stale, safe to delete.
    """
    from rnnquiz.bankcache import load

    return load(paths, cache)
