"""Where a pattern holds in an answer.  Knows no question, gives no points."""

from itertools import pairwise

from rnnquiz.denial import is_denied
from rnnquiz.page import Hit, Page
from rnnquiz.rubric import Item, Part, Pattern
from rnnquiz.speaking import said_of

GAP = 3  # content words that may stand between two matched ones


def hits(pattern: Pattern, on: Page) -> list[Hit]:
    """Every place where the pattern holds.  Of several parts all must hold; the first one is the place."""
    if pattern.bits & on.could != pattern.bits:
        return []
    found = on.held.get(pattern.bits)
    if found is None:
        found = on.held[pattern.bits] = _hits(pattern, on)
    return found


def _hits(pattern: Pattern, on: Page) -> list[Hit]:
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
    for item, number in zip(part.items, part.numbers, strict=True):
        filled = on.filled.get(number)
        if filled is None:
            filled = on.filled[number] = _places(item, on)
        if not filled:
            return []
        places.append(filled)
    counts = [len(filled) for filled in places]
    order = sorted(range(len(counts)), key=counts.__getitem__)  # the rarest first
    sentence = on.reading.sentence
    found: list[Hit] = []
    for place in places[order[0]]:
        if not part.bit & on.can[sentence[place[0]]]:
            continue
        positions = _around(part, places, order, place, on)
        if positions and is_echo(positions, on):
            positions = _around(part, _fresh(places, order[0], on), order, place, on) or positions
        if positions is None or (part.subject and not said_of(part.subject, positions, on)):
            continue
        hit = Hit(positions, is_denied(positions, on))
        if hit not in found:
            found.append(hit)
    return found


def is_echo(positions: tuple[int, ...], on: Page) -> bool:
    """Whether every word of a hit stands in the question."""
    tokens, echo = on.reading.tokens, on.echo
    return all(tokens[at].stem in echo for at in positions)


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
    """(position, length) of everything that could fill one item, in the order of the answer."""
    found = [place for one in item.stems & on.places.keys() for place in on.places[one]]
    if item.denial:
        found.extend((at, 1) for at in on.denials)
    tokens = on.reading.tokens
    for first in item.openers.keys() & on.places.keys():
        for at, _ in on.places[first]:
            for phrase in item.openers[first]:
                end = at + len(phrase)
                same = tuple([token.stem for token in tokens[at:end]]) == phrase
                if same and on.reading.sentence[at] == on.reading.sentence[end - 1]:
                    found.append((at, len(phrase)))
    if item.forms:
        found.extend((at, 1) for at, token in enumerate(tokens) if token.form in item.forms)
    found.sort()  # a set's order differs from run to run, and so would the words quoted
    return found


def _around(
    part: Part, places: list[list[tuple[int, int]]], order: list[int], place: tuple[int, int], on: Page
) -> tuple[int, ...] | None:
    """The nearest filling of all items around one place of the rarest item, or None."""
    at, length = place
    if len(order) == 1:
        return (at,) if length == 1 else tuple(range(at, at + length))
    sentence, clause = on.reading.sentence, on.reading.clause
    taken = dict.fromkeys(range(at, at + length), part.items[order[0]].group)
    for index in order[1:]:
        group = part.items[index].group
        best, nearest = None, len(sentence) + GAP + 1
        for start, size in places[index]:
            # a word of the same clause is nearer than one across a comma
            apart = abs(start - at) + (0 if clause[start] == clause[at] else GAP)
            if apart >= nearest or sentence[start] != sentence[at]:
                continue
            if start in taken or (size > 1 and any(start + step in taken for step in range(size))):
                continue
            if any((other < start) != (its < group) for other, its in taken.items() if its != group):
                continue
            best, nearest = (start, size), apart
        if best is None:
            return None
        for step in range(best[1]):
            taken[best[0] + step] = group
    positions = tuple(sorted(taken))
    for a, b in pairwise(positions):
        if on.distance[b] - on.distance[a + 1] > GAP:
            return None
    return positions
