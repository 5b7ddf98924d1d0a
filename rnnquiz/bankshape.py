"""The shape of a bank file: which keys, of which kind, what they mean.  One table for reader and editors.

`json_schema()` makes docs/bank.schema.json from it (draft-07, which the YAML language server understands).
"""

from dataclasses import dataclass, field
from typing import Any

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SET = r"^[A-Z][A-Z_]+$"


@dataclass(frozen=True)
class Text:
    """A text; `pattern` is what an id must look like, `choices` all it may be."""

    help: str
    pattern: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`."""

    help: str
    low: int
    high: int


@dataclass(frozen=True)
class Flag:
    """true or false."""

    help: str


@dataclass(frozen=True)
class ListOf:
    """A list, `least` items or more."""

    help: str
    item: "Shape"
    least: int = 0


@dataclass(frozen=True)
class MapOf:
    """A mapping from names of a kind to values of one shape."""

    help: str
    value: "Shape"
    key: str = ID


@dataclass(frozen=True)
class Keys:
    """A mapping with known keys."""

    help: str
    keys: dict[str, "Shape"] = field(default_factory=dict)
    required: tuple[str, ...] = ()


Shape = Text | Number | Flag | ListOf | MapOf | Keys

_PATTERNS = ListOf("Patterns, any of which finds it (docs/rubrics.md).", Text("A pattern."), 1)
_UNLESS = ListOf("Patterns; a hit in a sentence where one of them holds doesn't count.", Text("A pattern."))
_IDS = ListOf("Ids of concepts defined in this bank.", Text("A concept's id.", ID))

CONCEPT = Keys(
    "An idea that an answer may contain.",
    {
        "text": Text("The idea in one sentence, as the learner reads it when it is missing."),
        "any": _PATTERNS,
        "at_least": Number("So many different patterns must hold (default 1).", 1, 20),
        "unless": _UNLESS,
        "finds": ListOf("Sentences in which it must be found.", Text("A sentence."), 1),
        "misses": ListOf("Near misses, in which it must not be found.", Text("A sentence."), 1),
    },
    ("text", "any", "finds", "misses"),
)
MISCONCEPTION = Keys(
    "A wrong claim that people make.",
    {
        "wrong": Text("The claim in one sentence."),
        "correct": Text("The correction in one sentence, as the learner reads it."),
        "any": _PATTERNS,
        "unless": _UNLESS,
        "example": Text("An answer that makes the claim; it must be found there and earn at most 1 point."),
    },
    ("wrong", "correct", "any", "example"),
)
FOLLOW_UP = Keys(
    "What an interviewer asks next.",
    {
        "text": Text("The question."),
        "core": ListOf("Ids of the concepts that answer it.", Text("A concept's id.", ID), 1),
        "full": Number("Credit for full marks (core concepts give 2 each).", 1, 40),
        "model_answer": Text("A complete answer."),
    },
    ("text", "core", "model_answer"),
)
SOURCE_ERROR = Keys(
    "What the source article gets wrong.",
    {
        "verdict": Text("How far it is wrong.", choices=("wrong", "misleading", "incomplete")),
        "claim": Text("What the article says."),
        "right": Text("What is true."),
        "source": Text("The primary source."),
    },
    ("verdict", "claim", "right", "source"),
)
EXAMPLE = Keys(
    "An answer with the points it must get.",
    {
        "points": Number("0 nothing, 1 a little, 2 about half, 3 one point missing, 4 complete.", 0, 4),
        "kind": Text(
            "What sort of answer it is.",
            choices=("textbook", "plain", "half", "wrong", "contradictory", "gaming", "mixed", "other"),
        ),
        "answer": Text("The answer."),
    },
    ("points", "kind", "answer"),
)
QUESTION = Keys(
    "A question.",
    {
        "id": Text("Its name for ever; the learner's history hangs on it.", ID),
        "sources": ListOf("Where it was asked, such as A1.", Text("A source.")),
        "text": Text("The question in clear words."),
        "listing": Flag("It asks for a list: full sentences are not needed."),
        "full": Number("Credit for full marks: core gives 2, supporting 1 (default: all core).", 1, 40),
        "core": ListOf("Ids of the essential concepts.", Text("A concept's id.", ID), 1),
        "supporting": _IDS,
        "misconceptions": ListOf("Ids of the wrong claims to watch for.", Text("A misconception's id.", ID)),
        "model_answer": Text("A complete answer; it must earn 4 points."),
        "follow_ups": ListOf("What an interviewer asks next.", FOLLOW_UP),
        "demo": Text("The demo that shows it."),
        "source_errors": ListOf("What the source article gets wrong.", SOURCE_ERROR),
        "examples": ListOf("Marked answers, the author's own tests.", EXAMPLE),
    },
    ("id", "text", "core", "model_answer"),
)
BANK = Keys(
    "A bank file: one topic.",
    {
        "topic": Text("The topic's id.", ID),
        "title": Text("The topic's title."),
        "words": MapOf(
            "Word sets for patterns.", ListOf("Words or phrases.", Text("A word or phrase."), 1), SET
        ),
        "subjects": ListOf(
            "Groups of names that exclude each other.",
            MapOf("Name: the words that mention it.", ListOf("Mentions.", Text("A word or phrase."), 1)),
        ),
        "concepts": MapOf("Ideas, by id.", CONCEPT),
        "misconceptions": MapOf("Wrong claims, by id.", MISCONCEPTION),
        "questions": ListOf("The questions.", QUESTION, 1),
    },
    ("topic", "title", "questions"),
)


def json_schema() -> dict[str, Any]:
    """The table as a JSON Schema (draft-07), for editors."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "rnnquiz bank", **_schema(BANK)}


def _schema(shape: Shape) -> dict[str, Any]:
    said: dict[str, Any] = {"description": shape.help}
    match shape:
        case Text(pattern=pattern, choices=choices):
            # YAML reads `no` and `12` as other things; our reader takes them as typed
            said |= {"enum": list(choices)} if choices else {"type": ["string", "number", "boolean"]}
            return said | ({"type": "string", "pattern": pattern} if pattern else {})
        case Number(low=low, high=high):
            return said | {"type": "integer", "minimum": low, "maximum": high}
        case Flag():
            return said | {"type": "boolean"}
        case ListOf(item=item, least=least):
            return said | {"type": "array", "items": _schema(item), "minItems": least}
        case MapOf(value=value, key=key):
            inner = {"propertyNames": {"pattern": key}, "additionalProperties": _schema(value)}
            return said | {"type": "object", **inner}
        case Keys(keys=keys, required=required):
            return said | {
                "type": "object",
                "properties": {name: _schema(inner) for name, inner in keys.items()},
                "required": list(required),
                "additionalProperties": False,
            }
