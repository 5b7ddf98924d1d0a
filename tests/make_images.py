"""The pictures of the README: a session and two demos, as the program shows them.  make_docs.py writes them.

python tests/make_images.py NAME ...     run these demos (needs torch) and store the runs, docs/images/NAME.json

A demo's picture is made from its stored run, so that it needs no training, and no machine's seconds, to be
made again; its claims are those of the demo as it stands.
"""

import dataclasses
import functools
import io
import json
import math
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "docs" / "images"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from door import Terminal, run  # noqa: E402

DEMOS = ("vanishing_gradient", "attention")
WIDE = 80
SESSION = ("quiz", "--topic", "gru-and-gated-comparison", "-n", "1", "--seed", "0", "--quiet")
ANSWER = (
    "A GRU is a gated recurrent cell with an update gate and a reset gate that decide what to keep from the past. "
    "It has a separate cell state like the LSTM."
)


# ---- a session -------------------------------------------------------------------------------------------


def session() -> str:
    """A question of a quiz answered by somebody at the prompt, one claim of it wrong."""
    from rnnquiz import prompt

    def typed(*_: object) -> str:
        lines = textwrap.wrap(ANSWER, WIDE - 4)
        sys.stdout.write("".join(f"{'> ' if not at else '  '}{line}\n" for at, line in enumerate(lines)))
        return ANSWER

    patches = (
        (prompt, "read_answer", lambda *_: prompt.Typed(typed())),
        (prompt, "read_key", lambda *_: "quit"),
    )
    with tempfile.TemporaryDirectory() as home:
        now = "2026-12-01T19:30:00+01:00"
        shown, _ = run(SESSION, Path(home), now, WIDE, terminal=True, patches=patches)
    return svg(
        "session",
        f"$ rnnquiz {' '.join(SESSION)}\n{shown}",
        f"A question, the answer {ANSWER!r}, and its verdict",
    )


# ---- demos -----------------------------------------------------------------------------------------------


class Recorder:
    """Watches a demo and keeps what it shows, in order."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []

    def steps(self, items: Iterable[Any], label: str, total: int | None) -> Iterator[Any]:
        return iter(items)

    def picture(self, picture: Any) -> None:
        self.shown.append({"kind": type(picture).__name__, **stored(dataclasses.asdict(picture))})

    def reading(self, sentence: str) -> None:
        self.shown.append({"kind": "reading", "sentence": sentence})


def record(name: str) -> None:
    """Run a demo, ten seeds, and store what it showed and measured."""
    from rnnquiz.lab import Lab, prepare, settings
    from rnnquiz.lab import run as run_demo
    from rnnquiz.lessons import find

    lesson = find(name)
    watcher = Recorder()
    lab = Lab(knobs=settings(lesson, {}), watcher=watcher)
    lab.device = prepare(lesson, "cpu")
    done = run_demo(lesson, lab)
    values = {verdict.claim.name: stored(verdict.value) for verdict in done.verdicts}
    kept = {"demo": name, "device": done.device, "seeds": done.seeds, "seconds": round(done.seconds, 1)}
    lines = [json.dumps(one) for one in watcher.shown]
    text = json.dumps({**kept, "values": values, "shown": []})[:-2] + "\n" + ",\n".join(lines) + "\n]}\n"
    (STORED / f"{name}.json").write_text(text, encoding="utf-8")


def demo(name: str) -> str:
    """The stored run as `rnnquiz demo NAME --quiet` showed it: claim, pictures, reading, verdicts."""
    from rnnquiz.demo_screen import DemoScreen
    from rnnquiz.lab import Run, Verdict, settings
    from rnnquiz.lessons import find
    from rnnquiz.options import Options

    told = json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))
    lesson = find(name)
    knobs = settings(lesson, {})
    verdicts = tuple(Verdict(claim, unstored(told["values"][claim.name])) for claim in lesson.claims)
    done = Run(lesson, told["device"], tuple(told["seeds"]), knobs, told["seconds"], verdicts, (), ())

    def show() -> None:
        screen = DemoScreen(Options(quiet=True))
        screen.opening(lesson, done.seeds, knobs, whole=True)
        for one in told["shown"]:
            if one["kind"] == "reading":
                screen.reading(one["sentence"])
            else:
                screen.picture(picture(one))
        screen.closing(done, usual=True)

    shown = on_a_terminal(show)
    return svg(name, f"$ rnnquiz demo {name} --quiet\n{shown}", f"The demo {name}: {lesson.title}")


def on_a_terminal(show: Callable[[], None]) -> str:
    """What `show` writes on a colour terminal."""
    import os
    from unittest.mock import patch

    out = Terminal(io.BytesIO(), encoding="utf-8", newline="")
    env = {"TERM": "xterm", "COLUMNS": str(WIDE), "LINES": "24", "LC_ALL": "C.UTF-8"}
    with patch.dict(os.environ, env, clear=True), patch.object(sys, "stdout", out):
        show()
    out.flush()
    raw = out.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def picture(told: Mapping[str, Any]) -> Any:
    """A stored picture, as the value it was."""
    from rnnquiz import picture as pictures

    fields = {name: tupled(unstored(value)) for name, value in told.items() if name != "kind"}
    if told["kind"] == "Lines":
        fields["series"] = tuple(
            pictures.Series(**{k: tupled(v) for k, v in unstored(one).items()}) for one in told["series"]
        )
    return getattr(pictures, told["kind"])(**fields)


def stored(value: Any) -> Any:
    """For JSON: floats to five digits, those that are none as words."""
    if isinstance(value, dict):
        return {key: stored(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [stored(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else {"float": str(value)}
    return value


def unstored(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            float(value["float"]) if "float" in value else {key: unstored(one) for key, one in value.items()}
        )
    return [unstored(one) for one in value] if isinstance(value, list) else value


def tupled(value: Any) -> Any:
    return tuple(map(tupled, value)) if isinstance(value, list) else value


# ---- SVG -------------------------------------------------------------------------------------------------

# rich's own format names web fonts; nothing of ours is fetched from anywhere.
FORMAT = """\
<svg role="img" aria-labelledby="{unique_id}-words" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title id="{unique_id}-words">@WORDS@</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def svg(name: str, shown: str, words: str) -> str:
    """What a terminal shows, as a picture of a terminal; `words` for whoever can't see it."""
    from html import escape

    from rich.console import Console
    from rich.text import Text

    console = Console(
        record=True, width=WIDE, file=io.StringIO(), color_system="standard", force_terminal=True
    )
    for line in shown.rstrip("\n").split("\n"):
        console.print(Text.from_ansi(line), soft_wrap=True)
    made = console.export_svg(title="rnnquiz", code_format=FORMAT, unique_id=name.replace("_", "-"))
    made = made.replace("@WORDS@", escape(words))
    return "\n".join(line.rstrip() for line in made.splitlines() if line.strip()) + "\n"


IMAGES: dict[str, Callable[[], str]] = {
    "session": session,
    **{name: functools.partial(demo, name) for name in DEMOS},
}


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        record(chosen)
        print(STORED / f"{chosen}.json")
