"""What the learner sees: every screen of the program.  Decides nothing, asks nothing.

Box-free lines that stay in the scroll-back; colour is never the only sign; every text goes out as
`rich.text.Text` behind `safe`, so that h[t-1] stays itself and no control code gets through.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rnnquiz.bank import CORE, Bank, Entry, Index, Question
from rnnquiz.options import Options
from rnnquiz.safe import safe
from rnnquiz.terminal import is_plain, shows_unicode

if TYPE_CHECKING:
    from rich.console import Console

    from rnnquiz.grade import Grade
    from rnnquiz.selftest import Finding, Marked
    from rnnquiz.session import Outcome, Report, Waiting
    from rnnquiz.stats import Progress
    from rnnquiz.store import Due, Event

Span = tuple[str, str]  # text and style
WIDEST = 78
NARROW = 60  # below this, what stands side by side is stacked

POINTS = (
    "nothing of what was asked",
    "a little",
    "about half",
    "right, one essential point missing",
    "complete for an interview",
)


@dataclass(frozen=True)
class Marks:
    """The signs of one encoding."""

    shown: str
    missed: str
    wrong: str
    doubt: str
    bar: str
    rest: str


UNICODE = Marks("✓", "·", "✗", "?", "━", "─")
ASCII = Marks("[x]", "[ ]", "[!]", "[?]", "#", ".")


@dataclass(frozen=True)
class Screen:
    """A terminal or a pipe to write on: how wide, which signs, whether anybody may be asked."""

    console: "Console"
    width: int
    marks: Marks
    plain: bool
    quiet: bool
    asks: bool  # a person sits there and input is allowed

    def line(self, *spans: str | Span, indent: int = 0, hang: int = 0) -> None:
        """One paragraph, wrapped at the width; later lines stand `hang` further right."""
        from rich.text import Text

        text = Text(no_wrap=False, end="")
        for span in spans:
            words, style = (span, "") if isinstance(span, str) else span
            text.append(safe(words), style=style)
        if self.plain:  # one thing a line: a screen reader and `grep` want it whole
            self.console.print(Text(" " * indent) + text, soft_wrap=True)
            return
        first = True
        for wrapped in text.wrap(self.console, max(16, self.width - indent - hang)):
            wrapped.rstrip()
            pad = indent if first else indent + hang
            self.console.print(Text(" " * pad) + wrapped, soft_wrap=True)
            first = False

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def ends(self, left: Span, right: Span) -> None:
        """Two texts at both ends of one line; stacked when it is narrow."""
        room = self.width - len(left[0]) - len(right[0])
        if room < 2 or self.width < NARROW or self.plain:
            self.line(left)
            self.line(right)
        else:
            self.line(left, " " * room, right)

    def bar(self, share: float, length: int = 18) -> str:
        """A share of 0..1 as a bar."""
        full = round(share * length)
        return self.marks.bar * full + self.marks.rest * (length - full)


def screen_for(options: Options, stderr: bool = False) -> Screen:
    """The screen that these options and this terminal give."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    tty = stream.isatty() and os.environ.get("TERM") != "dumb"
    plain = is_plain(options)
    console = Console(
        stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True,
        no_color=None if options.color and not plain else True,
        force_terminal=None if tty and not plain else False,
    )  # fmt: skip
    width = min(console.width if tty or "COLUMNS" in os.environ else 80, WIDEST)
    marks = UNICODE if shows_unicode(stream) and not plain else ASCII
    asks = options.input and sys.stdin.isatty()
    return Screen(console, width, marks, plain, options.quiet, asks)


# ---- home, questions -------------------------------------------------------------------------------------


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
        ("rnnquiz questions", f"all {len(bank.questions)} questions"),
        ("rnnquiz stats", "where you are weak"),
    ]
    for name, does in dict(commands).items():
        if screen.width < NARROW:
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


def show_questions(screen: Screen, topics: Mapping[str, str], questions: Sequence[Entry]) -> None:
    """The bank, by topic."""
    for topic, title in topics.items():
        inside = [question for question in questions if question.topic == topic]
        if not inside:
            continue
        screen.line((title, "bold"), (f"  {topic}", "dim"))
        for question in inside:
            screen.line(question.text, indent=2, hang=2)
            source = f"  {', '.join(question.sources)}" if question.sources else ""
            screen.line((question.id, "cyan"), (source, "dim"), indent=4)
        screen.blank()


def show_one(screen: Screen, question: Question, title: str) -> None:
    """Everything about one question."""
    screen.ends((title, "dim"), (", ".join(question.sources), "dim"))
    screen.blank()
    screen.line((question.text, "bold"), indent=2)
    show_model_answer(screen, question)
    screen.blank()
    screen.line(("What an answer should contain", "bold"), indent=2)
    for concept in question.concepts:
        weight = "essential" if concept.weight == CORE else "adds    "
        screen.line((f"{weight}  ", "dim"), concept.text, indent=4, hang=11)
    if question.misconceptions:
        screen.blank()
        screen.line(("Wrong claims", "bold"), indent=2)
        for item in question.misconceptions:
            screen.line((f"{screen.marks.wrong} ", "red"), item.wrong, indent=4, hang=2)
            screen.line(item.correct, indent=6)
    if question.source_errors:
        screen.blank()
        screen.line(("Where the source article errs", "bold"), indent=2)
        for error in question.source_errors:
            screen.line((f"{error.verdict}: ", "yellow"), error.claim, indent=4, hang=2)
            screen.line(error.right, (f" ({error.source})", "dim"), indent=6)
    if question.follow_ups:
        screen.blank()
        screen.line(("An interviewer asks next", "bold"), indent=2)
        for follow in question.follow_ups:
            screen.line(follow.text, indent=4, hang=2)
    if question.demo:
        screen.blank()
        screen.line(("See it work: ", "dim"), (f"rnnquiz demo {question.demo}", "cyan"), indent=2)


# ---- question and verdict --------------------------------------------------------------------------------


def show_question(screen: Screen, question: Question, place: str = "", topic: str = "") -> None:
    """The question, before it is answered."""
    if topic or place:
        screen.ends((topic, "dim"), (place, "dim"))
        screen.blank()
    screen.line((question.text, "bold"), indent=2)
    if not screen.quiet:
        ideas = sum(concept.weight == CORE for concept in question.concepts)
        screen.blank()
        what = "a list will do" if question.listing else "two or three sentences are enough"
        screen.line((f"{ideas} essential idea{'s' if ideas > 1 else ''}; {what}.", "dim"), indent=2)


def show_verdict(screen: Screen, question: Question, verdict: "Grade") -> None:
    """What was shown, missed and wrong, in the learner's own words."""
    screen.ends(
        (f"{verdict.points} of 4: {POINTS[verdict.points]}", "bold"), (f"score {verdict.score:.2f}", "dim")
    )
    screen.blank()
    for claim in verdict.misconceptions:
        _item(
            screen,
            screen.marks.wrong,
            "wrong",
            "bold red",
            f'"{claim.evidence}"',
            claim.misconception.correct,
        )
    for one in sorted(verdict.concepts, key=lambda one: not one.found):
        if one.found:
            said = f'"{one.evidence}"' if one.evidence else "you say that you said it"
            _item(screen, screen.marks.shown, "shown", "green", one.concept.text, said)
        else:
            word = "missed" if one.concept.weight == CORE else "to add"
            _item(screen, screen.marks.missed, word, "yellow", one.concept.text, "")
    for doubt in verdict.doubts:
        _item(screen, screen.marks.doubt, "doubt", "magenta", doubt, "")


def _item(screen: Screen, mark: str, word: str, style: str, text: str, detail: str) -> None:
    if screen.plain:
        screen.line(f"{word}: {text}" + (f" -- {detail}" if detail else ""))
        return
    label = f"{mark} {word:<8}"
    if screen.width < NARROW:
        screen.line((label.rstrip(), style), indent=2)
        screen.line(text, indent=4)
        if detail:
            screen.line((detail, "dim"), indent=4)
        return
    screen.line((label, style), text, indent=2, hang=len(label))
    if detail:
        screen.line((detail, "dim"), indent=2 + len(label))


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
    parts = [
        f"{number} {rating} {short_days(outcome.intervals[rating])}"
        for number, rating in enumerate(outcome.intervals, 1)
    ]
    screen.line(("   ".join(parts), "dim"), indent=2)


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
    plural = "answer" if report.answered == 1 else "answers"
    screen.ends((f"{report.answered} {plural} kept", "bold"), (f"{report.points} of {most} points", ""))
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
        screen.line((f"{report.left} left for next time.", "dim"), indent=2)


# ---- due, history, stats ---------------------------------------------------------------------------------


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
        points = "-" if event.points is None else str(event.points)
        note = " (undone)" if event.undone else ""
        screen.line(
            f"{event.at:%Y-%m-%d %H:%M}  ", (f"{points} of 4  {event.rating or '':<6}", ""), event.question,
            (note, "yellow"), indent=2, hang=4,
        )  # fmt: skip


def show_stats(screen: Screen, progress: "Progress") -> None:
    """How you stand: by topic, by day, what is missed most, what comes."""
    screen.ends(("Progress", "bold"), (f"{progress.total} questions, {progress.seen} seen", ""))
    screen.blank()
    wide = screen.width >= NARROW
    for topic in progress.topics:
        recall = f"{topic.recall:4.0%}" if topic.recall is not None else "   -"
        bar = f"{screen.bar(topic.recall or 0)} " if wide else ""
        name = topic.topic if len(topic.topic) <= 24 else topic.topic[:23] + "."
        counts = (
            f"  {topic.seen} of {topic.questions} seen, {topic.due} due" if wide else f"  {topic.due} due"
        )
        screen.line(f"{name:<25}", (bar, ""), recall, (counts, "dim"), indent=2, hang=4)
    screen.blank()
    if progress.spaced:
        screen.line(
            f"Recalled when due: {progress.recalled / progress.spaced:.0%} of {progress.spaced} reviews"
            f" (expected {progress.expected:.0%}, target {progress.target:.0%}).",
            indent=2, hang=2,
        )  # fmt: skip
    else:
        screen.line("No review was due yet; recall is measured from the second day on.", indent=2, hang=2)
    screen.line("Answers a day, last 14: " + " ".join(map(str, progress.days)), indent=2, hang=2)
    screen.line("Due on the next 7 days: " + " ".join(map(str, progress.forecast)), indent=2, hang=2)
    if progress.interview is not None:
        bare, kept = progress.interview_recall
        screen.line(
            f"On the interview day, {progress.interview:%a %d %b}: {kept:.0%} recall if you keep up,"
            f" {bare:.0%} if you stop now.",
            indent=2, hang=2,
        )  # fmt: skip
    if progress.missed:
        screen.blank()
        screen.line(("Missed most", "bold"), indent=2)
        for text, missed, asked in progress.missed:
            screen.line((f"{missed} of {asked}  ", ""), text, indent=4, hang=8)


# ---- authors ---------------------------------------------------------------------------------------------


def show_check(screen: Screen, bank: Bank, found: Iterable["Finding"]) -> None:
    """What the bank's own tests say."""
    found = list(found)
    for one in found:
        screen.line((f"{one.where}: ", "bold"), one.what, hang=2)
    examples = sum(len(question.examples) for question in bank.questions)
    what = "all pass" if not found else f"{len(found)} of their tests fail"
    screen.line(f"{len(bank.questions)} questions with {examples} examples: {what}.")


def show_measured(screen: Screen, results: Sequence[tuple["Marked", "Grade"]], rules: bool) -> None:
    """Agreement with marked answers, and what each rule did."""
    from rnnquiz.selftest import agreement, rule_figures

    kinds = sorted({row.kind for row, _ in results})
    for kind in ["", *kinds]:
        pairs = [(row.points, got.points) for row, got in results if kind in ("", row.kind)]
        figures = agreement(pairs)
        screen.line(
            f"{kind or 'all':<14}", f"{figures.count:>5} answers  QWK {figures.qwk:6.3f}  ",
            f"exact {figures.exact:4.0%}  within one {figures.within_one:4.0%}",
        )  # fmt: skip
    if not rules:
        return
    screen.blank()
    for one in rule_figures(results):
        kind = "wrong claim" if one.wrong_claim else "concept"
        screen.line(
            f"{one.question}: {one.rule} ({kind}): found in {one.good_found} of {one.good} good answers"
            f" and {one.bad_found} of {one.bad} bad ones"
        )
