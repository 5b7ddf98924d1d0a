"""Data out and in: JSON lines, the FSRS optimizer's CSV, and Anki (the real one, where it is installed)."""

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import day

from rnnquiz import exchange
from rnnquiz.errors import DataError, UsageError
from rnnquiz.exchange import Note
from rnnquiz.schedule import RATINGS
from rnnquiz.store import Answered, Store, open_store

QUESTION = 'What does h[t-1] do?\n"Say" a\tword & <b>.'
NOTES = [Note(f"q-{n}", f"{QUESTION} {n}", f"Answer {n}", (f"idea {n}",), "lstm", ("A1",)) for n in range(45)]


@pytest.fixture
def store(home: Path):
    with open_store() as store:
        for number in range(80):
            words = f"answer {number}\n\u2028état"
            rating = RATINGS[(number * 3) % 4]
            said = (f"q-{number % 20}", rating, "good", number % 5, ("x",), ("y",), ("y",), words, 3.5, "v1")
            store.record(Answered(*said), day(number))
        store.undo(day(90))
        yield store


def counting(store: Store):
    return [event for event in reversed(store.history()) if not event.undone]


# JSON lines


def test_a_log_written_as_json_lines_comes_back_to_the_same_state(store, tmp_path: Path, run_cli) -> None:
    file = tmp_path / "log.jsonl"

    assert run_cli("export", "jsonl", "-o", str(file)).code == 0
    assert file.read_bytes().isascii()
    imported = run_cli("import", str(file), env={"RNNQUIZ_HOME": str(tmp_path / "other")})
    assert (imported.code, imported.out.split(" from ")[0]) == (0, "81 new of 81 read")
    with Store(tmp_path / "other" / "reviews.db") as other:
        assert list(other.events()) == list(store.events())
        assert other.caches() == store.caches()


def test_importing_ones_own_log_adds_nothing(store, tmp_path: Path, run_cli) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(exchange.jsonl(store.events()))

    assert run_cli("import", str(file)).out.startswith("0 new of 81")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda event: {**event, "rating": "easy"}, "does not match its checksum"),
        (lambda event: {**event, "at_ms": "soon"}, "not an event (at_ms)"),
        (lambda event: {**event, "points": True}, "not an event (points)"),
        (lambda event: {**event, "study_day": "2026-02-30"}, "study_day is no date"),
        (lambda event: {**event, "colour": 1}, "not an event (colour)"),
        (lambda event: {}, "not an event"),
        (lambda event: [], "not an event"),
    ],
)
def test_an_altered_line_is_named_and_nothing_is_taken(
    store, tmp_path: Path, run_cli, change, complaint: str
) -> None:
    lines = exchange.jsonl(store.events()).splitlines()
    lines[40] = json.dumps(change(json.loads(lines[40])))
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(lines))
    other = tmp_path / "other"
    code, _, error = run_cli("import", str(file), env={"RNNQUIZ_HOME": str(other)})

    assert (code, error.count("\n")) == (2, 1)
    assert f"{file}:41: " in error and complaint in error
    with Store(other / "reviews.db") as fresh:
        assert fresh.count() == 0


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"hello\n", b'{"schema": "rnnquiz.log/2"}\n', b"[]\n"]
)
@pytest.mark.parametrize("ending", ["jsonl", "csv", "apkg"])
def test_a_file_of_another_kind_is_refused_in_one_line(
    tmp_path: Path, run_cli, content: bytes, ending: str
) -> None:
    file = tmp_path / f"log.{ending}"
    file.write_bytes(content)
    code, _, error = run_cli("import", str(file))

    assert (code, error.count("\n")) == (2, 1)


# CSV


def test_the_csv_has_the_optimizers_columns_and_every_review_that_counts(store, run_cli) -> None:
    code, out, _ = run_cli("export", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))

    assert code == 0
    assert out.startswith("card_id,review_time,review_rating,review_state,review_duration\n")
    assert len(rows) == 79
    assert rows[0] == {"card_id": "q-0", "review_time": str(counting(store)[0].at_ms), "review_rating": "1",
                       "review_state": "0", "review_duration": "3500"}  # fmt: skip
    assert {row["review_state"] for row in rows} == {"0", "2", "3"}


def test_a_csv_imports_to_the_same_memories_and_only_once(store, tmp_path: Path, run_cli) -> None:
    file = tmp_path / "log.csv"
    file.write_text(exchange.fsrs_csv(counting(store)))
    other = {"RNNQUIZ_HOME": str(tmp_path / "other")}

    assert run_cli("import", str(file)).out.startswith("0 new of 79")
    assert run_cli("import", str(file), env=other).out.startswith("79 new of 79")
    assert run_cli("import", str(file), env=other).out.startswith("0 new of 79")
    with Store(tmp_path / "other" / "reviews.db") as imported:
        assert imported.faults() == []
        assert set(imported.all_memories()) == set(store.all_memories())
        for question, memory in imported.all_memories().items():
            assert memory.stability == store.all_memories()[question].stability


def test_a_csv_row_that_is_no_review_is_named(tmp_path: Path, run_cli) -> None:
    file = tmp_path / "log.csv"
    file.write_text("card_id,review_time,review_rating\nq,1700000000000,3\nq,1700000000001,5\n")
    code, _, error = run_cli("import", str(file))

    assert code == 2 and f"{file}:3: " in error


# Anki


def test_the_anki_text_has_stable_identities(run_cli) -> None:
    edited = [dataclasses.replace(note, question="Other words", answer="Other") for note in NOTES]
    rows, others = (
        list(csv.reader(io.StringIO(exchange.anki_tsv(notes).split("#tags column:4\n")[1]), delimiter="\t"))
        for notes in (NOTES, edited)
    )

    assert [row[0] for row in rows] == [row[0] for row in others]
    assert len({row[0] for row in rows}) == 45
    assert rows[3][1] == NOTES[3].question


@pytest.fixture
def collection(tmp_path: Path):
    pytest.importorskip("anki")
    from anki.collection import Collection

    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def import_text(collection: Any, path: Path, notes: list[Note]) -> Any:
    from anki.import_export_pb2 import ImportCsvRequest

    path.write_text(exchange.anki_tsv(notes))
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    return collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log


def import_package(collection: Any, path: Path) -> Any:
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    options = ImportAnkiPackageOptions(with_scheduling=True)
    return collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=options)
    ).log


@pytest.mark.filterwarnings("ignore")
def test_anki_updates_edited_notes_from_the_text_and_never_duplicates(collection, tmp_path: Path) -> None:
    first = import_text(collection, tmp_path / "a.txt", NOTES)
    edited = [dataclasses.replace(note, question=f"{note.question}!", answer="Other") for note in NOTES]
    second = import_text(collection, tmp_path / "b.txt", edited)

    assert len(first.new) == 45
    assert (len(second.new), len(second.updated)) == (0, 45)
    assert collection.note_count() == 45


@pytest.mark.filterwarnings("ignore")
def test_anki_takes_history_once_and_updates_edited_notes_from_the_package(
    store, collection, tmp_path: Path
) -> None:
    pytest.importorskip("genanki")
    file = tmp_path / "deck.apkg"
    memories = store.all_memories()
    exchange.write_apkg(file, NOTES, memories, counting(store), day(100))
    first = import_package(collection, file)
    edited = [dataclasses.replace(note, question=f"{note.question}!", answer="Other") for note in NOTES]
    exchange.write_apkg(file, edited, memories, counting(store), day(101))
    second = import_package(collection, file)

    assert len(first.new) == 45
    assert (len(second.new), len(second.updated)) == (0, 45)
    assert collection.note_count() == 45
    ratings = collection.db.list("select ease from revlog order by id")
    assert ratings == [RATINGS.index(event.rating) + 1 for event in counting(store)]
    assert collection.db.scalar("select count() from cards where type = 2 and queue = 2") == len(memories)
    for note_id in collection.find_notes(""):
        note = collection.get_note(note_id)
        if note["QID"] in memories:
            state = note.cards()[0].memory_state
            assert state.stability == pytest.approx(memories[note["QID"]].stability, abs=1e-3)
    assert "&amp; &lt;b&gt;" in note["Question"]
    assert collection.fix_integrity()[1]


@pytest.mark.filterwarnings("ignore")
def test_a_history_that_went_to_anki_comes_back(store, collection, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    file = tmp_path / "deck.apkg"
    exchange.write_apkg(file, NOTES, store.all_memories(), counting(store), day(100))
    import_package(collection, file)
    collection.close()
    events = exchange.read_anki(tmp_path / "collection.anki2", [note.id for note in NOTES], 4)
    collection.reopen()

    assert {(event.question, event.rating, event.at_ms) for event in events} == {
        (event.question, event.rating, event.at_ms) for event in counting(store)
    }


def test_our_own_package_reads_back_without_anki(store, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    file = tmp_path / "deck.apkg"
    exchange.write_apkg(file, NOTES, store.all_memories(), counting(store), day(100))
    events = exchange.read_anki(file, [note.id for note in NOTES], 4)

    assert len(events) == 79
    assert exchange.without_known(events, store.events()) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(1, 0, 3, 0, 9, 0), (2, 0, 3, 0, 9, 1)], [1, 2]),
        ([(1, 0, 3, 0, 9, 1), (2, 0, 0, 0, 9, 4), (3, 0, 2, 0, 9, 0)], [3]),  # a reset
        ([(1, 0, 3, 0, 9, 0), (2, 0, 3, 0, 9, 3)], [1]),  # cramming
        ([(1, 0, 3, 0, 9, 0), (2, 0, 0, 2500, 9, 5), (3, 0, 1, 2500, 9, 1)], [1, 3]),  # rescheduled
        ([(1, 0, 3, 0, 9, 0), (2, 0, 3, 0, 9, 1), (3, 0, 3, 0, 9, 0), (4, 0, 3, 0, 9, 0)], [3, 4]),
    ],
)
def test_anki_rows_that_say_nothing_about_memory_are_left_out(rows, expected: list[int]) -> None:
    assert [at_ms for at_ms, _, _ in exchange._for_fsrs(rows)] == expected


def test_a_package_of_the_newest_kind_says_what_to_do(tmp_path: Path, run_cli) -> None:
    import zipfile

    file = tmp_path / "new.apkg"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("collection.anki21b", b"zstd")
    with pytest.raises(UsageError, match="Support older Anki versions"):
        exchange.read_anki(file, [], 4)


def test_a_collection_that_is_no_collection_is_a_data_error(tmp_path: Path) -> None:
    import sqlite3

    other = sqlite3.connect(tmp_path / "x.anki2")
    other.execute("create table a (b)")
    other.commit()
    other.close()
    with pytest.raises(DataError):
        exchange.read_anki(tmp_path / "x.anki2", [], 4)


def test_the_fields_of_a_note_are_frozen() -> None:
    """Anki updates nothing once a field is added: a change here breaks every learner's next import."""
    assert exchange.FIELDS == (
        "QID", "Question", "Answer", "Concepts", "Topic", "Source", "Demo", "Extra1", "Extra2"
    )  # fmt: skip
    assert (exchange.DECK_ID, exchange.MODEL_ID) == (1763500045, 1763500046)
    assert exchange.guid("lstm-gates") == "YiZ7R-zlNEqM"
