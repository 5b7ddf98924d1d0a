"""Question and answer in, verdict out: points, ideas found with the learner's words, wrong claims, doubts.

Pure: reads no file, prints nothing, draws no number.  The scale is that of docs/grading.md:
4 complete for an interview, 3 one essential point missing, 2 about half, 1 a little, 0 nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Literal

from rnnquiz import guards
from rnnquiz.bank import Concept, Misconception, Question
from rnnquiz.calibration import CUTS, FURTHER_ERROR, SCORE_OF_ERROR
from rnnquiz.matching import GAP, hits, is_echo
from rnnquiz.page import Hit, Page, page
from rnnquiz.reader import Reading, read, stems
from rnnquiz.rubric import Pattern, Sieve, Subjects, compile_pattern
from rnnquiz.spelling import Vocabulary, corrected

Rating = Literal["again", "hard", "good", "easy"]
# What a grade proposes, by points; "easy" is for an answer that says everything.
RATINGS: tuple[Rating, ...] = ("again", "again", "hard", "good", "good")


@dataclass(frozen=True, slots=True)
class Found:
    """A concept of the question: whether the answer contains it, and where."""

    concept: Concept
    found: bool
    evidence: str | None
    denied: bool = False  # the answer says it, and takes it back


@dataclass(frozen=True, slots=True)
class Claim:
    """A misconception that the answer states."""

    misconception: Misconception
    evidence: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one answer.  `score` is in 0..1; `points` in 0..4 follow from it by CUTS."""

    question: str
    points: int
    score: float
    rating: Rating
    concepts: tuple[Found, ...]
    misconceptions: tuple[Claim, ...]
    errors: int  # the separate ones among the misconceptions
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """A question's patterns, compiled."""

    concepts: tuple[tuple[Concept, _Rule], ...]
    misconceptions: tuple[tuple[Misconception, _Rule], ...]
    sieve: Sieve
    finding: dict[int, tuple[int, Pattern]]  # what finds, by its first part's bit's place: its rule's number
    openers: int  # the bits of all first parts
    subjects: Subjects
    about: frozenset[str]
    own_stems: frozenset[str]  # of the question: repeating them earns nothing
    vocabulary: Vocabulary


def grade(question: Question, answer: str, overruled: frozenset[str] = frozenset()) -> Grade:
    """Grade one answer.  `overruled` are concepts of which the learner says "I did say that"."""
    rubric = rubric_of(question)
    reading = corrected(read(answer), rubric.vocabulary)
    if not question.listing:
        reading = guards.without_lists(reading)
    on = page(reading, rubric.subjects, rubric.about, rubric.sieve, rubric.own_stems)
    can = _possible(rubric, on)
    found = tuple(
        _found(concept, rule, can.get(number, ()), on, overruled)
        for number, (concept, rule) in enumerate(rubric.concepts)
    )
    hits_of = [
        (item, hit)
        for number, (item, rule) in enumerate(rubric.misconceptions, len(rubric.concepts))
        if number in can and (hit := _claimed(rule, can[number], on))
    ]
    claims = tuple(Claim(item, reading.quoted(hit.positions[0], hit.positions[-1])) for item, hit in hits_of)
    errors = _apart([hit for _, hit in hits_of], reading)
    credit = min(1.0, sum(one.concept.weight for one in found if one.found) / question.full)
    doubts = guards.doubts(reading, rubric.own_stems, question.listing, credit)
    denied = [one.concept for one in found if one.denied]
    more_denied = sum(concept.weight for concept in denied) >= credit * question.full
    ceiling = 0 if len(denied) > 1 and more_denied else 1 if len(denied) > 1 and errors else 4
    doubts += [guards.Doubt(f"You deny this, or say it both ways: {one.text}", ceiling) for one in denied]
    if credit < 1 and not overruled:
        doubts += guards.beside(_relevant(rubric, can, on), on.distance[-1])
    score = credit - (SCORE_OF_ERROR + FURTHER_ERROR * (errors - 1) if errors else 0.0)
    points = min([sum(score >= cut for cut in CUTS), *(doubt.ceiling for doubt in doubts)])
    score = min(max(score, 0.0), (*CUTS, 1.01)[points] - 0.01)
    everything = points == 4 and not doubts and all(one.found for one in found)
    rating: Rating = "easy" if everything else RATINGS[points]
    reasons = tuple(doubt.reason for doubt in doubts)
    return Grade(question.id, points, round(score, 3), rating, found, claims, errors, reasons)


def _possible(rubric: Rubric, on: Page) -> dict[int, list[Pattern]]:
    """By number of the rule, the patterns that could hold in the answer, in the author's order."""
    can: dict[int, list[Pattern]] = {}
    left = on.could & rubric.openers
    while left:
        bit = left & -left
        left ^= bit
        number, pattern = rubric.finding[bit.bit_length()]
        if len(pattern.parts) > 1 and pattern.bits & on.could != pattern.bits:
            continue
        if number in can:
            can[number].append(pattern)
        else:
            can[number] = [pattern]
    return can


@lru_cache(maxsize=10_000)
def rubric_of(question: Question) -> Rubric:
    """The compiled rubric of a question.  Patterns were checked when the bank was loaded."""
    language = question.language
    subjects = compile_subjects(language.subjects)
    sieve = Sieve()

    def rule(any_: tuple[str, ...], unless: tuple[str, ...], at_least: int = 1) -> _Rule:
        def compiled(sources: tuple[str, ...]) -> tuple[Pattern, ...]:
            return tuple(compile_pattern(source, language.words, subjects, sieve) for source in sources)

        return _Rule(compiled(any_), compiled(unless), at_least)

    concepts = tuple((c, rule(c.any, c.unless, c.at_least)) for c in question.concepts)
    wrongs = tuple((m, rule(m.any, m.unless)) for m in question.misconceptions)
    finding = {
        pattern.parts[0].bit.bit_length(): (number, pattern)
        for number, (_, compiled) in enumerate((*concepts, *wrongs))
        for pattern in compiled.any
    }
    own = frozenset(stems(question.text))
    about = frozenset(
        name
        for group in subjects.groups
        if len(named := [n for n, mentions in group.items() if any(set(m) <= own for m in mentions)]) == 1
        for name in named
    )
    return Rubric(
        concepts,
        wrongs,
        sieve,
        finding,
        reduce(or_, (pattern.parts[0].bit for _, pattern in finding.values()), 0),
        subjects,
        about,
        own,
        Vocabulary.of(question, sieve.stems.keys()),
    )


def compile_subjects(groups: Iterable[Mapping[str, tuple[str, ...]]]) -> Subjects:
    """The bank's subjects with each mention as stems."""
    return Subjects.of(
        {name: tuple(stems(mention) for mention in mentions) for name, mentions in group.items()}
        for group in groups
    )


def _found(
    concept: Concept, rule: _Rule, can: Iterable[Pattern], on: Page, overruled: frozenset[str]
) -> Found:
    if concept.id in overruled:
        return Found(concept, True, None)
    said: list[Hit] = []
    denied = False
    holding = 0
    for pattern in can:
        before = len(said)
        takes_back = False
        for hit in hits(pattern, on):
            if is_echo(hit.positions, on):
                continue
            if hit.denied:
                takes_back = True
            elif not _vetoed(rule, hit, on):
                said.append(hit)
        if len(said) > before:
            holding += 1
            if holding == rule.at_least:
                break
        elif takes_back:
            denied = True
    if holding < rule.at_least:
        return Found(concept, False, None, denied)
    shortest = min(said, key=lambda hit: hit.positions[-1] - hit.positions[0])
    return Found(concept, True, on.reading.quoted(shortest.positions[0], shortest.positions[-1]))


def _claimed(rule: _Rule, can: Iterable[Pattern], on: Page) -> Hit | None:
    """Where the answer makes a wrong claim."""
    for pattern in can:
        for hit in hits(pattern, on):
            if not hit.denied and not _vetoed(rule, hit, on):
                return hit
    return None


def _relevant(rubric: Rubric, can: Mapping[int, list[Pattern]], on: Page) -> float:
    """The share of the answer's words that a concept could be found by, in the sentence where they stand."""
    sought = [0] * len(on.can)
    for number in range(len(rubric.concepts)):
        for pattern in can.get(number, ()):
            for part in pattern.parts:
                for sentence, can_here in enumerate(on.can):
                    if part.bit & can_here:
                        sought[sentence] |= part.slots
    fills = rubric.sieve.stems
    spoken = 0
    for stem, sentence in zip(on.reading.stems, on.reading.sentence, strict=True):
        if stem in fills and fills[stem][0] & sought[sentence]:
            spoken += 1
    return spoken / max(len(on.reading.stems), 1)


def _apart(claimed: list[Hit], reading: Reading) -> int:
    """How many separate wrong claims: what rules find in one place, or close together, is one error."""
    spans = sorted((hit.positions[0], hit.positions[-1]) for hit in claimed)
    count, reach = 0, -1
    for first, last in spans:
        new_sentence = reach < 0 or reading.sentence[first] != reading.sentence[reach]
        count += new_sentence or first > reach + GAP + 1
        reach = max(reach, last)
    return count


def _vetoed(rule: _Rule, hit: Hit, on: Page) -> bool:
    sentence = on.reading.sentence
    for pattern in rule.unless:
        if pattern.bits & on.could != pattern.bits:
            continue
        if pattern.bits not in on.vetoes:
            on.vetoes[pattern.bits] = frozenset(sentence[veto.positions[0]] for veto in hits(pattern, on))
        if sentence[hit.positions[0]] in on.vetoes[pattern.bits]:
            return True
    return False
