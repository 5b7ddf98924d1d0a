"""Spelling slips in an answer, mended towards the words of the rubric.  Never one term for another.

A word is mended only when it is no word that the rubric or the lexicon knows, begins with the same letter,
and differs by one slip (two from nine letters on).  `forward` never becomes `backward`.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from rnnquiz import lexicon
from rnnquiz.bank import Question
from rnnquiz.reader import Reading, stem

_WORD = re.compile(r"[a-z]+")
_EXACT = re.compile(r"=\w+")  # a form that must be typed as it is pulls no slip towards it
SHORTEST = 5  # letters; in shorter words one slip is often another word


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words of the rubric as typed; and what counts as known: words, patterns' stems."""

    forms: dict[tuple[str, int], tuple[str, ...]]  # by first letter and length: all that a slip may lead to
    words: frozenset[str]
    stems: Set[str]

    @classmethod
    def of(cls, question: Question, stems: Set[str]) -> "Vocabulary":
        """The vocabulary of a question whose patterns look for these stems."""
        text = " ".join(_texts(question)).lower()
        every = frozenset(_WORD.findall(text))
        near: dict[tuple[str, int], list[str]] = {}
        for form in sorted(set(_WORD.findall(_EXACT.sub(" ", text)))):
            for length in range(max(SHORTEST, len(form) - 2), len(form) + 3):
                if len(form) >= SHORTEST and abs(length - len(form)) <= _slips(length):
                    near.setdefault((form[0], length), []).append(form)
        known = every | lexicon.VERBS | lexicon.STOP | _COMMON
        return cls({key: tuple(group) for key, group in near.items()}, known, stems)


def _texts(question: Question) -> Iterator[str]:
    yield question.text
    yield question.model_answer
    for concept in question.concepts:
        yield from (concept.text, *concept.any)
    for item in question.misconceptions:
        yield from item.any
    for words in question.language.words.values():
        yield from words


def corrected(reading: Reading, vocabulary: Vocabulary) -> Reading:
    """The reading with its spelling slips mended; the words quoted stay as typed."""
    unknown = [
        at
        for at, (form, stem) in enumerate(zip(reading.forms, reading.stems, strict=True))
        if stem not in vocabulary.stems
        and len(form) >= SHORTEST
        and form not in vocabulary.words
        and form.isalpha()
    ]
    if not unknown:
        return reading
    stems = list(reading.stems)
    for at in unknown:
        stems[at] = _mended(reading.forms[at], vocabulary) or stems[at]
    return reading._replace(stems=tuple(stems))


@lru_cache(maxsize=20_000)  # ordinary words that no rubric knows come back in every answer
def _mended(form: str, vocabulary: Vocabulary) -> str:
    """The stem of the word that a slip was meant to be; empty where none is near."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    if form in lexicon.NEGATORS:
        return ""
    forms = vocabulary.forms.get((form[0], len(form)))
    near = forms and extractOne(form, forms, scorer=OSA.distance, score_cutoff=_slips(len(form)))
    return stem(near[0]) if near else ""


def _slips(length: int) -> int:
    """How many slips are mended in a word of so many letters."""
    return 2 if length >= 9 else 1


# Words one slip away from a term of the field that are words of their own.
_COMMON = frozenset(
    """stage stages grate great grades graded grade house mouse lasts paste pasta waste taste cells calls
    called tells wells gates dates rates hates later layer latter letter better batter matter place
    plane plant train trait trail brain chain start state stare store score shore share shape shade
    space speak spoke input inputs weigh weight height eight light right might night sight fight write
    white while whole where there these those three tree trees their then them step steps stop stops
    stem long lone loan loop look took book cook good mood food foot root boot work word world worked
    words worst worse small smell shall shell still skill spill model modal mode modes moral token
    taken broken spoken order older other mother another unit units unite united until under infer
    inner outer utter pass past part parts party port ports point paint print sprint vector factor
    actor doctor sector error errors mirror terror horror memory memoir merely network context content
    contest contrast process progress profess produce product reduce induce deduce update updated
    upgrade uptake target larger longer stronger linger finger ranger danger manger change charge
    chance vanish varnish finish polish punish famish explode explore implode export expert except
    accept expect affect effect effects affects influence inference interference reference difference
    adapt adopt adept access excess assess possess gradual gradient gradients ingredient patient
    student current currents recurrent concurrent function functions junction sanction fraction
    friction fiction section session version mission decay delay relay replay display deploy employ
    player prayer forward toward reward award backward feature future nature nurture structure texture
    lecture image imagine engine sentence sequence consequence frequency single signal signals simple
    sample samples example ample couple purple temple local vocal focal global total final trivial
    serial several general generate generic genetic lower power tower flower slower shower allow
    follow hollow shallow reset resist insist present preset prevent invent event events""".split()
)
