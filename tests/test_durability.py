"""What was acknowledged stays: killed processes, failing disks, two sessions, damaged files."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, day, environment

from rnnquiz.backup import back_up, keep
from rnnquiz.database import network_mount
from rnnquiz.errors import DataError
from rnnquiz.schedule import RATINGS
from rnnquiz.store import Answered, Store, open_store, read_log

# A learner who answers N questions: every acknowledged answer is a line on standard output.
LEARNER = """
import sys
from conftest import day
from rnnquiz.backup import back_up
from rnnquiz.errors import DataError
from rnnquiz.store import Answered, open_store
name, count = sys.argv[1], int(sys.argv[2])
try:
    with open_store() as store:
        for number in range(count):
            rating = ("good", "again", "easy", "hard")[number % 4]
            answered = Answered(f"q{number % 7}", rating, answer=f"{name} {number}", found=("x",))
            store.record(answered, day(number))
            print(name, number, flush=True)
        back_up(store, day(1).date())
except DataError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def learner(name: str, count: int, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LEARNER, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **more}),
    )


def kept() -> set[str]:
    """The answers in the learner's log, in a database that is sound in every way."""
    with open_store() as store:
        assert store.faults() == []
        return {str(event.answer) for event in store.history()}


# Killed


@pytest.mark.parametrize("runs", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_sigkill_at_any_moment_loses_no_acknowledged_review(runs: int) -> None:
    draw = random.Random(runs)
    acknowledged: set[str] = set()
    for run in range(runs):
        process = learner(str(run), 100_000)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(draw.randint(0, 12))]
        if draw.random() < 0.5:
            time.sleep(draw.random() * 0.02)
        process.kill()
        lines += process.stdout.readlines()
        process.communicate()
        acknowledged.update(line.strip() for line in lines if line.endswith("\n"))

        assert process.returncode == -signal.SIGKILL
        if run % 10 == 0 or run == runs - 1:
            assert acknowledged <= kept()


# Failing disks


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library that fails the n-th write, sync or rename of a process; needs Linux and a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs Linux and a C compiler")
    library = tmp_path_factory.mktemp("disk") / "failing_disk.so"
    source = ROOT / "tests" / "failing_disk.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", str(source), "-o", str(library), "-ldl"], check=True)
    return str(library)


def survive(home: Path, failing_disk: str, at: int, code: int, lasting: bool) -> int:
    """One learner's session in which one write fails; how many writes it made."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    count = home.parent / "count"
    more = {"FAIL_ON": "1"} if lasting else {}
    process = learner(
        "one", 3, LD_PRELOAD=failing_disk, FAIL_UNDER=str(home), FAIL_AT=str(at), FAIL_ERRNO=str(code),
        FAIL_COUNT=str(count), **more
    )  # fmt: skip
    out, error = process.communicate()

    assert process.returncode in (0, 4), (at, error)
    assert "Traceback" not in error
    assert (process.returncode == 4) == (error.count("\n") == 1), error
    if process.returncode == 0:
        assert out.count("\n") == 3
    assert set(out.splitlines()) <= kept(), (at, out)
    return int(count.read_text())


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("code", [5, 28], ids=["input/output error", "no space"])
@pytest.mark.parametrize("every", [29, pytest.param(1, marks=pytest.mark.slow)])
def test_a_failure_at_any_write_sync_or_rename_loses_nothing_and_is_said(
    home: Path, failing_disk: str, every: int, code: int, lasting: bool
) -> None:
    total = survive(home, failing_disk, 0, code, lasting=False)

    assert total > 60  # else the library intercepts nothing
    for at in range(1 + code % every, total + 1, every):
        survive(home, failing_disk, at, code, lasting)


def test_a_full_disk_is_said_and_what_was_saved_stays(home: Path) -> None:
    """A limit on the size of files stands for the disk: the kernel refuses to let them grow."""
    with open_store() as store:
        store.record(Answered("q", "good", answer="before"), day(0))
    limit = (home / "reviews.db").stat().st_size + 20_000
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n" + LEARNER
    done = subprocess.run(
        [sys.executable, "-c", code, "x", "1000"],
        capture_output=True,
        text=True,
        env=environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}),
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )
    acknowledged = set(done.stdout.splitlines())

    assert done.returncode == 4
    assert done.stderr.count("\n") == 1 and ("full" in done.stderr or "disk failed" in done.stderr)
    assert {"before"} | acknowledged <= kept()


def test_a_small_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        process = learner("x", 5000, RNNQUIZ_HOME=str(disk))
        out, error = process.communicate()
        copy = tmp_path / "home"
        shutil.copytree(disk, copy)
    finally:
        subprocess.run(["umount", str(disk)], check=True)

    assert (process.returncode, error.count("\n")) == (4, 1), error
    assert "the disk is full" in error
    assert set(out.splitlines()) <= kept()


def test_a_read_only_folder_is_one_sentence_and_exit_code_four(home: Path) -> None:
    with open_store() as store:
        store.record(Answered("q", "good", answer="before"), day(0))
    for path in (*home.iterdir(), home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    nobody = (  # for root nothing is read-only; what the learner imports is imported before
        "import os, tomllib, fsrs, conftest, rnnquiz.backup, rnnquiz.config, rnnquiz.store\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    )
    for folder in (home.parent, *home.parent.parents[:2]):  # let nobody in
        folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", nobody + LEARNER, "x", "1"],
        capture_output=True,
        text=True,
        env=environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}),
    )
    for path in (home, *home.iterdir()):
        path.chmod(0o700)

    assert (done.returncode, done.stderr.count("\n")) == (4, 1), done.stderr
    assert "RNNQUIZ_HOME" in done.stderr
    assert kept() == {"before"}


# Two sessions


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_two_sessions_at_once_both_keep_everything(count: int) -> None:
    both = [learner(name, count) for name in ("one", "two")]
    outcomes = [process.communicate() for process in both]

    assert [(process.returncode, error) for process, (_, error) in zip(both, outcomes, strict=True)] == [
        (0, "")
    ] * 2
    assert kept() == {f"{name} {number}" for name in ("one", "two") for number in range(count)}


# Damaged files


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of reviews, and last week's backup of it."""
    path = tmp_path_factory.mktemp("sound") / "reviews.db"
    with Store(path) as store:
        for number in range(400):
            store.record(
                Answered(f"q{number % 45}", RATINGS[number % 4], points=number % 5, answer=f"answer {number}",
                         found=("x", "y"), missed=("z",)),
                day(number),
            )  # fmt: skip
            if number == 390:
                back_up(store, day(number).date())
    return path


def damage(draw: random.Random, content: bytes) -> bytes:
    """The file flipped, zeroed, cut or altogether another."""
    at = draw.randrange(len(content))
    match draw.randrange(6):
        case 0:
            return content[:at] + bytes([content[at] ^ (1 << draw.randrange(8))]) + content[at + 1 :]
        case 1:
            size = draw.choice([16, 512, 4096, 20_000])
            return content[:at] + bytes(len(content[at : at + size])) + content[at + size :]
        case 2:
            return content[:at]
        case 3:
            return content[: at // 4096 * 4096]
        case 4:
            return draw.randbytes(draw.choice([0, 1, 99, 100, 5000]))
        case _:
            noise = draw.randbytes(draw.choice([4, 64, 1024]))
            return content[:at] + noise + content[at + len(noise) :]


def answers_of(store: Store) -> tuple[object, ...]:
    """Everything that the program says from a database."""
    return (
        store.history(),
        store.all_memories(),
        store.due(day(500)),
        store.days(day(0).date(), day(500).date()),
        store.concepts(),
        store.forecast(day(400), 60),
    )


@pytest.mark.parametrize("count", [200])
def test_no_damaged_database_gives_a_wrong_answer(sound: Path, tmp_path: Path, count: int) -> None:
    with Store(sound) as store:
        right = answers_of(store)
    content = sound.read_bytes()
    draw = random.Random(5)
    refused = harmless = 0
    for number in range(count):
        path = tmp_path / f"{number}" / "reviews.db"
        path.parent.mkdir()
        bad = damage(draw, content)
        path.write_bytes(bad)
        try:
            with Store(path) as store:
                assert answers_of(store) == right, number
            harmless += 1  # in a free page, or a byte that became what it was
        except DataError as error:
            refused += 1
            assert "\n" not in str(error)
            assert path.read_bytes() == bad, "a damaged file must never be written to"

    assert refused > 0.8 * count
    assert refused + harmless == count


def test_doctor_brings_a_damaged_database_back_with_every_review_that_can_be_read(
    sound: Path, home: Path, run_cli
) -> None:
    shutil.copytree(sound.parent, home)
    path = home / "reviews.db"
    content = path.read_bytes()
    path.write_bytes(content[:5000] + bytes(3000) + content[8000:])
    refused = run_cli("doctor")
    told = run_cli("doctor", "--restore", "--yes")

    assert refused.code == 4 and "fault: " in refused.out and "doctor --restore" in refused.out
    assert told.code == 0 and "the damaged file is now" in told.out
    assert (home / "reviews.db.damaged-1").read_bytes() == content[:5000] + bytes(3000) + content[8000:]
    assert len(kept()) >= 391


def test_restore_asks_first_and_does_nothing_without_consent(home: Path, run_cli) -> None:
    home.mkdir()
    (home / "reviews.db").write_bytes(b"")
    code, _, error = run_cli("doctor", "--restore", "--no-input")

    assert code == 2 and "--yes" in error
    assert (home / "reviews.db").read_bytes() == b""


def test_a_sound_database_is_not_restored(home: Path, run_cli) -> None:
    open_store().close()

    assert "nothing to restore" in run_cli("doctor", "--restore", "--yes").out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"not a database, but long enough to be one" * 10, "no rnnquiz database"),
        (b"SQLite format 3\0" + bytes(84), "another program"),
    ],
)
def test_a_wrong_file_is_refused_with_one_line_and_exit_code_four(
    home: Path, run_cli, content: bytes, words: str
) -> None:
    home.mkdir()
    (home / "reviews.db").write_bytes(content)
    code, out, error = run_cli("export", "jsonl")

    assert (code, out, error.count("\n")) == (4, "", 1)
    assert words in error
    assert (home / "reviews.db").read_bytes() == content


def test_a_database_of_another_program_is_refused_and_untouched(home: Path, run_cli) -> None:
    import sqlite3

    home.mkdir()
    other = sqlite3.connect(home / "reviews.db")
    other.execute("create table mine (a)")
    other.commit()
    other.close()
    before = (home / "reviews.db").read_bytes()

    assert run_cli("backup").code == 4
    assert (home / "reviews.db").read_bytes() == before
    assert {path.name for path in home.iterdir()} == {"reviews.db"}


def test_a_database_that_vanished_is_not_silently_begun_afresh(home: Path, run_cli) -> None:
    with open_store() as store:
        store.record(Answered("q", "good", answer="kept"), day(0))
        back_up(store, day(0).date())
    (home / "reviews.db").unlink()

    assert run_cli("export", "jsonl").code == 4
    assert run_cli("doctor", "--restore", "--yes").code == 0
    assert kept() == {"kept"}


def test_a_folder_in_place_of_the_file_is_refused(home: Path, run_cli) -> None:
    (home / "reviews.db").mkdir(parents=True)
    code, _, error = run_cli("export", "jsonl")

    assert (code, error.count("\n")) == (4, 1)


def test_caches_that_do_not_follow_from_the_log_are_found_and_rebuilt(home: Path, run_cli) -> None:
    import sqlite3

    with open_store() as store:
        store.record(Answered("q", "good"), day(0))
        right = store.all_memories()
    other = sqlite3.connect(home / "reviews.db")
    other.execute("delete from memory")
    other.commit()
    other.close()

    assert run_cli("doctor").code == 4
    assert run_cli("doctor", "--rebuild").code == 0
    with open_store() as store:
        assert store.all_memories() == right


def test_a_large_file_left_sound_is_not_read_whole_again(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rnnquiz import soundness as module

    monkeypatch.setattr(module, "ALWAYS_CHECKED", 0)
    Store(sound).close()
    monkeypatch.setattr(module, "file_faults", lambda database: pytest.fail("read it whole"))

    module.check_file(sound)


# Backups


def test_backups_are_thinned_out_by_day_week_and_month() -> None:
    days = [day(number).date() for number in range(400)]
    kept_days: set = set()
    for one in days:
        kept_days = keep([*kept_days, one])

    assert set(days[-7:]) <= kept_days
    assert len(kept_days) <= 7 + 4 + 12
    assert min(kept_days) <= days[95]


def test_a_backup_holds_what_the_write_ahead_log_still_has(home: Path, run_cli, tmp_path: Path) -> None:
    with open_store() as store:
        store.record(Answered("q", "good"), day(0))
        target = tmp_path / "usb" / "mine.db"

        assert run_cli("backup", str(target)).code == 0
        with Store(target) as copy:
            assert list(copy.events()) == list(store.events())


def test_a_damaged_database_never_replaces_a_good_backup(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    shutil.copy(sound, path)
    with Store(path) as store:
        good = back_up(store, day(1).date())
        log = list(store.events())
        with path.open("r+b") as file:  # pages that SQLite has read before may still give a good copy
            file.seek(40_000)
            file.write(bytes(9000))
        with contextlib.suppress(DataError):
            back_up(store, day(1).date())

    assert read_log(good) == log


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/home/ann/x", True), ("/home/bob/x", False), ("/mnt/my disk/x", True), ("/x", False)],
)
def test_a_network_home_is_recognised(path: str, expected: bool) -> None:
    mounts = "dev / ext4 rw 0 0\nsrv:/ann /home/ann nfs4 rw 0 0\n//s/d /mnt/my\\040disk cifs rw 0 0\n"

    assert network_mount(mounts, Path(path)) is expected


def test_on_a_network_home_the_database_works_without_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnquiz.database.on_network", lambda path: True)
    with Store(tmp_path / "reviews.db") as store:
        store.record(Answered("q", "good"), day(0))

        assert not (tmp_path / "reviews.db-wal").exists()
        assert store.count() == 1
