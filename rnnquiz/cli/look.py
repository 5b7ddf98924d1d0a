"""Commands that only look: questions, show, history, stats."""

import typer

from rnnquiz.cli import complete
from rnnquiz.cli.app import JSON, announce, command, write_json
from rnnquiz.cli.practise import TOPIC
from rnnquiz.errors import UsageError
from rnnquiz.options import Options


@command()
def questions(options: Options, topic: str | None = TOPIC, as_json: bool = JSON) -> None:
    """The questions of the bank, by topic.

    \b
    Examples:
      rnnquiz questions --topic lstm
      rnnquiz questions --json | jq -r '.questions[].id'
    """
    from rnnquiz.cli.sources import index_of

    index = index_of(options)
    chosen = index.in_topic(topic)
    if as_json:
        from rnnquiz.records import question_row

        rows = [question_row(question) for question in chosen]
        write_json({"schema": "rnnquiz.questions/1", "questions": rows})
    else:
        from rnnquiz.question_screen import show_questions
        from rnnquiz.screen import screen_for

        show_questions(screen_for(options), index.topics, chosen)


@command()
def show(
    options: Options,
    question: str = typer.Argument(..., metavar="ID", help="The question's id.", autocompletion=complete.ids),
    as_json: bool = JSON,
) -> None:
    """One question with its model answer, ideas, wrong claims, and where its source errs.

    \b
    Examples:
      rnnquiz show gradient-clipping
    """
    from rnnquiz.cli.sources import bank_of

    bank = bank_of(options)
    found = bank.question(question)
    if as_json:
        from rnnquiz.records import question_record

        write_json(question_record(found))
    else:
        from rnnquiz.question_screen import show_one
        from rnnquiz.screen import screen_for

        show_one(screen_for(options), found, bank.topics[found.topic])


@command()
def history(
    options: Options,
    question: str | None = typer.Argument(
        None, metavar="ID", help="Only this question.", autocompletion=complete.ids
    ),
    count: int | None = typer.Option(None, "-n", "--count", help="How many (default: 20, with --json all)."),
    as_json: bool = JSON,
) -> None:
    """Reviews, newest first.

    \b
    Examples:
      rnnquiz history lstm-cell
    """
    from rnnquiz.store import open_store

    if count is not None and count < 1:
        raise UsageError(f"-n is {count}; give 1 or more")
    if as_json and count is None:
        announce(options, "reading the log")
    with open_store() as store:
        events = store.history(question, count or (None if as_json else 20))
    if not events and question is not None:
        from rnnquiz.cli.sources import bank_of

        bank_of(options).question(question)  # a name that is none is said, not shown as "no reviews"
    if as_json:
        from rnnquiz.records import review_row

        write_json({"schema": "rnnquiz.history/1", "reviews": [review_row(event) for event in events]})
    else:
        from rnnquiz.screen import screen_for
        from rnnquiz.stats_screen import show_history

        show_history(screen_for(options), events)


@command()
def stats(options: Options, as_json: bool = JSON) -> None:
    """How you stand: recall by topic, a calendar of days, what comes, what is missed most.

    \b
    Examples:
      rnnquiz stats
    """
    from rnnquiz import clock
    from rnnquiz.cli.sources import bank_of
    from rnnquiz.stats import progress
    from rnnquiz.store import open_store

    bank = bank_of(options)
    with open_store() as store:
        found = progress(bank, store, clock.now())
    if as_json:
        from rnnquiz.records import stats_record

        write_json(stats_record(found))
    else:
        from rnnquiz.screen import screen_for
        from rnnquiz.stats_screen import show_stats

        show_stats(screen_for(options), found)
