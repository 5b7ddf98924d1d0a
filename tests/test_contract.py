"""What scripts rely on: commands, fields, exit codes (docs/contract.md)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, RunCli

from rnnquiz.bank import load_banks
from rnnquiz.cli import FAMILIES

BANK = load_banks((ROOT / "questions",))
IDS = [question.id for question in BANK.questions]


def parsed(text: str) -> Any:
    """One JSON object, ASCII only, on one line."""
    assert text.isascii()
    assert text.count("\n") == 1
    return json.loads(text)


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_bank_has_every_question_of_both_articles_once(run_cli: RunCli) -> None:
    listed = parsed(run_cli("questions", "--json").out)
    sources = Counter(source for row in listed["questions"] for source in row["sources"])

    assert listed["schema"] == "rnnquiz.questions/1"
    assert len(listed["questions"]) == 45
    assert sources == Counter([f"A{n}" for n in range(1, 21)] + [f"B{n}" for n in range(1, 26)])
    assert {"id", "topic", "question", "sources", "concepts", "demo"} <= set(listed["questions"][0])
    assert {one["weight"] for row in listed["questions"] for one in row["concepts"]} == {"core", "supporting"}


def test_questions_of_one_topic(run_cli: RunCli) -> None:
    listed = parsed(run_cli("questions", "--topic", "rnn-basics", "--json").out)

    assert {row["topic"] for row in listed["questions"]} == {"rnn-basics"}


@pytest.mark.parametrize(
    "command", [["show", "lstm-cel"], ["grade", "lstm-cel", "x"], ["answer", "lstm-cel", "x"]]
)
def test_an_unknown_id_is_refused_with_the_nearest(command: list[str], run_cli: RunCli) -> None:
    done = run_cli(*command)

    assert (done.code, done.out) == (2, "")
    assert "did you mean 'lstm-cell'?" in done.err


def test_an_unknown_topic_is_refused_with_the_nearest(run_cli: RunCli) -> None:
    done = run_cli("quiz", "--topic", "lstn", "--json")

    assert done.code == 2
    assert "did you mean 'lstm'?" in done.err


def test_a_grade_has_its_fields(run_cli: RunCli) -> None:
    verdict = parsed(run_cli("grade", "what-are-rnns", "a loop that keeps a hidden state", "--json").out)

    assert verdict["schema"] == "rnnquiz.grade/1"
    assert verdict["question"] == "what-are-rnns"
    assert 0 <= verdict["points"] <= 4
    assert 0.0 <= verdict["score"] <= 1.0
    assert verdict["rating"] in ("again", "hard", "good", "easy")
    assert {"id", "found", "evidence"} <= set(verdict["concepts"][0])
    assert isinstance(verdict["misconceptions"], list)
    assert isinstance(verdict["doubts"], list)


def test_an_answer_comes_from_standard_input(run_cli: RunCli) -> None:
    piped = run_cli("grade", "what-are-rnns", "-", "--json", stdin="a loop that keeps\na hidden state\n")
    given = run_cli("grade", "what-are-rnns", "a loop that keeps\na hidden state\n", "--json")

    assert piped.out == given.out


def test_grading_records_nothing(run_cli: RunCli) -> None:
    run_cli("grade", "what-are-rnns", "a loop")

    assert parsed(run_cli("history", "--json").out)["reviews"] == []


def test_a_batch_keeps_order_and_fields_and_goes_on_after_a_bad_line(tmp_path: Path, run_cli: RunCli) -> None:
    file = tmp_path / "batch.jsonl"
    rows = ['{"question": "lstm-cell", "answer": "gates", "id": 7, "x": NaN}', "nonsense", '{"question": "nope", "answer": ""}',
            '{"question": "lstm-cell"}', '{"question": "bptt", "answer": "unroll", "who": "ü"}', "[1]"]  # fmt: skip
    file.write_text("\n".join(rows), encoding="utf-8")
    done = run_cli("grade", "--batch", str(file))
    got = lines(done.out)

    assert done.code == 1
    assert done.out.isascii()
    assert [row.get("question") for row in got] == ["lstm-cell", None, None, None, "bptt", None]
    assert got[0]["input"] == {"id": 7, "x": None}
    assert [row["line"] for row in got if "error" in row] == [2, 3, 4, 6]
    assert got[4]["input"] == {"who": "ü"}


def test_a_batch_with_a_bank_of_ones_own(run_cli: RunCli, tmp_path: Path) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text('{"question": "q1", "answer": "x"}\n')
    done = run_cli("grade", "--batch", str(file), "--bank", str(ROOT / "tests/banks/neural-networks.yaml"))

    assert done.code == 0
    assert lines(done.out)[0]["question"] == "q1"


def test_a_missing_batch_file_fails_with_one_sentence(run_cli: RunCli) -> None:
    done = run_cli("grade", "--batch", "/nowhere.jsonl")

    assert done.code == 1
    assert done.err == "error: /nowhere.jsonl: can't be read (No such file or directory); check the path\n"


def test_an_answer_is_recorded_and_comes_back_on_its_day(run_cli: RunCli) -> None:
    at = {"RNNQUIZ_NOW": "2026-03-01T10:00:00+01:00"}
    recorded = parsed(run_cli("answer", "lstm-cell", "x", "--rating", "good", "--json", env=at).out)
    today = parsed(run_cli("due", "--json", env=at).out)
    later = parsed(run_cli("due", "--json", env={"RNNQUIZ_NOW": f"{recorded['due']}T10:00:00+01:00"}).out)

    assert today["due"] == []
    assert today["new"] == 44
    assert today["now"] == "2026-03-01T10:00:00+01:00"
    assert [row["question"] for row in later["due"]] == ["lstm-cell"]
    assert 0.8 < later["due"][0]["retrievability"] < 1.0


def test_due_exits_with_10_only_when_asked_and_something_is_due(run_cli: RunCli) -> None:
    at = {"RNNQUIZ_NOW": "2026-03-01T10:00:00+01:00"}
    before = run_cli("due", "--exit-code", env=at)
    run_cli("answer", "lstm-cell", "x", "--rating", "again", env=at)

    assert before.code == 0
    assert run_cli("due", "--exit-code", env=at).code == 10
    assert run_cli("due", env=at).code == 0


def test_history_is_newest_first_and_undo_survives_a_restart(run_cli: RunCli) -> None:
    for hour, name in enumerate(("lstm-cell", "bptt")):
        run_cli("answer", name, "x", env={"RNNQUIZ_NOW": f"2026-03-01T1{hour}:00:00+01:00"})
    undone = run_cli("undo", env={"RNNQUIZ_NOW": "2026-03-01T12:00:00+01:00"})
    reviews = parsed(run_cli("history", "--json").out)["reviews"]

    assert "bptt" in undone.out
    assert [(row["question"], row["undone"]) for row in reviews] == [("bptt", True), ("lstm-cell", False)]
    assert {"id", "question", "at", "study_day", "rating", "proposed_rating", "points", "undone"} <= set(
        reviews[0]
    )
    assert len(parsed(run_cli("history", "lstm-cell", "--json").out)["reviews"]) == 1


def test_undo_of_nothing_says_so(run_cli: RunCli) -> None:
    done = run_cli("undo")

    assert (done.code, done.err) == (1, "error: there is no review to take back\n")


def test_stats_have_their_fields(run_cli: RunCli) -> None:
    run_cli("answer", "lstm-cell", "x")
    found = parsed(run_cli("stats", "--json").out)

    assert found["schema"] == "rnnquiz.stats/1"
    assert {"retention", "forecast", "topics", "concepts"} <= set(found)
    assert found["seen"] == 1


def test_an_answer_rated_again_is_no_recall(run_cli: RunCli) -> None:
    run_cli("answer", "lstm-cell", "x")
    topics = parsed(run_cli("stats", "--json").out)["topics"]

    assert [row["recall"] for row in topics if row["id"] == "lstm"] == [0.0]


def test_every_question_is_asked_graded_and_scheduled_in_one_scripted_quiz(run_cli: RunCli) -> None:
    answers = {question.id: question.model_answer for question in BANK.questions}
    first = run_cli("quiz", "-n", "45", "--seed", "7", "--json", stdin='{"quit": true}\n')
    assert json.loads(first.out.splitlines()[0])["follow_up"] is None
    order = [
        row["ask"]
        for row in lines(
            run_cli("quiz", "-n", "45", "--seed", "7", "--json", stdin='{"skip": true}\n' * 45).out
        )
        if "ask" in row
    ]
    said = "".join(json.dumps({"answer": answers[name]}) + "\n" for name in order)
    done = run_cli("quiz", "-n", "45", "--seed", "7", "--json", stdin=said)
    rows = lines(done.out)
    grades = [row for row in rows if row.get("schema") == "rnnquiz.grade/1"]

    assert done.code == 0
    assert sorted(order) == sorted(IDS)
    assert [row["question"] for row in grades if row["points"] != 4] == []
    assert rows[-1]["schema"] == "rnnquiz.session/1"
    assert (rows[-1]["answered"], rows[-1]["points"]) == (45, 180)
    assert parsed(run_cli("due", "--json").out)["new"] == 0
    assert len(parsed(run_cli("history", "--json").out)["reviews"]) == 45


@pytest.mark.parametrize("answer", ["", "   ", "\n", "?", "...", "\x00\x1b"])
def test_an_empty_answer_earns_nothing_anywhere(answer: str, tmp_path: Path, run_cli: RunCli) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text("".join(json.dumps({"question": name, "answer": answer}) + "\n" for name in IDS))
    done = run_cli("grade", "--batch", str(file))

    assert {row["points"] for row in lines(done.out)} == {0}


def test_the_end_of_input_ends_a_session_in_good_order(run_cli: RunCli) -> None:
    done = run_cli("drill", "-n", "3", "--json", stdin='{"answer": "a loop"}\n')
    rows = lines(done.out)

    assert done.code == 0
    assert rows[-1]["schema"] == "rnnquiz.session/1"
    assert rows[-1]["answered"] == 1


def test_a_line_that_is_no_reply_is_named_and_the_question_stands(run_cli: RunCli) -> None:
    done = run_cli("quiz", "-n", "1", "--json", stdin='what?\n{"answer": "a loop"}\n')
    rows = lines(done.out)

    assert done.code == 1
    assert "error" in rows[1]
    assert rows[2]["schema"] == "rnnquiz.grade/1"


def test_a_drill_asks_what_is_due_before_what_is_new_and_again_comes_back(run_cli: RunCli) -> None:
    run_cli("answer", "bptt", "x", "--rating", "good", env={"RNNQUIZ_NOW": "2026-03-01T10:00:00+01:00"})
    said = '{"answer": "no idea"}\n' * 3
    done = run_cli("drill", "-n", "2", "--json", stdin=said, env={"RNNQUIZ_NOW": "2026-03-09T10:00:00+01:00"})
    asked = [row["ask"] for row in lines(done.out) if "ask" in row]

    assert asked[0] == "bptt"
    assert asked[2] == "bptt"


def test_a_drill_keeps_to_the_daily_limit_of_new_questions(run_cli: RunCli) -> None:
    at = {"RNNQUIZ_NOW": "2026-03-01T10:00:00+01:00"}
    done = run_cli("drill", "--json", stdin='{"skip": true}\n' * 60, env=at)

    assert sum("ask" in row for row in lines(done.out)) == 10


def test_an_interview_date_is_kept_and_caps_what_comes(run_cli: RunCli) -> None:
    at = {"RNNQUIZ_NOW": "2026-03-01T10:00:00+01:00"}
    run_cli("drill", "--interview-date", "2026-03-05", "--json", stdin="", env=at)
    recorded = parsed(run_cli("answer", "bptt", "x", "--rating", "easy", "--json", env=at).out)

    assert recorded["due"] == "2026-03-04"


def test_an_interview_digs_and_reports(run_cli: RunCli) -> None:
    answers = {question.id: question.model_answer for question in BANK.questions}
    probe = run_cli("interview", "--minutes", "3", "--seed", "1", "--json", stdin='{"skip": true}\n')
    first = json.loads(probe.out.splitlines()[0])["ask"]
    said = json.dumps({"answer": answers[first]}) + '\n{"answer": "I do not know"}\n'
    rows = lines(run_cli("interview", "--minutes", "3", "--seed", "1", "--json", stdin=said).out)
    asked = [row for row in rows if "ask" in row]

    assert [row["ask"] for row in asked] == [first, first]
    assert asked[1]["follow_up"] == f"{first}-1"
    assert rows[-1]["report"]["follow_ups"] == [{"id": f"{first}-1", "points": 0}]


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", [name for family in FAMILIES.values() for name in family])
def test_every_command_has_help_with_examples(name: str, flag: str, run_cli: RunCli) -> None:
    done = run_cli(name, flag)

    assert done.code == 0
    assert "Examples:" in done.out


def test_a_misspelt_command_is_answered_with_the_nearest(run_cli: RunCli) -> None:
    done = run_cli("qiuz")

    assert done.code == 2
    assert "quiz" in done.err


def test_the_version_is_told_in_both_ways(run_cli: RunCli) -> None:
    assert run_cli("--version").out == run_cli("-V").out == run_cli("quiz", "-V").out == "rnnquiz 0.1.0\n"


def test_the_home_screen_says_what_to_do_next(run_cli: RunCli) -> None:
    done = run_cli()

    assert done.code == 0
    assert "rnnquiz drill" in done.out
    assert "0 due, 10 new today" in done.out


def test_no_input_never_waits(run_cli: RunCli) -> None:
    assert run_cli("quiz", "--no-input").code == 2


def test_a_bad_clock_is_refused(run_cli: RunCli) -> None:
    done = run_cli("due", env={"RNNQUIZ_NOW": "yesterday"})

    assert done.code == 2
    assert "RNNQUIZ_NOW" in done.err


def test_control_codes_of_an_answer_never_reach_the_terminal(run_cli: RunCli) -> None:
    done = run_cli("grade", "what-are-rnns", "a loop \x1b[2J\u202e keeps [bold]hidden state[/]")

    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_brackets_are_shown_as_typed(run_cli: RunCli) -> None:
    done = run_cli("grade", "what-are-rnns", "it keeps [b] a hidden [/] state h[t-1]", "--plain")

    assert "hidden [/] state" in done.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("rnnquiz show lstm-c", "lstm-cell"),
        ("rnnquiz quiz --topic ls", "lstm"),
        ("rnnquiz demo vanish", "vanishing_gradient"),
    ],
)
def test_tab_completes_ids_topics_and_demos(words: str, offered: str, run_process: RunCli) -> None:
    at = {
        "_RNNQUIZ_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }

    assert run_process(env=at).out.split() == [offered]
