"""A bank on another subject, with its own words and subjects, is read and tested like ours."""

from pathlib import Path

from rnnquiz.bank import load_banks
from rnnquiz.selftest import findings

BANK = Path(__file__).parent / "banks" / "neural-networks.yaml"


def test_a_strangers_bank_loads_with_its_own_questions() -> None:
    bank = load_banks((BANK,))

    assert [question.id for question in bank.questions] == [f"q{number}" for number in range(1, 18)]
    assert list(bank.topics) == ["neural-networks"]


def test_a_strangers_bank_passes_the_tests_it_brings() -> None:
    failed = [f"{one.where}: {one.what}" for one in findings(load_banks((BANK,)))]

    assert not failed
