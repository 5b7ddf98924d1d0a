"""Copies of the database: made, thinned out with age, and brought back when the file is damaged."""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rnnquiz.database import Database, explained
from rnnquiz.errors import DataError
from rnnquiz.event import Event, checksum, event_from_row
from rnnquiz.folders import make, sync_folder
from rnnquiz.schedule import Plan
from rnnquiz.soundness import check_file
from rnnquiz.store import Store, read_log

DAILY, WEEKLY, MONTHLY = 7, 4, 12


@dataclass(frozen=True)
class Restored:
    """The backup it began from, events in it, events saved beyond it, and the damaged file's new name."""

    backup: Path | None
    from_backup: int
    saved: int
    set_aside: Path | None


def back_up(store: Store, day: date) -> Path:
    """Copy the database into the backups folder as this study day's, check the copy, thin out old ones."""
    target = store.backups / f"{day.isoformat()}.db"
    draft = store.backups / f".{day.isoformat()}.new"
    store.copy_to(draft)
    try:
        check_file(draft, full=True)  # a page can be sound to SQLite and hold an altered row
        with explained(target):
            draft.replace(target)
            sync_folder(store.backups)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    kept = keep([_day(path) for path in _daily(store.backups)])
    for path in _daily(store.backups):
        if _day(path) not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
    return target


def keep(days: list[date]) -> set[date]:
    """Which of the days' backups stay: the newest 7, the newest of each of 4 weeks and of 12 months.

    Counted in backups, not from today: a learner who comes back after a year finds what there was.
    """
    newest = sorted(days, reverse=True)
    kept = set(newest[:DAILY])
    weeks = {day.isocalendar()[:2]: day for day in sorted(days)}
    months = {(day.year, day.month): day for day in sorted(days)}
    return kept | set(sorted(weeks.values())[-WEEKLY:]) | set(sorted(months.values())[-MONTHLY:])


def backups(folder: Path) -> list[Path]:
    """Every backup, the newest first by the time it was written."""
    return sorted(folder.glob("*.db"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def newest_sound(folder: Path) -> Path | None:
    """The newest backup that a full check finds sound."""
    for path in backups(folder):
        with contextlib.suppress(DataError):
            check_file(path, full=True)
            return path
    return None


def salvage(path: Path) -> list[Event]:
    """Every event of a damaged database whose row can be read and matches its checksum.

    Works on a copy, so that nothing here can make the damage worse.
    """
    found: dict[str, Event] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "damaged.db"
        for ending in ("", "-wal"):
            with contextlib.suppress(OSError):
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
        for order in ("asc", "desc"):  # from both ends towards the damage
            with contextlib.suppress(DataError), contextlib.closing(Database(copy)) as database:
                for row in database.each(f"select * from event order by id {order}"):
                    if checksum(row[:-1]) == row[-1]:
                        found[row[0]] = event_from_row(row)
    return [found[one] for one in sorted(found)]


def restore(path: Path, folder: Path, plan: Plan) -> Restored:
    """Put the newest sound backup in the database's place, with every event that the damaged file still has.

    The damaged file is kept beside it under a new name.  Raises DataError when there is neither.
    """
    backup = newest_sound(folder)
    saved = salvage(path)
    if backup is None and not saved:
        raise DataError(
            f"{path}: no sound backup in {folder} and no review to be read from the file; "
            "move the file away to start afresh"
        )
    known = read_log(backup) if backup else []
    draft = path.with_name(f".{path.name}.{os.getpid()}.restored")
    make(path.parent)
    try:
        with Store(draft, plan, backups=draft.with_suffix(".none")) as store:
            store.add(known)
            added = store.add(saved)
        check_file(draft, full=True)
        with explained(path):
            aside = _set_aside(path)
            draft.rename(path)
            sync_folder(path.parent)
    finally:
        for ending in ("", "-left", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{draft}{ending}").unlink()
    return Restored(backup, len(known), added, aside)


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for ending in ("-wal", "-shm", ""):  # the journal first: a new file must never meet an old journal
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(f"{aside}{ending}")
    return aside


def _daily(folder: Path) -> list[Path]:
    return [path for path in folder.glob("????-??-??.db") if _day(path) != date.min]


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        return date.min
