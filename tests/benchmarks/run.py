"""Speed as ratios: each command's CPU time against `python -c pass`, grading against stem recall.

    python tests/benchmarks/run.py [--write]     --write makes docs/performance.md

CPU time (user and system of the child) of interleaved runs; medians.  Ratios repeat within a tenth on a busy
machine, seconds do not, so no test times anything.
"""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import timeit
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
RUNS = 15

COMMANDS = {
    "--version": ["--version"],
    "--help": ["--help"],
    "due --json": ["due", "--json"],
    "questions": ["questions"],
    "questions --json": ["questions", "--json"],
    "history --json": ["history", "--json"],
    "stats --json": ["stats", "--json"],
    "grade lstm-cell gates --json": ["grade", "lstm-cell", "gates", "--json"],
    "drill, first question": ["drill", "--json"],
    "demo (the list)": ["demo"],
}


def cpu(command: list[str], env: dict[str, str]) -> float:
    """Seconds of CPU that one run of a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: dict[str, list[str]], env: dict[str, str]) -> dict[str, float]:
    """Median CPU seconds of each command, all of them in turn, RUNS times."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(cpu(command, env))
    return {name: statistics.median(found) for name, found in times.items()}


def big_bank(count: int) -> str:
    """A bank of `count` questions of the usual shape."""
    head = "topic: big\ntitle: Big\nconcepts:\n  one:\n    text: One.\n    any: [one thing]\n    finds: [one thing]\n    misses: [none]\n"
    entry = "  - id: q{0}\n    text: What is thing number {0}?\n    core: [one]\n    model_answer: It is one thing.\n"
    return head + "questions:\n" + "".join(entry.format(number) for number in range(count))


def fill(home: str, reviews: int) -> None:
    """A log of so many reviews."""
    os.environ["RNNQUIZ_HOME"] = home
    from rnnquiz.event import Event, next_id
    from rnnquiz.store import open_store

    start = datetime(2026, 1, 1, 9, tzinfo=UTC)
    last: str | None = None
    events = []
    for number in range(reviews):
        at = start + timedelta(minutes=number)
        at_ms = int(at.timestamp() * 1000)
        last = next_id(at_ms, last)
        events.append(
            Event(
                last,
                "bench",
                "review",
                f"q{number % 45}",
                at_ms,
                0,
                at.date(),
                rating="good",
                proposed="good",
                points=4,
            )
        )
    with open_store() as store:
        store.add(events)


def grading() -> tuple[float, float]:
    """(microseconds an answer of 60 words, ratio to stem recall of the model answer), warm."""
    from rnnquiz.bank import load_banks
    from rnnquiz.grade import grade
    from rnnquiz.reader import stem

    bank = load_banks((ROOT / "questions",))
    rows = [json.loads(line) for line in (ROOT / "tests/grading/answers.jsonl").read_text().splitlines()]
    cases = [
        (bank.question(row["question"]), row["answer"])
        for row in rows
        if 50 <= len(row["answer"].split()) <= 70
    ]

    def recall(answer: str, reference: str) -> float:
        given, wanted = (
            {stem(word) for word in re.findall(r"[a-z]+", text.lower())} for text in (answer, reference)
        )
        return len(given & wanted) / len(wanted)

    def ours() -> None:
        for question, answer in cases:
            grade(question, answer)

    def theirs() -> None:
        for question, answer in cases:
            recall(answer, question.model_answer)

    slow = fast = float("inf")
    for _ in range(100):  # in turn, as the two would be used
        slow, fast = min(slow, timeit.timeit(ours, number=1)), min(fast, timeit.timeit(theirs, number=1))
    return slow / len(cases) * 1e6, slow / fast


def training() -> float:
    """A training step of the demos' `adam` against a bare torch loop of the same LSTM on the same batch."""
    import torch
    from torch import nn
    from torch.nn.functional import cross_entropy

    from rnnquiz.training import adam

    torch.set_num_threads(1)

    def loop(bare: bool) -> float:
        torch.manual_seed(0)
        net, head = nn.LSTM(24, 64), nn.Linear(64, 28)
        x, y = torch.randn(50, 32, 24), torch.randint(28, (50 * 32,))
        step = adam(net, head, lr=0.01)
        optimizer = torch.optim.Adam([*net.parameters(), *head.parameters()], 0.01, fused=True)
        start = timeit.default_timer()
        for _ in range(40):
            loss = cross_entropy(head(net(x)[0]).flatten(0, 1), y)
            if bare:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            else:
                step(loss)
        return timeit.default_timer() - start

    times = [(loop(bare=False), loop(bare=True)) for _ in range(RUNS)]
    return min(ours for ours, _ in times) / min(bare for _, bare in times)


def page() -> str:
    """docs/performance.md"""
    lines = [
        "# Speed",
        "",
        "Made by `python tests/benchmarks/run.py --write`; CPU time as a ratio, medians of 15 interleaved runs.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "RNNQUIZ_HOME": f"{folder}/home", "COLUMNS": "80"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"  # as pip leaves an installed program
        for words in COMMANDS.values():  # compiles the program and the bank
            cpu([sys.executable, "-m", "rnnquiz", *words], env)
        commands = {name: [sys.executable, "-m", "rnnquiz", *words] for name, words in COMMANDS.items()}
        tab = {
            **env,
            "_RNNQUIZ_COMPLETE": "complete_bash",
            "COMP_WORDS": "rnnquiz show ls",
            "COMP_CWORD": "2",
        }
        found = medians({"pass": [sys.executable, "-c", "pass"], **commands}, env)
        bare = medians(
            {"pass": [*commands["--version"][:1], "-c", "pass"], "TAB": commands["--version"][:3]}, tab
        )
        lines += ["| command | against `python -c pass` |", "|---|---|"]
        lines += [f"| `rnnquiz {name}` | {found[name] / found['pass']:.1f} |" for name in commands]
        lines += [f"| one TAB after `rnnquiz show ls` | {bare['TAB'] / bare['pass']:.1f} |"]
        sizes = {}
        for count in (45, 500, 5000):
            file = Path(folder) / f"bank-{count}.yaml"
            file.write_text(big_bank(count))
            sizes[f"{count} questions"] = [
                sys.executable,
                "-m",
                "rnnquiz",
                "due",
                "--json",
                "--bank",
                str(file),
            ]
            cpu(sizes[f"{count} questions"], env)
        found = medians(sizes, env)
        base = found["45 questions"]
        lines += ["", "| `due --json` with a bank of | against 45 questions |", "|---|---|"]
        lines += [f"| {name} | {seconds / base:.2f} |" for name, seconds in found.items()]
        logs = {}
        for reviews in (1_000, 10_000, 100_000):
            home = f"{folder}/log-{reviews}"
            fill(home, reviews)
            logs[reviews] = {**env, "RNNQUIZ_HOME": home}
            cpu([sys.executable, "-m", "rnnquiz", "due", "--json"], logs[reviews])
        lines += [
            "",
            "| with a log of | `due --json` against 1,000 reviews | `answer` against 1,000 |",
            "|---|---|---|",
        ]
        due = [sys.executable, "-m", "rnnquiz", "due", "--json"]
        answer = [sys.executable, "-m", "rnnquiz", "answer", "bptt", "unroll it", "--json"]
        times = {
            n: (
                statistics.median(cpu(due, e) for _ in range(RUNS)),
                statistics.median(cpu(answer, e) for _ in range(RUNS)),
            )
            for n, e in logs.items()
        }
        for n, (one, two) in times.items():
            lines.append(f"| {n:,} reviews | {one / times[1_000][0]:.2f} | {two / times[1_000][1]:.2f} |")
    micro, ratio = grading()
    lines += [
        "",
        f"Grading an answer of 50 to 70 words, warm: {micro:.0f} microseconds on the machine of this run, {ratio:.1f} times stem recall of the model answer.",
        "",
        f"A training step of the demos: {training():.2f} times a bare torch loop of the same LSTM (the 1.4 s of torch's import aside).",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv:
        (ROOT / "docs/performance.md").write_text(text, encoding="utf-8")
