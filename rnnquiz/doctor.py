"""Examines the installation and the learner's data, explains what is wrong, and restores with consent."""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from rnnquiz import __version__
from rnnquiz.backup import backups, newest_sound, salvage
from rnnquiz.backup import restore as restore_backup
from rnnquiz.config import Config, load
from rnnquiz.database import on_network, sqlite_version
from rnnquiz.errors import DataError, RnnquizError, UsageError
from rnnquiz.folders import Folders, folders
from rnnquiz.soundness import check_file
from rnnquiz.store import Store, open_store

PACKAGES = (
    "fsrs",
    "typer",
    "rich",
    "prompt_toolkit",
    "pyyaml",
    "rapidfuzz",
    "snowballstemmer",
    "torch",
    "numpy",
)


@dataclass(frozen=True)
class Report:
    """What doctor found.  `faults` keep the data from being used; `notes` are worth knowing."""

    versions: dict[str, str]
    paths: dict[str, str]
    terminal: dict[str, str]
    events: int | None
    backups: int
    faults: list[str]
    notes: list[str]

    def as_json(self) -> dict[str, Any]:
        return {"schema": "rnnquiz.doctor/1", **asdict(self), "sound": not self.faults}


def examine() -> Report:
    """Look at everything; changes nothing."""
    where = folders()
    faults: list[str] = []
    notes: list[str] = []
    events = None
    try:
        config = load(where.config_file)
    except RnnquizError as error:
        config = Config()
        faults.append(str(error))
    try:
        if where.database.exists():
            check_file(where.database, full=True)
        if where.database.exists() or any(where.backups.glob("*.db")):
            with Store(where.database, config.plan(), config.day_start, True, where.backups) as store:
                faults += store.faults()
                events = store.count()
    except DataError as error:
        faults.append(str(error))
        notes.append(_what_is_left(where))
    if on_network(where.data):
        notes.append(f"{where.data} is a network share; write-ahead logging is off, one machine at a time")
    return Report(
        versions={
            "rnnquiz": __version__,
            "python": platform.python_version(),
            "system": platform.platform(terse=True),
            "sqlite": sqlite_version(),
            **{name: _version(name) for name in PACKAGES},
        },
        paths={
            "data": str(where.database),
            "backups": str(where.backups),
            "config": str(where.config_file),
            "state": str(where.state),
            "cache": str(where.cache),
        },
        terminal={
            "TERM": os.environ.get("TERM", ""),
            "size": "{}x{}".format(*shutil.get_terminal_size()),
            "encoding": sys.stdout.encoding or "",
            "is a terminal": "yes" if sys.stdout.isatty() else "no",
        },
        events=events,
        backups=len(backups(where.backups)),
        faults=faults,
        notes=notes,
    )


def restore(ask: Callable[[str], bool] | None, tell: Callable[[str], None]) -> None:
    """Bring the data back from the newest sound backup and what the damaged file still holds.

    `ask` gets one question and must agree; None stands for consent already given.
    """
    where = folders()
    if where.database.exists() and not _faulty(where):
        tell(f"{where.database} is sound; nothing to restore")
        return
    question = f"{_what_is_left(where)} Restore now? The present file is kept beside it."
    if ask is not None and not ask(question):
        raise UsageError("not restored; nothing was changed")
    done = restore_backup(where.database, where.backups, load(where.config_file).plan())
    source = done.backup or "no backup"
    tell(f"restored: {done.from_backup} events from {source}, {done.saved} more from the damaged file")
    if done.set_aside:
        tell(f"the damaged file is now {done.set_aside}")


def rebuild() -> None:
    """Replay the log into fresh caches."""
    with open_store() as store:
        store.rebuild()


def _faulty(where: Folders) -> bool:
    try:
        check_file(where.database, full=True)
    except DataError:
        return True
    return False


def _what_is_left(where: Folders) -> str:
    backup = newest_sound(where.backups)
    readable = len(salvage(where.database)) if where.database.exists() else 0
    return (
        f"{readable} events can still be read from {where.database}; "
        f"the newest sound backup is {backup or 'none'}."
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
