"""Logs of several machines united: the same result whatever the order, and never a conflict."""

import contextlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from rnnquiz.errors import DataError
from rnnquiz.exchange import jsonl
from rnnquiz.merge import merge
from rnnquiz.schedule import RATINGS
from rnnquiz.store import Answered, Event, Store, open_store

# A machine's life: (question, rating) answered or None for an undo, each some hours after the one before.
lives = some.lists(
    some.tuples(
        some.none() | some.tuples(some.sampled_from("abc"), some.sampled_from(RATINGS)),
        some.integers(-40, 90),
    ),
    max_size=8,
)
three = some.tuples(lives, lives, lives, lives)
quiet = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def live(store: Store, life) -> None:
    at = day(0)
    for what, hours in life:
        at += timedelta(hours=hours)
        if what is None:
            store.undo(at)
        else:
            store.record(Answered(what[0], what[1], found=("x",), missed=("y",)), at)


def state(store: Store) -> tuple[object, ...]:
    """Everything that a merge must make equal: the log, and every cache, byte for byte."""
    return list(store.events()), store.caches()


class Machines:
    """Fresh databases in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.number = 0

    def new(self, *others: list[Event]) -> Store:
        self.number += 1
        store = Store(self.folder / f"{self.number}.db", backups=self.folder / "none")
        for other in others:
            store.add(other)
        return store


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    return Machines(tmp_path / "machines")


@settings(quiet, max_examples=12)
@given(three)
def test_merging_is_commutative_associative_and_idempotent(machines: Machines, logs) -> None:
    check_laws(machines, logs)


@pytest.mark.slow
@settings(quiet, max_examples=1000)
@given(three)
def test_the_laws_of_merging_hold_for_a_thousand_logs(machines: Machines, logs) -> None:
    check_laws(machines, logs)


def check_laws(machines: Machines, lives_) -> None:
    """a, b and c begin from a common log and go on apart; b and c undo what they like of it."""
    machines.begin()
    common, *apart = lives_
    with contextlib.ExitStack() as stack:

        def new(*logs: list[Event]) -> Store:
            return stack.enter_context(contextlib.closing(machines.new(*logs)))

        first = new()
        live(first, common)
        shared = list(first.events())
        logs = []
        for life in apart:
            store = new(shared)
            live(store, life)
            logs.append(list(store.events()))
        a, b, c = logs
        ab = new(a, b)

        assert state(ab) == state(new(b, a))  # commutative
        assert state(new(a, list(new(b, c).events()))) == state(new(list(ab.events()), c))  # associative
        everything = new(c, b, a)
        before = state(everything)
        assert everything.add(list(ab.events())) == 0  # idempotent
        assert state(everything) == before
        assert everything.faults() == []
        assert {event.id for event in everything.events()} == {event.id for log in logs for event in log}


@pytest.mark.parametrize("form", ["db", "backup", "jsonl"])
def test_a_file_from_another_machine_adds_what_is_missing(
    home: Path, tmp_path: Path, run_cli, form: str
) -> None:
    with open_store() as mine:
        mine.record(Answered("a", "good"), day(0))
    other = tmp_path / "other" / "reviews.db"
    with Store(other) as theirs:
        theirs.record(Answered("b", "good"), day(1))
        theirs.record(Answered("b", "again"), day(4))
        if form == "backup":
            other = tmp_path / "usb.db"
            theirs.copy_to(other)
        if form == "jsonl":
            other = tmp_path / "mail.jsonl"
            other.write_text(jsonl(theirs.events()))
    before = other.read_bytes()
    first, again = run_cli("merge", str(other)), run_cli("merge", str(other))

    assert (first.code, again.code) == (0, 0)
    assert "2 new events" in first.out and "nothing new" in again.out
    assert other.read_bytes() == before
    with open_store() as mine:
        assert [event.question for event in mine.history()] == ["b", "b", "a"]
        assert mine.faults() == []


def test_a_session_open_on_the_other_machine_does_not_hinder(tmp_path: Path) -> None:
    with Store(tmp_path / "theirs.db") as theirs, Store(tmp_path / "mine" / "reviews.db") as mine:
        theirs.record(Answered("b", "good"), day(1))

        assert merge(mine, theirs.path) == 1  # still in the write-ahead log


def test_an_undo_that_arrives_before_its_review_still_takes_it_back(tmp_path: Path) -> None:
    with Store(tmp_path / "one.db") as store:
        store.record(Answered("a", "good"), day(0))
        store.undo(day(1))
        review, undo = store.events()
    with Store(tmp_path / "two" / "reviews.db") as store:
        store.add([undo])
        store.add([review])

        assert [event.undone for event in store.history()] == [True]
        assert store.all_memories() == {}
        assert store.faults() == []


def test_a_damaged_file_is_refused_and_nothing_is_added(home: Path, tmp_path: Path, run_cli) -> None:
    other = tmp_path / "other.db"
    with Store(other) as theirs:
        for number in range(50):
            theirs.record(Answered(f"q{number}", "good", answer="x" * 50), day(number))
    content = bytearray(other.read_bytes())
    at = content.index(b"x" * 50)
    content[at] ^= 1
    other.write_bytes(content)
    code, _, error = run_cli("merge", str(other))

    assert (code, error.count("\n")) == (4, 1)
    with open_store() as mine:
        assert mine.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"id": "f" * 36},
        {"at_ms": 10**30},
        {"offset_min": 5000},
        {"points": 9},
        {"rating": "superb"},
        {"rating": None},
        {"kind": "undo"},
        {"question": ""},
        {"question": "\ud800"},
        {"answer": "\udcff"},
        {"found": (1,)},
        {"taken_ms": -1},
    ],
)
def test_an_event_that_rnnquiz_would_not_write_is_refused(tmp_path: Path, change) -> None:
    import dataclasses

    with Store(tmp_path / "one.db") as store:
        store.record(Answered("a", "good"), day(0))
        (event,) = store.events()
    with Store(tmp_path / "two" / "reviews.db") as store:
        with pytest.raises(DataError, match="none that rnnquiz writes"):
            store.add([dataclasses.replace(event, **change)])

        assert store.count() == 0


def test_the_same_event_told_differently_is_refused(tmp_path: Path) -> None:
    import dataclasses

    with Store(tmp_path / "one.db") as store:
        store.record(Answered("a", "good"), day(0))
        (event,) = store.events()
        with pytest.raises(DataError, match="one of them was altered"):
            store.add([dataclasses.replace(event, rating="easy")])

        assert [one.rating for one in store.history()] == ["good"]
