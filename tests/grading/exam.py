"""Prints how grades on a real exam agree with the examiner's, for a bank written by a stranger.

    python tests/grading/exam.py FILE.jsonl [--students 1,4,7]

Each line of the file has student, qid, answer and score (0, 1, 2).  The answers themselves are not here.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from math import log, sqrt
from pathlib import Path
from statistics import StatisticsError, correlation

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rnnquiz.bank import load_banks  # noqa: E402
from rnnquiz.grade import grade  # noqa: E402
from rnnquiz.selftest import agreement  # noqa: E402

BANK = ROOT / "tests/banks/neural-networks.yaml"


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Pearson's r; NaN where one side is constant or too short."""
    try:
        return correlation(xs, ys)
    except StatisticsError:
        return float("nan")


def partial(xs: Sequence[float], ys: Sequence[float], given: Sequence[float]) -> float:
    """The correlation of xs and ys when both are freed of what they share linearly with `given`."""
    r, rx, ry = pearson(xs, ys), pearson(xs, given), pearson(ys, given)
    return (r - rx * ry) / sqrt((1 - rx * rx) * (1 - ry * ry))


def main() -> None:
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    file, *rest = sys.argv[1:]
    students = set(rest[1].split(",")) if rest[:1] == ["--students"] else None
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if students is None or str(row["student"]) in students]
    bank = load_banks((BANK,))
    verdicts = [grade(bank.question(f"q{row['qid']}"), row["answer"]) for row in rows]
    marks = [float(row["score"]) for row in rows]
    words = [log(1 + len(row["answer"].split())) for row in rows]
    print(f"{len(rows)} answers; log length alone: r {pearson(words, marks):.3f}")
    measures = {"score": [v.score for v in verdicts], "points": [float(v.points) for v in verdicts]}
    for name, given in measures.items():
        r, rest_r = pearson(given, marks), partial(given, marks, words)
        print(f"{name:6}  r {r:.3f}  given log length {rest_r:.3f}")
    pairs = [(round(mark), round(v.points / 2)) for mark, v in zip(marks, verdicts, strict=True)]
    found = agreement(pairs, top=2)
    print(f"QWK of round(points / 2): {found.qwk:.3f}  exact {found.exact:.3f}")
    per: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row, mark, verdict in zip(rows, marks, verdicts, strict=True):
        per[str(row["qid"])].append((verdict.score, mark))
    for qid in sorted(per, key=int):
        scores, given_marks = zip(*per[qid], strict=True)
        shown = f"{pearson(scores, given_marks):6.3f}  n {len(scores)}"
        print(
            f"q{qid:3} r {shown}  mean score {sum(scores) / len(scores):.2f}  mean grade {sum(given_marks) / len(scores):.2f}"
        )


if __name__ == "__main__":
    main()
