"""A bank's own tests, and its figures on marked answers.  Grades; changes nothing, prints nothing."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnquiz.bank import Bank, Concept, Misconception, Question
from rnnquiz.errors import RnnquizError
from rnnquiz.grade import Grade, grade


@dataclass(frozen=True, slots=True)
class Finding:
    """A test of the bank that failed: where, and what was expected and found."""

    where: str
    what: str


def findings(bank: Bank) -> Iterator[Finding]:
    """Every failed test: model answers, examples, and each rule's own sentences."""
    seen: set[str] = set()
    for question in bank.questions:
        yield from _model_answers(question)
        for example in question.examples:
            got = grade(question, example.answer)
            slack = 0 if example.points in (0, 4) else 1
            if abs(got.points - example.points) > slack:
                yield Finding(
                    question.id,
                    f"{example.kind} example: expected {example.points}, {_why(got)}: {example.answer!r}",
                )
        for concept in (c for q in (question, *question.follow_ups) for c in q.concepts):
            if concept.id not in seen:
                seen.add(concept.id)
                owner = next(q for q in (question, *question.follow_ups) if concept in q.concepts)
                yield from _concept(owner, concept)
        for item in question.misconceptions:
            yield from _misconception(question, item)


def _model_answers(question: Question) -> Iterator[Finding]:
    for asked in (question, *question.follow_ups):
        got = grade(asked, asked.model_answer)
        if got.points != 4:
            yield Finding(asked.id, f"the model answer must earn 4; {_why(got)}")


def _concept(question: Question, concept: Concept) -> Iterator[Finding]:
    def found(sentence: str) -> bool:
        return any(one.found for one in grade(question, sentence).concepts if one.concept.id == concept.id)

    for sentence in concept.finds:
        if not found(sentence):
            yield Finding(concept.id, f"must be found (in {question.id}), and is not: {sentence!r}")
    for sentence in concept.misses:
        if found(sentence):
            yield Finding(concept.id, f"must not be found (in {question.id}), and is: {sentence!r}")


def _misconception(question: Question, item: Misconception) -> Iterator[Finding]:
    got = grade(question, item.example)
    if not any(claim.misconception.id == item.id for claim in got.misconceptions):
        yield Finding(item.id, f"must be found in its own example (in {question.id}): {item.example!r}")
    if got.points > 1:
        yield Finding(
            item.id, f"its example may earn 1 at most in {question.id}; {_why(got)}: {item.example!r}"
        )


def _why(got: Grade) -> str:
    missing = ", ".join(one.concept.id for one in got.concepts if not one.found) or "none"
    wrong = ", ".join(claim.misconception.id for claim in got.misconceptions)
    parts = [f"got {got.points} (score {got.score}, missing: {missing}"]
    parts += [f"wrong: {wrong}"] if wrong else []
    parts += [f"doubts: {' '.join(got.doubts)}"] if got.doubts else []
    return "; ".join(parts) + ")"


# ---- marked answers --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that people marked: `points` is the mean of the raters, rounded."""

    question: str
    answer: str
    points: int
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the grader agrees with the marks on `count` answers; `qwk` is NaN-free: 0 when undefined."""

    count: int
    qwk: float
    exact: float
    within_one: float


def read_marked(file: Path) -> list[Marked]:
    """The marked answers of a JSON-lines file.  Raises RnnquizError naming the line."""
    rows = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RnnquizError(f"{file}: can't be read ({error}); give a UTF-8 file of JSON lines") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            points = row["points"]
            mean = sum(points) / len(points) if isinstance(points, list) else points
            words = (row["question"], row["answer"], row.get("kind", ""), row.get("part", ""))
            if not (0 <= mean <= 4 and all(isinstance(word, str) for word in words)):
                raise ValueError("points are 0 to 4, the rest texts")
            question, answer, kind, part = words
            rows.append(Marked(question, answer, int(mean + 0.5), kind, part))
        except (ArithmeticError, KeyError, TypeError, ValueError, RecursionError, AttributeError) as error:
            what = f"needs question, answer and points ({error})"
            raise RnnquizError(f"{file}:{number}: {what}; mend or remove the line") from None
    return rows


def agreement(pairs: Sequence[tuple[int, int]], top: int = 4) -> Agreement:
    """Quadratic weighted kappa (Cohen 1968) and plain agreement of (mark, given) pairs on 0..top."""
    count = len(pairs)
    if not count:
        return Agreement(0, 0.0, 0.0, 0.0)
    marks, given = Counter(mark for mark, _ in pairs), Counter(points for _, points in pairs)
    observed = sum((mark - points) ** 2 for mark, points in pairs) / count
    expected = (
        sum(marks[a] * given[b] * (a - b) ** 2 for a in range(top + 1) for b in range(top + 1)) / count**2
    )
    exact = sum(mark == points for mark, points in pairs) / count
    near = sum(abs(mark - points) <= 1 for mark, points in pairs) / count
    return Agreement(count, 1 - observed / expected if expected else 0.0, exact, near)


def graded(bank: Bank, rows: Sequence[Marked]) -> list[tuple[Marked, Grade]]:
    """Each marked answer with its grade.  Raises UsageError for a question that the bank lacks."""
    return [(row, grade(bank.question(row.question), row.answer)) for row in rows]


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How one rule did on marked answers: found in so many of the good (3, 4) and of the bad (0, 1) ones."""

    question: str
    rule: str
    wrong_claim: bool
    good: int
    good_found: int
    bad: int
    bad_found: int


def rule_figures(results: Sequence[tuple[Marked, Grade]]) -> list[RuleFigures]:
    """For every concept and misconception of the questions marked."""
    tally: dict[tuple[str, str, bool], list[int]] = {}
    for row, got in results:
        fired = {claim.misconception.id for claim in got.misconceptions}
        found = [((row.question, one.concept.id, False), one.found) for one in got.concepts]
        found += [((row.question, name, True), True) for name in fired]
        for key, hit in found:
            counts = tally.setdefault(key, [0, 0])
            counts[0] += hit and row.points >= 3
            counts[1] += hit and row.points <= 1
    good = Counter(row.question for row, _ in results if row.points >= 3)
    bad = Counter(row.question for row, _ in results if row.points <= 1)
    return [
        RuleFigures(q, rule, wrong, good[q], c[0], bad[q], c[1])
        for (q, rule, wrong), c in sorted(tally.items())
    ]
