"""Where a pattern holds in an answer.  Knows no question, gives no points."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rnnquiz.denial import governs, is_denied
from rnnquiz.page import Hit, Page
from rnnquiz.rubric import Item, Part, Pattern
from rnnquiz.speaking import said_of

GAP = 3  # content words that may stand between two matched ones
_ENOUGH = 20  # hits of one part; whoever says a thing more often has said it
_MANY = 8  # places of an item, from where on it pays to leave out the far ones


def hits(pattern: Pattern, on: Page) -> list[Hit]:
    """Every place where the pattern holds.  Of several parts all must hold; the first one is the place."""
    if pattern.bits & on.could != pattern.bits:
        return []
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
    order = _rarest_first(places)
    can, sentence = on.can, on.reading.sentence
    found: list[Hit] = []
    for place in places[order[0]]:
        if not part.bit & can[sentence[place[0]]]:
            continue
        positions = _around(part, places, order, place, on)
        if positions and len(order) > 1 and is_echo(positions, on):
            positions = _around(part, _fresh(places, order[0], on), order, place, on) or positions
        if positions is None or (part.subject and not said_of(part.subject, positions, on)):
            continue
        hit = Hit(positions, is_denied(positions, on))
        if hit not in found:
            found.append(hit)
            if len(found) == _ENOUGH:
                break
    return found


def is_echo(positions: tuple[int, ...], on: Page) -> bool:
    """Whether every word of a hit stands in the question."""
    stems = on.reading.stems
    return on.echo.issuperset([stems[at] for at in positions])


def _rarest_first(places: list[list[tuple[int, int]]]) -> Sequence[int]:
    """The items' indexes, those with the fewest places first."""
    if len(places) == 1:
        return (0,)
    if len(places) == 2:
        return (0, 1) if len(places[0]) <= len(places[1]) else (1, 0)
    return sorted(range(len(places)), key=[len(filled) for filled in places].__getitem__)


def _fresh(places: list[list[tuple[int, int]]], anchor: int, on: Page) -> list[list[tuple[int, int]]]:
    """The fillings without the question's own words, for every item but the anchor that has others."""
    return [
        ([place for place in found if on.reading.stems[place[0]] not in on.echo] or found)
        if index != anchor
        else found
        for index, found in enumerate(places)
    ]


def _places(item: Item, on: Page) -> list[tuple[int, int]]:
    """(position, length) of everything that could fill one item, in the order of the answer."""
    found: list[tuple[int, int]] = []
    for one in item.stems & on.stems:
        found += on.places[one]
    if item.denial:
        found += [(at, 1) for at in on.denials]
    if item.openers:
        found += _phrases(item, on)
    if item.forms:
        found += [(at, 1) for at, form in enumerate(on.reading.forms) if form in item.forms]
    found.sort()  # a set's order differs from run to run, and so would the words quoted
    return found


def _phrases(item: Item, on: Page) -> list[tuple[int, int]]:
    """(position, length) of the item's phrases, each within one sentence."""
    stems, sentence = on.reading.stems, on.reading.sentence
    found: list[tuple[int, int]] = []
    for first in item.openers.keys() & on.stems:
        for phrase in item.openers[first]:
            if phrase[1] not in on.stems:
                continue
            for at, _ in on.places[first]:
                end = at + len(phrase)
                if stems[at:end] == phrase and sentence[at] == sentence[end - 1]:
                    found.append((at, len(phrase)))
    return found


def _around(
    part: Part, places: list[list[tuple[int, int]]], order: Sequence[int], place: tuple[int, int], on: Page
) -> tuple[int, ...] | None:
    """The nearest filling of all items around one place of the rarest item, or None."""
    at, length = place
    if len(order) == 1:
        return (at,) if length == 1 else tuple(range(at, at + length))
    sentence, clause, distance = on.reading.sentence, on.reading.clause, on.distance
    here, in_clause = sentence[at], clause[at]
    taken = dict.fromkeys(range(at, at + length), part.items[order[0]].group)
    starts = {order[0]: at}
    for index in order[1:]:
        group = part.items[index].group
        best, nearest = None, len(sentence) + GAP + 1
        near = places[index] if len(places[index]) < _MANY else _within_reach(places[index], at, part, on)
        for start, size in near:
            if sentence[start] != here:
                continue
            # a word of the same clause is nearer than one across a comma
            apart = abs(start - at) + (0 if clause[start] == in_clause else GAP)
            if apart >= nearest or start in taken:
                continue
            if size > 1 and any(start + step in taken for step in range(size)):
                continue
            if part.ordered and any(
                (other < start) != (its < group) for other, its in taken.items() if its != group
            ):
                continue
            best, nearest = (start, size), apart
        if best is None:
            return None
        starts[index] = best[0]
        for step in range(best[1]):
            taken[best[0] + step] = group
    for index in part.denying:
        if starts[index] in on.denials and not _denies_its_own(index, starts, on):
            return None
    positions = tuple(sorted(taken))
    last = positions[0]
    for next_ in positions[1:]:
        if distance[next_] - distance[last + 1] > GAP:
            return None
        last = next_
    return positions


def _within_reach(places: list[tuple[int, int]], at: int, part: Part, on: Page) -> list[tuple[int, int]]:
    """The places that a hit around `at` can include: of one phrase repeated there are hundreds of others."""
    words = (part.longest - 1) * (GAP + 1)
    first = bisect_left(on.distance, on.distance[at] - words)
    last = bisect_right(on.distance, on.distance[at] + words)
    return places[bisect_left(places, (first, 0)) : bisect_left(places, (last, 0))]


def _denies_its_own(index: int, starts: dict[int, int], on: Page) -> bool:
    """Whether the denial that fills this item denies the next item of the pattern, or else the one before."""
    beside = index + 1 if index + 1 in starts else index - 1
    return beside not in starts or governs(starts[index], starts[beside], on)
