"""A mock interview with a person or a program: asks, digs, reports at the end.  Grades nothing itself."""

from rnnquiz import prompt, protocol, question_screen
from rnnquiz.bank import Question
from rnnquiz.conversation import Talk
from rnnquiz.interview import Interview, judgement
from rnnquiz.protocol import Exchange, session_record
from rnnquiz.records import grade_record
from rnnquiz.screen import Screen

COMMANDS = {"/skip": "skip", "/quit": "quit"}


def hold(talk: Talk, interview: Interview) -> None:
    """Ask without a verdict in between, as an interviewer would; the report comes last in every case."""
    show = talk.screen
    show.line(("The verdicts come at the end. /skip passes, /quit ends it.", "dim"))
    try:
        number = 0
        while (question := interview.next()) is not None:
            number += 1
            reply = _ask(talk, interview, question, f"question {number}")
            if reply is None:
                break
            if reply.command == "skip":
                interview.skip()
                continue
            interview.answer(reply.text, round(reply.seconds, 1))
            further = interview.follow_up()
            if further is not None:
                reply = _ask(talk, interview, further, "and further")
                if reply is None:
                    break
                if not reply.command:
                    interview.answer_follow_up(further, reply.text)
    except KeyboardInterrupt:
        show.blank()
    _report(show, talk, interview)


def _ask(talk: Talk, interview: Interview, question: Question, what: str) -> prompt.Typed | None:
    show = talk.screen
    left = (interview.until - interview.now()).total_seconds() if interview.until else 0.0
    show.blank()
    show.ends((what, "dim"), (f"{max(0, round(left / 60))} min left", "dim"))
    show.blank()
    show.line((question.text, "bold"), indent=2)
    show.blank()
    typed = prompt.read_answer(show, talk.vi, COMMANDS)
    return None if typed.command == "quit" else typed


def _report(show: Screen, talk: Talk, interview: Interview) -> None:
    for outcome in interview.outcomes:
        show.blank()
        show.line((outcome.question.text, "bold"))
        show.blank()
        question_screen.show_verdict(show, outcome.verdict)
        for question, verdict in interview.follow_ups:
            if question in outcome.question.follow_ups:
                show.blank()
                show.line((f"Further: {question.text}", "bold"), indent=2)
                question_screen.show_verdict(show, verdict)
    question_screen.show_summary(show, interview.report())
    judged = judgement(interview)
    show.blank()
    what = "of the points, follow-ups at half weight" if interview.follow_ups else "of the points"
    show.line((f"{judged.share:.0%} {what}. ", "bold"), judged.words)
    for word, topics in (("Strong: ", judged.strong), ("Weak: ", judged.weak)):
        if topics:
            names = "; ".join(talk.bank.topics.get(topic, topic) for topic in topics)
            show.line((word, "dim"), names, indent=2, hang=2)


def hold_json(interview: Interview, exchange: Exchange) -> None:
    """The same in JSON lines; a follow-up is asked with its id under "follow_up"."""

    def dig() -> bool:
        further = interview.follow_up()
        if further is None:
            return True
        reply = exchange.ask(interview.outcomes[-1].question, further)
        if reply is not None and reply.answer is not None:
            exchange.write(grade_record(interview.answer_follow_up(further, reply.answer)))
        return reply is not None

    protocol.hold(interview, exchange, dig)
    judged = judgement(interview)
    dug = [{"id": question.id, "points": verdict.points} for question, verdict in interview.follow_ups]
    more = {"share": round(judged.share, 4), "strong": list(judged.strong), "weak": list(judged.weak)}
    exchange.write(session_record(interview.report(), follow_ups=dug, **more))
