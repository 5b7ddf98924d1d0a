"""Bad input through every door: command line, environment, banks, configuration, imports, answers.

Whatever comes in, the exit code is one of the contract's, a refusal is a sentence, no control code reaches the
terminal and a refused command leaves the log as it was.  A few examples by default; 10,000 with `-m slow`.
"""

import contextlib
import copy
import json
import os
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Outcome, RunCli, day
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rnnquiz.bank import Bank, load_banks
from rnnquiz.bankcache import load
from rnnquiz.cli import FAMILIES
from rnnquiz.config import KEYS
from rnnquiz.errors import RnnquizError
from rnnquiz.event import COLUMNS, checksum
from rnnquiz.store import Answered, open_store

CODES = {0, 1, 2, 3, 4, 10, 130}  # docs/contract.md
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SESSIONS = {"quiz", "drill", "interview"}  # these record, and end with 1 after a line that was no reply
BANK = ROOT / "tests/banks/neural-networks.yaml"
NOW = "2026-03-09T10:00:00+01:00"
OURS = load_banks((ROOT / "questions",))


def hostile(few: int, many: int) -> Any:
    """So many examples, and so many with `-m slow`."""
    return pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.slow)])


def hold(count: int, *strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Run the property on `count` examples, the same ones each time when they are few."""

    def run(body: Callable[..., None]) -> None:
        settings(
            max_examples=count, deadline=None, database=None, derandomize=count < 100,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],  # to shrink takes minutes
        )(given(*strategies)(body))()  # fmt: skip

    return run


class Door:
    """A learner with a few reviews, put back before every call; `knock` calls and checks what holds always."""

    def __init__(self, run_cli: RunCli, home: Path, work: Path, pristine: Path) -> None:
        self.run, self.home, self.work, self.pristine = run_cli, home, work, pristine
        self.reset()

    def log(self) -> list[Any]:
        if not (self.home / "reviews.db").exists():
            return []
        with contextlib.closing(sqlite3.connect(self.home / "reviews.db")) as database:
            return database.execute("select id, checksum from event order by id").fetchall()

    def reset(self) -> None:
        for folder in (self.home, self.work):
            shutil.rmtree(folder, ignore_errors=True)
        self.work.mkdir()
        shutil.copytree(self.pristine, self.home)
        os.chdir(self.work)  # what `-o` and `backup` write lands here

    def knock(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> Outcome | None:
        before = self.log()
        try:
            done = self.run(*arguments, stdin=stdin, env=env)
        except RnnquizError:
            assert "--debug" in arguments
            return None
        words = done.err.strip()

        assert done.code in CODES
        assert "Traceback" not in done.out + done.err
        if done.code in (2, 4) and "doctor" not in arguments:
            assert words.splitlines()[-1].startswith("error: ")
            assert len(words.splitlines()[-1]) > len("error: what")
        if done.code in (1, 3):
            assert words or "error" in done.out or done.out.strip()
        if "export" not in arguments and "--source" not in arguments:  # those are data, as they stand
            assert not CONTROL.search(done.out)
        assert not CONTROL.search(done.err)
        if done.code in (2, 3, 4) or (done.code == 1 and not SESSIONS & set(arguments)):
            assert self.log() == before
        return done


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder with three reviews, one of them undone, and the compiled bank."""
    folder = tmp_path_factory.mktemp("pristine") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNQUIZ_HOME", str(folder))
        with open_store() as store:
            for number, (question, rating) in enumerate(
                [("bptt", "good"), ("lstm-cell", "again"), ("bptt", "hard")]
            ):
                store.record(
                    Answered(question, rating, points=2, missed=("x",), answer="gates"), day(60 + number)
                )
            store.undo(day(63))
        load_banks((ROOT / "questions",), folder)
    return folder


@pytest.fixture
def door(
    run_cli: RunCli, home: Path, pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Door:
    monkeypatch.chdir(tmp_path)  # to come back from
    monkeypatch.setenv("HOME", str(tmp_path))

    def not_here(*_: object) -> None:
        raise RnnquizError("no demo runs in this test; it would take seconds")

    monkeypatch.setattr("rnnquiz.lab.prepare", not_here)

    def load_once(paths: tuple[Path, ...], cache: Path | None) -> Bank:
        return OURS if paths == (ROOT / "questions",) else load(paths, cache)

    monkeypatch.setattr("rnnquiz.bankcache.load", load_once)  # else most of the time goes into our own bank
    return Door(run_cli, home, tmp_path / "work", pristine)


# ---- what comes in ---------------------------------------------------------------------------------------

# Bytes of an argument that are no UTF-8 arrive as U+DC80 to U+DCFF; a zero byte can't arrive at all.
LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from([*map(chr, range(1, 0xA0)), "\udc80", "\udcff", "\u202e", "\u2028", "²", "٣", "[", "]"]),
)
JUNK = st.text(LETTERS, max_size=12).filter(lambda text: not text.startswith(("/", "~")) and ".." not in text)
NUMBERS = st.one_of(
    st.integers().map(str),
    st.sampled_from(["0", "-1", "1e999", "nan", "inf", "9" * 30, "9" * 5000, "1_000", "0x10", "²", "٣"]),
    st.floats().map(str),
)
DATES = st.one_of(
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from([
        NOW, "none", "yesterday", "1970-01-01T00:00:00+14:00", "2999-12-31T23:59:59-23:59", "0001-01-01",
        "9999-12-31", "2026-02-30", "2026-03-09T10:00:00", "2026-03-09T10:00:00+01:00:30", "1971-01-01T00:00Z",
        "2026-W10-1", "0000-00-00", "2026-03-09T10:00:00+25:00",
    ]),
)  # fmt: skip
COMMANDS = [name for names in FAMILIES.values() for name in names]
OPTIONS = [
    "--topic", "-t", "-n", "--count", "--seed", "--json", "--interview-date", "--minutes", "-m", "--rating",
    "--exit-code", "--seeds", "--device", "--save", "--source", "--all", "--list", "--batch", "--marked",
    "--rules", "-o", "--output", "--restore", "--rebuild", "--yes", "--bank", "--plain", "--no-color",
    "--no-input", "--quiet", "-q", "--help", "-h", "--version", "-V", "--", "-", "--debug", "--bank=", "-n=3",
]  # fmt: skip
NAMES = [
    "bptt", "lstm-cell", "lstm-cel", "lstm", "rnn-basics", "vanishing_gradient", "anki", "csv", "jsonl", "apkg",
    "again", "easy", "cpu", "cuda", "none", "true", "vi", *KEYS,
]  # fmt: skip
PATHS = [
    "", ".", "/", "/dev/null", "/nowhere/at/all", "x.png", "out.jsonl", "a" * 300, "a/" * 60, "\udcff.yaml",
    str(ROOT), str(ROOT / "README.md"), str(ROOT / "questions"), str(BANK), "../home/reviews.db",
    "../home/config.toml", "../home",
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(OPTIONS), st.sampled_from(NAMES), st.sampled_from(PATHS), JUNK, NUMBERS, DATES
)
LINES = st.one_of(
    st.sampled_from([
        b'{"answer": "a hidden state and gates"}', b'{"skip": true}', b'{"quit": true}', b'{"answer": 3}', b"[]",
        b"", b"a hidden state", b"o", b"1", b"q", b"u", b"/hint", b"/undo", b"[" * 5000, b'{"answer": "\\ud800"}',
        b'{"question": "bptt", "answer": "x", "z": NaN}', b'{"question": "bptt", "answer": "\\u0000\\u001b"}',
    ]),
    st.binary(max_size=30),
    JUNK.map(lambda text: text.encode("utf-8", "surrogateescape")),
)  # fmt: skip
INPUTS = st.lists(LINES, max_size=8).map(b"\n".join)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    start = draw(st.one_of(st.sampled_from(COMMANDS).map(lambda name: [name]), st.just([])))
    return [*start, *draw(st.lists(WORDS, max_size=5))]


@st.composite
def environments(draw: st.DrawFn) -> dict[str, str]:
    values = st.one_of(
        JUNK, NUMBERS, DATES, st.sampled_from(NAMES), st.sampled_from(["", "dumb", "1", "~nobody9"])
    )
    own = [f"RNNQUIZ_{key.upper()}" for key in KEYS]
    plain = ["RNNQUIZ_NOW", "COLUMNS", "LINES", "NO_COLOR", "TERM", "ACCESSIBLE", "RNNQUIZ_BANK", "COLORTERM"]
    return {
        name: draw(values)
        for name in draw(st.lists(st.sampled_from([*plain, *own]), max_size=4, unique=True))
    }


@hostile(25, 3000)
def test_any_command_line_is_answered_in_good_order(count: int, door: Door) -> None:
    @hold(count, command_lines(), INPUTS)
    def holds(arguments: list[str], stdin: bytes) -> None:
        door.reset()
        door.knock(*arguments, stdin=stdin)


@hostile(15, 1000)
def test_any_environment_is_used_or_refused(count: int, door: Door) -> None:
    common = [["due"], ["due", "--json"], ["stats"], [], ["answer", "bptt", "x"], ["undo"], ["config"],
              ["questions"], ["quiz", "--json", "-n", "1"], ["doctor"], ["demo", "--list"], ["history"],
              ["drill", "--json"], ["interview", "--json"], ["export", "csv"]]  # fmt: skip

    @hold(count, environments(), st.sampled_from(common))
    def holds(env: dict[str, str], arguments: list[str]) -> None:
        door.reset()
        door.knock(*arguments, env=env, stdin=b'{"answer": "x"}\n')


# ---- banks -----------------------------------------------------------------------------------------------


def small_bank() -> dict[str, Any]:
    """Two questions of a real bank, with what they use."""
    whole = yaml.load(BANK.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    questions = whole["questions"][:2]
    used = {
        name
        for one in questions
        for part in (one, *one.get("follow_ups", []))
        for key in ("core", "supporting", "misconceptions")
        for name in part.get(key, [])
    }
    for key in ("concepts", "misconceptions"):
        whole[key] = {name: value for name, value in whole[key].items() if name in used}
    return {**whole, "questions": questions}


def dumped(tree: Any, unicode: bool) -> bytes:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return bytes(yaml.dump(tree, Dumper=dumper, allow_unicode=unicode, sort_keys=False, encoding="utf-8"))


SMALL = small_bank()
STRANGE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), JUNK.map(lambda t: t.encode("utf-8", "replace").decode()),
    st.sampled_from([
        [], {}, [[]], "", "~", "no", "&a *a", "!!python/object", "x" * 3000, "(", "[", "a|", "{", "NOT", "a {0,9} b",
        "<", "/x/", "*", "a * b", "(a|", "{a", "DOES_NOT", "-", "a ~ b", "a ... b", "\x1b[2J", "(" * 300, "9" * 30,
    ]),
    st.lists(st.integers(), max_size=3), st.dictionaries(st.sampled_from(["id", "any", "core", "x"]), st.integers()),
)  # fmt: skip


def mutated(tree: Any, draw: st.DrawFn) -> Any:
    """The tree with one place of it replaced, removed, doubled or renamed."""
    path = []
    node = tree
    while isinstance(node, dict | list) and node and (not path or draw(st.integers(0, 5))):
        key = draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
        path.append((node, key))
        node = node[key]
    holder, key = path[-1]
    match draw(st.integers(0, 4)):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.append(node)
        case 1:
            holder[draw(JUNK.map(lambda text: text.encode("utf-8", "replace").decode()))] = node
        case 2 if isinstance(holder, dict):
            holder[draw(st.sampled_from(["id", "any", "full", "unless", "follow_ups", "at_least"]))] = (
                holder.pop(key)
            )
        case _:
            holder[key] = draw(STRANGE)
    return tree


@st.composite
def banks(draw: st.DrawFn) -> bytes:
    tree = copy.deepcopy(SMALL)
    for _ in range(draw(st.integers(1, 3))):
        if tree:
            tree = mutated(tree, draw)
    return dumped(tree, draw(st.booleans()))


BANK_COMMANDS = [["check"], ["check", "--json"], ["questions"], ["show", "q1"], ["quiz", "--json", "-n", "2"],
                 ["grade", "q1", "a mean of the neighbours"], ["export", "anki"], []]  # fmt: skip


def with_bank(door: Door, data: bytes, command: list[str]) -> None:
    door.reset()
    file = door.work / "bank.yaml"
    file.write_bytes(data)
    where = [str(file)] if command[:1] == ["check"] else ["--bank", str(file)]
    door.knock(*command, *where, stdin=b'{"answer": "the mean of the neighbours"}\n' * 2)


@hostile(8, 1300)
def test_a_bank_of_any_structure_is_used_or_refused(count: int, door: Door) -> None:
    @hold(count, banks(), st.sampled_from(BANK_COMMANDS))
    def holds(data: bytes, command: list[str]) -> None:
        with_bank(door, data, command)


# ---- configuration ---------------------------------------------------------------------------------------

CONFIG = (
    b"# mine\ndesired_retention = 0.85\nday_start = 5\nnew_per_day = 3\ninterview_date = 2026-12-15\n"
    b'keep_answers = true\nediting_mode = "vi"\n'
)
VALUES = st.one_of(
    NUMBERS, DATES, JUNK.map(json.dumps), st.lists(st.floats(), min_size=20, max_size=22).map(str),
    st.sampled_from([
        "true", "[]", "{}", "[[1]]", "0x" + "f" * 9000, "[" * 3000, "1" * 5000, "1" + "0" * 400, "0001-01-01",
        "9999-12-31", "2026-12-15T10:00:00Z", '"2026-12-15"', "'''", '"\\u0000"', "[" + "1," * 21 + "]", "12:00:00",
    ]),
)  # fmt: skip


@st.composite
def configs(draw: st.DrawFn) -> bytes:
    lines = CONFIG.decode().splitlines()
    for _ in range(draw(st.integers(1, 3))):
        key = draw(
            st.one_of(st.sampled_from(KEYS), st.sampled_from(["x", "a.b", "day_start" + ".a" * 2000]), JUNK)
        )
        line = draw(st.sampled_from(["{} = {}", "{}: {}", "[{}]\nx = {}", "{} = = {}"])).format(
            key, draw(VALUES)
        )
        if draw(st.booleans()):
            lines = [old for old in lines if not old.startswith(key)]
        lines.insert(draw(st.integers(0, len(lines))), line)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


CONFIG_COMMANDS = [["config"], ["due"], ["answer", "bptt", "x"], ["stats"], ["config", "new_per_day", "4"],
                   ["drill", "--interview-date", "2026-12-01", "--json"], ["doctor"], ["undo"], []]  # fmt: skip


@hostile(12, 1000)
def test_any_configuration_is_used_or_refused(count: int, door: Door) -> None:
    @hold(count, configs(), st.sampled_from(CONFIG_COMMANDS))
    def holds(data: bytes, command: list[str]) -> None:
        door.reset()
        (door.home / "config.toml").write_bytes(data)
        door.knock(*command, env={"RNNQUIZ_NOW": NOW})


# ---- logs and answers ------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn, rows: list[dict[str, Any]]) -> bytes:
    """A real log with values changed, its checksums put right again as often as not."""
    rows = [dict(row) for row in rows]
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(rows[1:]))
        key = draw(st.sampled_from([*COLUMNS, "x", "undone"]))
        value = draw(
            st.one_of(STRANGE, DATES, st.sampled_from([1 << 50, -1, 0, 1 << 70, "again", "undo", ["\ud800"]]))
        )
        row[key] = value
        if draw(st.booleans()):
            del row[key]
        if draw(st.booleans()):
            values = [json.dumps(row.get(name, []), ensure_ascii=False) if name in ("found", "missed", "overruled")
                      else row.get(name) for name in COLUMNS]  # fmt: skip
            row["checksum"] = checksum(values)
    text = "\n".join(json.dumps(row) for row in draw(st.one_of(st.just(rows), st.permutations(rows))))
    return text.encode()


@hostile(12, 1000)
def test_a_log_of_any_content_is_taken_or_refused_whole(count: int, door: Door) -> None:
    rows = [json.loads(line) for line in door.run("export", "jsonl").out.splitlines()]

    @hold(count, logs(rows), st.sampled_from(["import", "merge"]), st.booleans())
    def holds(data: bytes, command: str, empty: bool) -> None:
        door.reset()
        if empty:
            (door.home / "reviews.db").unlink()
        (door.work / "log.jsonl").write_bytes(data)
        done = door.knock(command, "log.jsonl")
        if done is not None and done.code == 0:  # what was taken can be lived with
            for after in (["due"], ["stats"], ["history"], ["export", "csv"], ["undo"]):
                door.knock(*after)


@hostile(15, 1200)
def test_any_answer_is_graded(count: int, door: Door) -> None:
    text = st.one_of(st.text(LETTERS, max_size=200), JUNK.map(lambda text: text * 500))
    stdin = st.one_of(text.map(lambda text: text.encode("utf-8", "surrogateescape")), st.binary(), INPUTS)
    commands = [["answer", "bptt", "-"], ["grade", "bptt", "-"], ["grade", "bptt", "-", "--json"],
                ["grade", "--batch", "-"], ["answer", "lstm-cell", "-", "--json"], ["grade", "lstm-cell", "--plain"],
                ["quiz", "-n", "2", "--plain"], ["quiz", "-n", "2", "--json"], ["interview", "--minutes", "5"]]  # fmt: skip

    @hold(count, stdin, st.sampled_from(commands))
    def holds(data: bytes, command: list[str]) -> None:
        door.reset()
        done = door.knock(*command, stdin=data)
        assert done is not None
        assert done.code in (0, 1)


# ---- bytes -----------------------------------------------------------------------------------------------

TOKENS = [b"\0", b"\xff", b"\n", b"\t", b": ", b"- ", b"&a ", b"*a", b"!!x ", b"{", b"[", b'"', b"'", b"\x1b[2J", b"|",
          b"\xed\xa0\x80", b"\xef\xbb\xbf", b"9" * 400, b"[" * 200, b"\xe2\x80\xae", b",", b"=", b"\\u0000"]  # fmt: skip


def scrambled(data: bytes, chance: random.Random) -> bytes:
    """One to six bytes or pieces changed, cut out, doubled, moved or put in."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(made) + 1) for _ in "ab")
        end = min(end, at + 200)
        match chance.randrange(6):
            case 0 if made:
                made[min(at, len(made) - 1)] = chance.randrange(256)
            case 1:
                del made[at:end]
            case 2:
                made[at:at] = made[at:end]
            case 3:
                del made[at:]
            case 4 if made:
                made[min(at, len(made) - 1)] ^= 1 << chance.randrange(8)
            case _:
                made[at:at] = chance.choice(TOKENS)
    return bytes(made)


@hostile(20, 1500)
def test_a_file_of_scrambled_bytes_is_used_or_refused(count: int, door: Door) -> None:
    seed = int(os.environ.get("HOSTILE_SEED", "20260309"))
    door.run("export", "apkg", "-o", "cards.apkg")
    with zipfile.ZipFile("cards.apkg") as archive:
        archive.extract("collection.anki2")
    originals = {
        "bank.yaml": dumped(SMALL, True),
        "config.toml": CONFIG,
        "log.jsonl": door.run("export", "jsonl").out.encode(),
        "log.csv": door.run("export", "csv").out.encode(),
        "cards.apkg": Path("cards.apkg").read_bytes(),
        "cards.anki2": Path("collection.anki2").read_bytes(),
        "reviews.db": (door.pristine / "reviews.db").read_bytes(),
    }
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        name = [*originals][number % len(originals)]
        data = scrambled(originals[name], chance)
        if name == "bank.yaml":
            with_bank(door, data, chance.choice(BANK_COMMANDS))
            continue
        door.reset()
        (door.work / name).write_bytes(data)
        if name == "config.toml":
            (door.home / name).write_bytes(data)
            door.knock(*chance.choice(CONFIG_COMMANDS), env={"RNNQUIZ_NOW": NOW})
        else:
            door.knock("merge" if name == "reviews.db" else chance.choice(["import", "merge"]), name)


# ---- what once ended in a traceback ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["questions", "--bank", "a" * 5000], 3, "can't be read (File name too long)"),
        (["questions", "--bank", "/dev/zero"], 3, "more than 8,000,000 bytes"),
        (["history", "\udcff"], 2, "no question '\\udcff'"),
        (["export", "csv", "-o", "."], 2, "a folder; name a file in it"),
        (["export", "csv", "-o", ""], 2, "a folder; name a file in it"),
        (["backup", "/"], 2, "a folder; name a file in it"),
        (["demo", "long_memory", "--seeds", "9999999999"], 2, "--seeds takes 1 to 1000"),
        (["quiz", "-n", "100001"], 2, "give 1 to 100000"),
    ],
)
def test_a_refusal_says_what_is_wrong(arguments: list[str], code: int, said: str, door: Door) -> None:
    done = door.knock(*arguments)

    assert done is not None
    assert done.code == code
    assert said in done.err


@pytest.mark.parametrize("command", [["backup"], ["export", "jsonl", "-o"]])
def test_the_learners_own_file_is_never_written_over(command: list[str], door: Door) -> None:
    done = door.run(*command, str(door.home / "reviews.db"))

    assert (done.code, len(door.log())) == (2, 4)
    assert "rnnquiz itself keeps its data there" in done.err


def test_a_history_longer_than_any_log_is_the_whole_log(door: Door) -> None:
    assert door.run("history", "-n", "9" * 30).out.count("of 4") == 3


def test_a_refused_drill_keeps_no_interview_date(door: Door) -> None:
    done = door.run("drill", "--topic", "nope", "--interview-date", "2026-12-15")

    assert done.code == 2
    assert not (door.home / "config.toml").exists()


def test_a_home_of_nobody_is_refused(door: Door) -> None:
    done = door.run("due", env={"RNNQUIZ_HOME": "~nobody9/x"})

    assert done.code == 2
    assert "there is no such user" in done.err


@pytest.mark.parametrize("width", ["²", "9" * 5000, "wide", ""])
def test_a_width_that_is_no_number_is_as_good_as_none(width: str, door: Door) -> None:
    assert door.run("questions", env={"COLUMNS": width}) == door.run("questions")


def test_a_bank_whose_name_is_no_text_is_read(door: Door) -> None:
    shutil.copy(BANK, os.fsencode(door.work) + b"/\xff.yaml")

    assert door.run("questions", "--bank", "\udcff.yaml").code == 0


@pytest.mark.parametrize(
    "line",
    [
        '{"question": "bptt", "answer": "x", "points": 1e999}',
        '{"question": "bptt", "answer": 3, "points": 1}',
        '{"question": "bptt", "answer": "x", "points": 1, "kind": []}',
        "[" * 100_000,
        "[]",
    ],
)
def test_a_marked_answer_that_is_none_is_named_with_its_line(line: str, door: Door) -> None:
    (door.work / "marked.jsonl").write_text(f"\n{line}\n")
    done = door.run("check", "--marked", "marked.jsonl")

    assert done.code == 1
    assert done.err.startswith("error: marked.jsonl:2: needs question, answer and points")


def test_a_batch_line_nested_too_deep_is_an_error_object(door: Door) -> None:
    line = '{"question": "bptt", "answer": "x", "z": ' + "[" * 900 + "]" * 900 + "}"
    done = door.run("grade", "--batch", "-", stdin=f"{line}\n".encode())

    assert (done.code, json.loads(done.out)["line"]) == (1, 1)


@pytest.mark.parametrize(
    "closed", ["questions >&-", "grade bptt <&-", "quiz <&-", "-V >&-", "show nope 2>&-", "due <&- >&- 2>&-"]
)
def test_a_closed_stream_is_no_error_of_ours(closed: str, run_shell: RunCli) -> None:
    done = run_shell(closed)

    assert done.code in (0, 2)
    assert "Traceback" not in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["questions", "questions --json", "export anki", "--help", "-V"])
def test_a_full_disk_behind_the_output_is_said(command: str, run_shell: RunCli) -> None:
    done = run_shell(f"{command} >/dev/full")

    assert done.code == 1
    assert done.err == "error: the output can't be written (No space left on device); free some space\n"


def test_input_without_end_or_lines_fills_no_memory(run_shell: RunCli) -> None:
    done = run_shell("grade --batch - < /dev/zero", before="ulimit -v 3000000; timeout 3")

    assert done.code == 124
    assert done.err == ""
