"""Whether the words of an answer deny what a pattern finds in it.  Knows denials, no rubric.

A denial reaches over a few words of its clause, until another statement, another subject or a conjunction
begins; one of a noun ("no", "without", "unlike") reaches over that noun alone.
"""

from bisect import bisect_left
from itertools import pairwise

from rnnquiz import lexicon
from rnnquiz.page import Page

REACH = 6  # content words that a denial reaches over
_OBJECTS = frozenset({"them", "it", "this", "that", "these", "those"})
_OPENERS = frozenset({"the", "a", "an", "it", "they", "we", "you", "i"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "its", "their"})
_SPEAKERS = frozenset({"it", "they", "we", "you", "i"})


def is_denied(positions: tuple[int, ...], on: Page) -> bool:
    """Whether the words around a hit deny it; two in one clause cancel: `cannot learn without`."""
    reading = on.reading
    if not reading.asserted[reading.clause[positions[0]]]:
        return True
    if not on.denials:
        return False
    denials = []
    first, last = positions[0], positions[-1]
    near = on.denials[bisect_left(on.denials, first - REACH) : bisect_left(on.denials, last + 2)]
    for at in near:
        if at in positions:
            continue
        inside = first < at < last
        ahead = at < first and _reaches(at, first, on)
        if inside or ahead or (at == last + 1 and _closes(at, on)):
            denials.append(at)
    return len(denials) % 2 == 1 or any(_apart(one, other, on) for one, other in pairwise(denials))


def _apart(one: int, other: int, on: Page) -> bool:
    """Whether two denials are of two statements: `doesn't feed back and doesn't remember`."""
    reading = on.reading
    between = reading.before[one + 1 : other + 1]
    return reading.clause[one] != reading.clause[other] or any("and" in marks for marks in between)


def governs(at: int, word: int, on: Page) -> bool:
    """Whether the denial at `at` denies this word: `not shared`, `shared never`; not `shared, not tied`."""
    if at < word:
        return _reaches(at, word, on)
    reading = on.reading
    return reading.forms[at] not in lexicon.NOUN_NEGATORS and reading.clause[at] == reading.clause[word]


def _reaches(at: int, first: int, on: Page) -> bool:
    """Whether a denial at `at` still governs `first`: same sentence, no new clause or statement between."""
    reading = on.reading
    if reading.sentence[at] != reading.sentence[first]:
        return False
    noun = reading.forms[at] in lexicon.NOUN_NEGATORS
    joined = False  # a comma or an "and" has passed: a verb from here on begins another statement
    for between in range(at + 1, first + 1):
        marks = reading.before[between]
        own = joined or {",", "and", "or"} & set(marks) or reading.forms[between] == "nor"
        if between in on.denials and own:
            return False  # "not the one and not the other", "neither ... nor": each has its own
        if any(mark in lexicon.CLAUSE or mark in ":()" for mark in marks):
            return False
        if noun and _fresh_subject(marks, first=between == at + 1):
            return False
        if between > at + 1 and marks and (marks[-1] in _SPEAKERS or "so" in marks):
            return False  # "you don't pick the best, you keep several"
        if between > at + 1 and reading.forms[at + 1] in lexicon.QUALITIES:
            return False  # "drops what is not important": the quality alone is denied
        if "," in marks and marks[-1] in _DETERMINERS and _states(between, on):
            return False  # "it can't reach far back, the cell gives it a way"
        joined |= any(mark in (",", "-", "and", "or") for mark in marks)
        fresh = joined and noun and between > at + 1 and "or" not in marks
        if fresh or (joined and (any(mark in lexicon.VERBS for mark in marks) or _is_verb(between, on))):
            return False
    return True


def _fresh_subject(marks: tuple[str, ...], first: bool) -> bool:
    """`without them | the network`, `unlike greedy search | it keeps`: a noun's denial ends there."""
    if any(one in _SPEAKERS and then in lexicon.VERBS for one, then in pairwise(marks)):
        return True  # "without a cell state it has less to learn"
    if first:
        return len(marks) > 1 and marks[0] in _OBJECTS
    return bool(marks) and marks[-1] in _OPENERS and not lexicon.PREPOSITIONS & set(marks)


def _states(at: int, on: Page) -> bool:
    """Whether a verb follows soon in the clause that begins here."""
    reading = on.reading
    rest = range(at + 1, min(at + 4, len(reading.forms)))
    inside = [i for i in rest if reading.clause[i] == reading.clause[at]]
    return any(_is_verb(i, on) or lexicon.VERBS & set(reading.before[i]) for i in inside)


def _is_verb(at: int, on: Page) -> bool:
    return on.reading.forms[at] in lexicon.VERBS


def _closes(at: int, on: Page) -> bool:
    """`the cell state is not needed`: a denial after the words, with little behind it in its clause."""
    reading = on.reading
    rest = [
        i for i in range(at + 1, min(at + 4, len(reading.forms))) if reading.clause[i] == reading.clause[at]
    ]
    marks = reading.before[at]
    linked = any(mark in lexicon.VERBS for mark in marks) and not {"so", "and", "or", ","} & set(marks)
    return reading.clause[at] == reading.clause[at - 1] and linked and len(rest) <= 1
