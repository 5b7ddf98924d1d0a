"""Commands that ask and remember: quiz, drill, interview, answer, due, undo; and the home screen."""

import sys
from typing import TYPE_CHECKING, Any

import typer

from rnnquiz.cli import complete
from rnnquiz.cli.app import JSON, command, write_json
from rnnquiz.errors import RnnquizError, UsageError
from rnnquiz.options import Options

if TYPE_CHECKING:
    from rnnquiz.bank import Bank
    from rnnquiz.session import Session
    from rnnquiz.store import Store

TOPIC = typer.Option(
    None, "--topic", "-t", help="Only this topic (see `rnnquiz questions`).", autocompletion=complete.topics
)


def home(options: Options) -> None:
    """What is due, how you stand, what to do next."""
    from rnnquiz import clock
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.config import load
    from rnnquiz.folders import folders
    from rnnquiz.screen import screen_for
    from rnnquiz.session import waiting
    from rnnquiz.stats_screen import show_home
    from rnnquiz.store import open_store

    bank = bank_of(options)
    limit = load(folders().config_file).new_per_day
    with open_store() as store:
        waits = waiting(bank, store, clock.now(), None, limit)
        show_home(screen_for(options), waits, bank, store.last_review())


@command()
def quiz(
    options: Options,
    topic: str | None = TOPIC,
    count: int = typer.Option(5, "-n", "--count", help="How many questions."),
    seed: int | None = typer.Option(None, "--seed", help="Choose the same questions each time."),
    as_json: bool = JSON,
) -> None:
    """A quiz: questions at random, graded and remembered.

    \b
    Examples:
      rnnquiz quiz
      rnnquiz quiz --topic lstm -n 3
    """
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.session import Session, quiz_queue
    from rnnquiz.store import open_store

    bank = bank_of(options)
    queue = quiz_queue(bank.in_topic(topic), _positive(count), seed)
    with open_store() as store:
        _hold(options, bank, Session(store, bank.version, queue), as_json)


@command()
def drill(
    options: Options,
    topic: str | None = TOPIC,
    count: int | None = typer.Option(None, "-n", "--count", help="How many questions at most."),
    interview_date: str | None = typer.Option(
        None,
        "--interview-date",
        metavar="DATE",
        help="Everything comes back before this day (none: forget it).",
    ),
    as_json: bool = JSON,
) -> None:
    """Spaced repetition: what is due first, then new questions up to the daily limit.

    \b
    Examples:
      rnnquiz drill
      rnnquiz drill --interview-date 2026-12-15
    """
    from rnnquiz import clock
    from rnnquiz.bankindex import check_topic
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.config import load, put
    from rnnquiz.folders import folders
    from rnnquiz.session import Session, drill_queue, waiting
    from rnnquiz.store import open_store

    bank = bank_of(options)
    check_topic(topic, bank.topics)  # before a date is kept: a command that is refused changes nothing
    most = None if count is None else _positive(count)
    config = folders().config_file
    settings = put(config, "interview_date", interview_date) if interview_date else load(config)
    with open_store() as store:
        waits = waiting(bank, store, clock.now(), topic, settings.new_per_day)
        queue = drill_queue(waits, most)
        if not queue and not as_json:
            from rnnquiz.screen import screen_for

            screen_for(options).line("Nothing is due, and today's new questions are done. Try: rnnquiz quiz")
            return
        _hold(options, bank, Session(store, bank.version, queue, repeats=True), as_json)


@command()
def interview(
    options: Options,
    minutes: float = typer.Option(20, "--minutes", "-m", help="How long it lasts."),
    topic: str | None = TOPIC,
    seed: int | None = typer.Option(None, "--seed", help="Choose the same questions each time."),
    as_json: bool = JSON,
) -> None:
    """A timed mock interview with follow-ups and a report.

    \b
    Examples:
      rnnquiz interview --minutes 20
    """
    from rnnquiz import clock, interviewing
    from rnnquiz.cli.sources import bank_of, input_lines
    from rnnquiz.interview import Interview, ends_at, length
    from rnnquiz.protocol import Exchange
    from rnnquiz.session import quiz_queue
    from rnnquiz.store import open_store

    if not 0 < minutes <= 600:
        raise UsageError(f"--minutes is {minutes:g}; give more than 0 and at most 600")
    bank = bank_of(options)
    queue = quiz_queue(bank.in_topic(topic), length(minutes), seed)
    with open_store() as store:
        held = Interview(store, bank.version, queue, until=ends_at(clock.now(), minutes))
        if as_json:
            exchange = Exchange(input_lines(), write_json)
            interviewing.hold_json(held, exchange)
            _closed(store)
            raise typer.Exit(0 if exchange.clean else 1)
        interviewing.hold(_talk(options, bank, held), held)
        _closed(store)


@command()
def answer(
    options: Options,
    question: str = typer.Argument(..., metavar="ID", help="The question's id.", autocompletion=complete.ids),
    text: str | None = typer.Argument(None, metavar="ANSWER", help="The answer, or - for standard input."),
    rating: str | None = typer.Option(None, help="again, hard, good or easy, instead of the one proposed."),
    as_json: bool = JSON,
) -> None:
    """Grade an answer and record it as a review, without a prompt.

    \b
    Examples:
      rnnquiz answer lstm-cell "a cell state with three gates" --rating good
    """
    from rnnquiz import clock
    from rnnquiz.cli.sources import answer_text, bank_of
    from rnnquiz.records import grade_record
    from rnnquiz.schedule import RATINGS
    from rnnquiz.session import record
    from rnnquiz.store import open_store

    if rating is not None and rating not in RATINGS:
        raise UsageError(f"no rating {rating!r}; give one of {', '.join(RATINGS)}")
    bank = bank_of(options)
    asked = bank.question(question)
    given = answer_text(options, text, asked)
    with open_store() as store:
        now = clock.now()
        outcome = record(store, asked, given, now, bank.version, rating)
        today = clock.study_day(now, store.day_start)
    if as_json:
        write_json(
            {**grade_record(outcome.verdict), "recorded": outcome.rating, "due": outcome.due_day.isoformat()}
        )
        return
    from rnnquiz.question_screen import show_next_date, show_verdict
    from rnnquiz.screen import screen_for

    screen = screen_for(options)
    show_verdict(screen, outcome.verdict)
    show_next_date(screen, outcome, today)


@command()
def due(
    options: Options,
    topic: str | None = TOPIC,
    exit_code: bool = typer.Option(False, "--exit-code", help="Exit with 10 when something is due."),
    as_json: bool = JSON,
) -> None:
    """What is due now.

    \b
    Examples:
      rnnquiz due
      rnnquiz due --exit-code --quiet || echo "time to drill"
    """
    from rnnquiz import clock
    from rnnquiz.cli.sources import index_of
    from rnnquiz.store import open_store

    index = index_of(options)
    known = {entry.id for entry in index.in_topic(topic)}
    with open_store() as store:
        now = clock.now()
        waits = [one for one in store.due(now) if one.question in known]
        new = len(known - store.answered())
        today = clock.study_day(now, store.day_start)
    if as_json:
        rows = [
            {
                "question": one.question,
                "due": one.due.isoformat(),
                "retrievability": round(one.retrievability, 4),
            }
            for one in waits
        ]
        write_json({"schema": "rnnquiz.due/1", "now": now.isoformat(), "due": rows, "new": new})
    else:
        from rnnquiz.screen import screen_for
        from rnnquiz.stats_screen import show_due

        show_due(screen_for(options), index, waits, new, today)
    if exit_code and waits:
        raise typer.Exit(10)


@command()
def undo(options: Options, as_json: bool = JSON) -> None:
    """Take back the last review, also after a restart.

    \b
    Examples:
      rnnquiz undo
    """
    from rnnquiz import clock
    from rnnquiz.records import review_row
    from rnnquiz.store import open_store

    with open_store() as store:
        event = store.undo(clock.now())
    if event is None:
        raise RnnquizError("there is no review to take back")
    if as_json:
        write_json({"schema": "rnnquiz.undo/1", "review": {**review_row(event), "undone": True}})
        return
    from rnnquiz.screen import screen_for

    screen_for(options).line(
        f"Taken back: {event.question}, rated {event.rating}, of {event.at:%Y-%m-%d %H:%M}."
    )


def _positive(count: int) -> int:
    if not 1 <= count <= 100_000:
        raise UsageError(f"-n is {count}; give 1 to 100000")
    return count


def _hold(options: Options, bank: "Bank", session: "Session", as_json: bool) -> None:
    """Hold the session: JSON lines for programs, else a conversation."""
    if as_json:
        from rnnquiz import protocol
        from rnnquiz.cli.sources import input_lines

        exchange = protocol.Exchange(input_lines(), write_json)
        protocol.hold(session, exchange)
        write_json(protocol.session_record(session.report()))
        _closed(session.store)
        raise typer.Exit(0 if exchange.clean else 1)
    if not options.input:
        raise UsageError("--no-input, and this command asks; use --json, or `rnnquiz answer ID ANSWER`")
    from rnnquiz import conversation

    conversation.hold(_talk(options, bank, session))
    _closed(session.store)


def _talk(options: Options, bank: "Bank", session: "Session") -> Any:
    from rnnquiz.cli.demo import run_one
    from rnnquiz.config import load
    from rnnquiz.conversation import Talk
    from rnnquiz.folders import folders
    from rnnquiz.screen import screen_for

    warning = session.store.clock_warning(session.now())
    if warning:
        sys.stderr.write(f"note: {warning}\n")
    vi = load(folders().config_file).editing_mode == "vi"
    return Talk(screen_for(options), bank, session, lambda name: run_one(options, name), vi)


def _closed(store: "Store") -> None:
    """A verified backup at the end of a session."""
    from rnnquiz import clock
    from rnnquiz.backup import back_up

    back_up(store, clock.study_day(clock.now(), store.day_start))
