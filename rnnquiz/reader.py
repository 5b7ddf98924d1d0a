"""Text of an answer in, tokens out: stems, sentences, clauses, and where each stood.  Knows no rubric.

Every token remembers the characters it came from, so that a verdict can quote the learner's own words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
_MAYBE_TIMED = re.compile(r"[_\[({^<] *t|\b[hcxys]t\b")
# W_{xh}, W_hh, b_h: letters of one symbol
_SUBSCRIPT = re.compile(r"\b([A-Za-zα-ω])_\{?([a-zA-Z]{1,3})\}?(?![a-z])")
_SENTENCE = frozenset(".;!?\n")
_BREAK = frozenset(",:()-")


@dataclass(frozen=True, slots=True)
class Token:
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
    asserted = _asserted(plain, [end for kind, _, _, end in raw if kind in _SENTENCE])
    tokens: list[Token] = []
    sentence: list[int] = []
    clause: list[int] = []
    before: list[tuple[str, ...]] = []
    between: list[str] = []
    here = this_clause = words = small = verbs = 0
    for form, stem, start, end in raw:
        if form in _SENTENCE:
            here += 1
            this_clause += 1
            between.append(form)
            continue
        if form in _BREAK or form in ("/", "&"):
            if form in _BREAK:
                this_clause += 1
            between.append(form)
            continue
        if form.isalpha() or form[0].isalnum():
            words += 1
        if form in lexicon.VERBS and form not in lexicon.ALSO_NOUNS:
            verbs += 1
        if form in lexicon.CLAUSE:
            this_clause += 1
        if form in lexicon.STOP:
            small += 1
            between.append(form)
            continue
        if form in lexicon.CLAUSE:
            between.append(form)
            continue
        tokens.append(Token(stem, form, origin[start], origin[end - 1] + 1))
        sentence.append(here)
        clause.append(this_clause)
        before.append(tuple(between))
        between.clear()
    return Reading(
        text, tuple(tokens), tuple(sentence), tuple(clause), tuple(before),
        tuple(asserted) + (True,) * (here + 1 - len(asserted)), words, small, verbs, truncated, disguised,
    )  # fmt: skip


def stems(phrase: str) -> tuple[str, ...]:
    """The content words of a phrase as the reader sees them: `the shared weights` -> (share, weight)."""
    plain, _, _ = _normalise(phrase)
    return tuple(
        stem
        for form, stem, _, _ in _raw_tokens(plain)
        if form not in lexicon.STOP and form not in _SENTENCE and form not in _BREAK
    )


def _normalise(text: str) -> tuple[str, list[int], int]:
    """Lower-case text of plain letters, the index each character came from, and the disguised letters."""
    if text.isascii():
        return text.lower(), list(range(len(text))), 0
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


def _raw_tokens(plain: str) -> list[tuple[str, str, int, int]]:
    """(form, stem, start, end) of every word and mark, with terms of the field made one."""
    symbols = _symbols(plain)
    found: list[tuple[str, int, int]] = []
    past = 0  # the end of a symbol of several marks
    for match in _WORD.finditer(plain):
        start, end = match.span()
        if start < past:
            continue
        form = match.group()
        if start in symbols:
            form, end = symbols[start]
            past = end
        elif form in "-." and start > 0 and plain[start - 1].isalnum() and plain[end : end + 1].isalnum():
            continue  # inside a word it only parts it: feed-forward, torch.nn
        elif "'" in form:
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
    if _MAYBE_TIMED.search(plain):
        for match in _TIMED.finditer(plain):
            step = match.group(2).replace("−", "-").replace("–", "-").replace(" ", "")
            found[match.start()] = (f"{match.group(1)}[t{step}]", match.end())
    return found


def _joined(found: list[tuple[str, int, int]]) -> list[tuple[str, str, int, int]]:
    """Terms of several words become one, longest first: `long short term memory` -> lstm."""
    out: list[tuple[str, str, int, int]] = []
    at = 0
    while at < len(found):
        form, start, end = found[at]
        taken = 1
        if form in _LONGEST:
            for length in range(min(_LONGEST[form], len(found) - at), 0, -1):
                phrase = " ".join([word for word, _, _ in found[at : at + length]])
                if phrase in lexicon.TERMS:
                    form, end, taken = lexicon.TERMS[phrase], found[at + length - 1][2], length
                    break
        if " " in form:
            out.extend((word, stem(word), start, end) for word in form.split())
        else:
            out.append((form, stem(form), start, end))
        at += taken
    return out


_LONGEST: dict[str, int] = {}
for _term in lexicon.TERMS:
    _words = _term.split()
    _LONGEST[_words[0]] = max(_LONGEST.get(_words[0], 0), len(_words))


def _asserted(plain: str, ends: list[int]) -> list[bool]:
    """For each sentence, whether it claims what it says: not a question, not a denial of another."""
    states: list[bool] = []
    start = 0
    for end in [*ends, len(plain)]:
        sentence = " ".join(plain[start:end].split())
        start = end
        claims = not sentence.endswith("?")
        if claims and any(phrase in sentence for phrase in lexicon.DENIES_WHAT_FOLLOWS):
            claims = False
        if len(sentence) < 60 and any(phrase in sentence for phrase in lexicon.DENIES_WHAT_PRECEDES):
            states = [False] * len(states) if "all of" in sentence or "none of" in sentence else states
            if states:
                states[-1] = False
        states.append(claims)
    return states


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
