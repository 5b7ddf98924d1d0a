"""The only module that imports sqlite3: opens, checks and copies a database, and explains its errors.

Knows nothing of reviews.  WAL with synchronous=FULL: a commit that returned survives a power cut (4 ms).
Every write starts with BEGIN IMMEDIATE: a transaction that reads first and then wants to write would fail
at once, whatever the timeout, when another session wrote in between.
"""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnnquiz.errors import DataError
from rnnquiz.folders import sync_folder

WAIT_SECONDS = 30  # for another session's write
_MAGIC = b"SQLite format 3\0"
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs", "fuse.glusterfs"}
_RESTORE = "`rnnquiz doctor --restore` brings back the newest backup and every review that can be read"

Row = tuple[Any, ...]


class DamageError(DataError):
    """The file itself is not sound; doctor can restore a backup."""


class Database:
    """One open SQLite file.  Errors come out as DataError with the path and what to do."""

    def __init__(self, path: Path, *, write: bool = True, untouched: bool = False) -> None:
        """Open an existing file.  `untouched` reads without lock or journal: for checks and foreign files."""
        self.path = path
        mode = "rw" if write else "ro&immutable=1" if untouched else "ro"
        with explained(path):
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=WAIT_SECONDS,
            )
        try:
            self.run("pragma trusted_schema = off")
            self.run("pragma cell_size_check = on")
            if write:
                self.run(f"pragma journal_mode = {'delete' if on_network(path) else 'wal'}")
                self.run("pragma synchronous = full")
        except DataError:
            self._connection.close()
            raise

    def rows(self, sql: str, *values: object) -> list[Row]:
        with explained(self.path):
            return self._connection.execute(sql, values).fetchall()

    def each(self, sql: str, *values: object) -> Iterator[Row]:
        """The rows one at a time, for results that may not fit in memory."""
        with explained(self.path):
            yield from self._connection.execute(sql, values)

    def row(self, sql: str, *values: object) -> Row | None:
        rows = self.rows(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the only row."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def run(self, sql: str, *values: object) -> int:
        """Run one statement; the number of rows it changed."""
        with explained(self.path):
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: list[Row]) -> None:
        with explained(self.path):
            self._connection.executemany(sql, rows)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction.  Once the block is left without an error, its writes survive a power cut."""
        self.run("begin immediate")
        try:
            yield
            self.run("commit")
        except BaseException:
            if self._connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("rollback")
            raise

    def copy_to(self, path: Path) -> None:
        """Write a sound copy, also while others write (a plain `cp` of a WAL database loses tables).

        The copy is checked before it takes the name; an existing file is replaced whole or not at all.
        """
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        with explained(path):
            try:
                with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as copy:
                    self._connection.backup(copy)
                    copy.execute("pragma journal_mode = delete")  # one file, safe to carry about
                    fault = copy.execute("pragma integrity_check(1)").fetchone()[0]
                if fault != "ok":
                    raise DamageError(f"{self.path}: not copied, it is damaged ({fault}); {_RESTORE}")
                with draft.open("rb+") as file:
                    os.fsync(file.fileno())
                draft.replace(path)
                sync_folder(path.parent)
            finally:
                for left in (draft, draft.with_name(f"{draft.name}-journal")):
                    with contextlib.suppress(OSError):
                        left.unlink()

    def fault(self, *, quick: bool) -> str | None:
        """What SQLite finds wrong in the file, or None.  `quick` leaves indexes out."""
        try:
            found = self.value(f"pragma {'quick_check' if quick else 'integrity_check'}(1)")
        except DamageError as error:
            return str(error.__cause__ or error)
        return None if found == "ok" else str(found)

    def close(self) -> None:
        with explained(self.path):
            self._connection.close()


def create(path: Path, script: list[str]) -> None:
    """Make a new database whole before it gets its name, so that nobody ever meets half of one.

    When another process was first, its file stands.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with explained(path):
        try:
            with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                connection.execute("pragma synchronous = full")
                connection.execute("begin immediate")
                for statement in script:
                    connection.execute(statement)
                connection.execute("commit")
            try:
                os.link(draft, path)
            except FileExistsError:
                return
            except OSError:  # no hard links (exFAT): a rename, which is enough for one process at a time
                if not path.exists():
                    draft.rename(path)
            sync_folder(path.parent)
        finally:
            for left in (draft, draft.with_name(f"{draft.name}-journal")):
                with contextlib.suppress(OSError):
                    left.unlink()


def header(path: Path) -> tuple[int, int]:
    """(application_id, user_version) from the file's first bytes; touches nothing.  Raises DamageError."""
    with explained(path), path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise DamageError(f"{path}: the file is empty, no review can be read from it; {_RESTORE}")
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise DamageError(f"{path}: this is no rnnquiz database; {_RESTORE}")
    return int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")


def is_database(path: Path) -> bool:
    """Whether the file begins as a SQLite database does."""
    with explained(path), path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def damaged(path: Path, what: str) -> DamageError:
    what = " ".join(what.split())  # SQLite reports over several lines
    return DamageError(f"{path}: the file is damaged ({what}); nothing was written; {_RESTORE}")


def sqlite_version() -> str:
    return sqlite3.sqlite_version


def on_network(path: Path) -> bool:
    """Whether the file's folder is a network share (Linux only), where WAL's shared memory does not work."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return network_mount(mounts, path.absolute())


def network_mount(mounts: str, path: Path) -> bool:
    """The same, from the text of /proc/self/mounts."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        point = parts[1].replace("\\040", " ") if len(parts) > 2 else ""
        if point and len(point) >= len(best) and path.is_relative_to(point):
            best, kind = point, parts[2]
    return kind in _NETWORK


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors about this file into one sentence each."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(path, error) from error
    except UnicodeDecodeError as error:  # also SQLite's own report may quote the bytes it stumbled over
        raise damaged(path, "a text in it is not UTF-8") from error
    except OSError as error:
        raise _explain_os(path, error) from error


def _explain(path: Path, error: sqlite3.Error) -> DataError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    match primary:
        case sqlite3.SQLITE_FULL:
            return DataError(f"{path}: the disk is full; nothing was lost, free some space and answer again")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return DataError(
                f"{path}: the file or its folder is read-only; make both writable, or set RNNQUIZ_HOME"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return DataError(
                f"{path}: the file or its folder can't be opened; make both readable and writable, "
                "or set RNNQUIZ_HOME"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DataError(
                f"{path}: another program has held it for {WAIT_SECONDS} s; close it and try again"
            )
        case sqlite3.SQLITE_IOERR:
            return DataError(
                f"{path}: the disk failed while it was read or written ({error}); free some space or "
                "check the disk, then try again; what was saved before is safe"
            )
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError):
        raise error  # ours: a wrong statement or a closed connection
    return damaged(path, str(error))


def _explain_os(path: Path, error: OSError) -> DataError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DataError(f"{path}: the disk is full; nothing was lost, free some space and try again")
    return DataError(
        f"{path}: can't be read or written ({error.strerror or error}); "
        "check the folder's permissions, or set RNNQUIZ_HOME"
    )
