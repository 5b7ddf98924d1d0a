"""The command `demo`: list, run, show the source, begin a new one.  Measures and draws nothing itself."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rnnquiz.cli.app import JSON, command, write_json
from rnnquiz.errors import RnnquizError, UsageError, did_you_mean
from rnnquiz.options import Options

if TYPE_CHECKING:
    from rnnquiz.demo_screen import DemoScreen
    from rnnquiz.lab import Run
    from rnnquiz.lessons import Lesson


def _names(incomplete: str) -> list[str]:
    from rnnquiz.lessons import names

    return [name for name in names() if name.startswith(incomplete)]


WORDS = typer.Argument(None, metavar="[NAME] [--KNOB VALUE]...", show_default=False, autocompletion=_names)
SEED = typer.Option(0, "--seed", metavar="S", help="The first seed.")
SEEDS = typer.Option(10, "--seeds", metavar="N", help="How many seeds, S to S+N-1; 1 for a quick look.")
DEVICE = typer.Option("cpu", "--device", metavar="NAME", help="cpu, cuda or auto.")
SAVE = typer.Option(None, "--save", metavar="FILE", help="Also write the pictures to FILE.png or FILE.svg.")


@command(context_settings={"ignore_unknown_options": True})  # those are the knobs of the demo
def demo(
    options: Options,
    words: list[str] = WORDS,
    seed: int = SEED,
    seeds: int = SEEDS,
    device: str = DEVICE,
    as_json: bool = JSON,
    save: str = SAVE,
    source: bool = typer.Option(False, "--source", help="Show the file: the lesson and its code."),
    everything: bool = typer.Option(False, "--all", help="Run every demo; with --json one object a line."),
    listing: bool = typer.Option(False, "--list", help="The demos and what they claim (as without NAME)."),
) -> None:
    """Watch a concept work: a small experiment that checks its own claim.

    Exit code 1 when a claim fails.  `rnnquiz demo new NAME` writes a file to begin your own.

    \b
    Examples:
      rnnquiz demo
      rnnquiz demo vanishing_gradient --seeds 1
      rnnquiz demo gradient_clipping --clip 100 --save clip.png
      rnnquiz demo long_memory --source
    """
    from rnnquiz.demo_screen import DemoScreen
    from rnnquiz.lab import check_device
    from rnnquiz.lessons import find

    check_device(device)
    names, knobs = _split(words or [])
    one = len(names) == 1 and names != ["new"] and not (everything or listing or source)
    if (knobs or save) and not one:
        option = f"--{next(iter(knobs), 'save')}"
        raise UsageError(f"{option} belongs to the run of one demo; give its name")
    if everything and names:
        raise UsageError("--all runs every demo; leave out the name")
    screen = DemoScreen(options, draws=not as_json)
    if not (1 <= seeds <= 1000 and 0 <= seed < 2**31):
        raise UsageError("--seeds takes 1 to 1000 and --seed 0 to 2147483647")
    chosen = tuple(range(seed, seed + seeds))
    if names[:1] == ["new"]:
        _new(names[1:])
    elif everything:
        _all(screen, chosen, device)
    elif listing or not names:
        _list(screen)
    elif len(names) > 1:
        raise UsageError(f"one demo at a time, not {' and '.join(names)}; --all runs every one")
    elif source:
        screen.source(find(names[0]))
    else:
        _one(screen, find(names[0]), chosen, knobs, device, Path(save) if save else None)


def run_one(options: Options, name: str) -> None:
    """`rnnquiz demo NAME` inside a session: ten seeds, and neither a failed claim nor Ctrl-C ends it.

    Raises RnnquizError where torch is missing or the demo breaks.
    """
    import contextlib

    from rnnquiz.demo_screen import DemoScreen
    from rnnquiz.lab import SEEDS
    from rnnquiz.lessons import find

    with contextlib.suppress(SystemExit):
        _one(DemoScreen(options), find(name), SEEDS, {}, "cpu", None)


def _split(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Names, and `--knob value` or `--knob=value` pairs; every knob takes a value."""
    from rnnquiz.lessons import OPTIONS

    names: list[str] = []
    knobs: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            names.append(word)
            continue
        if not word.startswith("--"):
            raise UsageError(f"no option {word}; `rnnquiz demo --help` lists them")
        name, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            found = next(rest, None)
            if found is None:
                hint = did_you_mean(word, [f"--{known}" for known in OPTIONS])
                raise UsageError(f"--{name} needs a value; {hint or f'such as --{name} 1'}")
            value = found
        knobs[name] = value
    return names, knobs


def _one(
    screen: "DemoScreen",
    lesson: "Lesson",
    seeds: tuple[int, ...],
    given: Mapping[str, str],
    device: str,
    save: Path | None,
) -> None:
    """Run one demo and leave with 1 when a claim fails, 130 after Ctrl-C."""
    from rnnquiz.lab import SEEDS, Lab, prepare, run, settings
    from rnnquiz.picture_file import check_suffix
    from rnnquiz.picture_file import save as save_pictures

    if save:
        check_suffix(save)
    knobs = settings(lesson, given)
    usual = not given and seeds == SEEDS  # what the claims are about, and what the list remembers
    screen.opening(lesson, seeds, knobs, whole=usual)
    lab = Lab(seeds, knobs, watcher=screen)
    try:
        with screen.loading(lesson):
            lab.device = prepare(lesson, device)
        done = run(lesson, lab)
    except KeyboardInterrupt:
        screen.clear()
        screen.stopped(len(lab.pictures))
        raise SystemExit(130) from None
    finally:
        screen.clear()
        if save and lab.pictures:
            save_pictures(lab.pictures, save)
    if screen.draws:
        screen.closing(done, usual, _questions(screen.options, lesson.name))
    else:
        write_json(done.json())
    if usual:
        _remember(done)
    if not done.holds:
        raise SystemExit(1)


def _questions(options: Options, demo: str) -> list[str]:
    """The questions whose answer a demo shows; none when a bank is invalid: that spoils no verdict."""
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.errors import BankError

    try:
        return [question.id for question in bank_of(options).questions if question.demo == demo]
    except BankError:
        return []


def _all(screen: "DemoScreen", seeds: tuple[int, ...], device: str) -> None:
    """Run every demo; one that breaks does not stop the others."""
    import time

    from rnnquiz.lab import SEEDS, Lab, Run, prepare, run, settings
    from rnnquiz.lessons import all_lessons

    results: list[Run | tuple[str, str]] = []
    start = time.perf_counter()
    try:
        for lesson in screen.each(all_lessons()):
            try:
                with screen.loading(lesson):
                    chosen = prepare(lesson, device)
                done = run(lesson, Lab(seeds, settings(lesson, {}), chosen, screen))
            except RnnquizError as error:
                results.append((lesson.name, str(error)))
                if not screen.draws:
                    write_json({"schema": "rnnquiz.demo/1", "demo": lesson.name, "error": str(error)})
                continue
            results.append(done)
            if not screen.draws:
                write_json(done.json())
            if seeds == SEEDS:
                _remember(done)
    except KeyboardInterrupt:
        screen.clear()
        if screen.draws:
            screen.table(results, time.perf_counter() - start)
        raise SystemExit(130) from None
    if screen.draws:
        screen.table(results, time.perf_counter() - start)
    if not all(isinstance(result, Run) and result.holds for result in results):
        raise SystemExit(1)


def _list(screen: "DemoScreen") -> None:
    from rnnquiz.lessons import all_lessons

    lessons = all_lessons()
    if screen.draws:
        from rnnquiz.cli.sources import bank_of

        bank = bank_of(screen.options)
        topics = {
            title: list(dict.fromkeys(one.demo for one in bank.in_topic(topic) if one.demo))
            for topic, title in bank.topics.items()
        }
        screen.listing(lessons, topics, _results())
        return
    write_json(
        {
            "schema": "rnnquiz.demos/1",
            "demos": [
                {
                    "demo": lesson.name,
                    "title": lesson.title,
                    "claims": [
                        {"name": claim.name, "words": claim.words, "low": claim.low, "high": claim.high}
                        for claim in lesson.claims
                    ],
                    "knobs": {knob.name: knob.default for knob in lesson.knobs},
                }
                for lesson in lessons
            ],
        }
    )


def _new(names: Sequence[str]) -> None:
    """Write a template that runs: into `demos/` of a checkout, else into the current folder."""
    from rnnquiz.content import HERE, folder
    from rnnquiz.lessons import begin

    if len(names) != 1:
        raise UsageError("`rnnquiz demo new NAME` takes one name, such as my_idea")
    place = Path() if (HERE / "_bundled").is_dir() else folder("demos")
    path = begin(place, names[0])
    sys.stdout.write(f"{path}\nrun it: rnnquiz demo {path}\n")


def _results() -> dict[str, str]:
    """The last result of each demo, `4 of 4 claims held on 2026-11-22`; empty where there is none."""
    import json

    from rnnquiz.folders import folders

    try:
        found = json.loads((folders().state / "demos.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # a list without last results is still the list
        return {}
    return {str(name): str(words) for name, words in found.items()} if isinstance(found, dict) else {}


def _remember(run: "Run") -> None:
    import contextlib
    import json

    from rnnquiz.clock import now
    from rnnquiz.errors import DataError
    from rnnquiz.folders import folders, replace_file

    held = sum(verdict.holds for verdict in run.verdicts)
    words = f"{held} of {len(run.verdicts)} claims held on {now().date()}"
    results = {**_results(), run.lesson.name: words}
    with contextlib.suppress(DataError):  # a full disk is no reason to fail an experiment
        replace_file(folders().state / "demos.json", json.dumps(results, indent=1).encode())
