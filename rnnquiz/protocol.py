"""A session in JSON lines, for scripts, simulated learners and other front ends (docs/contract.md).

The program writes {"ask", "follow_up", "text"}, reads {"answer"}, {"skip": true} or {"quit": true}, writes
the grade, and so on; last comes rnnquiz.session/1.  End of input ends the session in good order.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rnnquiz.bank import Question
from rnnquiz.records import grade_record
from rnnquiz.session import Report, Session

Write = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """One line of the other side; without an answer the question is skipped."""

    answer: str | None = None


@dataclass
class Exchange:
    """The two ends of a conversation; `clean` until a line came that was no reply."""

    lines: Iterator[str]
    write: Write
    clean: bool = True

    def ask(self, question: Question, follow_up: Question | None = None) -> Reply | None:
        """Ask the question, or what follows up on it, and read the reply; None for quit and for the end.

        A line that is no reply is answered with {"error"}, and the question stands.
        """
        asked = follow_up or question
        follow = follow_up.id if follow_up else None
        self.write({"ask": question.id, "follow_up": follow, "text": asked.text})
        for line in self.lines:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                if row.get("quit") is True:
                    return None
                if row.get("skip") is True:
                    return Reply()
                if isinstance(row.get("answer"), str):
                    return Reply(row["answer"])
            self.clean = False
            self.write({"error": 'expected {"answer": TEXT}, {"skip": true} or {"quit": true}'})
        return None


def hold(session: Session, exchange: Exchange, further: Callable[[], bool] = lambda: True) -> None:
    """Ask until the queue or the input ends.  `further` goes on after each answer; False ends the session."""
    while (question := session.next()) is not None:
        reply = exchange.ask(question)
        if reply is None:
            return
        if reply.answer is None:
            session.skip()
            continue
        exchange.write(grade_record(session.answer(reply.answer).verdict))
        if not further():
            return


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
