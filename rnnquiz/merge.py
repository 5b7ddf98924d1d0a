"""Unites the logs of several machines, without a server.  Decides nothing: the union has no conflicts.

A log is a set of events with unique ids that never change, so the union is commutative, associative and
idempotent, and the replay of a set in the order of its ids is the same on every machine.
"""

from pathlib import Path

from rnnquiz.database import is_database
from rnnquiz.exchange import read_jsonl
from rnnquiz.store import Store, read_log


def merge(store: Store, path: Path) -> int:
    """Add the events that another machine's database, backup or JSON-lines export has and this one lacks.

    Returns how many were new.  Raises DataError, and adds nothing, when the other file is not sound.
    """
    events = read_log(path) if is_database(path) else read_jsonl(path)
    return store.add(events)
