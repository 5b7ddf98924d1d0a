"""One event of the learner's log: what it holds, its row in a database, its id.  Opens no file."""

import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from rnnquiz import clock
from rnnquiz.errors import DataError
from rnnquiz.schedule import RATINGS, Rating

Row = tuple[Any, ...]

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Event:
    """One row of the log; `undone` is no column but whether an undo names it."""

    id: str
    device: str
    kind: str
    question: str
    at_ms: int
    offset_min: int
    study_day: date
    rating: Rating | None = None
    proposed: Rating | None = None
    points: int | None = None
    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
    answer: str | None = None
    taken_ms: int | None = None
    bank: str | None = None
    undoes: str | None = None
    undone: bool = False

    @property
    def at(self) -> datetime:
        """When, with the learner's offset then."""
        return clock.from_stamp(self.at_ms, self.offset_min)


COLUMNS = tuple(field.name for field in fields(Event) if field.name != "undone")


def next_id(at_ms: int, last: str | None) -> str:
    """A UUIDv7 for this instant, or for just after `last` when that is later: 60 bits of time and count, 62
    of chance."""
    count = at_ms << 12
    if last is not None:
        digits = last.replace("-", "")
        count = max(count, (int(digits[:12], 16) << 12 | int(digits[13:16], 16)) + 1)
    bits = (
        (count >> 12) << 80
        | 7 << 76
        | (count & 0xFFF) << 64
        | 2 << 62
        | int.from_bytes(os.urandom(8), "big") >> 2
    )
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def checksum(values: Sequence[object]) -> int:
    """CRC-32 of a row's values."""
    return zlib.crc32(repr(tuple(values)).encode("utf-8", "surrogatepass"))


def event_row(event: Event) -> Row:
    """An event as the columns of its table, checksum last."""
    values = [
        json.dumps(value, ensure_ascii=False) if isinstance(value, tuple)
        else value.isoformat() if isinstance(value, date)
        else value
        for value in (getattr(event, name) for name in COLUMNS)
    ]  # fmt: skip
    return (*values, checksum(values))


def event_from_row(row: Row, undone: bool = False) -> Event:
    """The event of such a row."""
    given: dict[str, Any] = dict(zip(COLUMNS, row, strict=False))
    given["study_day"] = date.fromisoformat(given["study_day"])
    for name in ("found", "missed", "overruled"):
        given[name] = tuple(json.loads(given[name]))
    return Event(**given, undone=undone)


def writable(answer: str | None) -> str | None:
    """The answer without what UTF-8 can't hold: a terminal may hand over bytes that are no text."""
    return answer.encode("utf-8", "replace").decode() if answer is not None else None


def checked(event: Event) -> Event:
    """The event, if it could be one of ours: another machine's file may hold anything.  Raises DataError."""
    words = (
        event.question,
        event.device,
        event.answer,
        event.bank,
        *event.found,
        *event.missed,
        *event.overruled,
    )
    is_review = event.kind == "review" and event.rating in RATINGS and event.undoes is None
    is_undo = event.kind == "undo" and event.rating is None and event.undoes is not None
    if not (
        _ID.fullmatch(event.id)
        and (is_review or is_undo)
        and event.proposed in (None, *RATINGS)
        and (event.points is None or 0 <= event.points <= 4)
        and 0 <= event.at_ms < 1 << 45
        and abs(event.offset_min) < 24 * 60
        and 1970 <= event.study_day.year < 3000
        and 0 <= (event.taken_ms or 0) < 1 << 53
        and event.question
        and all(word is None or (isinstance(word, str) and word == writable(word)) for word in words)
    ):
        raise DataError(f"event {event.id[:40]!r} is none that rnnquiz writes; nothing was taken")
    return event
