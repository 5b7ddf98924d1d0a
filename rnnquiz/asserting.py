"""Which stretches of an answer claim what they say.  Knows phrases of English, nothing of any question.

A question claims nothing, nor does what is denied as a whole ("it is a myth that ..."), taken back by the
next sentence ("That is false.") or reported of others ("many believe that ..."), until the sentence turns.
"""

import re
from functools import lru_cache

from rnnquiz import lexicon

_PEOPLE = (
    "(?:people|students|beginners|candidates|learners|newcomers|everyone|everybody|folks|textbooks|tutorials"
    "|blogs|articles|courses|colleagues|developers|engineers|others|definitions|explanations)"
)
_SOME = "(?:some|many|most|several|few|lots of|a lot of|plenty of)(?: of)?(?: (?:my|the|our))?"
_OFTEN = (
    "(?: (?:often|sometimes|usually|commonly|frequently|widely|generally|popularly|wrongly|mistakenly|falsely"
    "|still|even|always|easily|also|will|may|might|can|would|tend to|have|has|been))*"
)
_THINK = (
    "(?:thinks?|thought|believes?|assumes?|imagines?|says?|said|claims?|expects?|answers?|confuses?|mistake|name"
    "|suppose|(?:tell|told|ask|asked) (?:me|us|you))"
)
_REPORTS = (
    # many think ..., at the head of a clause: not "turning what people say into text"
    rf"(?:^\s*|, (?:and )?|: |\bmakes? )(?:{_SOME}(?: {_PEOPLE})?|{_PEOPLE}){_OFTEN} {_THINK}\b"
    r"(?! (?:of|about|over)\b)"
    # you'll read that ..., one often gets the answer ...
    rf"|\b(?:you|one|i)(?:'ll|'d)?{_OFTEN} (?:(?:hears?|read|heard)(?: it)? that"
    r"|(?:hears?|read|gets?|meets?|sees?|finds?|heard|met|seen)(?: it)?"
    r" (?:claims?|the (?:answer|claim|idea|view|statement|opinion)|people|said|told))\b"
    rf"|\b(?:it's|it is){_OFTEN} (?:said|believed|thought|assumed|claimed|supposed|taught|told)\b"
    r"|^[^,]{0,60}(?<!not\sa\s)(?<!no\s)\b(?:misconception|misunderstanding|fallacy|myth|popular belief"
    r"|common (?:belief|mistake))\b"
)
_TURNS = re.compile(
    r"[,:;-]? *\b(?:but|yet|however|whereas|although|though|instead|in fact|in reality|in truth|actually)\b"
)
_SHORT = 60  # characters; a sentence that takes back another one says little else


def unclaimed(plain: str, ends: list[int]) -> bytearray:
    """For each character of the text and the end, whether what stands there is not claimed.

    `ends` are where its sentences end.
    """
    silent = bytearray(len(plain) + 1)
    start = before = 0
    for end in [*ends, len(plain)]:
        sentence = plain[start:end]
        if sentence.rstrip().endswith("?"):
            silent[start:end] = b"\1" * (end - start)
        elif opening := _opening().search(sentence):
            turn = _TURNS.search(sentence, opening.end())
            length = turn.start() if turn else end - start
            silent[start : start + length] = b"\1" * length
        line = " ".join(sentence.split())
        if len(line) < _SHORT and _takes_back(line):
            taken = 0 if "all of" in line or "none of" in line else before
            silent[taken:start] = b"\1" * (start - taken)
        before, start = start, end
    return silent


@lru_cache(maxsize=1)  # compiled when first needed: it takes longer than grading ten answers
def _opening() -> re.Pattern[str]:
    """A phrase that denies or reports what follows it, however its words are spaced."""
    phrases = "|".join([*lexicon.DENIES_WHAT_FOLLOWS, _REPORTS])  # a phrase holds no sign of its own
    return re.compile(phrases.replace(" ", r"\s+"))


def _takes_back(sentence: str) -> bool:
    """`That is not true.`, but not `That is not true for an MLP.`"""
    for phrase in lexicon.DENIES_WHAT_PRECEDES:
        _, found, after = sentence.partition(phrase)
        if found and not after.startswith((" for ", " of ", " in ", " when ", " with ")):
            return True
    return False
