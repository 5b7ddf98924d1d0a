"""Text of an answer in, tokens out: stems, sentences, clauses, and where each stood.  Knows no rubric.

Every token remembers the characters it came from, so that a verdict can quote the learner's own words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rnnquiz import lexicon

MAX_CHARACTERS = 5_000  # real answers: 99 in 100 are under 140 words, none over 203 (1,235 exam answers)

_WORD = re.compile(
    r"(?:w/o?(?![a-z]))|[^\W\d_]+(?:['’][^\W\d_]+)*\d*(?:\[t[^\]]*\])?|\d+(?:\.\d+)?%?|->|[=+<>~∂≈→≤≥?!.;:,()/&\n-]"
)
# h_{t-1}, h_t-1, h(t-1), h[t - 1], h_(t−1): one symbol, h[t-1]; likewise x_t, x(t), c_{t}
_TIMED = re.compile(
    r"\b([a-zα-ω]{1,2}?)(?:\s*[_\[({^<]+\s*|(?<=\b[hcxys]))t\s*([-+−–]\s*\d|)\s*[\])}>]*(?![a-z])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[_\[({^<]")  # most answers have none of them, nor a symbol without marks:
_BARE = frozenset({"ht", "ct", "xt", "yt", "st"})
# W_{xh}, W_hh, b_h: letters of one symbol
_SUBSCRIPT = re.compile(r"\b([A-Za-zα-ω])_\{?([a-zA-Z]{1,3})\}?(?![a-z])")
_SENTENCE = frozenset(".;!?\n")
_BREAK = frozenset(",:()-")


class Token(NamedTuple):
    """One word or symbol: its stem, how it was typed (lower case), and text[start:end] of the answer."""

    stem: str
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, read.  All tuples run over the content words, in order; small words are left out.

    `tokens[i]` stands in sentence `sentence[i]` and clause `clause[i]`; `asserted[s]` is False for a
    sentence that asks, denies or reports.  `small` is the number of small words, `verbs` of verbs.
    """

    text: str
    tokens: tuple[Token, ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]
    before: tuple[tuple[str, ...], ...]  # the small words and marks right before each content word
    asserted: tuple[bool, ...]
    words: int
    small: int
    verbs: int
    truncated: bool
    disguised: int  # letters of another script that stood for Latin ones


def read(text: str) -> Reading:
    """Read an answer of any kind: prose, notes, formulas, dictated text, garbage."""
    truncated = len(text) > MAX_CHARACTERS
    text = text[:MAX_CHARACTERS]
    plain, origin, disguised = _normalise(text)
    raw = _raw_tokens(plain)
    asserted = _asserted(plain, [end for form, _, end in raw if form in _SENTENCE])
    rows: list[tuple[Token, int, int, tuple[str, ...]]] = []
    between: list[str] = []
    here = this_clause = words = small = verbs = 0
    for form, start, end in raw:
        ends, parts, word, verb, empty, mark = _role(form)
        here += ends
        this_clause += parts
        words += word
        verbs += verb
        small += empty
        if mark:
            between.append(form)
            continue
        token = Token(stem(form), form, origin[start], origin[end - 1] + 1)
        rows.append((token, here, this_clause, tuple(between)))
        if between:
            between = []
    tokens, sentence, clause, before = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Reading(
        text, tokens, sentence, clause, before,
        tuple(asserted) + (True,) * (here + 1 - len(asserted)), words, small, verbs, truncated, disguised,
    )  # fmt: skip


def stems(phrase: str) -> tuple[str, ...]:
    """The content words of a phrase as the reader sees them: `the shared weights` -> (share, weight)."""
    plain, _, _ = _normalise(phrase)
    return tuple(
        stem(form)
        for form, _, _ in _raw_tokens(plain)
        if form not in lexicon.STOP and form not in _SENTENCE and form not in _BREAK
    )


class _Role(NamedTuple):
    """What a word or mark does in a reading."""

    ends: bool  # the sentence
    parts: bool  # one clause from the next
    word: bool
    verb: bool
    small: bool  # a word without content
    mark: bool  # no token: it stands `before` one


@lru_cache(maxsize=20_000)
def _role(form: str) -> _Role:
    ends = form in _SENTENCE
    if ends or form in _BREAK or form in ("/", "&"):
        return _Role(ends, ends or form in _BREAK, False, False, False, True)
    verb = form in lexicon.VERBS and form not in lexicon.ALSO_NOUNS
    small, joins = form in lexicon.STOP, form in lexicon.CLAUSE
    return _Role(False, joins, form.isalpha() or form[0].isalnum(), verb, small, small or joins)


def _normalise(text: str) -> tuple[str, Sequence[int], int]:
    """Lower-case text of plain letters, the index each character came from, and the disguised letters."""
    if text.isascii():
        return text.lower(), range(len(text)), 0
    marks: list[str] = []
    origin: list[int] = []
    disguised = 0
    for index, mark in enumerate(text):
        for part in unicodedata.normalize("NFKD", mark):
            if unicodedata.category(part) in ("Mn", "Cf"):  # accents, zero-width marks
                continue
            look = part.translate(lexicon.LOOK_ALIKES)
            if look != part and (part not in lexicon.GREEK_ALIKE or _beside_latin(text, index)):
                disguised += 1
                part = look
            lower = part.lower()
            marks.append(lower if len(lower) == 1 else part)
            origin.append(index)
    return "".join(marks).replace("’", "'").replace("−", "-"), origin, disguised


def _beside_latin(text: str, index: int) -> bool:
    """A Greek letter alone is a symbol; inside a Latin word it is a disguise."""
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return any("a" <= mark <= "z" or "A" <= mark <= "Z" for mark in around)


def _raw_tokens(plain: str) -> list[tuple[str, int, int]]:
    """(form, start, end) of every word and mark, with terms of the field made one."""
    forms = _WORD.findall(plain)
    symbols = _symbols(plain) if _MARKS.search(plain) or not _BARE.isdisjoint(forms) else {}
    found: list[tuple[str, int, int]] = []
    end = past = 0  # `past` is the end of a symbol of several marks
    for form in forms:
        start = plain.index(form, end)  # what lies between two tokens holds no letter of the second
        end = start + len(form)
        if start < past:
            continue
        if start in symbols:
            form, past = symbols[start]
            found.append((form, start, past))
            continue
        if form.isalpha():
            found.append((form, start, end))
            continue
        if form in "-." and start > 0 and plain[start - 1].isalnum() and plain[end : end + 1].isalnum():
            continue  # inside a word it only parts it: feed-forward, torch.nn
        if "'" in form:
            if form.endswith("'s"):
                form = form[:-2]
            elif form == "can't":
                form = "cannot"
            elif form.endswith("n't"):
                found.append((form[:-3], start, end - 3))
                form = "not"
        found.append((form, start, end))
    return _joined(found)


def _symbols(plain: str) -> dict[int, tuple[str, int]]:
    """Start -> (symbol, end) of h_{t-1}, x(t), W_hh and their like, however they are typed."""
    found: dict[int, tuple[str, int]] = {}
    if "_" in plain:
        for match in _SUBSCRIPT.finditer(plain):
            found[match.start()] = (f"{match.group(1)}_{match.group(2)}", match.end())
    for match in _TIMED.finditer(plain):
        step = match.group(2).replace("−", "-").replace("–", "-").replace(" ", "")
        found[match.start()] = (f"{match.group(1)}[t{step}]", match.end())
    return found


def _joined(found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Terms of several words become one, longest first: `long short term memory` -> lstm."""
    out: list[tuple[str, int, int]] = []
    at, count = 0, len(found)
    while at < count:
        word = found[at]
        form, start, end = word
        if form not in _LONGEST:
            out.append(word)
            at += 1
            continue
        taken = 1
        for length in range(min(_LONGEST[form], count - at), 0, -1):
            phrase = " ".join([each for each, _, _ in found[at : at + length]])
            if phrase in lexicon.TERMS:
                form, end, taken = lexicon.TERMS[phrase], found[at + length - 1][2], length
                break
        if " " in form:
            out.extend((part, start, end) for part in form.split())
        else:
            out.append((form, start, end))
        at += taken
    return out


_LONGEST: dict[str, int] = {}
for _term in lexicon.TERMS:
    _words = _term.split()
    _LONGEST[_words[0]] = max(_LONGEST.get(_words[0], 0), len(_words))


_DENYING = (*lexicon.DENIES_WHAT_FOLLOWS, *lexicon.DENIES_WHAT_PRECEDES)


def _asserted(plain: str, ends: list[int]) -> list[bool]:
    """For each sentence, whether it claims what it says: not a question, not a denial of another."""
    whole = " ".join(plain.split())
    if "?" not in whole and not any(phrase in whole for phrase in _DENYING):
        return [True] * (len(ends) + 1)
    states: list[bool] = []
    start = 0
    for end in [*ends, len(plain)]:
        sentence = " ".join(plain[start:end].split())
        start = end
        claims = not sentence.endswith("?")
        if claims and any(phrase in sentence for phrase in lexicon.DENIES_WHAT_FOLLOWS):
            claims = False
        if len(sentence) < 60 and _takes_back(sentence):
            states = [False] * len(states) if "all of" in sentence or "none of" in sentence else states
            if states:
                states[-1] = False
        states.append(claims)
    return states


def _takes_back(sentence: str) -> bool:
    """`That is not true.`, but not `That is not true for an MLP.`"""
    for phrase in lexicon.DENIES_WHAT_PRECEDES:
        _, found, after = sentence.partition(phrase)
        if found and not after.startswith((" for ", " of ", " in ", " when ", " with ")):
            return True
    return False


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a lower-case word (Snowball English, Porter 2001); symbols and short words stay."""
    if len(word) < 4 or not word.isalpha():
        return word
    return _IRREGULAR.get(word) or _stemmer()(_american(word))


_SPELLINGS = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("elling", "eling"),
    ("elled", "eled"),
    ("our", "or"),
    ("ours", "ors"),
)


def _american(word: str) -> str:
    """British spellings as American ones: initialise, generalisation, modelling, behaviour, colour."""
    for british, american in _SPELLINGS:
        if word.endswith(british) and len(word) > len(british) + 3:
            return word[: -len(british)] + american
    return word


_IRREGULAR = {
    "kept": "keep", "forgot": "forget", "forgotten": "forget", "remembered": "rememb", "held": "hold",
    "seen": "see", "saw": "see", "fed": "feed", "blew": "blow", "blown": "blow", "shrank": "shrink",
    "shrunk": "shrink", "grew": "grow", "grown": "grow", "gone": "go", "went": "go", "goes": "go",
    "came": "come", "chosen": "choos", "chose": "choos", "lost": "lose", "losing": "lose", "loses": "lose",
    "thrown": "throw", "threw": "throw", "written": "write", "wrote": "write", "began": "begin",
    "less": "less", "lesser": "less", "fewer": "few", "died": "die", "dying": "die", "dies": "die",
    "better": "better", "best": "best", "worse": "wors", "worst": "worst", "lacks": "lack", "lacking": "lack",
    "fails": "fail", "failed": "fail", "failing": "fail", "matrices": "matrix", "indices": "index",
    "sequential": "sequenti", "sequentially": "sequenti", "memories": "memori", "nans": "nan",
    "series": "seri", "loss": "loss", "losses": "loss", "pass": "pass", "passes": "pass", "bias": "bias",
    "biases": "bias", "across": "across", "class": "class", "classes": "class", "process": "process",
    "news": "news", "this": "this", "thus": "thus", "always": "alway", "does": "do",
}  # fmt: skip


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english").stemWord
