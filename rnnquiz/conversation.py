"""A session with a person at a terminal: asks, reads, shows, and takes the keys.  Decides no grade.

What the person sees: the question; their answer; what it showed, missed and got wrong, in their own words; a
strong answer; when it comes back.  Each answer is on the disk before the verdict is on the screen.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rnnquiz import clock, prompt, question_screen
from rnnquiz.bank import Bank, Question
from rnnquiz.errors import RnnquizError
from rnnquiz.screen import Screen
from rnnquiz.session import Outcome, Session

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWER_COMMANDS = {
    "/hint": "hint",
    "/skip": "skip",
    "/undo": "undo",
    "/demo": "demo",
    "/quit": "quit",
    "/help": "help",
}
KEYS = {
    "1": "again", "2": "hard", "3": "good", "4": "easy",
    "o": "overrule", "u": "undo", "d": "demo", "s": "source", "q": "quit",
}  # fmt: skip
EDITOR_HELP = ("Enter submit", "Ctrl-J new line")
LINES_HELP = ("End the answer with an empty line.",)


@dataclass
class Talk:
    """What one conversation needs: where to show, what to ask, how to run a demo."""

    screen: Screen
    bank: Bank
    session: Session
    run_demo: "Callable[[str], None]"
    vi: bool = False


def hold(talk: Talk) -> None:
    """Ask until the queue is empty or the person leaves; the summary comes last in every case."""
    total = len(talk.session.queue)
    try:
        while (question := talk.session.next()) is not None:
            if not _one(talk, question, _place(talk.session, question, total)):
                break
    except KeyboardInterrupt:
        talk.screen.blank()
    question_screen.show_summary(talk.screen, talk.session.report())


def _place(session: Session, question: Question, total: int) -> str:
    """`3 of 12`, or that the question comes back in this session."""
    answered = {outcome.question.id for outcome in session.outcomes}
    if question.id in answered:
        return "once more"
    waiting = sum(one.id not in answered for one in session.queue)
    return f"{total - waiting + 1} of {total}"


def _one(talk: Talk, question: Question, place: str) -> bool:
    """One question up to its verdict; False when the person leaves."""
    show = talk.screen
    show.blank()
    question_screen.show_question(show, question, place, talk.bank.topics.get(question.topic, ""))
    if not show.quiet:
        show.blank()
        _answer_help(talk, question)
    show.blank()
    hints = 0
    while True:
        typed = prompt.read_answer(show, talk.vi, ANSWER_COMMANDS)
        match typed.command:
            case "":
                outcome = talk.session.answer(typed.text, round(typed.seconds, 1))
                return _verdict(talk, outcome)
            case "quit":
                return False
            case "skip":
                talk.session.skip()
                show.line(("Skipped; it keeps its day.", "dim"), indent=2)
                return True
            case "undo":
                _undo(talk)
                return True
            case "hint":
                hints += 1
                show.line(_hint(question, hints), indent=2, hang=2)
            case "demo":
                _demo(talk, question)
            case "help":
                _answer_help(talk, question)


def _answer_help(talk: Talk, question: Question) -> None:
    """What can be typed at the prompt that reads the answer."""
    first = EDITOR_HELP if prompt.can_edit(talk.screen) else LINES_HELP
    demo = ("/demo",) if question.demo else ()
    talk.screen.items((*first, "/hint", "/skip", "/undo", *demo, "/quit"), "dim")


def _key_help(outcome: Outcome) -> list[str]:
    """The keys that do something after this verdict."""
    missed = any(not one.found for one in outcome.verdict.concepts)
    return [
        "Enter next",
        "1-4 rate",
        *(["o I did say that"] if missed else []),
        "u undo",
        *(["d demo"] if outcome.question.demo else []),
        *(["s sources"] if outcome.question.source_errors else []),
        "q quit",
    ]


def _hint(question: Question, number: int) -> str:
    """One idea at a time: first what kind of words it wants, not the idea itself."""
    ideas = question.concepts
    if number > len(ideas):
        return "No more hints; /skip leaves the question for later."
    words = ideas[number - 1].text.split()
    opening = " ".join(words[: max(3, len(words) // 3)])
    return f"Hint {number} of {len(ideas)}: {opening} ..."


def _verdict(talk: Talk, outcome: Outcome) -> bool:
    """The verdict and what the person makes of it; False when they leave."""
    show = talk.screen
    _show_outcome(talk, outcome, first=True)
    while True:
        key = prompt.read_key(show, KEYS, "next")
        match key:
            case "next":
                return True
            case "quit":
                return False
            case "undo":
                _undo(talk)
                return True
            case "demo":
                _demo(talk, outcome.question)
            case "source":
                _sources(talk, outcome.question)
            case "overrule":
                changed = _overruled(talk, outcome)
                if changed is not None:
                    outcome = changed
                    _show_outcome(talk, outcome, first=False)
            case rating:
                outcome = talk.session.amend(rating, outcome.overruled)  # type: ignore[arg-type]
                question_screen.show_next_date(show, outcome, _today(talk))


def _show_outcome(talk: Talk, outcome: Outcome, first: bool) -> None:
    show = talk.screen
    show.blank()
    question_screen.show_verdict(show, outcome.verdict)
    if first:
        question_screen.show_model_answer(show, outcome.question)
    question_screen.show_next_date(show, outcome, _today(talk))
    question_screen.show_ratings(show, outcome)
    if not show.quiet:
        show.items(_key_help(outcome), "dim", gap=2)


def _overruled(talk: Talk, outcome: Outcome) -> Outcome | None:
    """ "I did say that": the concept counts as found, and the log knows that the learner said so."""
    missed = [one for one in outcome.verdict.concepts if not one.found]
    if not missed:
        talk.screen.line("Nothing was missed.", indent=2)
        return None
    for number, one in enumerate(missed, 1):
        talk.screen.line(f"{number}  {one.concept.text}", indent=2, hang=3)
    choice = prompt.read_choice(talk.screen, len(missed))
    if choice is None:
        return None
    return talk.session.amend(overruled=outcome.overruled | {missed[choice - 1].concept.id})


def _undo(talk: Talk) -> None:
    event = talk.session.undo()
    what = (
        f"Taken back: {event.question}, {event.at:%d %b %H:%M}."
        if event
        else "There is nothing to take back."
    )
    talk.screen.line(what, indent=2)


def _demo(talk: Talk, question: Question) -> None:
    if question.demo is None:
        talk.screen.line("This question has no demo.", indent=2)
        return
    try:
        talk.run_demo(question.demo)
    except RnnquizError as error:  # no torch, a knob gone wrong: the session goes on
        talk.screen.line(str(error), indent=2)


def _sources(talk: Talk, question: Question) -> None:
    if not question.source_errors:
        talk.screen.line("No error is known in the article's own answer.", indent=2)
    question_screen.show_source_errors(talk.screen, question)


def _today(talk: Talk) -> date:
    return clock.study_day(talk.session.now(), talk.session.store.day_start)
