"""Answers made to fool the grader, or to trip it, from the bank's own model answers.  Grades nothing.

After Higgins and Heilman 2014: apply the transforms to a whole set and report what they gain.
"""

import random
from collections.abc import Callable

from rnnquiz.bank import Bank, Question
from rnnquiz.reader import read

ALIKE = str.maketrans("aceopx", "асеорх")  # Latin to Cyrillic


def _terms(question: Question, bank: Bank, rng: random.Random) -> str:
    """The content words of the model answer, shuffled; where a list is an answer, those of another one."""
    answer = _other(question, bank, rng) if question.listing else question.model_answer
    words = [form for form in read(answer).forms if form.isalpha()]
    rng.shuffle(words)
    return ", ".join(words)


def _terms_without_commas(question: Question, bank: Bank, rng: random.Random) -> str:
    return _terms(question, bank, rng).replace(",", "")


def _other(question: Question, bank: Bank, rng: random.Random) -> str:
    """A complete answer to a question of another topic."""
    return rng.choice([q for q in bank.questions if q.topic != question.topic]).model_answer


def _slips(question: Question, bank: Bank, rng: random.Random) -> str:
    """Every third word of six letters or more with two letters swapped."""
    words = question.model_answer.split()
    for at, word in enumerate(words):
        if at % 3 == 0 and len(word) >= 6 and word.isalpha():
            place = rng.randrange(1, len(word) - 2)
            words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)


Make = Callable[[Question, Bank, random.Random], str]

# Made to fool: (name, how it is made, the most points it may earn, of how many questions at least).
# Many an answer to another question does answer this one: what an RNN is, what an LSTM is for.
GAMING: list[tuple[str, Make, int, float]] = [
    ("the question copied", lambda q, b, r: q.text, 0, 0.9),
    (
        "the question as a statement",
        lambda q, b, r: f"It is about {q.text.lower().rstrip('?')}, as everybody knows.",
        1,
        0.9,
    ),
    ("the terms, shuffled", _terms, 1, 0.9),
    ("the terms, shuffled, no commas", _terms_without_commas, 1, 0.9),
    ("an answer to another question", _other, 1, 0.85),
    (
        '"It is not true that" before it',
        lambda q, b, r: f"It is not true that {q.model_answer.partition('.')[0]}.",
        1,
        0.9,
    ),
    ('"None of this is true" after it', lambda q, b, r: f"{q.model_answer} None of this is true.", 1, 0.9),
    (
        "don't know",
        lambda q, b, r: "I don't know, something with gates and gradients and memory I guess",
        1,
        0.9,
    ),
    (
        "nothing but praise",
        lambda q, b, r: f"That is a great question. {q.topic} is important, widely used and powerful.",
        1,
        0.9,
    ),
]

# Honest answers in odd clothes: (name, how it is made, the least points it must keep, of how many at least).
# Without punctuation a word may seem to belong to the sentence before.
ODD: list[tuple[str, Make, int, float]] = [
    ("letters of another script", lambda q, b, r: q.model_answer.translate(ALIKE), 4, 0.9),
    ("zero-width marks", lambda q, b, r: "\u200b".join(q.model_answer), 4, 0.9),
    ("capitals", lambda q, b, r: q.model_answer.upper(), 4, 0.9),
    (
        "no punctuation",
        lambda q, b, r: " ".join("".join(m if m not in ",.;" else " " for m in q.model_answer).split()),
        3,
        0.85,
    ),
    ("spelling slips", _slips, 3, 0.9),
    ("wrapped lines", lambda q, b, r: q.model_answer.replace(" ", "\n", 7), 3, 0.9),
]
