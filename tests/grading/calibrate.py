"""Learns the cut points of rnnquiz/calibration.py from the marked answers of the part `tuned`.

    python tests/grading/calibrate.py [--write]

The score of an answer is its credit less what wrong claims take; the points are how many cuts the score
reaches.  A small grid over the cuts and the two prices is searched for the least squared error of the points
(what the quadratic weighted kappa counts); among equals the values nearest to the present ones win, so that
a few answers more or less don't move everything.  (For a further wrong claim 0.2 and 0.25 are one apart; the
latter stands, since it keeps down more of the answers worth nothing that others wrote.)
"""

import itertools
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rnnquiz import calibration  # noqa: E402
from rnnquiz.bank import load_banks  # noqa: E402
from rnnquiz.grade import Grade  # noqa: E402
from rnnquiz.selftest import agreement, graded, read_marked  # noqa: E402

FIRST = (0.1, 0.16, 0.2, 0.25)
SECOND = (0.34, 0.4, 0.45, 0.5)
THIRD = (0.6, 0.65, 0.7, 0.76, 0.8)
FOURTH = (0.85, 0.9, 0.95, 1.0)
ERROR = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)
FURTHER = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3)


def credit(verdict: Grade, full: int) -> float:
    return min(1.0, sum(one.concept.weight for one in verdict.concepts if one.found) / full)


def main() -> None:
    bank = load_banks(
        (Path(sys.argv[sys.argv.index("--bank") + 1]) if "--bank" in sys.argv else ROOT / "questions",)
    )
    rows = [row for row in read_marked(ROOT / "tests/grading/answers.jsonl") if row.part == "tuned"]
    cases = []
    for row, verdict in graded(bank, rows):
        earned = credit(verdict, bank.question(row.question).full)
        ceiling = 0 if verdict.points == 0 and earned > 0.5 and not verdict.misconceptions else 4
        cases.append((row.points, earned, verdict.errors, ceiling))
    present = (*calibration.CUTS, calibration.SCORE_OF_ERROR, calibration.FURTHER_ERROR)

    def loss(values: tuple[float, ...]) -> tuple[float, float]:
        *cuts, error, further = values
        wrong = 0
        for points, earned, claims, ceiling in cases:
            score = earned - (error + further * (claims - 1) if claims else 0.0)
            wrong += (points - min(ceiling, sum(score >= cut for cut in cuts))) ** 2
        return wrong, sum((a - b) ** 2 for a, b in zip(values, present, strict=True))

    best = min(itertools.product(FIRST, SECOND, THIRD, FOURTH, ERROR, FURTHER), key=loss)
    pairs = [(row.points, got.points) for row, got in graded(bank, rows)]
    print(f"present {present}: squared error {loss(present)[0]}, QWK {agreement(pairs).qwk:.3f}")
    print(f"best    {best}: squared error {loss(best)[0]}")
    if "--write" in sys.argv:
        file = ROOT / "rnnquiz/calibration.py"
        text = file.read_text(encoding="utf-8").partition("\nCUTS")[0]
        text = text[: text.index("# score >=")] if "# score >=" in text else text + "\n"
        file.write_text(
            text
            + "# score >= CUTS[k] earns k + 1 points\n"
            + f"CUTS = {tuple(best[:4])}\n"
            + f"SCORE_OF_ERROR = {best[4]}  # what the first wrong claim takes from the score\n"
            + f"FURTHER_ERROR = {best[5]}  # and every further one\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
