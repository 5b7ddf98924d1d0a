"""The log, its caches and its queries, through the file that a learner would have."""

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from rnnquiz import clock, schedule
from rnnquiz.errors import DataError
from rnnquiz.event import next_id
from rnnquiz.schedule import RATINGS, New, Plan, Reviewed
from rnnquiz.store import CHECKPOINT, Answered, Event, Store

QUESTIONS = ("gru-gates", "lstm-gates", "bptt-truncated")
CONCEPTS = ("reset", "update", "état")

answers = some.builds(
    Answered,
    question=some.sampled_from(QUESTIONS),
    rating=some.sampled_from(RATINGS),
    proposed=some.none() | some.sampled_from(RATINGS),
    points=some.none() | some.integers(0, 4),
    found=some.lists(some.sampled_from(CONCEPTS), unique=True).map(tuple),
    missed=some.lists(some.sampled_from(CONCEPTS), unique=True).map(tuple),
    answer=some.none() | some.text(alphabet=some.characters(codec="utf-8"), max_size=20),
    seconds=some.none() | some.floats(0, 1000),
    bank=some.none() | some.just("v1"),
)
# One step: an answer so many hours after the step before (a negative number is a clock set back), or an undo.
steps = some.lists(some.tuples(some.none() | answers, some.integers(-100, 400)), max_size=25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reviews.db"


def play(store: Store, history: list[tuple[Answered | None, int]]) -> None:
    at = day(200)
    for answered, hours in history:
        at += timedelta(hours=hours)
        if answered is None:
            store.undo(at)
        else:
            store.record(answered, at)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_a_replay_of_the_log_gives_the_running_state(tmp_path: Path, history) -> None:
    check_replay(tmp_path, history)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_a_replay_gives_the_running_state_for_a_thousand_histories(tmp_path: Path, history) -> None:
    check_replay(tmp_path, history)


def check_replay(tmp_path: Path, history) -> None:
    path = tmp_path / "reviews.db"
    for left in tmp_path.glob("reviews.db*"):
        left.unlink()
    with Store(path) as store:
        play(store, history)

        assert store.faults() == []  # compares every cache with a replay, byte for byte


def test_many_reviews_of_one_question_and_as_many_undos_end_where_they_began(path: Path) -> None:
    with Store(path) as store:
        for number in range(2 * CHECKPOINT + 10):
            store.record(Answered("gru-gates", RATINGS[number % 4], found=("reset",)), day(number))
        assert store.faults() == []
        for number in range(CHECKPOINT + 20):
            store.undo(day(300, number / 100))
        assert store.faults() == []
        while store.undo(day(301)):
            pass

        assert store.memories(["gru-gates"]) == {"gru-gates": New()}
        assert store.days(date.min, date.max) == []
        assert store.concepts() == []


def test_undo_after_a_restart_takes_back_the_last_review(path: Path) -> None:
    with Store(path) as store:
        before = store.record(Answered("gru-gates", "good"), day(0))
        store.record(Answered("gru-gates", "again"), day(1))
    with Store(path) as store:
        taken = store.undo(day(2))

        assert taken is not None and taken.rating == "again"
        assert store.memories(["gru-gates"])["gru-gates"] == before


def test_an_undone_review_stays_in_the_history_marked(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("gru-gates", "good"), day(0))
        store.undo(day(0, 11))

        assert [(event.rating, event.undone) for event in store.history()] == [("good", True)]
        assert store.last_review() is None
        assert store.undo(day(0, 12)) is None


def test_history_is_newest_first_also_when_the_clock_was_set_back(path: Path) -> None:
    with Store(path) as store:
        for number, question in ((5, "gru-gates"), (3, "lstm-gates"), (3, "gru-gates")):
            store.record(Answered(question, "good"), day(number))

        assert [event.question for event in store.history()] == ["gru-gates", "lstm-gates", "gru-gates"]
        assert [event.study_day.day for event in store.history("gru-gates")] == [4, 6]
        assert len(store.history(limit=2)) == 2


def test_everything_said_about_an_answer_comes_back(path: Path) -> None:
    said = Answered(
        "gru-gates", "good", "hard", 3, ("a", "b"), ("c",), ("b",), "ein Tor\nund \x00 noch", 12.3456, "v7"
    )
    with Store(path) as store:
        store.record(said, day(0))
    with Store(path) as store:
        event = store.history()[0]

        assert event.at == day(0) and event.at.utcoffset() == timedelta(hours=1)
        assert event.taken_ms == 12346
        for name in (
            "question",
            "rating",
            "proposed",
            "points",
            "found",
            "missed",
            "overruled",
            "answer",
            "bank",
        ):
            assert getattr(event, name) == getattr(said, name)


def test_answers_are_not_kept_when_the_learner_says_so(path: Path) -> None:
    with Store(path, keep_answers=False) as store:
        store.record(Answered("gru-gates", "good", answer="private"), day(0))

        assert store.history()[0].answer is None


def test_an_answer_that_is_no_text_is_kept_as_far_as_it_goes(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("gru-gates", "good", answer="bytes \udcff"), day(0))

        assert store.history()[0].answer == "bytes ?"


def test_due_lists_the_most_forgotten_first(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("easy", "easy"), day(0))
        store.record(Answered("hard", "hard"), day(0))
        store.record(Answered("good", "good"), day(0))

        assert [one.question for one in store.due(day(20))] == ["hard", "good", "easy"]
        assert [one.question for one in store.due(day(3))] == ["hard", "good"]
        assert store.due(day(0)) == []


def test_again_is_due_the_same_evening(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("gru-gates", "again"), day(0))

        assert [one.question for one in store.due(day(0, 20))] == ["gru-gates"]


def test_a_question_due_in_the_evening_is_due_in_the_morning_of_that_day(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("gru-gates", "good"), day(0, 23))

        assert store.due(day(2, 3.9)) == []
        assert [one.due for one in store.due(day(2, 4.1))] == [date(2026, 1, 3)]


def test_due_holds_what_is_due_and_nothing_else(path: Path) -> None:
    with Store(path) as store:
        for number in range(60):
            store.record(Answered(f"q{number % 23}", RATINGS[number % 4]), day(number * 37 % 50))
        for number in range(-3, 80, 7):
            now = day(number)
            expected = {
                question
                for question, memory in store.all_memories().items()
                if schedule.is_due(memory, now.date())
            }

            assert {one.question for one in store.due(now)} == expected


def test_answered_are_those_with_a_review_that_counts(path: Path) -> None:
    with Store(path) as store:
        for question in ("a", "b", "a", "c"):
            store.record(Answered(question, "good"), day(0))
        store.undo(day(0))

        assert store.answered() == {"a", "b"}


def test_new_questions_are_counted_by_study_day(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("a", "good"), day(0))
        store.record(Answered("b", "good"), day(1, 3))  # before four in the morning
        store.record(Answered("a", "good"), day(1, 3))
        store.record(Answered("c", "good"), day(1, 5))

        assert (store.introduced(day(0)), store.introduced(day(1))) == (2, 1)


def test_retention_is_measured_on_reviews_of_another_day(path: Path) -> None:
    with Store(path) as store:
        for number, rating in ((0, "good"), (0, "again"), (3, "again"), (3, "good"), (9, "good")):
            store.record(Answered("a", rating), day(number))
        days = store.days(date(2026, 1, 1), date(2026, 12, 31))

        assert [(one.reviews, one.spaced, one.recalled) for one in days] == [(2, 0, 0), (2, 1, 0), (1, 1, 1)]
        assert all(0 < one.expected_ppm < one.spaced * 1_000_000 for one in days if one.spaced)


def test_the_forecast_counts_what_is_overdue_as_today(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("a", "good"), day(0))
        store.record(Answered("b", "easy"), day(0))

        assert store.forecast(day(5), 5) == [1, 0, 0, 1, 0]


def test_concepts_count_what_was_shown_and_missed(path: Path) -> None:
    with Store(path) as store:
        store.record(Answered("a", "good", found=("x", "y")), day(0))
        store.record(Answered("a", "hard", found=("x",), missed=("y",)), day(1))

        assert [(one.concept, one.found, one.missed) for one in store.concepts("a")] == [
            ("x", 2, 0),
            ("y", 1, 1),
        ]


def test_an_interview_date_set_later_brings_everything_back_before_the_day(path: Path) -> None:
    with Store(path) as store:
        for number in range(30):
            store.record(Answered("a", "easy"), day(number))
        assert store.memories(["a"])["a"].due_day > date(2026, 3, 1)
    with Store(path, Plan(interview=date(2026, 2, 10))) as store:
        assert store.memories(["a"])["a"].due_day == date(2026, 2, 9)
        assert store.faults() == []


def test_other_weights_replay_the_log(path: Path) -> None:
    weights = (0.5, *schedule.DEFAULT_WEIGHTS[1:])
    with Store(path) as store:
        store.record(Answered("a", "again"), day(0))
    with Store(path, Plan(weights=weights)) as store:
        memory = store.memories(["a"])["a"]

        assert isinstance(memory, Reviewed) and memory.stability == 0.5
        assert store.faults() == []


def test_a_wrong_clock_is_said(path: Path) -> None:
    with Store(path) as store:
        assert store.clock_warning(day(0)) is None
        store.record(Answered("a", "good"), day(10))

        assert store.clock_warning(day(9.5)) is None
        assert "set the clock" in str(store.clock_warning(day(0)))
        assert "check the clock" in str(store.clock_warning(day(1000)))


def test_ids_are_uuid7_and_always_later() -> None:
    import uuid

    last = None
    for at_ms in (1_000, 5_000, 5_000, 4_000, 5_000, 6_000):
        new = next_id(at_ms, last)

        assert uuid.UUID(new).version == 7 and uuid.UUID(new).variant == uuid.RFC_4122
        assert last is None or new > last
        last = new


def test_a_released_schema_is_brought_up_to_date_and_nothing_is_lost(tmp_path: Path) -> None:
    fixtures = Path(__file__).parent / "fixtures"
    for old in sorted(fixtures.glob("schema-*.db")):
        path = tmp_path / old.stem / "reviews.db"
        path.parent.mkdir()
        path.write_bytes(old.read_bytes())
        expected = json.loads(old.with_suffix(".json").read_text())
        with Store(path) as store:
            events = [dataclasses.asdict(event) for event in store.events()]

            assert json.loads(json.dumps(events, default=str)) == expected["events"]
            assert {one: str(memory.due_day) for one, memory in store.all_memories().items()} == expected[
                "due"
            ]
            assert store.faults() == []


def test_every_schema_version_has_a_fixture() -> None:
    from rnnquiz.migrations import MIGRATIONS

    fixtures = Path(__file__).parent / "fixtures"

    assert len(list(fixtures.glob("schema-*.db"))) == len(MIGRATIONS)


def test_a_migration_that_fails_half_way_leaves_the_old_schema_and_a_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rnnquiz import migrations as module

    with Store(path) as store:
        store.record(Answered("a", "good"), day(0))
    worse = "create table extra (a text); create table event (b text)"  # the second statement must fail
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, worse))
        with pytest.raises(DataError):
            Store(path)
    with Store(path) as store:
        assert [event.rating for event in store.history()] == ["good"]
        assert (path.parent / "backups" / "before-version-2.db").exists()


def test_a_newer_schema_is_refused_with_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rnnquiz import migrations as module

    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, "create table extra (a text)"))
        Store(path).close()
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"newer rnnquiz \(schema 2, this one knows 1\); upgrade"):
        Store(path)

    assert path.read_bytes() == before


def test_a_migration_adds_to_what_is_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rnnquiz import migrations as module

    with Store(path) as store:
        store.record(Answered("a", "good"), day(0))
    monkeypatch.setattr(
        module, "MIGRATIONS", (*module.MIGRATIONS, "create table extra (a text); -- ; no end")
    )
    with Store(path) as store:
        assert store.count() == 1
    with Store(path) as store:
        assert store.faults() == []


def cost(store: Store, work) -> int:
    """How many instructions SQLite runs for a piece of work: what it costs, without a clock."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection = store._database._connection
    connection.set_progress_handler(step, 1)
    work(store)
    connection.set_progress_handler(None, 0)
    return count


def test_a_log_ten_times_as_long_costs_no_more_a_command(tmp_path: Path) -> None:
    now = day(366)
    today = clock.study_day(now)
    work = {
        "due": lambda store: store.due(now),
        "record": lambda store: store.record(Answered("q7", "good", found=("x",)), now),
        "history": lambda store: store.history(limit=20),
        "undo": lambda store: store.undo(now),
        "forecast": lambda store: store.forecast(now, 30),
        "days": lambda store: store.days(today - timedelta(days=29), today),
        "concepts": lambda store: store.concepts(),
    }
    costs = []
    for reviews in (730, 7_300):
        with Store(tmp_path / str(reviews) / "reviews.db") as store:
            last = None
            events = []
            for number in range(reviews):
                at = day(number * 365 / reviews)
                last = next_id(clock.to_stamp(at)[0], last)
                stamp = (*clock.to_stamp(at), clock.study_day(at))
                events.append(Event(last, "d", "review", f"q{number % 50}", *stamp, "easy", found=("x",)))
            store.add(events)
            costs.append({name: cost(store, one) for name, one in work.items()})
    short, long = costs
    # An undo replays at most CHECKPOINT reviews, and the short log has only fifteen a question.
    short["undo"] = max(short["undo"], CHECKPOINT * 80)

    assert {name for name in work if long[name] > 1.3 * short[name]} == set(), costs
