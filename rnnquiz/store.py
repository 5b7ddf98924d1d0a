"""The learner's memory: an append-only log of reviews, and what follows from it.  Asks and shows nothing.

The log is the truth.  `memory`, `day`, `concept` and `checkpoint` are caches of it, written in the same
transaction and equal, byte for byte, to what a replay of the log gives (`rebuild`).  Every row carries a
checksum: SQLite itself returns a silently altered row when a page on the disk goes bad.

The order of ids is the order of events.  An id is a UUIDv7 (RFC 9562) that is later than every id already
in the log, so a clock that jumps back never turns the last review into an earlier one.
"""

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType

from rnnquiz import clock, migrations, schedule
from rnnquiz.database import Database, Row, create, damaged
from rnnquiz.errors import DataError
from rnnquiz.event import COLUMNS, checked, checksum, event_from_row, event_row, next_id, writable
from rnnquiz.event import Event as Event  # part of what `history` returns: a session needs no other door
from rnnquiz.folders import make
from rnnquiz.schedule import Memory, New, Plan, Rating, Reviewed
from rnnquiz.soundness import check_file, file_faults, note_state, too_new

CACHES = ("memory", "checkpoint", "day", "concept")
CHECKPOINT = 50  # reviews of a question between two checkpoints
BEHIND, AHEAD = timedelta(hours=26), timedelta(days=400)


@dataclass(frozen=True)
class Answered:
    """One graded answer, as the session hands it over.  Ids of concepts, ratings as in `schedule.RATINGS`.

    `found` and `missed` are final; `overruled` names those of both that the learner corrected.
    """

    question: str
    rating: Rating
    proposed: Rating | None = None
    points: int | None = None
    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
    answer: str | None = None
    seconds: float | None = None
    bank: str | None = None


@dataclass(frozen=True)
class Due:
    """A question to ask now."""

    question: str
    due: date
    retrievability: float


@dataclass(frozen=True)
class Day:
    """What a study day saw.  Retention is `recalled / spaced`; predicted was `expected_ppm / spaced`."""

    study_day: date
    reviews: int = 0
    introduced: int = 0
    spaced: int = 0
    recalled: int = 0
    expected_ppm: int = 0
    taken_ms: int = 0


@dataclass(frozen=True)
class ConceptCount:
    """How often a concept of a question was shown and missed."""

    question: str
    concept: str
    found: int
    missed: int


_MEMORY = tuple(field.name for field in fields(Reviewed))
_DAY = tuple(field.name for field in fields(Day))
_EVENTS = f"select {', '.join('e.' + name for name in COLUMNS)}, e.checksum from event e"
_UNDONE = "exists (select 1 from event u where u.undoes = e.id)"


class Store:
    """The log and its caches in one file.  Use it as a context manager; one object a process is enough.

    Raises DataError for everything that keeps the file from being read or written.
    """

    def __init__(
        self,
        path: Path,
        plan: Plan | None = None,
        day_start: int = clock.DAY_START,
        keep_answers: bool = True,
        backups: Path | None = None,
    ) -> None:
        """Open the database, new when there is none yet; check it, bring its schema and caches up to date."""
        self.path = path
        self.plan = plan or Plan()
        self.day_start = day_start
        self.keep_answers = keep_answers
        self.backups = backups or path.parent / "backups"
        if not path.exists():
            self._create()
        check_file(path)
        self._database = Database(path)
        try:
            self._migrate()
            self.device = str(self._database.value("select value from meta where key = 'device'"))
            self._follow_plan()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file.  What was recorded is on the disk already."""
        self._database.close()
        note_state(self.path)  # closing moves the write-ahead log into it

    # Writing: one transaction each, and what is returned is on the disk.

    def record(self, answered: Answered, at: datetime) -> Reviewed:
        """Add a review and return the question's memory after it.  Kept once this returns."""
        at_ms, offset_min = clock.to_stamp(at)
        keep = writable(answered.answer) if self.keep_answers else None
        taken = None if answered.seconds is None else round(answered.seconds * 1000)
        with self._writing():
            event = Event(
                id=self._next_id(at_ms),
                device=self.device,
                kind="review",
                question=answered.question,
                at_ms=at_ms,
                offset_min=offset_min,
                study_day=clock.study_day(at, self.day_start),
                rating=answered.rating,
                proposed=answered.proposed,
                points=answered.points,
                found=answered.found,
                missed=answered.missed,
                overruled=answered.overruled,
                answer=keep,
                taken_ms=taken,
                bank=answered.bank,
            )
            self._append([event])
            before = self.memories([event.question])[event.question]
            after = self._review(before, event)
            self._put_memory(event.question, after)
            if after.reviews % CHECKPOINT == 0:
                self._put_checkpoint(event, after)
            self._tally(_share(before, event, self.plan), 1)
        return after

    def undo(self, at: datetime) -> Event | None:
        """Take back the last review, whoever ended the program since; None when there is none left."""
        at_ms, offset_min = clock.to_stamp(at)
        with self._writing():
            last = self.last_review()
            if last is None:
                return None
            undo = Event(
                id=self._next_id(at_ms),
                device=self.device,
                kind="undo",
                question=last.question,
                at_ms=at_ms,
                offset_min=offset_min,
                study_day=clock.study_day(at, self.day_start),
                undoes=last.id,
            )
            self._append([undo])
            before = self._memory_before(last)
            self._put_memory(last.question, before)
            self._database.run(
                "delete from checkpoint where question = ? and event >= ?", last.question, last.id
            )
            self._tally(_share(before, last, self.plan), -1)
        return last

    def add(self, events: Iterable[Event]) -> int:
        """Unite the log with events from elsewhere, by id, and replay what they touch; how many were new."""
        with self._writing():
            given = {event.id: checked(event) for event in events}
            fresh = [event for event in given.values() if self._is_new(event)]
            touched = sorted({event.question for event in fresh})
            change: Counter[tuple[str, ...]] = Counter()
            for question in touched:
                change.subtract(self._replay(question)[1])
            self._append(fresh)
            for question in touched:
                change.update(self._replay(question, write=True)[1])
            self._tally(change, 1)
        return len(fresh)

    def rebuild(self) -> None:
        """Throw every cache away and replay the log."""
        with self._writing():
            self._rebuild()

    # Reading

    def due(self, now: datetime) -> list[Due]:
        """Questions to ask now, the most forgotten first."""
        today = clock.study_day(now, self.day_start)
        # Nearly the same words as schedule.is_due, so that the index finds them.
        rows = self._database.rows(
            f"select question, {', '.join(_MEMORY)}, checksum from memory where due_day <= ? "
            "union select * from memory where last_day > ?",
            today.isoformat(),
            (today + timedelta(days=1)).isoformat(),
        )
        found = (self._memory_row(row) for row in rows)
        due = [
            Due(question, memory.due_day, schedule.retrievability(memory, today, self.plan))
            for question, memory in found
        ]
        return sorted(due, key=lambda one: (one.retrievability, one.question))

    def memories(self, questions: Sequence[str]) -> dict[str, Memory]:
        """The memory of each question asked for; `New()` when it was never answered."""
        found: dict[str, Memory] = dict.fromkeys(questions, New())
        for start in range(0, len(questions), 500):
            part = questions[start : start + 500]
            marks = ", ".join("?" * len(part))
            for row in self._database.rows(
                f"select question, {', '.join(_MEMORY)}, checksum from memory where question in ({marks})",
                *part,
            ):
                question, memory = self._memory_row(row)
                found[question] = memory
        return found

    def all_memories(self) -> dict[str, Reviewed]:
        """Every question that was ever answered (and not undone) with its memory."""
        rows = self._database.rows(f"select question, {', '.join(_MEMORY)}, checksum from memory")
        return dict(self._memory_row(row) for row in rows)

    def answered(self) -> set[str]:
        """The questions that were ever answered; a hundred times cheaper than their memories."""
        return {question for (question,) in self._database.rows("select question from memory")}

    def introduced(self, now: datetime) -> int:
        """How many questions were answered for the first time on this study day."""
        today = clock.study_day(now, self.day_start)
        return sum(day.introduced for day in self.days(today, today))

    def history(self, question: str | None = None, limit: int | None = None) -> list[Event]:
        """Reviews, newest first, those taken back marked `undone`."""
        where = "where e.kind = 'review'" + (" and e.question = ?" if question is not None else "")
        rows = self._database.rows(
            f"{_EVENTS.replace(', e.checksum', f', e.checksum, {_UNDONE}')} {where} "
            "order by e.id desc limit ?",
            *([] if question is None else [writable(question)]),  # a name typed may hold bytes of no text
            -1 if limit is None else min(limit, sys.maxsize),
        )
        return [self._event_row(row[:-1], undone=bool(row[-1])) for row in rows]

    def last_review(self) -> Event | None:
        """The review that `undo` would take back."""
        row = self._database.row(
            f"{_EVENTS} where e.kind = 'review' and not {_UNDONE} order by e.id desc limit 1"
        )
        return self._event_row(row) if row else None

    def events(self) -> Iterator[Event]:
        """The whole log, in order."""
        for row in self._database.each(f"{_EVENTS} order by e.id"):
            yield self._event_row(row)

    def days(self, first: date, last: date) -> list[Day]:
        """What each study day of a span saw, in order; days without a review are left out."""
        rows = self._database.rows(
            f"select {', '.join(_DAY)}, checksum from day where study_day between ? and ? order by study_day",
            first.isoformat(),
            last.isoformat(),
        )
        return [Day(date.fromisoformat(row[0]), *row[1:-1]) for row in map(self._sound, rows)]

    def concepts(self, question: str | None = None) -> list[ConceptCount]:
        """How often each concept was shown and missed, of one question or of all."""
        where, given = ("where question = ?", [question]) if question is not None else ("", [])
        rows = self._database.rows(
            "select question, concept, found, missed, checksum from concept "
            f"{where} order by question, concept",
            *given,
        )
        return [ConceptCount(*row[:-1]) for row in map(self._sound, rows)]

    def forecast(self, now: datetime, days: int) -> list[int]:
        """How many questions fall due on each of the next `days` study days; the first counts all due now."""
        today = clock.study_day(now, self.day_start)
        last = today + timedelta(days=days - 1)
        counts = [0] * days
        for due, number in self._database.rows(
            "select due_day, count(*) from memory where due_day <= ? group by due_day", last.isoformat()
        ):
            counts[max(0, (date.fromisoformat(due) - today).days)] += number
        return counts

    def clock_warning(self, now: datetime) -> str | None:
        """One sentence when the clock disagrees with the log, else None."""
        last = self.last_review()
        if last is None:
            return None
        if now < last.at - BEHIND:
            return (
                f"the clock says {now:%Y-%m-%d %H:%M}, but the last review is from {last.at:%Y-%m-%d %H:%M}; "
                "set the clock, or `rnnquiz undo` a review made with a wrong one"
            )
        if now > last.at + AHEAD:
            return f"the last review is from {last.at:%Y-%m-%d}; if that is not long ago, check the clock"
        return None

    # Backups and checks

    def copy_to(self, path: Path) -> int:
        """Write a checked copy of the whole database; the number of events in it."""
        make(path.parent)
        count = self.count()
        self._database.copy_to(path)
        return count

    def count(self) -> int:
        """Events in the log, undos among them."""
        return int(self._database.value("select count(*) from event"))

    def caches(self) -> list[list[Row]]:
        """Every row that follows from the log, table by table."""
        return [self._database.rows(f"select * from {table} order by 1, 2") for table in CACHES]

    def faults(self) -> list[str]:
        """Everything wrong that a full check finds: the file, each row's checksum, caches against the log."""
        found = file_faults(self._database)
        if not found and self.caches() != self._replayed_caches():
            found.append("the caches do not follow from the log; `rnnquiz doctor --rebuild` replays it")
        return found

    # The rest is how it is done.

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; then a note of how the file looks, so that no later start reads it whole."""
        with self._database.writing():
            yield
        note_state(self.path)

    def _create(self) -> None:
        journal = self.path.with_name(f"{self.path.name}-wal")
        if journal.exists() and journal.stat().st_size:
            raise DataError(
                f"{self.path}: the file is missing, but its journal {journal.name} is there; "
                "put the file back beside it"
            )
        if any(self.backups.glob("*.db")):
            raise DataError(
                f"{self.path}: the file is missing, but {self.backups} holds backups of it; "
                "`rnnquiz doctor --restore` brings back the newest, moving that folder away starts afresh"
            )
        make(self.path.parent)
        create(
            self.path,
            [
                *(line for script in migrations.MIGRATIONS for line in migrations.statements(script)),
                f"insert into meta values ('device', '{os.urandom(4).hex()}')",
                f"pragma application_id = {migrations.APPLICATION_ID}",
                f"pragma user_version = {migrations.version()}",
            ],
        )

    def _migrate(self) -> None:
        found = int(self._database.value("pragma user_version"))
        if found > migrations.version():
            raise too_new(self.path, found)
        if found == migrations.version():
            return
        self.copy_to(self.backups / f"before-version-{migrations.version()}.db")
        for number in range(found, migrations.version()):
            with self._database.writing():
                if self._database.value("pragma user_version") != number:  # another process was first
                    continue
                for statement in migrations.statements(migrations.MIGRATIONS[number]):
                    self._database.run(statement)
                self._database.run(f"pragma user_version = {number + 1}")

    def _follow_plan(self) -> None:
        """Days follow from stability and plan: when the plan changed, give every question its new day."""
        plan = f"{self.plan.retention} {self.plan.interview or '-'}"
        weights = " ".join(map(repr, self.plan.weights))
        known: dict[str, str] = dict(self._database.rows("select key, value from meta"))
        if (known.get("plan"), known.get("weights")) == (plan, weights):
            return
        with self._database.writing():
            if known.get("weights") not in (None, weights):
                self._rebuild()
            else:
                for question, memory in self.all_memories().items():
                    moved = schedule.replan(memory, self.plan)
                    if moved != memory:
                        self._put_memory(question, moved)
                for row in self._database.rows("select * from checkpoint"):
                    question, event, *_ = self._sound(row)
                    moved = schedule.replan(_reviewed(row[2:-1]), self.plan)
                    self._put("checkpoint", question, event, *_values(moved))
            self._database.run("replace into meta values ('plan', ?), ('weights', ?)", plan, weights)

    def _next_id(self, at_ms: int) -> str:
        return next_id(at_ms, self._database.value("select max(id) from event"))

    def _append(self, events: list[Event]) -> None:
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        self._database.run_many(f"insert into event values ({marks})", [event_row(event) for event in events])

    def _is_new(self, event: Event) -> bool:
        known = self._database.value("select checksum from event where id = ?", event.id)
        if known is None:
            return True
        if known != event_row(event)[-1]:
            raise DataError(
                f"{self.path}: event {event.id} reads differently in the other log; one of them was altered, "
                "and nothing was merged"
            )
        return False

    def _review(self, before: Memory, event: Event) -> Reviewed:
        assert event.rating is not None
        return schedule.review(before, event.rating, event.study_day, self.plan)

    def _events_of(self, question: str, after: str = "", before: str = "~") -> list[Event]:
        """Reviews of a question that count, in order, between two ids; an undo may stand anywhere."""
        rows = self._database.rows(
            f"{_EVENTS} where e.question = ? and e.kind = 'review' and e.id > ? and e.id < ? "
            f"and not {_UNDONE} order by e.id",
            question,
            after,
            before,
        )
        return [self._event_row(row) for row in rows]

    def _memory_before(self, event: Event) -> Memory:
        row = self._database.row(
            "select * from checkpoint where question = ? and event < ? order by event desc limit 1",
            event.question,
            event.id,
        )
        memory: Memory = _reviewed(self._sound(row)[2:-1]) if row else New()
        for earlier in self._events_of(event.question, after=row[1] if row else "", before=event.id):
            memory = self._review(memory, earlier)
        return memory

    def _replay(self, question: str, *, write: bool = False) -> tuple[Memory, Counter[tuple[str, ...]]]:
        """A question's memory from its events alone, and its share in the tallies."""
        memory: Memory = New()
        share: Counter[tuple[str, ...]] = Counter()
        if write:
            self._database.run("delete from checkpoint where question = ?", question)
        for event in self._events_of(question):
            share.update(_share(memory, event, self.plan))
            memory = self._review(memory, event)
            if write and memory.reviews % CHECKPOINT == 0:
                self._put_checkpoint(event, memory)
        if write:
            self._put_memory(question, memory)
        return memory, share

    def _rebuild(self) -> None:
        for table in CACHES:
            self._database.run(f"delete from {table}")
        total: Counter[tuple[str, ...]] = Counter()
        for (question,) in self._database.rows("select distinct question from event"):
            total.update(self._replay(question, write=True)[1])
        self._tally(total, 1)

    def _put(self, table: str, *values: object) -> None:
        marks = ", ".join("?" * (len(values) + 1))
        self._database.run(f"replace into {table} values ({marks})", *values, checksum(values))

    def _put_memory(self, question: str, memory: Memory) -> None:
        if isinstance(memory, New):
            self._database.run("delete from memory where question = ?", question)
        else:
            self._put("memory", question, *_values(memory))

    def _put_checkpoint(self, event: Event, memory: Reviewed) -> None:
        self._put("checkpoint", event.question, event.id, *_values(memory))

    def _tally(self, share: Counter[tuple[str, ...]], sign: int) -> None:
        """Add a share to the tallies, or take it away; a row that falls to nothing goes."""
        for key in sorted({name[:-1] for name in share}):
            table, *names = key
            columns = _DAY[1:] if table == "day" else ("found", "missed")
            keys = ("study_day",) if table == "day" else ("question", "concept")
            where = " and ".join(f"{name} = ?" for name in keys)
            row = self._database.row(f"select * from {table} where {where}", *names)
            old = self._sound(row)[len(keys) : -1] if row else (0,) * len(columns)
            new = [was + sign * share[(*key, column)] for was, column in zip(old, columns, strict=True)]
            if any(new):
                self._put(table, *names, *new)
            else:
                self._database.run(f"delete from {table} where {where}", *names)

    def _sound(self, row: Row) -> Row:
        if checksum(row[:-1]) != row[-1]:
            raise damaged(self.path, f"the row of {row[0]!r} does not match its checksum")
        return row

    def _memory_row(self, row: Row) -> tuple[str, Reviewed]:
        return row[0], _reviewed(self._sound(row)[1:-1])

    def _event_row(self, row: Row, undone: bool = False) -> Event:
        return event_from_row(self._sound(row), undone)

    def _replayed_caches(self) -> list[list[Row]]:
        self._database.run("begin immediate")
        try:
            self._rebuild()
            return self.caches()
        finally:
            self._database.run("rollback")


def open_store() -> Store:
    """The learner's own store, where `folders` says and as `config` says."""
    from rnnquiz.config import load
    from rnnquiz.folders import folders

    where = folders()
    config = load(where.config_file)
    return Store(where.database, config.plan(), config.day_start, config.keep_answers, where.backups)


def read_log(path: Path) -> list[Event]:
    """The log of another database of ours (a copy, a backup), every row checked; the file stays as it is."""
    check_file(path, full=True)
    live = path.with_name(f"{path.name}-wal").exists()
    with contextlib.closing(Database(path, write=False, untouched=not live)) as database:
        return [event_from_row(row) for row in database.rows(f"{_EVENTS} order by e.id")]


def _share(before: Memory, event: Event, plan: Plan) -> Counter[tuple[str, ...]]:
    """What one review adds to the tallies: (table, key..., column) and by how much."""
    day = ("day", event.study_day.isoformat())
    share: Counter[tuple[str, ...]] = Counter()
    share[(*day, "reviews")] = 1
    share[(*day, "taken_ms")] = event.taken_ms or 0
    if isinstance(before, New):
        share[(*day, "introduced")] = 1
    elif schedule.elapsed(before, event.study_day) > 0:
        recall = schedule.retrievability(before, event.study_day, plan)
        share[(*day, "spaced")] = 1
        share[(*day, "recalled")] = int(event.rating != "again")
        share[(*day, "expected_ppm")] = round(recall * 1_000_000)
    for concept in event.found:
        share[("concept", event.question, concept, "found")] += 1
    for concept in event.missed:
        share[("concept", event.question, concept, "missed")] += 1
    return share


def _values(memory: Reviewed) -> Row:
    return tuple(value.isoformat() if isinstance(value, date) else value for value in astuple(memory))


def _reviewed(row: Row) -> Reviewed:
    stability, difficulty, first, last, peak, due, rating, reviews, lapses = row
    return Reviewed(
        stability,
        difficulty,
        date.fromisoformat(first),
        date.fromisoformat(last),
        date.fromisoformat(peak),
        date.fromisoformat(due),
        rating,
        reviews,
        lapses,
    )
