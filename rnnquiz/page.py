"""An answer ready to be searched: where each stem stands, which words deny.  Searches nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from rnnquiz import lexicon
from rnnquiz.reader import Reading
from rnnquiz.rubric import DENIAL, Subjects


@dataclass(frozen=True, slots=True)
class Page:
    """An answer ready to be searched: where each stem stands, which words deny, who is spoken of."""

    reading: Reading
    places: Mapping[str, tuple[int, ...]]
    denials: tuple[int, ...]
    distance: tuple[int, ...]  # words before each token; symbols are no distance: tanh(W x_t + U h_{t-1})
    subjects: Subjects
    about: frozenset[str]  # whom the question itself is about, while the answer has named nobody
    echo: frozenset[str]  # stems of the question: a hit of nothing else shows nothing
    spoken_of: dict[int, tuple[frozenset[str], ...]]  # by group, filled when first asked for

    def said(self) -> set[str]:
        """What stands in the answer, as `Item.keys` names it."""
        forms = {f"={token.form}" for token in self.reading.tokens}
        return {*self.places, *forms, *((DENIAL,) if self.denials else ())}


def page(
    reading: Reading, subjects: Subjects, about: frozenset[str], echo: frozenset[str] = frozenset()
) -> Page:
    """Index an answer once, for all the patterns of a rubric."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(reading.tokens):
        places.setdefault(token.stem, []).append(position)
    denials = tuple(i for i, token in enumerate(reading.tokens) if token.form in lexicon.NEGATORS)
    worded = (len(token.stem) > 1 and token.stem.isalpha() for token in reading.tokens)
    distance = tuple(accumulate(worded, initial=0))
    return Page(
        reading, {s: tuple(p) for s, p in places.items()}, denials, distance, subjects, about, echo, {}
    )
