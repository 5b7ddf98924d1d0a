"""The rubric language: a pattern in an author's words, compiled.  Searches no answer, gives no points.

    hidden state                      both words near each other, in any order, in one sentence
    previous > current                in this order
    (same | shared) weights           either word; a phrase in brackets stands as it is: (time step | token)
    KEEP the past                     a word set that the bank defines under `words`
    not shared                        a denial belongs to the claim: no, not, never, without, cannot ...
    gru: two gates                    said of the GRU, not of the LSTM (the bank defines `subjects`)
    lstm: three & gru: two            both, anywhere in the answer
    =pass                             this very form, neither stemmed nor corrected

Small words (the, is, of ...) never matter, words are stemmed, symbols may be typed in any usual way
(h_{t-1}, h[t-1], ht-1), and at most three other content words may stand between two matched ones.
A pattern without `not` holds only where nothing denies it.  docs/rubrics.md teaches it with examples.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rnnquiz import lexicon
from rnnquiz.reader import stems

DENIAL = "\0"  # the key of a denial

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

    def keys(self) -> set[str]:
        """Of these at least one is among what a page has `said()` where the item can be filled."""
        found = set(self.stems) | {phrase[0] for phrase in self.phrases}
        return found | {f"={form}" for form in self.forms} | ({DENIAL} if self.denial else set())


@dataclass(frozen=True, slots=True)
class Part:
    """Items that stand together in one sentence, said of `subject` if there is one."""

    items: tuple[Item, ...]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an author wrote, compiled.  Every part must hold."""

    source: str
    parts: tuple[Part, ...]

    def needs(self) -> tuple[frozenset[str], ...]:
        """One key of each of these must stand in an answer in which the pattern holds; the smallest first."""
        return tuple(sorted((frozenset(item.keys()) for part in self.parts for item in part.items), key=len))


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


def compile_pattern(source: str, words: Mapping[str, tuple[str, ...]], subjects: Subjects) -> Pattern:
    """Read one pattern.  `words` are the bank's sets.  Raises PatternError."""
    return Pattern(source, tuple(_part(part, words, subjects) for part in source.split("&")))


def _part(source: str, words: Mapping[str, tuple[str, ...]], subjects: Subjects) -> Part:
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
    return Part(tuple(items), subject.strip() if colon else None)


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
    return Item(frozenset(single), tuple(phrases), frozenset(forms), denial, group)


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
