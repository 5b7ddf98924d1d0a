"""The demos as text: reads each header by `ast`, loads one by path.  Runs nothing, imports no torch.

A demo file is docstring, CLAIMS, KNOBS, perhaps PAPER, then code; docs/writing-a-demo.md has the shape.
The three names are literals, so that listing 29 demos costs milliseconds and the numbers that a run is
held against stand where the lesson names them.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from rnnquiz.content import folder
from rnnquiz.errors import RnnquizError, UsageError, did_you_mean

Setting = bool | int | float | str

# Options of `rnnquiz demo`; a knob of that name could never be reached.
OPTIONS = (
    "seed", "seeds", "device", "json", "save", "source", "all", "list", "help",
    "bank", "plain", "no-color", "no-input", "quiet", "debug",
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """What `measure` must find under `name`: a number from `low` to `high`, both included."""

    name: str
    low: float
    high: float
    words: str


@dataclass(frozen=True)
class Knob:
    """A setting the learner may turn: `--name VALUE`.  `other` is a value worth trying."""

    name: str
    default: Setting
    other: Setting
    words: str


@dataclass(frozen=True)
class Lesson:
    """The header of one demo file.  `modules` are the top-level modules that its code imports."""

    name: str
    path: Path
    title: str
    text: str
    claims: tuple[Claim, ...]
    knobs: tuple[Knob, ...]
    paper: str | None
    modules: frozenset[str]

    @property
    def trains(self) -> bool:
        """It trains with torch alone, by `rnnquiz.training`: what a GPU could do as well."""
        return "rnnquiz" in self.modules and "numpy" not in self.modules


def all_lessons() -> list[Lesson]:
    """Every demo of this installation, by name.  Raises RnnquizError for a header that can't be read."""
    return [read(path) for path in _files()]


def names() -> list[str]:
    """The names of the demos, read from the folder alone."""
    return [path.stem for path in _files()]


def find(name: str) -> Lesson:
    """The demo of that name, or the file if it ends in `.py`.  Raises UsageError for an unknown name."""
    if name.endswith(".py"):
        return read(Path(name))
    known = {path.stem: path for path in _files()}
    word = name.replace("-", "_")
    if word not in known:
        hint = did_you_mean(word, list(known)) or "`rnnquiz demo` lists them"
        raise UsageError(f"no demo {name!r}; {hint}")
    return read(known[word])


def read(path: Path) -> Lesson:
    """The header of one file.  Raises RnnquizError, `file:line: what is wrong; what to do`."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except OSError as error:
        raise UsageError(f"can't read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RnnquizError(f"{path}:1: not UTF-8; save the file as UTF-8") from error
    except SyntaxError as error:
        raise RnnquizError(f"{path}:{error.lineno or 1}: {error.msg}; correct the Python") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise RnnquizError(f"{path}:1: no Python that can be read ({error}); correct it") from error
    text = ast.get_docstring(tree) or ""
    title, _, lesson = text.partition("\n")
    if not title.endswith("."):
        raise RnnquizError(
            f"{path}:1: no claim; begin the docstring with one line, a sentence with a full stop"
        )
    found = _literals(path, tree)
    if "CLAIMS" not in found:
        raise RnnquizError(f"{path}:1: no CLAIMS; add CLAIMS = {{name: (lowest, highest, words)}}")
    claims = tuple(_claim(path, *entry) for entry in _entries(path, "CLAIMS", found["CLAIMS"]))
    knobs = tuple(_knob(path, *entry) for entry in _entries(path, "KNOBS", found.get("KNOBS")))
    paper = found["PAPER"][1] if "PAPER" in found else None
    if paper is not None and not isinstance(paper, str):
        raise RnnquizError(f"{path}:{found['PAPER'][0].lineno}: PAPER is not a text; write one string")
    if len(claims) < 2:
        line = found["CLAIMS"][0].lineno
        raise RnnquizError(f"{path}:{line}: fewer than two claims; add a control that could have failed")
    return Lesson(path.stem, path, title, lesson.strip(), claims, knobs, paper, _modules(tree))


def load(lesson: Lesson) -> ModuleType:
    """Import the demo from its path.  Raises RnnquizError where torch or numpy is missing."""
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"rnnquiz_demo_{lesson.name}"
    spec = spec_from_file_location(name, lesson.path)
    if spec is None or spec.loader is None:
        raise RnnquizError(f"can't import {lesson.path}; a demo is a .py file")
    module = module_from_spec(spec)
    sys.modules[name] = module  # before it runs: @dataclass looks its own module up
    try:
        spec.loader.exec_module(module)
    except ModuleNotFoundError as error:
        if error.name not in {"torch", "numpy"}:
            raise
        raise missing(error.name) from error
    if not callable(getattr(module, "measure", None)):
        raise RnnquizError(f"{lesson.path}:1: no measure(lab); define it and return a number for every claim")
    return module


def missing(module: str) -> RnnquizError:
    """What to say where torch or numpy is not installed."""
    # a looser torch may fetch several GB of CUDA packages where a CPU build would do
    command = f'{sys.executable} -m pip install "rnnquiz[demos]" torch==2.13.0'
    return RnnquizError(f"the demos need {module}, which is not installed; run: {command}")


def begin(place: Path, name: str) -> Path:
    """Write a demo that runs into `place`.  Raises UsageError for a bad or taken name."""
    name = name.removesuffix(".py").replace("-", "_")
    if not name.isidentifier() or name in sys.stdlib_module_names:
        raise UsageError(
            f"{name!r} can't name a demo; use letters, digits and _, and no name of Python's own"
        )
    path = place / f"{name}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE)
    except FileExistsError as error:
        raise UsageError(f"{path} exists; choose another name") from error
    except OSError as error:
        raise RnnquizError(f"can't write {path}: {error.strerror}; choose another folder") from error
    return path


_TEMPLATE = '''"""The mean of n fair dice leaves 3.5 by less, the larger n is.

The lesson: a screenful of prose.  Say what is measured, on what task, and
why the number must come out so.  Formulas stand indented:

    sd of the mean = 1.71 / sqrt(n)

Write the claims before you tune the run; when one fails, believe the run.
"""

import random

PAPER = "J. Bernoulli, Ars Conjectandi, 1713"

CLAIMS = {  # what the run must find: lowest, highest, in words
    "close": (0.9, 1.0, "share of seeds whose mean lies within 0.5 of 3.5"),
    "one_die": (0.0, 0.7, "the same with one die: the control that could fail"),
}
KNOBS = {  # --name VALUE: the default, a value to try, in words
    "dice": (100, 2, "dice a throw; with 2 the mean is hardly steadier than one"),
}


def mean(rng, n):
    return sum(rng.randint(1, 6) for _ in range(n)) / n


def measure(lab):
    means, single = [], []
    for seed in lab.track(lab.seeds, "throwing dice"):
        rng = random.Random(seed)
        means.append(mean(rng, lab.knob("dice")))
        single.append(mean(rng, 1))
    n = lab.knob("dice")
    lab.lines("mean of the dice, by seed", {f"{n} dice": means, "one": single}, x="seed")
    lab.reading(f"With {n} dice the means run from {min(means):.2f} to {max(means):.2f}.")
    return {
        "close": lab.share(abs(m - 3.5) < 0.5 for m in means),
        "one_die": lab.share(abs(m - 3.5) < 0.5 for m in single),
    }
'''


def _files() -> list[Path]:
    return sorted(folder("demos").glob("[!_.]*.py"))


_Found = tuple[ast.Assign, object]


def _literals(path: Path, tree: ast.Module) -> dict[str, _Found]:
    """The assignments to CLAIMS, KNOBS and PAPER, with their values."""
    found = {}
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        name = node.targets[0].id
        if name not in {"CLAIMS", "KNOBS", "PAPER"}:
            continue
        try:
            found[name] = (node, ast.literal_eval(node.value))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            why = f"{path}:{node.lineno}: {name} is computed; write it as a literal"
            raise RnnquizError(why) from error
    return found


def _entries(path: Path, name: str, found: _Found | None) -> list[tuple[int, str, object]]:
    """Line, key and value of every entry of a literal dictionary."""
    if found is None:
        return []
    node, value = found
    if not (isinstance(value, dict) and isinstance(node.value, ast.Dict)):
        raise RnnquizError(f"{path}:{node.lineno}: {name} is not a dictionary; write {{name: (...)}}")
    lines = [key.lineno for key in node.value.keys if key is not None]
    if len(set(value)) < len(lines):
        raise RnnquizError(f"{path}:{node.lineno}: {name} names the same thing twice; rename one")
    for line, key in zip(lines, value, strict=True):
        if not (isinstance(key, str) and key.isidentifier()):
            raise RnnquizError(f"{path}:{line}: {key!r} is no name; use letters, digits and underscores")
    return [(line, key, entry) for line, (key, entry) in zip(lines, value.items(), strict=True)]


def _claim(path: Path, line: int, name: str, entry: object) -> Claim:
    match entry:
        case (int() | float() as low, int() | float() as high, str(words)) if low <= high and words:
            return Claim(name, float(low), float(high), words)
    raise RnnquizError(f"{path}:{line}: claim {name!r} is not (lowest, highest, words); put it in that form")


def _knob(path: Path, line: int, name: str, entry: object) -> Knob:
    if name in OPTIONS:
        raise RnnquizError(f"{path}:{line}: knob {name!r} is an option of `rnnquiz demo`; rename the knob")
    match entry:
        case (bool() | int() | float() | str() as usual, other, str(words)) if type(other) is type(usual):
            return Knob(name, usual, other, words)
    raise RnnquizError(
        f"{path}:{line}: knob {name!r} is not (default, a value to try, words); put it in that form"
    )


def _modules(tree: ast.Module) -> frozenset[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)
