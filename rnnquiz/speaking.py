"""Of whom an answer speaks at each word: the LSTM or the GRU, the encoder or the decoder.

The one named last is spoken of, unless it was named aside ("fewer gates than an LSTM", "unlike the GRU") or
the words themselves say of whom right behind ("two gates in the GRU").  "The former" and "the latter" name
one of the last two.
"""

from rnnquiz import lexicon
from rnnquiz.page import Page

_OF_TWO = {"former": -2, "latter": -1}
_COMPARED = frozenset({"than", "unlike", "insteadof", "compar", "versus", "vs"})


def said_of(subject: str, positions: tuple[int, ...], on: Page) -> bool:
    """Whether the words at these positions are said of this subject."""
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
    named: list[str] = []  # in turn: "the former" is the last but one, "the latter" the last
    last = -9
    count = len(on.reading.stems)
    for at in range(count):
        name, length = _named(at, group, on)
        if name and name not in named[-1:]:
            named.append(name)
        elif len(named) > 1 and on.reading.stems[at] in _OF_TWO:
            name, length = named[_OF_TWO[on.reading.stems[at]]], 1
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
    stems = on.reading.stems
    for mention, name in on.subjects.openers[group].get(stems[at], ()):
        if len(mention) == 1 or stems[at : at + len(mention)] == mention:
            return name, len(mention)
    return "", 0


def _is_oblique(at: int, on: Page) -> bool:
    """`fewer gates than an LSTM`: named, yet not what the sentence is about."""
    reading = on.reading
    if at and reading.stems[at - 1] in _COMPARED and reading.sentence[at - 1] == reading.sentence[at]:
        return True
    opens = at == 0 or reading.clause[at] != reading.clause[at - 1]
    marks = reading.before[at]
    said_now = [mark for mark in marks if mark not in ("a", "an", "the")]
    if said_now and said_now[-1] in ("that", "when", "if"):
        return False  # "the difference is that an LSTM ..."
    if opens and not {"than", "is", "are", "was"} & set(marks):
        return False
    return bool(lexicon.PREPOSITIONS & set(marks))


def _named_after(last: int, group: int, on: Page) -> frozenset[str]:
    """`two gates in the GRU`: named right behind the words, after in, for, of or with."""
    reading = on.reading
    for at in range(last + 1, min(last + 3, len(reading.stems))):
        if reading.clause[at] != reading.clause[last]:
            break
        name, _ = _named(at, group, on)
        if name and {"in", "for", "of", "with"} & set(reading.before[at]):
            return frozenset({name})
    return frozenset()
