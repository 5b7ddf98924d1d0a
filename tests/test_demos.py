"""The demos: each header loads, each runs through the command line, each claim can fail."""

import json
import sys
from pathlib import Path

import pytest
from conftest import RunCli

from rnnquiz.content import folder
from rnnquiz.lessons import names, read

DEMOS = names()

# (demo, knob, value, claim): turned so, with one seed, the demo must fail that claim.  Each demo has a row.
SABOTAGE = [
    ("strokes", "noise", "0", "drawing"),
    ("captions", "noise", "1", "attention"),
    ("captions", "held", "130", "attention"),
    ("deployment", "bits", "2", "int8"),
    ("deployment", "keep", "100", "lost"),
    ("paradigms", "lie", "0.5", "reward"),
    ("paradigms", "alike", "3", "clusters"),
    ("optimizers", "rate", "0.3", "common"),
    ("optimizers", "ones", "0", "adam"),
    ("elman_jordan", "delay", "0", "echo_jordan"),
    ("forecasting", "momentum", "0.6", "walk"),
    ("forecasting", "noise", "0.5", "chaos"),
    ("memory_window", "window", "20", "beyond"),
    ("memory_window", "updates", "10", "rnn"),
    ("negation", "opinions", "1", "bag"),
    ("negation", "between", "0", "bigrams"),
    ("learning_rate", "times", "0.9", "jump"),
    ("learning_rate", "steps", "20", "jump"),
    ("bptt_by_hand", "window", "7", "short"),
    ("bptt_by_hand", "delay", "12", "long"),
    ("lstm_cell", "forget", "3", "kept"),
    ("lstm_cell", "shut", "1", "kept"),
    ("gru_cell", "bits", "32", "equal"),
    ("gru_cell", "bias", "20", "cho"),
    ("rnn_cell", "carry", "no", "equal"),
    ("rnn_cell", "gain", "1", "chaos"),
    ("gradient_clipping", "clip", "100", "clipped"),
    ("gradient_clipping", "lr", "0.0001", "raw"),
    ("long_memory", "steps", "6", "rnn"),
    ("long_memory", "hold", "2", "lstm_chrono"),
    ("padding", "longest", "6", "last"),
    ("padding", "updates", "30", "gru"),
    ("packed_sequences", "spread", "0", "backward"),
    ("packed_sequences", "spread", "0", "lstm"),
    ("bidirectional", "delay", "4", "forward"),
    ("bidirectional", "heads", "0.9", "causal"),
    ("remedies", "noise", "1", "open"),
    ("lstm_or_gru", "runs", "8", "gru"),
    ("depth", "layers", "1", "deep"),
    ("depth", "updates", "900", "one"),
    ("vanishing_gradient", "bias", "1", "lstm_open"),
    ("vanishing_gradient", "gain", "3", "rnn"),
    ("beam_search", "width", "1", "beam"),
    ("beam_search", "norm", "1", "empty"),
    ("attention", "kinds", "3", "last"),
    ("attention", "focus", "0", "attention"),
    ("seq2seq_bottleneck", "width", "8", "short"),
    ("seq2seq_bottleneck", "flip", "no", "reversed"),
    ("char_lm", "updates", "40", "fivegram"),
    ("char_lm", "hidden", "6", "number"),
    ("exposure_bias", "own", "0", "closed"),
    ("exposure_bias", "length", "3", "gap"),
    ("transfer", "labels", "256", "saves"),
    ("transfer", "updates", "0", "random"),
]

HEADER = '"""Water is wet."""\nCLAIMS = {"wet": (0.5, 1, "wet"), "dry": (0, 0.1, "h[t-1] is dry")}\n'
WATER = HEADER + (
    'KNOBS = {"salt_water": (0.0, 1.0, "it is saltier")}\n'
    "def measure(lab):\n"
    '    lab.lines("level", {"a": [1.0, 2.0, 4.0]})\n'
    '    lab.reading("The level [b]rises[/b].")\n'
    '    wet = lab.share(seed >= 0 for seed in lab.track(lab.seeds, "pouring"))\n'
    '    return {"wet": wet, "dry": lab.knob("salt_water")}\n'
)


@pytest.fixture
def water(tmp_path: Path) -> str:
    path = tmp_path / "water.py"
    path.write_text(WATER, encoding="utf-8")
    return str(path)


def claims(out: str) -> dict[str, bool]:
    return {claim["name"]: claim["holds"] for claim in json.loads(out)["claims"]}


# Every demo of the folder


@pytest.mark.parametrize("name", DEMOS)
def test_the_file_is_a_lesson_to_read(name: str) -> None:
    path = folder("demos") / f"{name}.py"
    lesson = read(path)
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 140
    assert max(map(len, lines)) <= 78
    assert all(line.isascii() for line in lines)
    assert len(lesson.claims) >= 2
    assert len(lesson.knobs) >= 2
    assert len(lesson.text) > 400


@pytest.mark.parametrize("name", DEMOS)
def test_the_name_hides_no_standard_module(name: str) -> None:
    assert name not in sys.stdlib_module_names


@pytest.mark.parametrize("name", DEMOS)
def test_one_seed_runs_through_the_command_line(name: str, run_cli: RunCli) -> None:
    code, out, _ = run_cli("demo", name, "--seeds", "1", "--json", "--quiet")

    found = json.loads(out)
    assert found["schema"] == "rnnquiz.demo/1"
    assert found["seeds"] == [0]
    assert found["reading"]
    assert code == (0 if found["holds"] else 1)


@pytest.mark.parametrize(("name", "knob", "value", "claim"), SABOTAGE)
def test_a_sabotaged_setting_fails_its_claim(
    name: str, knob: str, value: str, claim: str, run_cli: RunCli
) -> None:
    code, out, _ = run_cli("demo", name, f"--{knob}", value, "--seeds", "1", "--json", "--quiet")

    assert code == 1
    assert claims(out)[claim] is False


def test_every_demo_has_a_sabotage() -> None:
    assert {row[0] for row in SABOTAGE} == set(DEMOS)


@pytest.mark.slow
@pytest.mark.parametrize("name", DEMOS)
def test_all_claims_hold_over_ten_seeds(name: str, run_cli: RunCli) -> None:
    code, out, _ = run_cli("demo", name, "--json", "--quiet")

    assert all(claims(out).values()), out
    assert code == 0


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "long_memory" else pytest.mark.slow) for name in DEMOS]
)
def test_equal_seeds_give_equal_bits(name: str, run_cli: RunCli) -> None:
    runs = [run_cli("demo", name, "--seeds", "1", "--seed", "3", "--json").out for _ in range(2)]

    first, again = (json.loads(out)["claims"] for out in runs)
    assert first == again


def test_the_list_imports_neither_torch_nor_numpy_nor_matplotlib(run_process: RunCli) -> None:
    script = (
        "import sys; from rnnquiz.cli import run; run(['demo', '--list', '--json']); "
        "print(*({'torch', 'numpy', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )

    code, out, err = run_process(python=script)
    assert code == 0
    assert len(json.loads(out)["demos"]) == len(DEMOS)
    assert err.strip() == ""


# The command, with a demo of its own that needs no torch


def test_the_list_shows_every_claim_and_the_last_result(run_cli: RunCli, water: str) -> None:
    code, out, _ = run_cli("demo")

    assert code == 0
    assert all(name in out and read(folder("demos") / f"{name}.py").title[:30] in out for name in DEMOS)


def test_a_run_shows_picture_reading_and_verdict(run_cli: RunCli, water: str) -> None:
    code, out, err = run_cli("demo", water)

    assert code == 0
    assert out.index("Water is wet.") < out.index("level") < out.index("The level [b]rises[/b].")
    assert "holds  h[t-1] is dry" in out
    assert "measured 1, expected 0.5 to 1" in out
    assert "2 of 2 claims hold" in out
    assert f"rnnquiz demo {water} --salt-water 1" in out
    assert "pouring (10)" in err


def test_a_failing_claim_is_exit_code_one(run_cli: RunCli, water: str) -> None:
    code, out, _ = run_cli("demo", water, "--salt-water", "1")

    assert code == 1
    assert "FAILS  h[t-1] is dry" in out
    assert "why does this run differ?" in " ".join(out.split())


def test_knobs_may_stand_before_the_name_and_with_an_equals_sign(run_cli: RunCli, water: str) -> None:
    assert run_cli("demo", "--salt-water=1", water, "--json").code == 1
    assert run_cli("demo", "--salt-water", "1", water, "--json").code == 1


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["long_memry"], "did you mean 'long_memory'"),
        (["long_memory", "--step", "3"], "did you mean 'steps'"),
        (["long_memory", "--steps"], "needs a value"),
        (["long_memory", "--steps", "many"], "a whole number"),
        (["long_memory", "--device", "tpu"], "cpu, cuda or auto"),
        (["long_memory", "--save", "a.gif"], ".png and .svg"),
        (["long_memory", "gradient_clipping"], "one demo at a time"),
        (["long_memory", "--seeds", "0"], "--seeds takes 1 to 1000"),
        (["long_memory", "--sorce"], "did you mean '--source'"),
        (["--steps", "3"], "give its name"),
        (["--all", "long_memory"], "leave out the name"),
        (["--all", "--save", "a.png"], "--save belongs to the run of one demo"),
        (["new"], "takes one name"),
        (["nowhere.py"], "can't read nowhere.py"),
    ],
)
def test_wrong_usage_is_exit_code_two_and_one_sentence(
    run_cli: RunCli, arguments: list[str], fault: str
) -> None:
    code, _, err = run_cli("demo", *arguments)

    assert code == 2
    assert fault in err
    assert err.count("\n") == 1


def test_an_error_inside_a_demo_is_one_sentence_and_exit_code_one(run_cli: RunCli, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(
        HEADER + 'def measure(lab):\n    raise RuntimeError("shapes [3] and [4]")\n', encoding="utf-8"
    )

    code, _, err = run_cli("demo", str(path))
    assert code == 1
    assert err == "error: broken.py:4: RuntimeError: shapes [3] and [4]; --debug shows the traceback\n"


def test_an_interrupted_demo_keeps_its_picture_and_the_file(run_cli: RunCli, tmp_path: Path) -> None:
    path = tmp_path / "stopped.py"
    body = 'def measure(lab):\n    lab.lines("level", {"a": [1, 2]})\n    raise KeyboardInterrupt\n'
    path.write_text(HEADER + body, encoding="utf-8")

    code, out, err = run_cli("demo", str(path), "--save", str(tmp_path / "kept.svg"))
    assert code == 130
    assert "level" in out
    assert "the picture above is kept" in err
    assert (tmp_path / "kept.svg").exists()


def test_json_is_one_object_and_nothing_else(run_cli: RunCli, water: str) -> None:
    code, out, _ = run_cli("demo", water, "--json", "--seed", "5", "--seeds", "2")

    found = json.loads(out)
    assert code == 0
    assert found["seeds"] == [5, 6]
    assert set(found) >= {"schema", "demo", "device", "seeds", "seconds", "claims", "holds"}
    assert set(found["claims"][0]) >= {"name", "words", "value", "low", "high", "holds"}


def test_source_in_a_pipe_is_the_file_as_it_stands(run_cli: RunCli, water: str) -> None:
    assert run_cli("demo", water, "--source").out == WATER


def test_a_session_goes_on_after_a_demo(
    run_cli: RunCli, water: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from rnnquiz.cli.demo import run_one
    from rnnquiz.options import Options

    Path(water).write_text(WATER.replace("0.0, 1.0", "1.0, 0.0"), encoding="utf-8")
    run_one(Options(plain=True), water)

    assert "FAILS" in capsys.readouterr().out


@pytest.mark.parametrize("columns", ["80", "40"])
def test_plain_is_ascii_and_fits(run_cli: RunCli, water: str, columns: str) -> None:
    _, out, err = run_cli("demo", water, "--plain", env={"COLUMNS": columns, "FORCE_COLOR": "1"})

    lines = [line for line in out.splitlines() if "rnnquiz demo " not in line]  # a command is never broken
    assert out.isascii()
    assert max(map(len, lines)) <= int(columns)
    assert "\x1b" not in out + err


def test_a_new_demo_runs_at_once(run_cli: RunCli, tmp_path: Path) -> None:
    from rnnquiz.lessons import begin

    path = begin(tmp_path, "mine")

    assert run_cli("demo", str(path), "--json").code == 0


def test_the_page_of_the_demos_shows_each_with_its_claim() -> None:
    page = (folder("demos").parent / "docs/demos.md").read_text(encoding="utf-8")

    for name in DEMOS:
        lesson = read(folder("demos") / f"{name}.py")
        assert f"## {name}\n\n{lesson.title}\n" in page, "run: python tests/make_demos_page.py"


def test_every_question_names_a_demo_and_every_demo_is_named() -> None:
    from rnnquiz.bank import load_banks

    named = [question.demo for question in load_banks((folder("questions"),)).questions]

    assert None not in named
    assert set(named) == set(DEMOS)
