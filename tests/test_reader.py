"""The reader: what it makes of words, symbols and odd characters."""

import pytest

from rnnquiz import lexicon
from rnnquiz.reader import MAX_CHARACTERS, read, stems


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Recurrent Neural Networks", ("rnn",)),
        ("back-propagation through time", ("bptt",)),
        ("the feed forward net", ("feedforward", "network")),
        ("time step, timestep, time-steps", ("step", "step", "step")),
        ("h_{t-1}", ("h[t-1]",)),
        ("h_t-1", ("h[t-1]",)),
        ("h(t - 1)", ("h[t-1]",)),
        ("ht-1", ("h[t-1]",)),
        ("x_t", ("x[t]",)),
        ("W_{xh}, W_hh and Whh", ("w_xh", "w_hh", "w_hh")),
        ("W_{hy} h_t", ("w_hy", "h[t]")),
        ("c_t = f_t⊙c_{t-1} + i_t⊙g_t", ("c[t]", "=", "f[t]", "c[t-1]", "+", "i[t]", "g[t]")),
        ("2 gates", ("two", "gate")),
        ("vanishing", ("vanish",)),
        ("generalise, generalize", ("general", "general")),
        ("don't", ("not",)),
        ("it can't", ("cannot",)),
        ("rather than", ("insteadof",)),
    ],
)
def test_terms_and_symbols_become_one_token(typed: str, read_as: tuple[str, ...]) -> None:
    assert stems(typed) == read_as


def test_letters_of_another_script_are_read_as_the_latin_ones_and_counted() -> None:
    reading = read("сеll stаte")  # Cyrillic с, е, а

    assert list(reading.stems) == ["cell", "state"]
    assert reading.disguised == 3


def test_zero_width_marks_and_accents_do_not_part_a_word() -> None:
    assert stems("hid\u200bden sta\u0301te") == stems("hidden state")


def test_every_token_quotes_the_text_it_came_from() -> None:
    text = "The ＬＳＴＭ keeps h_{t−1}."
    reading = read(text)

    assert [text[start:end] for start, end in reading.spans] == ["ＬＳＴＭ", "keeps", "h_{t−1}"]


def test_a_question_and_a_denied_sentence_assert_nothing() -> None:
    reading = read("Is it shared? It is not true that it is shared. It is shared. But that is false.")

    assert not any(reading.asserted[:3])


def test_a_denied_sentence_may_be_spaced_in_any_way() -> None:
    assert not any(read("It is  not true\tthat it is  shared").asserted)
    assert not any(read("It is shared. That  is false.").asserted[:1])


def test_what_silences_a_sentence_holds_one_of_the_words_that_are_looked_for() -> None:
    phrases = (*lexicon.DENIES_WHAT_FOLLOWS, *lexicon.DENIES_WHAT_PRECEDES)

    assert [phrase for phrase in phrases if lexicon.ASKS_OR_REPORTS.isdisjoint(phrase.split())] == []


@pytest.mark.parametrize(
    "report",
    [
        "Many believe that each step has its own weights",
        "Students often tell me that each step has its own weights",
        "You'll read that each step has its own weights",
        "It's sometimes said that each step has its own weights",
        "A common misconception is that each step has its own weights",
    ],
)
def test_what_others_are_said_to_think_is_not_claimed_until_the_sentence_turns(report: str) -> None:
    reading = read(f"{report}, but all share one set.")
    claimed = [
        form for form, clause in zip(reading.forms, reading.clause, strict=True) if reading.asserted[clause]
    ]

    assert "own" not in claimed
    assert claimed[-2:] == ["one", "set"] or claimed[-1] == "set"


@pytest.mark.parametrize(
    "text", ["Think of a chain of cells.", "One cell reads the word.", "It turns what people say into text."]
)
def test_a_manner_of_speaking_is_no_report(text: str) -> None:
    assert all(read(text).asserted)


def test_an_endless_answer_is_cut() -> None:
    reading = read("word " * 400_000)

    assert reading.truncated
    assert len(reading.text) == MAX_CHARACTERS
