"""What is suspicious about an answer as a whole.  Gives doubts and a ceiling; finds no concepts."""

import re
from dataclasses import dataclass, replace

from rnnquiz import lexicon
from rnnquiz.reader import MAX_CHARACTERS, Reading

_UNSURE = re.compile("|".join(lexicon.UNSURE))
_SUPPOSING = frozenset({"if", "when", "unless", "would", "could", "should", "may", "while", "whether"})
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
    if not reading.tokens:
        return [Doubt("There is no answer to grade.", 0)]
    if reading.truncated:
        found.append(Doubt(f"Only the first {MAX_CHARACTERS:,} characters were read."))
    fresh = {token.stem for token in reading.tokens} - question_stems
    if len(fresh) < 2 and len(reading.tokens) > 3 and credit < 1:
        found.append(Doubt("This repeats the question.", 0))
    if not listing and _is_term_list(reading):
        found.append(Doubt("This is a list of terms; say how they belong together.", 0))
    if any(word in text for word in lexicon.UNSURE_WORDS) and (unsure := _UNSURE.findall(text)):
        guess = "?" in text or hedges or credit < 0.5 or len(unsure) > 1
        found.append(Doubt(f'You say "{unsure[0]}".', 1 if guess and credit < 0.75 else 4))
    alternatives = _alternatives(reading)
    wavers = len(_WAVERS.findall(text)) if alternatives > 1 else 0
    wavering = wavers > 1 or (wavers and alternatives >= (3 if credit < 1 else 4))
    if hedges or wavering:
        none_chosen = credit < 1 or alternatives >= 3
        found.append(Doubt("This offers every answer without choosing one.", 1 if none_chosen else 2))
    if both := _both_ways(reading):
        found.append(Doubt(f'You say this and its opposite: "{both}".', 1))
    if any(not asserted for asserted in reading.asserted) and not text.rstrip().endswith("?"):
        found.append(Doubt("A sentence asks, or takes back what another one says; it counts for nothing."))
    if reading.disguised:
        found.append(Doubt("Some letters belong to another script; they were read as the Latin ones."))
    return found


_TERMS_OF_A_LIST = 6


def _both_ways(reading: Reading) -> str:
    """The words of a clause that denies what another one says: "it is a chain and it isn't a chain"."""
    if not any(token.form in lexicon.NEGATORS for token in reading.tokens):
        return ""
    parts: list[list[int]] = []  # clauses, and what an "and" joins
    for at, before in enumerate(reading.before):
        if not at or reading.clause[at] != reading.clause[at - 1] or "and" in before:
            parts.append([])
        parts[-1].append(at)
    said = [{reading.tokens[at].stem for at in part} for part in parts]
    for number, part in enumerate(parts):
        denials = [at for at in part if reading.tokens[at].form in lexicon.NEGATORS]
        if len(denials) != 1 or any(_SUPPOSING & set(reading.before[at]) for at in part):
            continue
        left = said[number] - {reading.tokens[denials[0]].stem}
        if _opposed(number, left, parts, said, reading) and (
            denials[0] != part[-1] and _denies_a_verb(denials[0], reading)
        ):
            end = reading.tokens[part[-1]].end
            return " ".join(reading.text[reading.tokens[part[0]].start : end].split())
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
    form = reading.tokens[at].form
    verb = bool(lexicon.VERBS & set(reading.before[at]))
    return form not in lexicon.NOUN_NEGATORS and (verb or form != "not")


# Of 500 answers worth full marks none stays below; of 470 model answers to other questions 260 do.
_BESIDE, _BESIDE_AND_COMPLETE = 0.45, 0.30


def beside(relevant: float, words: int, credit: float) -> list[Doubt]:
    """A doubt where little of the answer, the share `relevant` of its words, is about the question.

    A few right words in a long answer to something else; or all that was asked, and as much again besides,
    which no rubric can judge.  Fewer than twelve content words say too little to tell; in more than forty a
    whole answer may say much besides (one in twelve of those that others published does).
    """
    if words >= 12 and credit < 1 and relevant < _BESIDE:
        return [Doubt("Most of this is not about the question.", 1)]
    if 12 <= words <= 40 and credit == 1 and relevant < _BESIDE_AND_COMPLETE:
        return [Doubt("Most of this is beside the question, and was not judged.", 2)]
    return []


def without_lists(reading: Reading) -> Reading:
    """The reading, in which a sentence of nothing but terms asserts nothing: "Query, key, value ..." """
    text = reading.text.lower()
    if text.count(",") + text.count("and") < _TERMS_OF_A_LIST - 1:
        return reading
    items: dict[int, list[int]] = {}
    spoilt: set[int] = set()  # sentences with a small word other than "and", a verb or a mark that relates
    for at, (token, before) in enumerate(zip(reading.tokens, reading.before, strict=True)):
        sentence = reading.sentence[at]
        counts = items.setdefault(sentence, [1])
        if at and sentence == reading.sentence[at - 1]:
            if set(before) - {",", "and"} or token.form in lexicon.RELATING:
                spoilt.add(sentence)
            if {",", "and"} & set(before):
                counts.append(0)
            counts[-1] += 1
    lists = {
        sentence
        for sentence, counts in items.items()
        if sentence not in spoilt and len(counts) >= _TERMS_OF_A_LIST and max(counts) <= 2
    }
    if not lists:
        return reading
    claims = tuple(claim and at not in lists for at, claim in enumerate(reading.asserted))
    return replace(reading, asserted=claims)


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
    if {":", "(", ";", "-"} & marks or any(token.form in lexicon.RELATING for token in reading.tokens):
        return False
    if len(items) >= 4:
        return sum(size <= 3 for size in items) >= 0.8 * len(items)
    return len(items) == 1 and items[0] >= 6 and reading.verbs == 0


def _hedges(text: str) -> bool:
    return text.count(" or ") >= 2 and any(phrase in text for phrase in lexicon.HEDGES)


def _alternatives(reading: Reading) -> int:
    return sum("or" in marks for marks in reading.before)
