"""What the learner sees of where they stand: home, due, history, stats.  Computes nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rnnquiz.bank import Bank
from rnnquiz.bankindex import Index
from rnnquiz.screen import Screen, Span, counted

if TYPE_CHECKING:
    from rnnquiz.session import Waiting
    from rnnquiz.stats import Calendar, Progress, TopicProgress
    from rnnquiz.store import Due, Event

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show_home(screen: Screen, waits: "Waiting", bank: Bank, last: "Event | None") -> None:
    """Where you stand and what to do next, in ten lines."""
    due, new = len(waits.due), waits.new_today
    screen.ends(("rnnquiz", "bold"), (f"{due} due, {new} new today" if due or new else "nothing due", ""))
    screen.blank()
    commands = [
        ("rnnquiz drill", f"work through today's {due + new}")
        if due or new
        else ("rnnquiz quiz", "practise anyway"),
        ("rnnquiz quiz", "five questions at random") if due or new else ("rnnquiz stats", "how you stand"),
        ("rnnquiz interview", "a timed mock interview"),
        ("rnnquiz demo", "watch the concepts work"),
        ("rnnquiz questions", f"all {counted(len(bank.questions), 'question')}"),
        ("rnnquiz stats", "where you are weak"),
    ]
    for name, does in dict(commands).items():
        if screen.narrow:
            screen.line((name, "bold"), indent=2)
            screen.line((does, "dim"), indent=4)
        else:
            screen.line((f"{name:<20}", "bold"), does, indent=2)
    if last is not None:
        screen.blank()
        worth = f"{last.points} of 4" if last.points is not None else str(last.rating)
        screen.line(
            ("Last time: ", "dim"), f"{last.question}, {worth}, on {last.study_day:%a %d %b}.", indent=2
        )
    screen.blank()
    screen.line(("rnnquiz COMMAND --help for options.", "dim"))


def show_due(screen: Screen, index: Index, due: Sequence["Due"], new: int, today: date) -> None:
    """What is due now, the most forgotten first."""
    texts = {entry.id: entry.text for entry in index.entries}
    screen.ends((f"{len(due)} due", "bold"), (f"{new} new", ""))
    for one in due:
        late = (today - one.due).days
        ago = "today" if late <= 0 else f"{late} d ago"
        screen.line(
            f"{one.retrievability:4.0%}  ",
            (f"{ago:>8}  ", "dim"),
            texts.get(one.question, one.question),
            indent=2,
            hang=16,
        )
    if due and not screen.quiet:
        screen.blank()
        screen.line(("The share is the chance that you still know it. Try: rnnquiz drill", "dim"))


def show_history(screen: Screen, events: Sequence["Event"]) -> None:
    """Reviews, newest first."""
    if not events:
        screen.line("No reviews yet. Try: rnnquiz quiz")
    for event in events:
        worth = "      " if event.points is None else f"{event.points} of 4"  # imported: rated, never graded
        note = " (undone)" if event.undone else ""
        screen.line(
            f"{event.at:%Y-%m-%d %H:%M}  ", f"{worth}  {event.rating or '':<7}", event.question,
            (note, "yellow"), indent=2, hang=4,
        )  # fmt: skip


def show_stats(screen: Screen, progress: "Progress") -> None:
    """How you stand: by topic, by day, what comes, what is missed most."""
    screen.ends(("Progress", "bold"), (f"{progress.total} questions, {progress.seen} seen", ""))
    screen.blank()
    _topics(screen, progress.topics)
    screen.blank()
    if progress.spaced:
        screen.line(
            f"Recalled when due: {progress.recalled / progress.spaced:.0%} of"
            f" {counted(progress.spaced, 'review')}; the target is {progress.target:.0%},"
            f" the schedule expected {progress.expected:.0%}.",
            indent=2,
        )
    else:
        screen.line("No review was due yet; recall is measured from the second day on.", indent=2)
    screen.blank()
    _calendar(screen, progress.calendar)
    screen.blank()
    _forecast(screen, progress.forecast, progress.calendar)
    if progress.interview is not None and progress.interview_recall is not None:
        bare, kept = progress.interview_recall
        screen.blank()
        screen.line(
            f"On the interview day, {progress.interview:%a %d %b}: {kept:.0%} recall if you keep up,"
            f" {bare:.0%} if you stop now.",
            indent=2,
        )
    if progress.missed:
        screen.blank()
        screen.line(("Missed most", "bold"), indent=2)
        shares = [f"{missed} of {asked}" for _, missed, asked in progress.missed]
        column = max(map(len, shares))
        for share, (text, _, _) in zip(shares, progress.missed, strict=True):
            screen.line(f"{share:>{column}}  ", text, indent=4, hang=column + 2)
    if progress.concepts:
        screen.line(
            f"{len(progress.concepts)} of {progress.ideas} ideas asked so far,"
            f" {progress.never_shown} of them never shown.",
            indent=2,
        )


def _topics(screen: Screen, topics: Sequence["TopicProgress"]) -> None:
    """One line a topic: recall as a bar where there is room, questions seen, questions due."""
    wide = not screen.narrow
    room = screen.width - 2 - (43 if wide else 11)
    name = max(5, min(room, max((len(one.topic) for one in topics), default=0)))
    head = f"{'topic':<{name}}  {'recall':<24}  {'seen':>8}  due" if wide else f"{'topic':<{name}} recall due"
    if not screen.plain:
        screen.line((head, "dim"), indent=2)
    for one in topics:
        recall = "-" if one.recall is None else f"{one.recall:.0%}"
        seen = f"{one.seen} of {one.questions}"
        topic = one.topic if len(one.topic) <= name else one.topic[: name - 1] + "."
        if screen.plain:
            known = f"recall {recall}, " if one.seen else ""
            screen.line(f"{one.topic}: {known}{seen} seen, {one.due} due", indent=2)
        elif wide:
            bar = screen.bar(one.recall) if one.recall is not None else " " * 18
            screen.line(f"{topic:<{name}}  {bar}  {recall:>4}  {seen:>8}  {one.due:>3}", indent=2)
        else:
            screen.line(f"{topic:<{name}} {recall:>6} {one.due:>3}", indent=2)


def _calendar(screen: Screen, calendar: "Calendar") -> None:
    """Answers a day: rows of weekdays, columns of weeks, the newest at the right; and what they come to."""
    if calendar.busiest is None:
        screen.line("No day practised yet.", indent=2)
        return
    days = calendar.days
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    mondays = [calendar.first + timedelta(weeks=at) for at in range(len(weeks))]
    most = max(map(len, map(str, days)))
    cell = max(4, most + 1)  # three letters of a month, or the digits of a busy day
    room = len(weeks) if screen.plain else min(len(weeks), (screen.width - 6) // cell)
    screen.line((f"Answers a day, last {counted(room, 'week')}", "bold"), indent=2)
    if screen.plain:
        for monday, week in zip(mondays, weeks, strict=True):
            if sum(week):
                on = counted(sum(map(bool, week)), "day")
                screen.line(
                    f"week of {monday.day} {monday:%b}: {counted(sum(week), 'answer')} on {on}", indent=2
                )
    else:
        weeks, mondays = weeks[-room:], mondays[-room:]
        months = [_month(monday, first=monday == mondays[0]) for monday in mondays]
        screen.line(("    " + "".join(f"{month:>{cell}}" for month in months), "dim"), indent=2)
        for weekday, name in enumerate(WEEKDAYS):
            spans: list[str | Span] = [(f"{name} ", "dim")]
            for week in weeks:
                answers = week[weekday] if weekday < len(week) else None
                mark = "" if answers is None else str(answers) if answers else screen.marks.none
                spans.append((f"{mark:>{cell}}", "" if answers else "dim"))
            screen.line(*spans, indent=2)
    day, answers = calendar.busiest
    screen.line(
        f"Practised on {counted(calendar.practised, 'day')}; longest row {counted(calendar.longest, 'day')},"
        f" present row {counted(calendar.present, 'day')}; most answers on one day: {answers}"
        f" ({day.day} {day:%b %Y}).",
        indent=2,
    )


def _forecast(screen: Screen, forecast: Sequence[int], calendar: "Calendar") -> None:
    """How many questions come back on each of the next days."""
    today = calendar.first + timedelta(days=len(calendar.days) - 1)
    names = ["now", *(WEEKDAYS[(today.weekday() + at) % 7] for at in range(1, len(forecast)))]
    screen.line((f"Coming back, next {len(forecast)} days", "bold"), indent=2)
    if screen.plain:
        screen.line(", ".join(f"{name} {due}" for name, due in zip(names, forecast, strict=True)), indent=2)
    else:
        screen.line(("".join(f"{name:>5}" for name in names), "dim"), indent=2)
        screen.line("".join(f"{due or screen.marks.none:>5}" for due in forecast), indent=2)
    total = counted(sum(forecast), "question")
    comes = "comes" if sum(forecast) == 1 else "come"
    words = (
        f"{total} {comes} back, {forecast[0] or 'none'} of them now."
        if sum(forecast)
        else "Nothing comes back."
    )
    screen.line(words, indent=2)


def _month(monday: date, first: bool) -> str:
    """The month that begins in this week, or that the first week is of; else nothing."""
    sunday = monday + timedelta(days=6)
    return f"{sunday:%b}" if sunday.day <= 7 else f"{monday:%b}" if first else ""
