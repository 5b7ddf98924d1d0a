"""Loads banks through a compiled form that is keyed by content: never stale, safe to delete.

A cache that can't be read or written only costs its speed.
"""

import contextlib
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rnnquiz import content
from rnnquiz.bank import Bank, Concept, Example, Language, Misconception, Question, SourceError
from rnnquiz.bankindex import Entry, Index, files_of, index_file, read
from rnnquiz.errors import BankError

KEPT = 7  # compiled banks; the oldest go


def load(paths: tuple[Path, ...], cache: Path | None) -> Bank:
    """The bank of these paths.  Raises BankError with every fault."""
    data, compiled = read(paths, cache)
    if compiled and (bank := _from_cache(compiled)):
        return bank
    return compiled_bank(paths, data, compiled)


def compiled_bank(paths: tuple[Path, ...], data: dict[Path, bytes], compiled: Path | None) -> Bank:
    """The bank of these files' bytes, and its compiled form kept.  Raises BankError."""
    bank = _compiled(paths, data)
    if compiled:
        _to_cache(compiled, bank)
    return bank


def _compiled(paths: tuple[Path, ...], data: dict[Path, bytes]) -> Bank:
    from rnnquiz.bankfile import Faults, assemble

    demos = frozenset(file.stem for file in content.folder("demos").glob("*.py"))
    faults = Faults()
    questions: list[Question] = []
    topics: dict[str, str] = {}
    digest = hashlib.sha256()
    for path in paths:
        files = files_of(path)
        found, titles = assemble([(file, data[file]) for file in files], demos, faults)
        taken = {question.id for question in questions}
        for question in found:
            if question.id in taken:
                faults.add(path, 1, question.id, "another bank has this id too; rename one, or load one bank")
        questions.extend(found)
        topics |= titles
        for file in files:
            digest.update(data[file])
    if faults.found:
        raise BankError(faults.lines())
    return Bank(tuple(questions), topics, digest.hexdigest()[:12])


def _to_cache(file: Path, bank: Bank) -> None:
    languages = list({id(question.language): question.language for question in bank.questions}.values())
    places = {id(language): place for place, language in enumerate(languages)}
    form = {
        "topics": bank.topics,
        "version": bank.version,
        "languages": [asdict(language) for language in languages],
        "questions": [_plain(question, places) for question in bank.questions],
    }
    rows = [[getattr(entry, name) for name in Entry.__slots__] for entry in Index.of(bank).entries]
    index = {"topics": bank.topics, "entries": rows}
    part = file.with_suffix(f".{id(bank):x}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(file.parent.glob("bank-*.json"), key=lambda old: old.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
            index_file(old).unlink(missing_ok=True)
        for target, value in ((file, form), (index_file(file), index)):
            part.write_text(json.dumps(value), encoding="ascii")
            part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()


def _plain(question: Question, places: dict[int, int]) -> dict[str, Any]:
    fields = {name: getattr(question, name) for name in Question.__slots__}
    fields["language"] = places[id(question.language)]
    fields["follow_ups"] = [_plain(follow, places) for follow in question.follow_ups]
    for name in ("concepts", "misconceptions", "source_errors", "examples"):
        fields[name] = [
            [getattr(one, slot) for slot in type(one).__slots__] for one in getattr(question, name)
        ]
    return fields


def _from_cache(file: Path) -> Bank | None:
    try:
        form = json.loads(file.read_bytes())
        languages = [
            Language(_tuples(one["words"]), tuple(_tuples(group) for group in one["subjects"]))
            for one in form["languages"]
        ]
        questions = tuple(_question(fields, languages) for fields in form["questions"])
        return Bank(questions, form["topics"], form["version"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None  # absent, or not ours: it is made again


def _tuples(mapping: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in mapping.items()}


def _question(fields: dict[str, Any], languages: list[Language]) -> Question:
    kinds = {
        "concepts": Concept,
        "misconceptions": Misconception,
        "source_errors": SourceError,
        "examples": Example,
    }
    for name, kind in kinds.items():
        fields[name] = tuple(
            kind(*(tuple(value) if isinstance(value, list) else value for value in one))
            for one in fields[name]
        )
    fields["language"] = languages[fields["language"]]
    fields["follow_ups"] = tuple(_question(follow, languages) for follow in fields["follow_ups"])
    fields["sources"] = tuple(fields["sources"])
    return Question(**fields)
