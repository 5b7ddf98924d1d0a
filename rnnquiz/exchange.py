"""The log and the questions in other programs' formats: JSON lines, the FSRS optimizer's CSV, Anki.

Reads and writes files; decides nothing about schedules.  Formats as in Anki 26 (schema 11 collections) and
fsrs-optimizer 6.
"""

import base64
import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rnnquiz import clock
from rnnquiz.database import Database, Row, is_database
from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.event import Event, event_row
from rnnquiz.folders import replace_file
from rnnquiz.schedule import RATINGS, Rating, Reviewed

LOG = "rnnquiz.log/1"
CSV_COLUMNS = ("card_id", "review_time", "review_rating", "review_state", "review_duration")

# Frozen for good: Anki updates a note only when its note type has the same id and the same fields.
DECK, DECK_ID, MODEL_ID = "RNN Quiz", 1_763_500_045, 1_763_500_046
FIELDS = ("QID", "Question", "Answer", "Concepts", "Topic", "Source", "Demo", "Extra1", "Extra2")


@dataclass(frozen=True)
class Note:
    """A question as a flashcard."""

    id: str
    question: str
    answer: str
    concepts: tuple[str, ...]
    topic: str
    sources: tuple[str, ...] = ()
    demo: str | None = None


# JSON lines: the whole log, and back to the same state


def jsonl(events: Iterable[Event]) -> str:
    """A first line that names the format, then an event a line, with its checksum."""
    lines = [json.dumps({"schema": LOG})]
    for event in events:
        record = {
            name: value for name, value in asdict(event).items() if name != "undone" and value is not None
        }
        record["study_day"] = event.study_day.isoformat()
        record["checksum"] = event_row(event)[-1]
        lines.append(json.dumps(record))
    return "\n".join(lines) + "\n"


def read_jsonl(path: Path) -> list[Event]:
    """The events of such a file.  UsageError names the first line that is not one; then nothing is taken."""
    lines = _text(path).splitlines()
    if not lines or _object(lines[0]).get("schema") != LOG:
        raise UsageError(f'{path}: not a log of rnnquiz; its first line must be {{"schema": "{LOG}"}}')
    return [
        _event(line, f"{path}:{number}") for number, line in enumerate(lines[1:], start=2) if line.strip()
    ]


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "device", "kind", "question", "study_day"), (str,)),
    **dict.fromkeys(("at_ms", "offset_min"), (int,)),
    **dict.fromkeys(("rating", "proposed", "answer", "bank", "undoes"), (str, type(None))),
    **dict.fromkeys(("points", "taken_ms"), (int, type(None))),
    **dict.fromkeys(("found", "missed", "overruled"), (list,)),
}


def _event(line: str, where: str) -> Event:
    given = _object(line)
    stated = given.pop("checksum", None)
    for name in ("found", "missed", "overruled"):
        given.setdefault(name, [])
    known = {field.name for field in fields(Event)} - {"undone"}
    wrong = [name for name, kinds in _KINDS.items() if type(given.get(name)) not in kinds]
    if wrong or set(given) - known:
        raise UsageError(
            f"{where}: not an event ({', '.join(wrong or sorted(set(given) - known))}); nothing was taken"
        )
    try:
        given["study_day"] = date.fromisoformat(given["study_day"])
    except ValueError as error:
        raise UsageError(f"{where}: study_day is no date; nothing was taken") from error
    for name in ("found", "missed", "overruled"):
        given[name] = tuple(given[name])
    event = Event(**given)
    if event_row(event)[-1] != stated:
        raise UsageError(
            f"{where}: the event does not match its checksum; the file was altered, nothing was taken"
        )
    return event


# The FSRS optimizer's CSV


def fsrs_csv(reviews: Iterable[Event]) -> str:
    """Reviews that count, oldest first, as fsrs-optimizer, fsrs-cli and ts-fsrs read them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    last: dict[str, Event] = {}
    for event in reviews:
        assert event.rating is not None
        before = last.get(event.question)
        state = 0 if before is None else 3 if before.rating == "again" else 2  # new, relearning, review
        taken = "" if event.taken_ms is None else event.taken_ms
        writer.writerow([event.question, event.at_ms, RATINGS.index(event.rating) + 1, state, taken])
        last[event.question] = event
    return out.getvalue()


def read_fsrs_csv(path: Path, day_start: int) -> list[Event]:
    """Reviews of such a file, whose card ids must be question ids."""
    try:
        rows = list(csv.DictReader(io.StringIO(_text(path))))
    except csv.Error as error:
        raise UsageError(f"{path}: no review log ({error}); is it the right file?") from error
    if not rows or not {"card_id", "review_time", "review_rating"} <= set(rows[0]):
        raise UsageError(f"{path}: no review log; its first line must be {','.join(CSV_COLUMNS)}")
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            at_ms, rating = int(row["review_time"]), RATINGS[range(1, 5).index(int(row["review_rating"]))]
            taken = int(row.get("review_duration") or 0) or None
            found.append(imported("csv", row["card_id"], at_ms, rating, taken, day_start))
        except (ValueError, OverflowError, OSError, TypeError) as error:
            raise UsageError(f"{path}:{number}: not a review ({error}); nothing was taken") from error
    return found


def imported(
    source: str, question: str, at_ms: int, rating: Rating, taken_ms: int | None, day_start: int
) -> Event:
    """A review made in another program, in this machine's time zone.

    The id follows from the review alone, so the same file imported twice, or on two machines, adds it once.
    """
    at = datetime.fromtimestamp(at_ms / 1000).astimezone()
    clock.parse_instant(at.isoformat(timespec="seconds"), "a review's time")
    offset_min = clock.to_stamp(at)[1]
    chance = hashlib.blake2b(repr((question, at_ms, rating, offset_min)).encode(), digest_size=10).hexdigest()
    digits = f"{at_ms:012x}7{chance[:3]}8{chance[3:18]}"
    return Event(
        id="-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])),
        device=source,
        kind="review",
        question=question,
        at_ms=at_ms,
        offset_min=offset_min,
        study_day=clock.study_day(at, day_start),
        rating=rating,
        taken_ms=taken_ms,
    )


def without_known(events: Iterable[Event], log: Iterable[Event]) -> list[Event]:
    """Imported reviews less those that the log has already, so that our own export adds nothing."""
    known = {(event.question, event.at_ms, event.rating) for event in log}
    foreign = ("csv", "anki")
    return [
        event
        for event in events
        if event.device not in foreign or (event.question, event.at_ms, event.rating) not in known
    ]


# Anki


def guid(question: str) -> str:
    """The note's identity in Anki: from the id alone, so an edited question updates and never duplicates."""
    digest = hashlib.blake2b(f"rnnquiz {question}".encode(), digest_size=9).digest()
    return base64.urlsafe_b64encode(digest).decode()


def anki_tsv(notes: Iterable[Note]) -> str:
    """A text file for Anki's File > Import: GUID, front, back, tags."""
    out = io.StringIO()
    out.write(
        "#separator:tab\n#html:false\n#notetype:Basic\n"
        f"#deck:{DECK}\n#guid column:1\n#tags column:4\n"
    )  # fmt: skip
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for note in notes:
        back = "\n".join([note.answer, "", *(f"- {concept}" for concept in note.concepts)])
        writer.writerow([guid(note.id), note.question, back, f"rnnquiz {note.topic}"])
    return out.getvalue()


def write_apkg(
    path: Path, notes: list[Note], memories: Mapping[str, Reviewed], reviews: Iterable[Event], at: datetime
) -> None:
    """An Anki package: the notes, and schedule and history for cards that Anki does not have yet.

    `reviews` are those that count, oldest first.  Needs genanki (`pip install 'rnnquiz[anki]'`).
    """
    try:
        import genanki
    except ImportError as error:
        raise RnnquizError(
            "export apkg needs genanki; run pip install 'rnnquiz[anki]', or use export anki"
        ) from error
    import html
    import tempfile

    model = genanki.Model(
        MODEL_ID,
        "rnnquiz v1",
        fields=[{"name": name} for name in FIELDS],
        templates=[
            {
                "name": "Card 1",
                "qfmt": "{{Question}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}<br><br>{{Concepts}}",
            }
        ],
    )
    deck = genanki.Deck(DECK_ID, DECK)
    for note in notes:
        lines = (note.id, note.question, note.answer, "\n".join(note.concepts), note.topic)
        values = (*lines, ", ".join(note.sources), note.demo or "", "", "")
        cells = [html.escape(value, quote=False).replace("\n", "<br>") for value in values]
        tags = ["rnnquiz", note.topic.replace(" ", "-")]
        deck.add_note(genanki.Note(model=model, fields=cells, guid=guid(note.id), tags=tags))
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(package, timestamp=at.timestamp())
        replace_file(
            path, _with_history(package, {guid(note.id): note.id for note in notes}, memories, reviews)
        )


def _with_history(
    package: Path, questions: Mapping[str, str], memories: Mapping[str, Reviewed], reviews: Iterable[Event]
) -> bytes:
    """The package again, its collection carrying our schedule and review log."""
    with zipfile.ZipFile(package) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    collection = package.with_name("collection.anki2")
    collection.write_bytes(parts["collection.anki2"])
    database = Database(collection, write=True)
    try:
        database.run("pragma journal_mode = delete")
        with database.writing():
            _write_history(database, questions, memories, reviews)
    finally:
        database.close()
    parts["collection.anki2"] = collection.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _write_history(
    database: Database,
    questions: Mapping[str, str],
    memories: Mapping[str, Reviewed],
    reviews: Iterable[Event],
) -> None:
    conf = json.loads(database.value("select conf from col"))
    conf["schedVer"] = 2  # else Anki takes the log for the old scheduler's, and turns good into easy
    database.run("update col set conf = ?", json.dumps(conf))
    born = datetime.fromtimestamp(database.value("select crt from col")).date()
    cards = {
        questions[note]: card
        for card, note in database.rows("select c.id, n.guid from cards c join notes n on n.id = c.nid")
    }
    last: dict[str, Event] = {}
    used: set[int] = set()
    for event in reviews:
        if event.question not in cards or event.rating is None:
            continue
        before = last.get(event.question)
        gap = max(0, (event.study_day - before.study_day).days) if before else 0
        key = event.at_ms
        while key in used:  # revlog is keyed by the millisecond
            key += 1
        used.add(key)
        database.run(
            "insert into revlog values (?, ?, -1, ?, ?, ?, 0, ?, ?)",
            key,
            cards[event.question],
            RATINGS.index(event.rating) + 1,
            gap,
            gap,
            min(event.taken_ms or 0, 60_000),
            0 if before is None else 2 if before.rating == "again" else 1,
        )
        last[event.question] = event
    for question, memory in memories.items():
        if question not in cards or question not in last:
            continue
        database.run(
            "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = 2500, reps = ?, lapses = ?, "
            "data = ? where id = ?",
            (memory.due_day - born).days,
            max(1, (memory.due_day - memory.last_day).days),
            memory.reviews,
            memory.lapses,
            json.dumps(
                {
                    "s": round(memory.stability, 4),
                    "d": round(memory.difficulty, 3),
                    "lrt": last[question].at_ms // 1000,
                }
            ),
            cards[question],
        )


def read_anki(path: Path, questions: Iterable[str], day_start: int) -> list[Event]:
    """Reviews of our questions in an Anki collection (collection.anki2, .colpkg or .apkg).

    Keeps what Anki itself gives to FSRS: no manual or rescheduling rows, no cramming, nothing before a
    reset, from the first row of the last learning block on.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        collection = path if is_database(path) else _unpacked(path, Path(folder))
        database = Database(collection, write=False, untouched=True)
        try:
            notes = database.rows("select c.id, n.guid, n.flds from cards c join notes n on n.id = c.nid")
            log = database.rows("select id, cid, ease, factor, time, type from revlog order by id")
        finally:
            database.close()
    by_guid = {guid(question): question for question in questions}
    known = set(by_guid.values())
    cards = {
        card: by_guid.get(mark, fieldtext.split("\x1f", 1)[0])
        for card, mark, fieldtext in notes
        if mark in by_guid or fieldtext.split("\x1f", 1)[0] in known
    }
    by_card: dict[int, list[Row]] = {card: [] for card in cards}
    for row in log:
        if row[1] in by_card:
            by_card[row[1]].append(row)
    found = []
    for card, question in cards.items():
        for at_ms, ease, taken in _for_fsrs(by_card[card]):
            found.append(imported("anki", question, at_ms, RATINGS[ease - 1], taken or None, day_start))
    return found


def _for_fsrs(rows: list[Row]) -> Iterator[tuple[int, int, int]]:
    """(at_ms, ease, taken_ms) of a card's rows that tell about memory, as Anki's `reviews_for_fsrs`."""
    kept: list[tuple[int, int, int, int]] = []
    for at_ms, _, ease, factor, taken, kind in rows:
        if kind == 4 and factor == 0:
            kept.clear()  # the card was reset
        elif ease in (1, 2, 3, 4) and kind not in (4, 5) and not (kind == 3 and factor == 0):
            kept.append((at_ms, ease, taken, kind))
    learning = [n for n, row in enumerate(kept) if row[3] == 0 and (n == 0 or kept[n - 1][3] != 0)]
    for at_ms, ease, taken, _ in kept[learning[-1] if learning else 0 :]:
        yield at_ms, ease, taken


def _unpacked(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "collection.anki21b" in names and "collection.anki21" not in names:
                raise UsageError(
                    f"{path}: a package of the newest kind; export it again with "
                    "'Support older Anki versions' on"
                )
            name = next((n for n in ("collection.anki21", "collection.anki2") if n in names), None)
            if name is None:
                raise UsageError(f"{path}: no Anki collection in this file")
            target = folder / "collection.anki2"
            target.write_bytes(archive.read(name))
            return target
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # damaged, or encrypted
        raise UsageError(f"{path}: neither a log of rnnquiz, a CSV, nor an Anki package") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; is it the right file?") from error
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror})") from error
