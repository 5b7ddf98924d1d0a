"""Commands for the learner's data: export, import, merge, backup, doctor, config.  Parse, call, show."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from rnnquiz.cli.app import JSON, announce, command, write_json
from rnnquiz.options import Options

if TYPE_CHECKING:
    from rnnquiz.exchange import Note

Format = Literal["anki", "apkg", "csv", "jsonl"]
FILE = typer.Argument(..., metavar="FILE", exists=True, dir_okay=False)
KIND = typer.Argument(..., metavar="anki|apkg|csv|jsonl")
OUTPUT = typer.Option(None, "-o", "--output", metavar="FILE", help="Else standard output.")
TARGET = typer.Argument(None, metavar="[FILE]", help="Else the backups folder, a file a day.")


@command("export")
def export_(
    options: Options,
    kind: Format = KIND,
    output: Path | None = OUTPUT,
) -> None:
    """Questions for Anki (anki: text, apkg: with history), reviews as csv (FSRS), or the whole log (jsonl).

    Anki takes schedule and history only for cards that it does not have yet: hand over once, then update.

    \b
    Examples:
      rnnquiz export anki -o questions.txt
      rnnquiz export apkg -o rnnquiz.apkg
      rnnquiz export jsonl > log.jsonl
    """
    from rnnquiz import clock, exchange
    from rnnquiz.errors import UsageError
    from rnnquiz.store import open_store

    if output is not None:
        _check_target(output)
    if kind == "apkg" and output is None:
        raise UsageError("export apkg writes a file; name it with -o FILE")
    if kind == "anki":
        _write(exchange.anki_tsv(_notes(options)), output, options)
        return
    announce(options, "reading the log")
    with open_store() as store:
        counting = [event for event in reversed(store.history()) if not event.undone]
        if kind == "jsonl":
            _write(exchange.jsonl(store.events()), output, options)
        elif kind == "csv":
            _write(exchange.fsrs_csv(counting), output, options)
        elif output is not None:
            memories = store.all_memories()
            exchange.write_apkg(output, _notes(options), memories, counting, clock.now())
            _say(options, f"written: {output}")


@command("import")
def import_(options: Options, file: Path = FILE) -> None:
    """Reviews from a log (.jsonl), the FSRS optimizer's .csv, or an Anki collection or package.

    \b
    Examples:
      rnnquiz import log.jsonl
    """
    from rnnquiz import exchange
    from rnnquiz.store import open_store

    announce(options, f"reading {file}")
    with open_store() as store:
        if file.suffix == ".jsonl":
            found = exchange.read_jsonl(file)
        elif file.suffix == ".csv":
            found = exchange.read_fsrs_csv(file, store.day_start)
        else:
            found = exchange.read_anki(file, [note.id for note in _notes(options)], store.day_start)
        added = store.add(exchange.without_known(found, store.events()))
    _say(options, f"{added} new of {len(found)} read from {file}")


@command()
def merge(options: Options, file: Path = FILE) -> None:
    """Add the reviews made on another machine: its reviews.db, a backup, or its export jsonl.

    Nothing is overwritten, and merging twice adds nothing.

    \b
    Examples:
      rnnquiz merge /media/usb/reviews.db
    """
    from rnnquiz.merge import merge as unite
    from rnnquiz.store import open_store

    announce(options, f"reading {file}")
    with open_store() as store:
        store.copy_to(store.backups / "before-merge.db")
        added = unite(store, file)
    _say(options, f"{added} new events from {file}" if added else f"{file} holds nothing new")


@command()
def backup(
    options: Options,
    file: Path | None = TARGET,
) -> None:
    """Write a checked copy of the learner's data.  (Never copy the open file itself: it may lack the end.)

    \b
    Examples:
      rnnquiz backup
      rnnquiz backup ~/reviews-today.db
    """
    from rnnquiz import clock
    from rnnquiz.backup import back_up
    from rnnquiz.store import open_store

    if file is not None:
        _check_target(file)
    announce(options, "copying the data and checking the copy")
    with open_store() as store:
        count = store.count()
        if file is None:
            file = back_up(store, clock.study_day(clock.now(), store.day_start))
        else:
            store.copy_to(file)
    _say(options, f"{count} events in {file}")


@command()
def doctor(
    options: Options,
    as_json: bool = JSON,
    restore: bool = typer.Option(False, "--restore", help="Bring back the newest sound backup; asks first."),
    rebuild: bool = typer.Option(False, "--rebuild", help="Replay the log into fresh caches."),
    yes: bool = typer.Option(False, "--yes", help="Restore without asking."),
) -> None:
    """Versions, paths, terminal, and a full check of the database; exit code 4 when it is not sound.

    \b
    Examples:
      rnnquiz doctor
      rnnquiz doctor --restore
    """
    from rnnquiz import doctor as examination

    if restore:
        announce(options, "checking the data and the backups")
        examination.restore(ask=None if yes else _ask(options), tell=lambda line: _say(options, line))
    if rebuild:
        announce(options, "replaying the log")
        examination.rebuild()
    announce(options, "checking every row of the data")
    report = examination.examine()
    if as_json:
        write_json(report.as_json())
    else:
        from rnnquiz.check_screen import show_doctor
        from rnnquiz.screen import screen_for

        show_doctor(screen_for(options), report)
    raise typer.Exit(4 if report.faults else 0)


@command()
def fit(options: Options) -> None:
    """Fit the schedule to your own reviews; kept only if it predicts reviews it did not see better.

    \b
    Examples:
      rnnquiz fit
    """
    from rnnquiz.config import put, shown
    from rnnquiz.fit import fit as fit_weights
    from rnnquiz.folders import folders
    from rnnquiz.store import open_store

    announce(options, "fitting the schedule to your reviews")
    with open_store() as store:
        found = fit_weights([event for event in reversed(store.history()) if not event.undone])
    if found.better:
        put(folders().config_file, "weights", shown(found.weights))
        _replay(options)
    verdict = "adopted" if found.better else "not adopted: no better than luck, the weights stay as they are"
    _say(
        options,
        f"learned from {found.trained} reviews; on {found.held_out} later ones the log loss is "
        f"{found.fitted_loss:.4f} fitted, {found.default_loss:.4f} by default "
        f"(standard error {found.error:.4f}): {verdict}",
        always=True,
    )


@command()
def config(
    options: Options,
    key: str | None = typer.Argument(None, metavar="[KEY"),
    value: str | None = typer.Argument(None, metavar="[VALUE]]"),
) -> None:
    """Show the settings and where each comes from, or one, or set one.

    \b
    Examples:
      rnnquiz config
      rnnquiz config desired_retention 0.95
      rnnquiz config editing_mode vi
    """
    from rnnquiz.config import KEYS, check_key, load, put, shown
    from rnnquiz.folders import folders

    path = folders().config_file
    if key:
        check_key(key)
    settings = put(path, key, value) if key and value is not None else load(path)
    if key == "weights" and value is not None and folders().database.exists():
        _replay(options)
    for name in [key] if key else KEYS:
        origin = settings.origin(name)
        long = name == "weights" and origin == "default" and not key  # 21 numbers, asked for by name
        value = "default" if long else shown(getattr(settings, name))
        line = f"{name} = {value}  ({origin})"
        _say(options, line, always=True)
    if not key:
        _say(options, f"file: {path}")


def _replay(options: Options) -> None:
    """Bring the schedule up to new weights here, where it is said, and not before the next question."""
    from rnnquiz.store import open_store

    announce(options, "replaying the log with the new weights")
    open_store().close()


def _ask(options: Options) -> Callable[[str], bool]:
    from rnnquiz.errors import UsageError

    def ask(question: str) -> bool:
        if not options.input or not sys.stdin.isatty():
            raise UsageError("doctor --restore asks first; add --yes to restore without asking")
        return typer.confirm(question)

    return ask


def _notes(options: Options) -> "list[Note]":
    """The bank's questions as flashcards."""
    import os

    from rnnquiz.bank import load_banks
    from rnnquiz.bankindex import bank_paths
    from rnnquiz.exchange import Note

    bank = load_banks(bank_paths(options.banks, os.environ))
    return [
        Note(
            id=question.id,
            question=question.text,
            answer=question.model_answer,
            concepts=tuple(concept.text for concept in question.concepts),
            topic=question.topic,
            sources=question.sources,
            demo=question.demo,
        )
        for question in bank.questions
    ]


def _check_target(file: Path) -> None:
    """Raises UsageError for a folder, and for the files that the learner's data live in."""
    import os.path

    from rnnquiz.errors import UsageError
    from rnnquiz.folders import folders

    if not file.name or os.path.isdir(file):  # noqa: PTH112  (Path.is_dir fails on a name too long)
        raise UsageError(f"{file}: a folder; name a file in it")
    ours = folders()
    database = os.path.realpath(ours.database)
    own = {database, f"{database}-wal", f"{database}-shm", os.path.realpath(ours.config_file)}
    if os.path.realpath(file) in own:
        raise UsageError(f"{file}: rnnquiz itself keeps its data there; name another file")


def _write(text: str, output: Path | None, options: Options) -> None:
    from rnnquiz.folders import replace_file

    if output is None:
        sys.stdout.write(text)
    else:
        replace_file(output, text.encode())
        _say(options, f"written: {output}")


def _say(options: Options, text: str, *, always: bool = False) -> None:
    from rnnquiz.safe import safe

    if always or not options.quiet:
        sys.stdout.write(f"{safe(text)}\n")
