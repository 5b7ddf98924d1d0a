"""A session in JSON lines, for scripts, simulated learners and other front ends (docs/contract.md).

The program writes {"ask", "follow_up", "text"}, reads {"answer"}, {"skip": true} or {"quit": true}, writes
the grade, and so on; last comes rnnquiz.session/1.  End of input ends the session in good order.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rnnquiz.records import grade_record
from rnnquiz.session import Report, Session

Write = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """One line of the other side; `answer` is None for skip and quit."""

    answer: str | None = None
    skip: bool = False


def hold(session: Session, lines: Iterator[str], write: Write) -> bool:
    """Ask until the queue or the input ends; True when every line could be read."""
    good = True
    while (question := session.next()) is not None:
        write({"ask": question.id, "follow_up": None, "text": question.text})
        reply, clean = read_reply(lines, write)
        good &= clean
        if reply is None:
            break
        if reply.answer is None:
            session.skip()
            continue
        write(grade_record(session.answer(reply.answer).verdict))
    write(session_record(session.report()))
    return good


def read_reply(lines: Iterator[str], write: Write) -> tuple[Reply | None, bool]:
    """The next reply, None for quit or the end; a line that is none is answered with {"error"}."""
    clean = True
    for line in lines:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            if row.get("quit") is True:
                return None, clean
            if row.get("skip") is True:
                return Reply(skip=True), clean
            if isinstance(row.get("answer"), str):
                return Reply(row["answer"]), clean
        clean = False
        write({"error": 'expected {"answer": TEXT}, {"skip": true} or {"quit": true}'})
    return None, clean


def session_record(report: Report, **more: Any) -> dict[str, Any]:
    """rnnquiz.session/1"""
    topics: dict[str, list[int]] = {}
    for outcome in report.outcomes:
        topics.setdefault(outcome.question.topic, []).append(outcome.verdict.points)
    details = {
        "left": report.left,
        "questions": [
            {
                "id": one.question.id,
                "points": one.verdict.points,
                "rating": one.rating,
                "due": one.due_day.isoformat(),
            }
            for one in report.outcomes
        ],
        "topics": {topic: {"answered": len(got), "points": sum(got)} for topic, got in topics.items()},
        "missed": [{"text": text, "times": times} for text, times in report.missed_most()],
        **more,
    }
    return {
        "schema": "rnnquiz.session/1",
        "answered": report.answered,
        "points": report.points,
        "report": details,
    }
