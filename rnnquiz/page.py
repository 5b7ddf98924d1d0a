"""An answer ready to be searched: where each stem stands, what each sentence can fill.  Searches nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple

from rnnquiz import lexicon
from rnnquiz.reader import Reading
from rnnquiz.rubric import Sieve, Subjects


class Hit(NamedTuple):
    """Where a pattern holds: token positions, and whether something there denies it."""

    positions: tuple[int, ...]
    denied: bool


@dataclass(frozen=True, slots=True)
class Page:
    """An answer ready to be searched: where each stem stands, which words deny, who is spoken of."""

    reading: Reading
    places: Mapping[str, list[tuple[int, int]]]  # by stem: (position, 1), as a phrase is (position, length)
    stems: frozenset[str]
    denials: tuple[int, ...]
    distance: tuple[int, ...]  # words before each token; symbols are no distance: tanh(W x_t + U h_{t-1})
    can: tuple[int, ...]  # by sentence: the parts of the rubric that could hold there
    could: int  # in any of them
    subjects: Subjects
    about: frozenset[str]  # whom the question itself is about, while the answer has named nobody
    echo: frozenset[str]  # stems of the question: a hit of nothing else shows nothing
    spoken_of: dict[int, tuple[frozenset[str], ...]] = field(default_factory=dict)  # by group, once asked
    filled: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # by item, once asked
    vetoes: dict[int, frozenset[int]] = field(default_factory=dict)  # sentences, by an exception's bits


def page(
    reading: Reading,
    subjects: Subjects,
    about: frozenset[str],
    sieve: Sieve,
    echo: frozenset[str] = frozenset(),
) -> Page:
    """Index an answer once, for all the patterns of a rubric."""
    places: dict[str, list[tuple[int, int]]] = {}
    denials: list[int] = []
    distance = [0]
    words = sentence = slots = 0  # slots: those filled so far in this sentence
    following = (*reading.stems[1:], "")
    filled = [0] * (reading.sentence[-1] + 1 if reading.sentence else 0)
    rows = zip(reading.stems, following, reading.forms, reading.sentence, strict=False)
    for at, (stem, next_stem, form, here) in enumerate(rows):
        if here != sentence:
            filled[sentence] = slots
            slots, sentence = 0, here
        if stem in places:
            places[stem].append((at, 1))
        else:
            places[stem] = [(at, 1)]
        if len(stem) > 1 and stem.isalpha():
            words += 1
        distance.append(words)
        if stem in sieve.stems:
            alone, before = sieve.stems[stem]
            slots |= alone
            if next_stem in before:
                slots |= before[next_stem]
        if form in sieve.forms:
            slots |= sieve.forms[form]
        if form in lexicon.NEGATORS:
            denials.append(at)
            slots |= sieve.denials
    if filled:
        filled[sentence] = slots
    can = tuple(map(sieve.passed, filled))
    return Page(
        reading, places, frozenset(places), tuple(denials), tuple(distance), can, reduce(or_, can, 0),
        subjects, about, echo,
    )  # fmt: skip
