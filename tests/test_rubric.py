"""The rubric language: where a pattern holds, where it is denied, of whom it is said."""

import pytest

from rnnquiz.grade import compile_subjects
from rnnquiz.matching import hits
from rnnquiz.page import page
from rnnquiz.reader import read
from rnnquiz.rubric import PatternError, Sieve, compile_pattern

WORDS = {"KEEP": ("keep", "remember", "carry"), "SAME": ("same", "shared", "share")}
SUBJECTS = compile_subjects(
    (
        {"lstm": ("lstm",), "gru": ("gru",), "rnn": ("rnn", "vanilla")},
        {"encoder": ("encoder",), "decoder": ("decoder",)},
    )
)


def holds(pattern: str, answer: str, about: frozenset[str] = frozenset()) -> bool:
    sieve = Sieve()
    compiled = compile_pattern(pattern, WORDS, SUBJECTS, sieve)
    return any(not hit.denied for hit in hits(compiled, page(read(answer), SUBJECTS, about, sieve)))


HOLDS = [
    ("hidden state", "It keeps a hidden internal state."),
    ("hidden state", "the state, which is hidden"),
    ("(same | shared) weights", "all steps share one set: the same weights"),
    ("SAME weights step", "weights are shared across all time steps"),
    ("previous > current", "the previous state and the current input"),
    ("not shared weights", "the weights aren't shared"),
    ("not (fixed | single) vector", "instead of just one fixed-size vector"),
    ("not loop", "a feed-forward net has no loops"),
    ("fewer parameters", "without a cell state it has fewer parameters"),
    ("weights not shared", "the weights, of which each step has its own, are not shared"),
    ("weights shared not", "weights shared? no; weights are shared never"),
    ("lstm: three gates", "The LSTM has three gates while the GRU has two gates"),
    ("gru: two", "The LSTM has three gates, the GRU two."),
    ("gru: two gates", "Unlike an LSTM with three gates, there are two gates in a GRU"),
    ("gru: fewer gates", "A GRU has fewer gates than an LSTM."),
    ("gru: two gates", "Compared with the LSTM, the GRU has two gates"),
    ("lstm: three & gru: two", "three gates for the LSTM. The GRU has two."),
    ("lstm: gates", "LSTM and GRU both use gates"),
    ("lstm: three & gru: two", "An LSTM and a GRU have gates: the former has three, the latter two."),
    ("=pass", "the forward pass"),
    ("h[t] = tanh h[t-1]", "h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)"),
    ("hidden state", "not only the input but also the hidden state"),
    ("learn hidden state", "it cannot learn without the hidden state"),
    ("two gates", "It has no separate cell state and two gates"),
]
FAILS = [
    ("hidden state", "It has hidden layers. The state is unknown."),
    ("hidden state", "There is no hidden state."),
    ("hidden state", "the hidden state is not needed"),
    ("forget gate", "it does not use forget, input and output gates"),
    ("SAME weights", "the weights are never the same"),
    ("previous > current", "the current and the previous one"),
    ("not shared", "the weights are shared"),
    ("output not shared", "What is shared is the state, not the output."),
    ("gates not learned", "Gates aren't hard switches but learned."),
    ("weights not learned", "weights are soft and learned jointly, no labels needed"),
    ("reuse not (network | weights)", "Reusing a trained network rather than starting afresh"),
    ("lstm: two gates", "The LSTM has three gates while the GRU has two gates"),
    ("hidden remember", "It doesn't feed its hidden state back and it doesn't remember."),
    ("gru: three gates", "An LSTM and a GRU differ: the former has three gates."),
    ("gru: three gates", "A GRU has fewer gates than an LSTM with three gates for sure"),
    ("hidden state", "It is not true that it has a hidden state."),
    ("hidden state", "It has a hidden state. But that is false."),
    ("hidden state", "Does it have a hidden state?"),
    ("=pass", "it passes the state on"),
]


@pytest.mark.parametrize(("pattern", "answer"), HOLDS)
def test_a_pattern_holds(pattern: str, answer: str) -> None:
    assert holds(pattern, answer)


@pytest.mark.parametrize(("pattern", "answer"), FAILS)
def test_a_pattern_does_not_hold(pattern: str, answer: str) -> None:
    assert not holds(pattern, answer)


def test_the_question_says_whom_an_answer_is_about_that_names_nobody() -> None:
    assert holds("gru: two gates", "It has two gates.", frozenset({"gru"}))
    assert not holds("gru: two gates", "It has two gates.", frozenset({"lstm"}))


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("the of", "no word that counts"),
        ("(same | shared", "without its partner"),
        ("a | b", "without its partner"),
        ("lsmt: three gates", "unknown subject"),
        ("KEPP past", "no word set"),
        ("(same | ) weights", "no word that counts"),
    ],
)
def test_a_faulty_pattern_says_what_is_wrong(pattern: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        compile_pattern(pattern, WORDS, SUBJECTS, Sieve())
