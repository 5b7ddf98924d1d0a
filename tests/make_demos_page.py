"""Runs every demo and writes docs/demos.md: claim, picture, numbers, machine.  Takes minutes.

python tests/make_demos_page.py [SEED]     SEED: the first of ten seeds (default 0); others only print
"""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def shown(picture: object) -> list[str]:
    """A picture as plain text, 76 columns."""
    from rnnquiz.picture_text import rows

    return ["".join(text for text, _ in row).rstrip() for row in rows(picture, 76, ascii=True)]  # type: ignore[arg-type]


def section(name: str, seeds: tuple[int, ...]) -> tuple[list[str], bool, float]:
    """One demo of the page, whether its claims hold, and its seconds."""
    from rnnquiz.bank import load_banks
    from rnnquiz.lab import Lab, prepare, run, settings
    from rnnquiz.lessons import find
    from rnnquiz.picture import number

    lesson = find(name)
    lab = Lab(seeds, settings(lesson, {}))
    lab.device = prepare(lesson, "cpu")
    done = run(lesson, lab)
    asked = [question.id for question in load_banks((ROOT / "questions",)).questions if question.demo == name]
    lines = [f"## {name}", "", lesson.title, ""]
    for picture in done.pictures:
        lines += ["```", *shown(picture), "```", ""]
    lines += [*done.readings, "", "| claim | expected | measured | |", "|---|---|---|---|"]
    for one in done.verdicts:
        low, high = number(one.claim.low), number(one.claim.high)
        expected = low if low == high else f"{low} to {high}"
        held = "holds" if one.holds else "**fails**"
        lines.append(f"| {one.claim.words.replace('|', '¦')} | {expected} | {number(one.value)} | {held} |")
    knobs = ", ".join(
        f"`--{knob.name.replace('_', '-')} {knob.other}` ({knob.words})" for knob in lesson.knobs
    )
    lines += ["", f"{done.seconds:.1f} s. Try {knobs}."]
    lines += [f"Questions: {', '.join(f'`{name}`' for name in asked)}.", ""] if asked else [""]
    return lines, done.holds, done.seconds


def main() -> None:
    from rnnquiz.lessons import names

    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    seeds = tuple(range(first, first + 10))
    pages: list[str] = []
    results: dict[str, tuple[bool, float]] = {}
    for name in names():
        lines, holds, seconds = section(name, seeds)
        pages += lines
        results[name] = (holds, seconds)
        print(f"{name}: {'holds' if holds else 'FAILS'}, {seconds:.1f} s", flush=True)
    times = sorted(seconds for _, seconds in results.values())
    print(
        f"median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s; {sum(h for h, _ in results.values())} of {len(results)} hold"
    )
    if first == 0:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, one thread a demo"
        head = [
            "# The demos",
            "",
            f"Made by `python tests/make_demos_page.py` on {datetime.now(UTC):%Y-%m-%d} ({machine}). Ten seeds each. Numbers move a",
            "little on other processors; the bounds are wide enough for that. `rnnquiz demo NAME --source` shows the code.",
            "",
        ]
        (ROOT / "docs/demos.md").write_text("\n".join([*head, *pages]), encoding="utf-8")


if __name__ == "__main__":
    main()
