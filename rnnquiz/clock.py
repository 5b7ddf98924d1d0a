"""What time it is, and which study day an instant belongs to.  Pure but for `now`; stores nothing.

A study day starts at a set hour of the learner's own clock (04:00 by default), so an answer given at one
in the morning still belongs to the evening before.  It is read off the wall clock at the offset in force
then, and kept with the review: a later journey or a change to summer time never moves an old review.
"""

import os
from datetime import UTC, date, datetime, timedelta, timezone

from rnnquiz.errors import UsageError

DAY_START = 4
FIRST_YEAR, LAST_YEAR = 1971, 2999  # room on both sides for offsets and for a hundred-year interval


def now() -> datetime:
    """This moment with the learner's offset; `RNNQUIZ_NOW` (ISO 8601 with offset) stands in for the clock.

    Raises UsageError when `RNNQUIZ_NOW` is not such an instant.
    """
    given = os.environ.get("RNNQUIZ_NOW", "")
    return parse_instant(given, "RNNQUIZ_NOW") if given else datetime.now().astimezone()


def parse_instant(text: str, name: str) -> datetime:
    """The instant that `text` names, with its offset; UsageError (naming `name`) for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    offset = at.utcoffset() if at else None
    sound = at and offset is not None and not offset % timedelta(minutes=1)
    if at is None or not sound or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise UsageError(
            f"{name} is {text!r}; give an instant with its offset, such as 2026-01-31T08:00:00+01:00"
        )
    return at


def study_day(at: datetime, day_start: int = DAY_START) -> date:
    """The study day of an instant: its calendar date by its own wall clock, `day_start` hours later.

    >>> study_day(datetime.fromisoformat("2026-03-02T03:59+01:00")).isoformat()
    '2026-03-01'
    """
    return (at.replace(tzinfo=None) - timedelta(hours=day_start)).date()


def to_stamp(at: datetime) -> tuple[int, int]:
    """(milliseconds since 1970 in UTC, offset in minutes): how an instant is stored."""
    offset = at.utcoffset() or timedelta()
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(milliseconds=1), offset // timedelta(minutes=1)


def from_stamp(at_ms: int, offset_min: int) -> datetime:
    """The instant that `to_stamp` stored, to the millisecond."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    return at.astimezone(timezone(timedelta(minutes=offset_min)))
