"""Where a pattern holds in an answer.  Knows no question, gives no points."""

from dataclasses import dataclass
from itertools import pairwise

from rnnquiz.denial import is_denied
from rnnquiz.page import Page
from rnnquiz.rubric import Item, Part, Pattern
from rnnquiz.speaking import said_of

GAP = 3  # content words that may stand between two matched ones


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern holds: token positions, and whether something there denies it."""

    positions: tuple[int, ...]
    denied: bool


def hits(pattern: Pattern, on: Page) -> list[Hit]:
    """Every place where the pattern holds.  Of several parts all must hold; the first one is the place."""
    if len(pattern.parts) == 1:
        return _part_hits(pattern.parts[0], on)
    found = [_part_hits(part, on) for part in pattern.parts]
    if not all(found):
        return []
    if not all(any(not hit.denied for hit in part) for part in found):
        return [hit for hit in found[0] if hit.denied]
    together = sorted({at for part in found for at in next(h for h in part if not h.denied).positions})
    return [Hit(tuple(together), denied=False)]


def _part_hits(part: Part, on: Page) -> list[Hit]:
    places = []
    for item in part.items:
        places.append(_places(item, on))
        if not places[-1]:
            return []
    anchor = min(range(len(places)), key=lambda index: len(places[index]))
    found: list[Hit] = []
    for at, _ in places[anchor]:
        positions = _around(part, places, anchor, at, on)
        if positions and is_echo(positions, on):
            positions = _around(part, _fresh(places, anchor, on), anchor, at, on) or positions
        if positions is None or (part.subject and not said_of(part.subject, positions, on)):
            continue
        hit = Hit(positions, is_denied(positions, on))
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
    found = [(at, 1) for one in item.stems & on.places.keys() for at in on.places[one]]
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
