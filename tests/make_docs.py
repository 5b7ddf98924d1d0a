"""Makes the documents that can be made from the code; tests/test_docs.py compares them.

python tests/make_docs.py [NAME ...]     all, or those whose file name contains NAME
"""

import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "grading")]

from door import run  # noqa: E402
from make_images import IMAGES  # noqa: E402

from rnnquiz.cli import FAMILIES  # noqa: E402

COMMANDS = [name for family in FAMILIES.values() for name in family]

# Measured on data that stays outside the project; so these lines are kept by hand.
EXAM = [
    "## A stranger's bank",
    "",
    "`tests/banks/neural-networks.yaml` grades 17 questions of a neural-network exam that another hand wrote. Real students' answers (not in",
    "the project) with the examiner's grade of 0 to 2, ten students whose answers had not been read: Pearson r of the score 0.73, partial r given",
    "log length 0.60 (answer length alone: r 0.56); all twenty, half of them read, later: 0.73 and 0.65. Measured on 2026-11-22 by `python tests/grading/exam.py FILE`.",
    "",
    "## Blind answers",
    "",
    "Written in the style of the marked ones by people who never saw a rubric, and measured once before anybody who writes rubrics read them:",
    "QWK 0.80 on 405 after the first round of rubrics, 0.88 on 225 after the second, 0.88 on 180 after the third, 0.82 on 225 whose false claims",
    "nobody would foresee. Then sets rich in contrasts, denials and refuted myths brought to light what the marked answers don't show: of 225, 225",
    "and 360 right or wrong answers 72 to 87 % of the right ones got 3 or 4, as a misconception fired on a true sentence. Every misconception was",
    "then asked whether an expert could write its words, and kept its wide form only where that costs at most one false alarm for three",
    "true ones, on 2,111 right and 2,044 wrong answers: of the right ones 311 had an alarm before and 17 now. The price: more false claims beside a",
    "right answer go unseen.",
    "",
    "| blind set of 270, first sight | before | after |",
    "|---|---|---|",
    "| QWK | 0.86 | 0.85 |",
    "| full marks given 3 or 4 | 87% | 97% |",
    "| worth nothing, given 0 or 1 | 89% | 91% |",
    "| right with one false claim, given 2 at most | 84% | 58% |",
    "",
    "After that this set served to choose how wide the rules are, and stands at 0.88, 97 %, 94 % and 76 %, which is no longer blind.",
    "What is lost: false claims of a kind that no misconception names, and right answers told wholly in analogies.",
    "",
]


def cli_text(*arguments: str) -> str:
    """What a command prints, 80 columns, plain signs of a terminal that can do UTF-8, at a fixed time."""
    env = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # else the help depends on who calls
    with tempfile.TemporaryDirectory() as folder:
        return run(arguments, Path(folder), now="2026-12-01T19:30:00+01:00", env=env)[0]


def cli_page() -> str:
    """docs/cli.md: every command's own help."""
    parts = ["# Commands", "", "Made from the program by `python tests/make_docs.py`.", ""]
    for name in ("", *COMMANDS):
        shown = cli_text(*filter(None, [name]), "--help").rstrip()
        parts += [
            f"## rnnquiz {name}".rstrip(),
            "",
            "```",
            *(line.rstrip() for line in shown.splitlines()),
            "```",
            "",
        ]
    return "\n".join(parts)


def schema_page() -> str:
    """docs/bank.schema.json: the shape of a bank, for editors."""
    from rnnquiz.bankshape import json_schema

    return json.dumps(json_schema(), indent=1) + "\n"


def grading_page() -> str:
    """docs/grading.md: how the grader agrees with people, and what it resists."""
    from attacks import GAMING, ODD

    from rnnquiz.bank import load_banks
    from rnnquiz.grade import grade
    from rnnquiz.selftest import agreement, graded, read_marked

    bank = load_banks((ROOT / "questions",))
    rows = read_marked(ROOT / "tests/grading/answers.jsonl")
    results = graded(bank, rows)
    text = [
        "# How well it grades",
        "",
        "Made by `python tests/make_docs.py grading`; a test compares it with the code. The marked answers and what `tuned` and `kept`",
        "mean: [tests/grading](../tests/grading/README.md). QWK is the quadratic weighted kappa (Cohen 1968) with the mean of two raters.",
        "",
        "## Agreement with people",
        "",
        "| answers | kind | n | QWK | exact | within one | mean given |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in ("tuned", "kept"):
        for kind in ("", "excellent", "good", "half", "mixed", "wrong", "gaming"):
            chosen = [(row, got) for row, got in results if row.part == part and kind in ("", row.kind)]
            pairs = [(row.points, got.points) for row, got in chosen]
            figures = agreement(pairs)
            qwk = f"{figures.qwk:.3f}" if not kind else ""
            mean = statistics.mean(got.points for _, got in chosen)
            text.append(
                f"| {part} | {kind or 'all'} | {figures.count} | {qwk} | {figures.exact:.0%} |"
                f" {figures.within_one:.0%} | {mean:.2f} |"
            )
    kept = [(row.points, got.points) for row, got in results if row.part == "kept"]
    full = [points for mark, points in kept if mark == 4]
    none = [points for mark, points in kept if mark == 0]
    text += [
        "",
        f"Kept aside: of the answers marked 4, {sum(p >= 3 for p in full) / len(full):.0%} get 3 or 4; of those marked 0,"
        f" {sum(p <= 1 for p in none) / len(none):.0%} get 0 or 1.",
        "",
        *EXAM,
        "## Attacks",
        "",
        "Made from the 45 model answers, each of which earns 4 as it stands.",
        "",
        "| answer | may earn | mean | within it |",
        "|---|---|---|---|",
    ]
    for name, make, most, _ in GAMING:
        points = [grade(q, make(q, bank, random.Random(at))).points for at, q in enumerate(bank.questions)]
        text.append(
            f"| {name} | {most} at most | {statistics.mean(points):.2f} | {sum(p <= most for p in points)} of 45 |"
        )
    for name, make, least, _ in ODD:
        points = [grade(q, make(q, bank, random.Random(at))).points for at, q in enumerate(bank.questions)]
        text.append(
            f"| honest, in {name} | {least} at least | {statistics.mean(points):.2f} | {sum(p >= least for p in points)} of 45 |"
        )
    counts = f"{len({c.id for q in bank.questions for c in q.concepts})} concepts"
    wrongs = len({m.id for q in bank.questions for m in q.misconceptions})
    examples = sum(len(q.examples) for q in bank.questions)
    text += [
        "",
        f"The bank: 45 questions, {counts}, {wrongs} misconceptions, {examples} examples; `rnnquiz check` runs their tests.",
        "",
    ]
    return "\n".join(text)


PAGES: dict[str, Callable[[], str]] = {
    "docs/cli.md": cli_page,
    "docs/bank.schema.json": schema_page,
    "docs/grading.md": grading_page,
    **{f"docs/images/{name}.svg": make for name, make in IMAGES.items()},
}


def main(wanted: list[str]) -> None:
    for name, make in PAGES.items():
        if not wanted or any(word in name for word in wanted):
            (ROOT / name).write_text(make(), encoding="utf-8")
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
