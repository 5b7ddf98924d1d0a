"""The rubric language: a pattern in an author's words, compiled.  Searches no answer, gives no points.

    hidden state                      both words near each other, in any order, in one sentence
    previous > current                in this order
    (same | shared) weights           either word; a phrase in brackets stands as it is: (time step | token)
    KEEP the past                     a word set that the bank defines under `words`
    not shared                        a denial of the next word: no, not, never, without, cannot ...
    gru: two gates                    said of the GRU, not of the LSTM (the bank defines `subjects`)
    lstm: three & gru: two            both, anywhere in the answer
    =pass                             this very form, neither stemmed nor corrected

Small words (the, is, of ...) never matter, words are stemmed, symbols may be typed in any usual way
(h_{t-1}, h[t-1], ht-1), and at most three other content words may stand between two matched ones.
A pattern without `not` holds only where nothing denies it.  docs/rubrics.md teaches it with examples.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_

from rnnquiz import lexicon
from rnnquiz.reader import stems

_PIECE = re.compile(r"\([^()]*\)|[()|>]|=\S+|[A-Z][A-Z_]+(?![^\s()|>])|[^\s()|>]+")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern: any of these stems, forms or phrases; or a denial."""

    stems: frozenset[str]
    phrases: tuple[tuple[str, ...], ...] = ()
    forms: frozenset[str] = frozenset()
    denial: bool = False
    group: int = 0  # items of a later group stand after those of an earlier one
    openers: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls, stems: set[str], phrases: list[tuple[str, ...]], forms: set[str], denial: bool, group: int
    ) -> "Item":
        """An item whose phrases are also found by their first stem."""
        openers = {first: tuple(p for p in phrases if p[0] == first) for first in {p[0] for p in phrases}}
        return cls(frozenset(stems), tuple(phrases), frozenset(forms), denial, group, openers)


@dataclass(frozen=True, slots=True)
class Part:
    """Items that stand together in one sentence, said of `subject` if there is one."""

    items: tuple[Item, ...]
    numbers: tuple[int, ...]  # of the items in the sieve; equal items have one
    bit: int  # of the part in the sieve
    slots: int  # the bits of its items
    ordered: bool  # whether its items are of several groups
    denying: tuple[int, ...]  # which of its items a denial can fill
    longest: int  # words, where every item is filled by its longest phrase
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an author wrote, compiled.  Every part must hold."""

    source: str
    parts: tuple[Part, ...]
    bits: int  # of all its parts


class Sieve:
    """Which parts of a rubric could hold in a sentence, told from its words alone: a few of hundreds.

    A part of n items has n + 1 bits of one long number: a slot for each item, and its own above them.
    `stems` says of a stem which slots it fills, and which before which other stem, as the first two words
    of a phrase; so do `forms`, and `denials` of any denial.  Where all slots of a part are filled, adding
    one at the lowest carries into the part's own bit: one addition asks every part.
    """

    def __init__(self) -> None:
        self.stems: dict[str, tuple[int, dict[str, int]]] = {}
        self.forms: dict[str, int] = {}
        self.denials = 0
        self._numbers: dict[Item, int] = {}
        self._lowest = self._parts = 0
        self._width = 0

    def add(self, items: Iterable[Item], subject: str | None) -> Part:
        """The part that these items make."""
        every = tuple(items)
        lowest = 1 << self._width
        bit = lowest << len(every)
        for index, item in enumerate(every):
            slot = lowest << index
            for stem in item.stems:
                alone, before = self.stems.get(stem, (0, {}))
                self.stems[stem] = (alone | slot, before)
            for first, second, *_ in item.phrases:
                _, before = self.stems.setdefault(first, (0, {}))
                before[second] = before.get(second, 0) | slot
            for form in item.forms:
                self.forms[form] = self.forms.get(form, 0) | slot
            if item.denial:
                self.denials |= slot
        self._width += len(every) + 1
        self._lowest |= lowest
        self._parts |= bit
        numbers = tuple(self._numbers.setdefault(item, len(self._numbers)) for item in every)
        denying = tuple(index for index, item in enumerate(every) if item.denial)
        longest = sum(max(map(len, item.phrases), default=1) for item in every)
        return Part(every, numbers, bit, bit - lowest, every[-1].group > 0, denying, longest, subject)

    def passed(self, filled: int) -> int:
        """The parts of which every slot is filled."""
        return (filled + self._lowest) & self._parts


@dataclass(frozen=True, slots=True)
class Subjects:
    """Names that exclude each other, such as LSTM and GRU, and the stems that mention each."""

    groups: tuple[Mapping[str, tuple[tuple[str, ...], ...]], ...] = ()
    # by group: the first stem of each mention -> (mention, name), the longest mention first
    openers: tuple[Mapping[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = ()

    @classmethod
    def of(cls, groups: Iterable[Mapping[str, tuple[tuple[str, ...], ...]]]) -> "Subjects":
        """The subjects of these groups."""
        kept = tuple(groups)
        return cls(kept, tuple(_openers(group) for group in kept))

    def group_of(self, name: str) -> int:
        """The index of the group that knows this name.  Raises KeyError."""
        for index, group in enumerate(self.groups):
            if name in group:
                return index
        raise KeyError(name)


def _openers(
    group: Mapping[str, tuple[tuple[str, ...], ...]],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    named = sorted(
        ((mention, name) for name, mentions in group.items() for mention in mentions if mention),
        key=lambda pair: -len(pair[0]),
    )
    return {first: tuple(p for p in named if p[0][0] == first) for first in {m[0] for m, _ in named}}


def compile_pattern(
    source: str, words: Mapping[str, tuple[str, ...]], subjects: Subjects, sieve: Sieve
) -> Pattern:
    """Read one pattern.  `words` are the bank's sets; its parts join the sieve.  Raises PatternError."""
    parts = tuple(_part(part, words, subjects, sieve) for part in source.split("&"))
    return Pattern(source, parts, reduce(or_, (part.bit for part in parts)))


def _part(source: str, words: Mapping[str, tuple[str, ...]], subjects: Subjects, sieve: Sieve) -> Part:
    subject, colon, rest = source.partition(":")
    if colon and not any(subject.strip() in group for group in subjects.groups):
        known = sorted(name for group in subjects.groups for name in group)
        raise PatternError(f"unknown subject {subject.strip()!r}; this bank has {', '.join(known) or 'none'}")
    items: list[Item] = []
    plain: list[str] = []  # words outside brackets, kept together so that `time step` is one term
    group = 0
    for piece in [*_PIECE.findall(rest if colon else source), ">"]:
        special = piece[0] in "()|>" or (piece[0] == "=" and len(piece) > 1) or _names_set(piece)
        if not special:
            plain.append(piece)
            continue
        items.extend(_word(one, group) for one in stems(" ".join(plain)))
        plain.clear()
        if piece == ">":
            group += 1
        elif piece in ("(", ")", "|"):
            raise PatternError(f"a {piece!r} without its partner")
        else:
            alternatives = piece[1:-1].split("|") if piece[0] == "(" else [piece]
            items.append(_item([alternative.strip() for alternative in alternatives], words, group))
    if not items:
        raise PatternError("it has no word that counts")
    return sieve.add(items, subject.strip() if colon else None)


_stems = lru_cache(maxsize=50_000)(stems)  # word sets come back in hundreds of patterns


def _word(stemmed: str, group: int) -> Item:
    if stemmed in lexicon.NEGATORS:
        return Item(frozenset(), denial=True, group=group)
    return Item(frozenset({stemmed}), group=group)


def _names_set(piece: str) -> bool:
    return len(piece) > 1 and piece.isupper() and piece.replace("_", "").isalpha()


def _item(alternatives: list[str], words: Mapping[str, tuple[str, ...]], group: int) -> Item:
    single: set[str] = set()
    forms: set[str] = set()
    phrases: list[tuple[str, ...]] = []
    denial = False
    for alternative in _expanded(alternatives, words):
        if alternative.startswith("=") and len(alternative) > 1:
            forms.add(alternative[1:].lower())
            continue
        found = _stems(alternative)
        if not found:
            raise PatternError(f"{alternative!r} has no word that counts")
        if len(found) > 1:
            phrases.append(found)
        elif alternative in lexicon.NEGATORS or found[0] in lexicon.NEGATORS:
            denial = True
        else:
            single.add(found[0])
    return Item.of(single, phrases, forms, denial, group)


def _expanded(alternatives: list[str], words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for alternative in alternatives:
        if not _names_set(alternative):
            yield alternative
        elif alternative in words:
            yield from _expanded(
                list(words[alternative]), {k: v for k, v in words.items() if k != alternative}
            )
        else:
            raise PatternError(f"no word set {alternative!r}; define it under 'words'")
