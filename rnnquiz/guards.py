"""What is suspicious about an answer as a whole.  Gives doubts and a ceiling; finds no concepts."""

import re
from dataclasses import dataclass

from rnnquiz import lexicon
from rnnquiz.reader import MAX_CHARACTERS, Reading

_UNSURE = re.compile("|".join(lexicon.UNSURE))
_SUPPOSING = frozenset({"if", "when", "unless", "would", "could", "should", "may", "while", "whether"})
_AUXILIARIES = frozenset({"is", "are", "was", "were", "has", "have", "had", "do", "does", "did", "there"})
_WAVERS = re.compile(r"\b(may|might|could|maybe|perhaps|possibly|neither|whichever|whatever|depending)\b")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to distrust, in the learner's words, and the points that it leaves within reach."""

    reason: str
    ceiling: int = 4


def doubts(reading: Reading, question_stems: frozenset[str], listing: bool, credit: float) -> list[Doubt]:
    """Every doubt about an answer; `credit` is the share of full marks that its concepts earned."""
    text = " ".join(reading.text.lower().replace("’", "'").split())
    hedges = _hedges(text)
    found: list[Doubt] = []
    if not reading.forms:
        return [Doubt("There is no answer to grade.", 0)]
    if reading.truncated:
        found.append(Doubt(f"Only the first {MAX_CHARACTERS:,} characters were read."))
    fresh = {*reading.stems} - question_stems
    if len(fresh) < 2 and len(reading.forms) > 3 and credit < 1:
        found.append(Doubt("This repeats the question.", 0))
    if not listing and _is_term_list(reading):
        found.append(Doubt("This is a list of terms; say how they belong together.", 0))
    if any(words in text for words in lexicon.UNSURE_WORDS) and (unsure := _UNSURE.findall(text)):
        guess = "?" in text or hedges or credit < 0.5 or len(unsure) > 1
        found.append(Doubt(f'You say "{unsure[0]}".', 1 if guess and credit < 0.75 else 4))
    alternatives = _alternatives(reading) if "or" in text else 0
    wavers = len(_WAVERS.findall(text)) if alternatives > 1 else 0
    wavering = wavers > 1 or (wavers and alternatives >= (3 if credit < 1 else 4))
    if hedges or wavering:
        none_chosen = credit < 1 or alternatives >= 3
        found.append(Doubt("This offers every answer without choosing one.", 1 if none_chosen else 2))
    if both := _both_ways(reading):
        found.append(Doubt(f'You say this and its opposite: "{both}".', 1))
    if any(not asserted for asserted in reading.asserted) and not text.rstrip().endswith("?"):
        found.append(
            Doubt("A sentence asks, reports, or takes back what another one says; it counts for nothing.")
        )
    if reading.disguised:
        found.append(Doubt("Some letters belong to another script; they were read as the Latin ones."))
    return found


_TERMS_OF_A_LIST = 6
_JOINING = frozenset({",", "and"})


def _both_ways(reading: Reading) -> str:
    """The words of a clause that denies what another one says: "it is a chain and it isn't a chain"."""
    if not any(form in lexicon.NEGATORS for form in reading.forms):
        return ""
    parts: list[list[int]] = []  # clauses, and what an "and" joins
    for at, before in enumerate(reading.before):
        if not at or reading.clause[at] != reading.clause[at - 1] or "and" in before:
            parts.append([])
        parts[-1].append(at)
    said = [{reading.stems[at] for at in part} for part in parts]
    for number, part in enumerate(parts):
        denials = [at for at in part if reading.forms[at] in lexicon.NEGATORS]
        if len(denials) != 1 or any(_SUPPOSING & set(reading.before[at]) for at in part):
            continue
        left = said[number] - {reading.stems[denials[0]]}
        marks = reading.before[part[0]]
        taken_back = number > 0 and not left and "and" in marks and not _AUXILIARIES.isdisjoint(marks)
        opposed = denials[0] != part[-1] and _denies_a_verb(denials[0], reading)
        if taken_back or (opposed and _opposed(number, left, parts, said, reading)):
            return reading.quoted(part[0] - taken_back, part[-1])  # "labels and has none"
    return ""


def _opposed(
    number: int, left: set[str], parts: list[list[int]], said: list[set[str]], reading: Reading
) -> bool:
    """Whether another part says what this one denies: one beside it, or one of the same subject."""
    continued = "and" in reading.before[parts[number][0]]  # its subject stands in the part before
    for other, words in enumerate(said):
        beside = other == number - 1 if continued else abs(other - number) == 1
        comparable = other != number and left and (beside or (len(left) > 1 and not continued))
        if comparable and (left == words or (left < words and (len(left) > 1 or (beside and continued)))):
            return True
    return False


def _denies_a_verb(at: int, reading: Reading) -> bool:
    form = reading.forms[at]
    verb = bool(lexicon.VERBS & set(reading.before[at]))
    return form not in lexicon.NOUN_NEGATORS and (verb or form != "not")


# Of 780 answers worth full marks five stay below; of 270 model answers to other questions and 700 worthless
# answers, it takes 60 of the 75 that would earn two points and more.
_BESIDE = 0.45


def beside(relevant: float, words: int) -> list[Doubt]:
    """A doubt where a few right words stand in a long answer to something else.

    `relevant` is the share of its words that are about the question.  Fewer than twelve content words say too
    little to tell; nor is it for an answer that says all that was asked, and may say much besides.
    """
    if words >= 12 and relevant < _BESIDE:
        return [Doubt("Most of this is not about the question.", 1)]
    return []


def without_lists(reading: Reading) -> Reading:
    """The reading, in which a sentence of nothing but terms asserts nothing: "Query, key, value ..." """
    text = reading.text.lower()
    if text.count(",") + text.count("and") < _TERMS_OF_A_LIST - 1:
        return reading
    items: dict[int, list[int]] = {}  # by sentence: how many words each item has, while it may be a list
    here = counts = None
    for form, sentence, before in zip(reading.forms, reading.sentence, reading.before, strict=True):
        if sentence != here:
            here, counts = sentence, [1]
            items[here] = counts
        elif counts is None:
            continue
        # a small word other than "and", a verb or a mark that relates: no list
        elif (before and not _JOINING.issuperset(before)) or form in lexicon.RELATING:
            del items[sentence]
            counts = None
        else:
            if before:
                counts.append(0)
            counts[-1] += 1
    lists = {
        sentence for sentence, counts in items.items() if len(counts) >= _TERMS_OF_A_LIST and max(counts) <= 2
    }
    if not lists:
        return reading
    listed = {clause for clause, at in zip(reading.clause, reading.sentence, strict=True) if at in lists}
    claims = tuple(claim and at not in listed for at, claim in enumerate(reading.asserted))
    return reading._replace(asserted=claims)


def _is_term_list(reading: Reading) -> bool:
    """Hardly a small word, and short items between commas or no sentence at all.

    Honest notes are short of small words too, yet they relate one term to another: "lstm: 3 gates",
    "h = z*h", "less parameters", "export; same tokenizer".  A dozen bare words in a row relate nothing.
    """
    if reading.small >= 0.15 * reading.words:
        return False
    items = [1]
    for before in reading.before[1:]:
        if {",", "\n", "."} & set(before):
            items.append(0)
        items[-1] += 1
    bare = sum(size <= 2 for size in items) >= 0.9 * len(items)
    if (len(items) >= 8 and bare) or (len(items) == 1 and items[0] >= 15 and not reading.small):
        return True
    marks = {mark for before in reading.before for mark in before}
    if {":", "(", ";", "-"} & marks or any(form in lexicon.RELATING for form in reading.forms):
        return False
    if len(items) >= 4:
        return sum(size <= 3 for size in items) >= 0.8 * len(items)
    return len(items) == 1 and items[0] >= 6 and reading.verbs == 0


def _hedges(text: str) -> bool:
    return text.count(" or ") >= 2 and any(phrase in text for phrase in lexicon.HEDGES)


def _alternatives(reading: Reading) -> int:
    return sum("or" in marks for marks in reading.before)
