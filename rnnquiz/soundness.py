"""Whether a database file is sound, asked before anything is read or written.  Changes nothing in it."""

import contextlib
from pathlib import Path

from rnnquiz import migrations
from rnnquiz.database import DamageError, Database, damaged, header
from rnnquiz.errors import DataError
from rnnquiz.event import checksum

ALWAYS_CHECKED = 2_000_000  # bytes; SQLite checks so much in about a millisecond


def check_file(path: Path, *, full: bool = False) -> None:
    """Refuse a file that is not a sound database of ours, before anything is written to it.

    A file that is not as the last session left it is read whole: pages, indexes, every checksum.  One that
    is gets SQLite's quick check while it is small; later, its rows' checksums as they are read.
    """
    identity, version = header(path)
    if identity != migrations.APPLICATION_ID:
        raise DamageError(f"{path}: this is a database of another program, not of rnnquiz; move it away")
    if version > migrations.version():
        raise too_new(path, version)
    as_left = not full and _state(path) == _noted_state(path)
    if as_left and path.stat().st_size > ALWAYS_CHECKED:
        return
    for _ in range(20):  # a session that ends meanwhile changes the file under the reader
        before = _state(path)
        found = _look(path, quick=as_left)
        if not found:
            return
        if before == _state(path):
            break
    raise damaged(path, found[0])


def _look(path: Path, *, quick: bool) -> list[str]:
    live = path.with_name(f"{path.name}-wal").exists()  # another session is open, or one was killed
    with contextlib.closing(Database(path, write=False, untouched=not live)) as database:
        if not quick:
            return file_faults(database)
        fault = database.fault(quick=True)
        return [fault] if fault else []


def file_faults(database: Database) -> list[str]:
    """What a whole reading finds: SQLite's check, then the checksum of every row."""
    fault = database.fault(quick=False)
    if fault:
        return [fault]
    found = []
    tables = database.rows("select name from sqlite_schema where type = 'table' and name != 'meta'")
    for (table,) in tables:
        for row in database.each(f"select * from {table}"):
            if checksum(row[:-1]) != row[-1]:
                found.append(f"{table}: the row of {row[0]!r} does not match its checksum")
    return found


def too_new(path: Path, version: int) -> DataError:
    return DataError(
        f"{path}: written by a newer rnnquiz (schema {version}, this one knows "
        f"{migrations.version()}); upgrade rnnquiz"
    )


def _state_file(path: Path) -> Path:
    return path.with_name(f"{path.name}-left")


def _state(path: Path) -> str:
    """How the file looks from outside.  SQLite itself checks the write-ahead log, frame by frame."""
    seen = path.stat()
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ino}"


def _noted_state(path: Path) -> str:
    try:
        return _state_file(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def note_state(path: Path) -> None:
    with contextlib.suppress(OSError):  # a note that can't be written costs the next start a full check
        state = _state(path)
        if state != _noted_state(path):
            _state_file(path).write_text(state, encoding="utf-8")
