"""The rubric language: a pattern in an author's words, and where it holds in an answer.  Gives no points.

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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rnnquiz import lexicon
from rnnquiz.reader import Reading, stems

GAP = 3  # content words that may stand between two matched ones
_REACH = 6  # content words that a denial reaches over

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


@dataclass(frozen=True, slots=True)
class Subjects:
    """Names that exclude each other, such as LSTM and GRU, and the stems that mention each."""

    groups: tuple[Mapping[str, tuple[tuple[str, ...], ...]], ...] = ()

    def group_of(self, name: str) -> int:
        """The index of the group that knows this name.  Raises KeyError."""
        for index, group in enumerate(self.groups):
            if name in group:
                return index
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern holds: token positions, and whether something there denies it."""

    positions: tuple[int, ...]
    denied: bool


# ---- reading patterns ------------------------------------------------------------------------------------


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
        found = stems(alternative)
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


# ---- matching --------------------------------------------------------------------------------------------


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


def hits(pattern: Pattern, on: Page) -> list[Hit]:
    """Every place where the pattern holds.  Of several parts all must hold; the first one is the place."""
    found = [_part_hits(part, on) for part in pattern.parts]
    if not all(found):
        return []
    if len(found) == 1:
        return found[0]
    if not all(any(not hit.denied for hit in part) for part in found):
        return [hit for hit in found[0] if hit.denied]
    together = sorted({at for part in found for at in next(h for h in part if not h.denied).positions})
    return [Hit(tuple(together), denied=False)]


def _part_hits(part: Part, on: Page) -> list[Hit]:
    places = [_places(item, on) for item in part.items]
    if not all(places):
        return []
    anchor = min(range(len(places)), key=lambda index: len(places[index]))
    found: list[Hit] = []
    for at, _ in places[anchor]:
        positions = _around(part, places, anchor, at, on)
        if positions and is_echo(positions, on):
            positions = _around(part, _fresh(places, anchor, on), anchor, at, on) or positions
        if positions is None or (part.subject and not _said_of(part.subject, positions, on)):
            continue
        hit = Hit(positions, _denied(part, positions, on))
        if hit not in found:
            found.append(hit)
    return found


def is_echo(positions: tuple[int, ...], on: Page) -> bool:
    """Whether every word of a hit stands in the question."""
    return all(on.reading.tokens[at].stem in on.echo for at in positions)


def _fresh(places: list[list[tuple[int, int]]], anchor: int, on: Page) -> list[list[tuple[int, int]]]:
    """The fillings without the question's own words, for every item but the anchor that has others."""
    stems_at = [token.stem for token in on.reading.tokens]
    return [
        ([place for place in found if stems_at[place[0]] not in on.echo] or found)
        if index != anchor
        else found
        for index, found in enumerate(places)
    ]


def _places(item: Item, on: Page) -> list[tuple[int, int]]:
    """(position, length) of everything that could fill one item."""
    found = [(at, 1) for one in item.stems for at in on.places.get(one, ())]
    if item.denial:
        found.extend((at, 1) for at in on.denials)
    for phrase in item.phrases:
        for at in on.places.get(phrase[0], ()):
            end = at + len(phrase)
            same = tuple(token.stem for token in on.reading.tokens[at:end]) == phrase
            if same and on.reading.sentence[at] == on.reading.sentence[end - 1]:
                found.append((at, len(phrase)))
    if item.forms:
        found.extend((at, 1) for at, token in enumerate(on.reading.tokens) if token.form in item.forms)
    return found


def _around(
    part: Part, places: list[list[tuple[int, int]]], anchor: int, at: int, on: Page
) -> tuple[int, ...] | None:
    """The nearest filling of all items around one place of the rarest item, or None."""
    sentence = on.reading.sentence
    length = next(size for start, size in places[anchor] if start == at)
    taken = {at + step: part.items[anchor].group for step in range(length)}
    for index in sorted(range(len(places)), key=lambda index: len(places[index])):
        if index == anchor:
            continue
        group = part.items[index].group
        best: tuple[int, int] | None = None
        for start, size in places[index]:
            if sentence[start] != sentence[at] or any(start + step in taken for step in range(size)):
                continue
            if any((other < start) != (its < group) for other, its in taken.items() if its != group):
                continue
            if best is None or _apart(start, at, on) < _apart(best[0], at, on):
                best = (start, size)
        if best is None:
            return None
        taken.update({best[0] + step: group for step in range(best[1])})
    positions = tuple(sorted(taken))
    near = all(on.distance[b] - on.distance[a + 1] <= GAP for a, b in pairwise(positions))
    return positions if near else None


def _apart(one: int, other: int, on: Page) -> int:
    """Tokens between two places; a word of the same clause is nearer than one across a comma."""
    clause = on.reading.clause
    return abs(one - other) + (0 if clause[one] == clause[other] else GAP)


def _denied(part: Part, positions: tuple[int, ...], on: Page) -> bool:
    """Whether the words around a hit deny it; two in one clause cancel: `cannot learn without`."""
    reading = on.reading
    if not reading.asserted[reading.sentence[positions[0]]]:
        return True
    denials = []
    first, last = positions[0], positions[-1]
    for at in on.denials:
        if at in positions:
            continue
        inside = first < at < last
        ahead = first - _REACH <= at < first and _reaches(at, first, on)
        if inside or ahead or (at == last + 1 and _closes(at, on)):
            denials.append(at)
    apart = len({reading.clause[at] for at in denials}) > 1
    return apart or len(denials) % 2 == 1


def _reaches(at: int, first: int, on: Page) -> bool:
    """Whether a denial at `at` still governs `first`: same sentence, no new clause or statement between."""
    reading = on.reading
    if reading.sentence[at] != reading.sentence[first]:
        return False
    noun = reading.tokens[at].form in lexicon.NOUN_NEGATORS
    joined = False  # a comma or an "and" has passed: a verb from here on begins another statement
    for between in range(at + 1, first + 1):
        marks = reading.before[between]
        own = joined or {",", "and", "or"} & set(marks) or reading.tokens[between].form == "nor"
        if between in on.denials and own:
            return False  # "not the one and not the other", "neither ... nor": each has its own
        if any(mark in lexicon.CLAUSE or mark in ":()" for mark in marks):
            return False
        if noun and _fresh_subject(marks, first=between == at + 1):
            return False
        if between > at + 1 and marks and (marks[-1] in _SPEAKERS or "so" in marks):
            return False  # "you don't pick the best, you keep several"
        if between > at + 1 and reading.tokens[at + 1].form in lexicon.QUALITIES:
            return False  # "drops what is not important": the quality alone is denied
        joined |= any(mark in (",", "-", "and", "or") for mark in marks)
        fresh = joined and noun and between > at + 1 and "or" not in marks
        if fresh or (joined and (any(mark in lexicon.VERBS for mark in marks) or _is_verb(between, on))):
            return False
    return True


def _fresh_subject(marks: tuple[str, ...], first: bool) -> bool:
    """`without them | the network`, `unlike greedy search | it keeps`: a noun's denial ends there."""
    if first:
        return len(marks) > 1 and marks[0] in _OBJECTS
    return bool(marks) and marks[-1] in _OPENERS and not _OBLIQUE & set(marks)


def _is_verb(at: int, on: Page) -> bool:
    return on.reading.tokens[at].form in lexicon.VERBS


def _closes(at: int, on: Page) -> bool:
    """`the cell state is not needed`: a denial after the words, with little behind it in its clause."""
    reading = on.reading
    rest = [
        i for i in range(at + 1, min(at + 4, len(reading.tokens))) if reading.clause[i] == reading.clause[at]
    ]
    linked = any(mark in lexicon.VERBS for mark in reading.before[at]) and "so" not in reading.before[at]
    return reading.clause[at] == reading.clause[at - 1] and linked and len(rest) <= 1


# ---- who is spoken of ------------------------------------------------------------------------------------

_OBLIQUE = frozenset(
    "than to with of in for from by over is are was like as into on at through via versus vs".split()
)
_OBJECTS = frozenset({"them", "it", "this", "that", "these", "those"})
_OPENERS = frozenset({"the", "a", "an", "it", "they", "we", "you", "i"})
_SPEAKERS = frozenset({"it", "they", "we", "you", "i"})
_COMPARED = frozenset({"than", "unlike", "insteadof", "compar", "versus", "vs"})


def _said_of(subject: str, positions: tuple[int, ...], on: Page) -> bool:
    group = on.subjects.group_of(subject)
    spoken = on.spoken_of.get(group)
    if spoken is None:
        spoken = on.spoken_of[group] = _speakers(group, on)
    after = _named_after(positions[-1], group, on)
    current = after or spoken[positions[0]]
    if not current:
        current = on.about & frozenset(on.subjects.groups[group])
    return subject in current


def _speakers(group: int, on: Page) -> tuple[frozenset[str], ...]:
    """For each token the members of the group that are spoken of there."""
    current: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()  # "than an LSTM with three gates": the LSTM, to the clause's end
    out: list[frozenset[str]] = []
    last = -9
    count = len(on.reading.tokens)
    for at in range(count):
        name, length = _named(at, group, on)
        if name and at > last:
            if at == last + 1 and any(mark in ("and", "or", ",", "/", "&") for mark in on.reading.before[at]):
                current |= {name}
                last = at + length - 1
            elif not _is_oblique(at, on):
                current = frozenset({name})
                last = at + length - 1
            elif {"with", "whose"} & set(on.reading.before[at + length] if at + length < count else ()):
                aside = frozenset({name})
        if at and on.reading.clause[at] != on.reading.clause[at - 1]:
            aside = frozenset()
        out.append(aside or current)
    return tuple(out)


def _named(at: int, group: int, on: Page) -> tuple[str, int]:
    """The member of the group that is named at this token, and over how many tokens."""
    best = ("", 0)
    for name, mentions in on.subjects.groups[group].items():
        for mention in mentions:
            tokens = on.reading.tokens[at : at + len(mention)]
            if len(mention) > best[1] and tuple(token.stem for token in tokens) == mention:
                best = (name, len(mention))
    return best


def _is_oblique(at: int, on: Page) -> bool:
    """`fewer gates than an LSTM`: named, yet not what the sentence is about."""
    reading = on.reading
    if at and reading.tokens[at - 1].stem in _COMPARED and reading.sentence[at - 1] == reading.sentence[at]:
        return True
    opens = at == 0 or reading.clause[at] != reading.clause[at - 1]
    marks = reading.before[at]
    if opens and not {"than", "is", "are", "was"} & set(marks):
        return False
    return bool(_OBLIQUE & set(marks))


def _named_after(last: int, group: int, on: Page) -> frozenset[str]:
    """`two gates in the GRU`: named right behind the words, after in, for, of or with."""
    reading = on.reading
    for at in range(last + 1, min(last + 3, len(reading.tokens))):
        if reading.clause[at] != reading.clause[last]:
            break
        name, _ = _named(at, group, on)
        if name and {"in", "for", "of", "with"} & set(reading.before[at]):
            return frozenset({name})
    return frozenset()
