"""Text of an answer in, tokens out: stems, sentences, clauses, and where each stood.  Knows no rubric.

Every token remembers the characters it came from, so that a verdict can quote the learner's own words.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rnnquiz import lexicon
from rnnquiz.asserting import unclaimed

MAX_CHARACTERS = 5_000  # real answers: 99 in 100 are under 140 words, none over 203 (1,235 exam answers)

_WORDS_AND_MARKS = (
    r"w/o?(?![a-z])|{letter}+(?:['’]{letter}+)*\d*(?:\[t[^\]]*\])?|\d+(?:\.\d+)?%?"
    r"|->|[=+<>~∂≈→≤≥?!.;:,()/&\n-]"
)
_WORD = re.compile(_WORDS_AND_MARKS.format(letter=r"[^\W\d_]"))
_ASCII_WORD = re.compile(
    _WORDS_AND_MARKS.format(letter="[a-z]")
)  # finds the same in plain ASCII, in half the time
# h_{t-1}, h_t-1, h(t-1), h[t - 1], h_(t−1): one symbol, h[t-1]; likewise x_t, x(t), c_{t}
_TIMED = re.compile(
    r"\b([a-zα-ω]{1,2}?)(?:\s*[_\[({^<]+\s*|(?<=\b[hcxys]))t\s*([-+−–]\s*\d|)\s*[\])}>]*(?![a-z])",
    re.IGNORECASE,
)
# Most answers have none of these, nor a symbol without marks.
_MARKED = re.compile(r"_|[\[({^<]\s*t(?![a-z])")
_BARE = frozenset({"ht", "ct", "xt", "yt", "st"})
# W_{xh}, W_hh, b_h: letters of one symbol
_SUBSCRIPT = re.compile(r"\b([A-Za-zα-ω])_\{?([a-zA-Z]{1,3})\}?(?![a-z])")
_SENTENCE = frozenset(".;!?\n")
_BREAK = frozenset(",:()-")


class Reading(NamedTuple):
    """An answer, read.  All tuples run over the content words, in order; small words are left out.

    Word i was typed as `forms[i]` (in lower case), at `spans[i]` of the text; it stands in sentence
    `sentence[i]` and clause `clause[i]`; `asserted[c]` is False for a clause that asks, denies or reports.
    `small` is the number of small words, `verbs` of verbs.
    """

    text: str
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]
    before: tuple[tuple[str, ...], ...]  # the small words and marks right before each content word
    asserted: tuple[bool, ...]
    words: int
    small: int
    verbs: int
    truncated: bool
    disguised: int  # letters of another script that stood for Latin ones

    def quoted(self, first: int, last: int) -> str:
        """The learner's own words from one content word to another."""
        return " ".join(self.text[self.spans[first][0] : self.spans[last][1]].split())


def read(text: str) -> Reading:
    """Read an answer of any kind: prose, notes, formulas, dictated text, garbage."""
    truncated = len(text) > MAX_CHARACTERS
    text = text[:MAX_CHARACTERS]
    plain, origin, disguised = _normalise(text)
    raw = _raw_tokens(plain)
    silent = bytearray()  # by character
    if any(form in lexicon.ASKS_OR_REPORTS for form, _, _ in raw):
        silent = unclaimed(plain, [end for form, _, end in raw if form in _SENTENCE])
    rows: list[tuple[str, str, tuple[int, int], int, int, tuple[str, ...]]] = []
    between: list[str] = []
    begins = [0]  # of each clause
    here = words = small = verbs = 0
    for form, start, end in raw:
        stemmed, ends, parts, word, verb, empty = _known(form)
        words += word
        verbs += verb
        if stemmed:
            span = (origin[start], origin[end - 1] + 1) if origin else (start, end)
            rows.append((stemmed, form, span, here, len(begins) - 1, tuple(between)))
            if between:
                between = []
            continue
        between.append(form)
        here += ends
        small += empty
        if parts:
            begins.append(end)
    stems, forms, spans, sentence, clause, before = zip(*rows, strict=True) if rows else ((),) * 6
    asserted = (True,) * len(begins)
    if silent:
        asserted = tuple(not silent[begin] for begin in begins)
    return Reading(
        text, stems, forms, spans, sentence, clause, before, asserted,
        words, small, verbs, truncated, disguised,
    )  # fmt: skip


def stems(phrase: str) -> tuple[str, ...]:
    """The content words of a phrase as the reader sees them: `the shared weights` -> (share, weight)."""
    plain, _, _ = _normalise(phrase)
    return tuple(
        stem(form)
        for form, _, _ in _raw_tokens(plain)
        if form not in lexicon.STOP and form not in _SENTENCE and form not in _BREAK
    )


class _Known(NamedTuple):
    """What a word or mark does in a reading."""

    stem: str  # empty where it makes no content word: it stands `before` one
    ends: bool  # the sentence
    parts: bool  # one clause from the next
    word: bool
    verb: bool
    small: bool  # a word without content


@lru_cache(maxsize=20_000)
def _known(form: str) -> _Known:
    ends = form in _SENTENCE
    if ends or form in _BREAK or form in ("/", "&"):
        return _Known("", ends, ends or form in _BREAK, False, False, False)
    verb = form in lexicon.VERBS and form not in lexicon.ALSO_NOUNS
    small, joins = form in lexicon.STOP, form in lexicon.CLAUSE
    stemmed = "" if small or joins else stem(form)
    return _Known(stemmed, False, joins, form.isalpha() or form[0].isalnum(), verb, small)


def _normalise(text: str) -> tuple[str, Sequence[int], int]:
    """Lower-case text of plain letters, where each came from (nothing: its own place), disguised letters."""
    if text.isascii():
        return text.lower(), (), 0
    marks: list[str] = []
    origin: list[int] = []
    disguised = 0
    for index, mark in enumerate(text):
        if mark.isascii():
            marks.append(mark.lower())
            origin.append(index)
            continue
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
    forms = (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)
    marked = any(mark in plain for mark in "_[({^<") and _MARKED.search(plain)
    symbols = _symbols(plain) if marked or not _BARE.isdisjoint(forms) else {}
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
        elif form.isalpha():
            found.append((form, start, end))
        elif form in "-." and start > 0 and plain[start - 1].isalnum() and plain[end : end + 1].isalnum():
            continue  # inside a word it only parts it: feed-forward, torch.nn
        elif "'" in form:
            found.extend(_apart(form, start, end))
        else:
            found.append((form, start, end))
    return _joined(found)


def _apart(form: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """`cell's` -> cell, `isn't` -> is, not."""
    if form == "can't":
        return [("cannot", start, end)]
    if form.endswith("n't"):
        return [(form[:-3], start, end - 3), ("not", start, end)]
    return [(form.removesuffix("'s"), start, end)]


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
    done = 0
    for at in [at for at, (form, _, _) in enumerate(found) if form in _TERMS]:
        form, start, _ = found[at]
        if at < done:
            continue
        for phrase, term in _TERMS[form]:
            last = at + len(phrase)
            if last == at + 1 or [form for form, _, _ in found[at:last]] == phrase:
                out += found[done:at]
                out += [(part, start, found[last - 1][2]) for part in term]
                done = last
                break
    return out + found[done:] if out else found[done:]


# By its first word: a term as people type it, longest first, and what it becomes.
_TERMS: dict[str, list[tuple[list[str], list[str]]]] = {}
for _typed in sorted(lexicon.TERMS, key=lambda typed: -len(typed.split())):
    _TERMS.setdefault(_typed.split()[0], []).append((_typed.split(), lexicon.TERMS[_typed].split()))


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
