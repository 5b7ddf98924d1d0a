"""What the learner sees of questions and answers.  Decides nothing, asks nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rnnquiz.bank import CORE, Question
from rnnquiz.bankindex import Entry
from rnnquiz.screen import Screen, Span, counted

if TYPE_CHECKING:
    from rnnquiz.grade import Grade
    from rnnquiz.session import Outcome, Report

POINTS = (
    "nothing of what was asked",
    "a little",
    "about half",
    "right, one essential point missing",
    "complete for an interview",
)


# ---- the bank --------------------------------------------------------------------------------------------


def show_questions(screen: Screen, topics: Mapping[str, str], questions: Sequence[Entry]) -> None:
    """The bank, by topic."""
    groups = [(topic, [one for one in questions if one.topic == topic]) for topic in topics]
    for place, (topic, inside) in enumerate(group for group in groups if group[1]):
        if place:
            screen.blank()
        screen.line((topics[topic], "bold"), (f"  {topic}", "dim"))
        for question in inside:
            screen.line(question.text, indent=2, hang=2)
            source = f"  {', '.join(question.sources)}" if question.sources else ""
            screen.line((question.id, "cyan"), (source, "dim"), indent=4)


def show_one(screen: Screen, question: Question, title: str) -> None:
    """Everything about one question; what can be long, the wrong claims, comes last."""
    screen.ends((title, "dim"), (", ".join(question.sources), "dim"))
    screen.blank()
    screen.line((question.text, "bold"), indent=2)
    show_model_answer(screen, question)
    screen.blank()
    screen.line(("What an answer should contain", "bold"), indent=2)
    for concept in question.concepts:
        weight = "essential" if concept.weight == CORE else "adds"
        screen.line((f"{weight:<11}", "dim"), concept.text, indent=4, hang=11)
    if question.follow_ups:
        screen.blank()
        screen.line(("An interviewer asks next", "bold"), indent=2)
        for follow in question.follow_ups:
            screen.line(follow.text, indent=4, hang=2)
    if question.source_errors:
        screen.blank()
        screen.line(("Where the source article errs", "bold"), indent=2)
        show_source_errors(screen, question, indent=4)
    if question.misconceptions:
        screen.blank()
        screen.line(("Wrong claims", "bold"), indent=2)
        for item in question.misconceptions:
            mark = f"{screen.marks.wrong} "
            screen.line((mark, "red"), item.wrong, indent=4, hang=len(mark))
            screen.line(item.correct, indent=4 + len(mark))
    if question.demo:
        screen.blank()
        screen.line(("See it work: ", "dim"), (f"rnnquiz demo {question.demo}", "cyan"), indent=2)


def show_source_errors(screen: Screen, question: Question, indent: int = 2) -> None:
    """Where the article's own answer errs, and what is right, with the primary source."""
    for error in question.source_errors:
        screen.line((f"{error.verdict}: ", "yellow"), error.claim, indent=indent, hang=2)
        screen.line(error.right, (f" ({error.source})", "dim"), indent=indent + 2)


# ---- question and verdict --------------------------------------------------------------------------------


def show_question(screen: Screen, question: Question, place: str = "", topic: str = "") -> None:
    """The question, before it is answered."""
    if topic or place:
        screen.ends((topic, "dim"), (place, "dim"))
        screen.blank()
    screen.line((question.text, "bold"), indent=2)
    if not screen.quiet:
        ideas = counted(sum(concept.weight == CORE for concept in question.concepts), "essential idea")
        screen.blank()
        what = "a list will do" if question.listing else "two or three sentences are enough"
        screen.line((f"{ideas}; {what}.", "dim"), indent=2)


def show_verdict(screen: Screen, verdict: "Grade") -> None:
    """What was shown, missed and wrong, in the learner's own words."""
    screen.ends((f"{verdict.points} of 4: {_worth(verdict)}", "bold"), (f"score {verdict.score:.2f}", "dim"))
    screen.blank()
    for claim in verdict.misconceptions:
        sign = (screen.marks.wrong, "wrong", "bold red")
        _item(screen, sign, f'"{claim.evidence}"', (claim.misconception.correct, ""))
    for one in sorted(verdict.concepts, key=lambda one: not one.found):
        if one.found:
            said = f'"{one.evidence}"' if one.evidence else "you say that you said it"
            _item(screen, (screen.marks.shown, "shown", "green"), one.concept.text, (said, "dim"))
        else:
            word = "missed" if one.concept.weight == CORE else "to add"
            _item(screen, (screen.marks.missed, word, "yellow"), one.concept.text)
    for doubt in verdict.doubts:
        _item(screen, (screen.marks.doubt, "doubt", "magenta"), doubt)


def _worth(verdict: "Grade") -> str:
    """The points in words that what stands below does not belie."""
    if verdict.points or not any(one.found for one in verdict.concepts):
        return POINTS[verdict.points]
    return "undone by what is wrong" if verdict.misconceptions else "hardly anything of what was asked"


def _item(screen: Screen, sign: tuple[str, str, str], text: str, detail: Span = ("", "")) -> None:
    """Mark and word, then the text: beside them, or below them when it is narrow."""
    mark, word, style = sign
    if screen.plain:
        screen.line(f"{word}: {text} {detail[0]}".rstrip())
        return
    if screen.narrow:
        inside = 4
        screen.line((f"{mark} {word}", style), indent=2)
        screen.line(text, indent=inside)
    else:
        label = f"{mark} {word:<8}"
        inside = 2 + len(label)
        screen.line((label, style), text, indent=2, hang=len(label))
    if detail[0]:
        screen.line(detail, indent=inside)


def show_model_answer(screen: Screen, question: Question) -> None:
    """A complete answer."""
    screen.blank()
    screen.line(("A strong answer", "bold"), indent=2)
    screen.line(question.model_answer, indent=4)


def show_next_date(screen: Screen, outcome: "Outcome", today: date) -> None:
    """When it comes back, for the rating recorded and for the others."""
    screen.blank()
    screen.line(
        f"Kept as {outcome.rating}. It comes back {when(outcome.due_day, today)}.",
        indent=2,
    )


def show_ratings(screen: Screen, outcome: "Outcome") -> None:
    """What each rating would do."""
    parts = (
        f"{number} {rating} {short_days(days)}"
        for number, (rating, days) in enumerate(outcome.intervals.items(), 1)
    )
    screen.items(parts, "dim", indent=2)


def when(day: date, today: date) -> str:
    """A day as a person says it: today, tomorrow, in 8 days (Mon 30 Nov)."""
    days = (day - today).days
    if days <= 0:
        return "later today"
    if days == 1:
        return "tomorrow"
    return (
        f"in {days} days ({day:%a %d %b}{day: %Y})"
        if day.year != today.year
        else f"in {days} days ({day:%a %d %b})"
    )


def short_days(days: int) -> str:
    """A number of days in few letters."""
    return "today" if days == 0 else f"{days} d" if days < 100 else f"{days / 365:.1f} y"


def show_summary(screen: Screen, report: "Report") -> None:
    """What the session came to."""
    screen.blank()
    if not report.answered:
        screen.line("Nothing answered, nothing changed.")
        return
    most = 4 * report.answered
    screen.ends(
        (f"{counted(report.answered, 'answer')} kept", "bold"), (f"{report.points} of {most} points", "")
    )
    screen.blank()
    for outcome in report.outcomes:
        share = screen.bar(outcome.verdict.points / 4, 4)
        screen.line((f"{share} {outcome.verdict.points}  ", ""), outcome.question.text, indent=2, hang=8)
    missed = report.missed_most()[:3]
    if missed:
        screen.blank()
        screen.line(("To go over", "bold"), indent=2)
        for text, times in missed:
            screen.line(text + (f" ({times} times)" if times > 1 else ""), indent=4, hang=2)
    if report.left:
        screen.blank()
        screen.line((f"{counted(report.left, 'question')} left for next time.", "dim"), indent=2)
