"""The JSON objects that scripts rely on (docs/contract.md).  Builds them; writes none."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rnnquiz.bank import CORE, Bank, Question
from rnnquiz.bankindex import Entry
from rnnquiz.errors import UsageError

if TYPE_CHECKING:
    from rnnquiz.grade import Grade
    from rnnquiz.selftest import Agreement, Marked
    from rnnquiz.stats import Calendar, Progress
    from rnnquiz.store import Event

GRADE = "rnnquiz.grade/1"


def grade_record(verdict: "Grade") -> dict[str, Any]:
    """rnnquiz.grade/1"""
    return {
        "schema": GRADE,
        "question": verdict.question,
        "points": verdict.points,
        "score": verdict.score,
        "rating": verdict.rating,
        "concepts": [
            {
                "id": one.concept.id,
                "found": one.found,
                "evidence": one.evidence,
                "weight": _weight(one.concept.weight),
                "text": one.concept.text,
            }
            for one in verdict.concepts
        ],
        "misconceptions": [
            {"id": one.misconception.id, "evidence": one.evidence, "correct": one.misconception.correct}
            for one in verdict.misconceptions
        ],
        "doubts": list(verdict.doubts),
    }


def graded_line(bank: Bank, line: str, number: int) -> dict[str, Any]:
    """One line of a batch, graded; or {"error", "line"} when it can't be."""
    from rnnquiz.grade import grade

    try:
        row = json.loads(line)
    except ValueError as error:
        return {"error": f"not JSON: {error}", "line": number}
    except RecursionError:
        return {"error": "not JSON that can be read: nested too deep", "line": number}
    if not isinstance(row, dict):
        return {"error": f"expected an object, found {type(row).__name__}", "line": number}
    for key in ("question", "answer"):
        if not isinstance(row.get(key), str):
            return {"error": f"{key!r} must be a text", "line": number}
    try:
        rest = _finite({key: value for key, value in row.items() if key not in ("question", "answer")})
        verdict = grade(bank.question(row["question"]), row["answer"])
    except UsageError as error:
        return {"error": str(error), "line": number}
    except RecursionError:
        return {"error": "its other fields are nested too deep", "line": number}
    return {**grade_record(verdict), "input": rest}


def _finite(value: Any) -> Any:
    """JSON has no NaN or infinity, though Python reads them: they become null."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not abs(value) < float("inf") else value


def question_row(question: Entry) -> dict[str, Any]:
    """One entry of rnnquiz.questions/1."""
    return {
        "id": question.id,
        "topic": question.topic,
        "question": question.text,
        "sources": list(question.sources),
        "concepts": [{"id": name, "weight": _weight(weight)} for name, weight in question.concepts],
        "demo": question.demo,
    }


def question_record(question: Question) -> dict[str, Any]:
    """rnnquiz.question/1: everything about one question."""
    return {
        "schema": "rnnquiz.question/1",
        **question_row(Entry.of(question)),
        "concepts": [
            {"id": one.id, "weight": _weight(one.weight), "text": one.text} for one in question.concepts
        ],
        "misconceptions": [
            {"id": one.id, "wrong": one.wrong, "correct": one.correct} for one in question.misconceptions
        ],
        "model_answer": question.model_answer,
        "follow_ups": [
            {"id": follow.id, "text": follow.text, "model_answer": follow.model_answer}
            for follow in question.follow_ups
        ],
        "source_errors": [
            {"verdict": one.verdict, "claim": one.claim, "right": one.right, "source": one.source}
            for one in question.source_errors
        ],
    }


def _weight(weight: int) -> str:
    return "core" if weight == CORE else "supporting"


def measured_record(results: Sequence[tuple["Marked", "Grade"]], rules: bool) -> dict[str, Any]:
    """rnnquiz.measured/1: agreement with marked answers, in all and by kind."""
    record: dict[str, Any] = {"schema": "rnnquiz.measured/1", "all": _agreement(results_agreement(results))}
    kinds = sorted({row.kind for row, _ in results})
    record["kinds"] = {
        kind: _agreement(results_agreement([(row, got) for row, got in results if row.kind == kind]))
        for kind in kinds
    }
    if rules:
        from rnnquiz.selftest import rule_figures

        record["rules"] = [
            {name: getattr(one, name) for name in type(one).__slots__} for one in rule_figures(results)
        ]
    return record


def results_agreement(results: Sequence[tuple["Marked", "Grade"]]) -> "Agreement":
    """The agreement of marks and grades."""
    from rnnquiz.selftest import agreement

    return agreement([(row.points, got.points) for row, got in results])


def _agreement(figures: "Agreement") -> dict[str, Any]:
    return {
        "count": figures.count,
        "qwk": round(figures.qwk, 4),
        "exact": round(figures.exact, 4),
        "within_one": round(figures.within_one, 4),
    }


def review_row(event: "Event") -> dict[str, Any]:
    """One entry of rnnquiz.history/1."""
    return {
        "id": event.id,
        "question": event.question,
        "at": event.at.isoformat(),
        "study_day": event.study_day.isoformat(),
        "rating": event.rating,
        "proposed_rating": event.proposed,
        "points": event.points,
        "undone": event.undone,
        "overruled": list(event.overruled),
    }


def stats_record(progress: "Progress") -> dict[str, Any]:
    """rnnquiz.stats/1"""
    return {
        "schema": "rnnquiz.stats/1",
        "questions": progress.total,
        "seen": progress.seen,
        "retention": {
            "reviews": progress.spaced,
            "recalled": progress.recalled,
            "measured": round(progress.recalled / progress.spaced, 4) if progress.spaced else None,
            "expected": round(progress.expected, 4) if progress.spaced else None,
            "target": progress.target,
        },
        "days": list(progress.days),
        "calendar": _calendar(progress.calendar),
        "forecast": list(progress.forecast),
        "interview": None if progress.interview is None else _interview(progress),
        "topics": [
            {
                "id": one.topic,
                "questions": one.questions,
                "seen": one.seen,
                "due": one.due,
                "recall": None if one.recall is None else round(one.recall, 4),
            }
            for one in progress.topics
        ],
        "concepts": [
            {"id": one.concept, "text": one.text, "found": one.found, "asked": one.asked}
            for one in progress.concepts
        ],
        "ideas": {
            "in_bank": progress.ideas,
            "asked": len(progress.concepts),
            "never_shown": progress.never_shown,
        },
    }


def _calendar(calendar: "Calendar") -> dict[str, Any]:
    return {
        "first": calendar.first.isoformat(),
        "days": list(calendar.days),
        "practised": calendar.practised,
        "longest_row": calendar.longest,
        "present_row": calendar.present,
        "most": calendar.busiest and {"answers": calendar.busiest[1], "day": calendar.busiest[0].isoformat()},
    }


def _interview(progress: "Progress") -> dict[str, Any]:
    stop, keep_up = progress.interview_recall or (None, None)
    return {
        "date": progress.interview and progress.interview.isoformat(),
        "recall_if_you_stop": stop if stop is None else round(stop, 4),
        "recall_if_you_keep_up": keep_up if keep_up is None else round(keep_up, 4),
    }
