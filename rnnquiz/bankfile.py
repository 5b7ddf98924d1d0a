"""Bank files in, questions or every fault with its line out.  The only module that imports yaml.

Reads YAML nodes, not values: nodes know their lines, and `no`, `on` and `1e-3` stay what was typed.
Hostile files stop before they cost anything: size, then one pass over the events for depth, aliases and tags.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from rnnquiz.bank import (
    CORE,
    SUPPORTING,
    Concept,
    Example,
    Language,
    Misconception,
    Question,
    SourceError,
)
from rnnquiz.bankindex import MAX_BYTES
from rnnquiz.bankshape import BANK, Flag, Keys, ListOf, MapOf, Number, Shape, Text
from rnnquiz.errors import did_you_mean
from rnnquiz.grade import compile_subjects
from rnnquiz.rubric import PatternError, Sieve, Subjects, compile_pattern

MAX_DEPTH = 12
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is eight times as fast


class Typed(str):
    """A text that knows the line it stood on."""

    line: int = 0


class Section(dict[str, Any]):
    """A mapping that knows the line it began on."""

    line: int = 0


class Faults:
    """The faults of a bank as they are found: (file, line, id, what)."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str, str]] = []

    def add(self, file: Path, line: int, name: str, what: str) -> None:
        self.found.append((str(file), line, name, what))

    def lines(self) -> list[str]:
        ordered = sorted(set(self.found))
        return [f"{file}:{line}: {name + ': ' if name else ''}{what}" for file, line, name, what in ordered]


# ---- one file --------------------------------------------------------------------------------------------


def parse(file: Path, data: bytes, faults: Faults) -> Section | None:
    """The content of one file by the table of bankshape, or None with the faults added."""
    if len(data) > MAX_BYTES:
        faults.add(file, 1, "", f"the file has more than {MAX_BYTES:,} bytes; split it")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(file, line, "", f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")
        return None
    try:
        if trouble := _hostile(text):
            faults.add(file, trouble[0], "", trouble[1])
            return None
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)  # as YAML counts them
        tabbed = mark and any(re.match(r" *\t", line) for line in lines[mark.line : mark.line + 1])
        hint = "indent with spaces, not with a tab" if tabbed else "check the indentation and quotes"
        faults.add(file, mark.line + 1 if mark else 1, "", f"{problem}; {hint}")
        return None
    except yaml.YAMLError as error:  # a control character: no mark, but a position
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        faults.add(file, line, "", "a control character, which YAML forbids; write it as an escape in quotes")
        return None
    if node is None:
        faults.add(file, 1, "", "the file is empty; begin with 'topic:'")
        return None
    before = len(faults.found)
    value = _walk(node, BANK, "", file, faults)
    return value if isinstance(value, Section) and len(faults.found) == before else None


def _hostile(text: str) -> tuple[int, str] | None:
    """The first event that no bank needs: an alias, an anchor, a tag, or nesting that goes on and on."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return line, "YAML anchors and aliases (&a, *a) are not allowed; write the text out"
        if getattr(event, "tag", None):
            return line, f"the YAML tag {event.tag!r} is not allowed; remove it"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return line, f"nested deeper than {MAX_DEPTH} levels; a bank needs seven"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _walk(node: yaml.Node, shape: Shape, name: str, file: Path, faults: Faults) -> Any:
    """The node as plain values, checked against its shape."""
    line = node.start_mark.line + 1

    def fault(what: str) -> None:
        faults.add(file, line, name, what)

    match shape:
        case Keys() | MapOf():
            return _walk_mapping(node, shape, name, file, faults)
        case ListOf(item=item, least=least):
            if not isinstance(node, yaml.SequenceNode):
                return fault(f"expected a list, found {_kind(node)}; begin each item with '- '")
            if len(node.value) < least:
                fault("the list is empty; give at least one item")
            return [_walk(child, item, name, file, faults) for child in node.value]
        case _ if not isinstance(node, yaml.ScalarNode):
            return fault(f"expected {_expected(shape)}, found {_kind(node)}; put it on one line, in quotes")
        case Flag():
            if node.value not in ("true", "false"):
                return fault(f"expected true or false, found {node.value!r}")
            return node.value == "true"
        case Number(low=low, high=high):
            if not re.fullmatch(r"-?\d{1,9}", node.value) or not low <= int(node.value) <= high:
                return fault(f"expected a whole number from {low} to {high}, found {node.value!r}")
            return int(node.value)
        case Text(pattern=pattern, choices=choices):
            value = Typed(node.value.strip())
            value.line = line
            if not value or (value in ("null", "~") and node.style is None):
                return fault("the text is empty; write something, or remove the key")
            if pattern and not re.fullmatch(pattern, value):
                return fault(f"{str(value)!r} is no id; use small letters, digits and single hyphens")
            if choices and value not in choices:
                near = did_you_mean(value, list(choices))
                return fault(f"{str(value)!r} is not one of {', '.join(choices)}; {near or 'choose one'}")
            return value


def _walk_mapping(
    node: yaml.Node, shape: Keys | MapOf, name: str, file: Path, faults: Faults
) -> Section | None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        faults.add(
            file, line, name, f"expected keys and values, found {_kind(node)}; write 'key: value' lines"
        )
        return None
    section = Section()
    section.line = line
    if isinstance(shape, Keys):
        name = _own_id(node) or name
    for key_node, child in node.value:
        at = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        inner: Shape | None
        if isinstance(shape, Keys):
            inner = shape.keys.get(key)
            if inner is None:
                near = did_you_mean(key, list(shape.keys)) or f"known keys: {', '.join(shape.keys)}"
                faults.add(file, at, name, f"unknown key {key!r}; {near}")
                continue
        else:
            inner = shape.value
            if not re.fullmatch(shape.key, key):
                how = (
                    "capitals"
                    if shape.key[1] == "[" and "A-Z" in shape.key
                    else "small letters, digits, hyphens"
                )
                faults.add(file, at, key, f"{key!r} is not a name here; use {how}")
                continue
        if key in section:
            faults.add(file, at, name, f"the key {key!r} appears twice; remove one")
            continue
        section[key] = _walk(child, inner, name if isinstance(shape, Keys) else key, file, faults)
    if isinstance(shape, Keys):
        for key in shape.required:
            if not any(getattr(key_node, "value", None) == key for key_node, _ in node.value):
                faults.add(file, line, name, f"the key {key!r} is missing; add it")
    return section


def _own_id(node: yaml.MappingNode) -> str:
    for key, value in node.value:
        if key.value == "id" and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return ""


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"the text {node.value[:30]!r}"
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys and values"


def _expected(shape: Shape) -> str:
    return {Flag: "true or false", Number: "a whole number"}.get(type(shape), "a text")


# ---- the files of a bank together ------------------------------------------------------------------------


def assemble(
    files: Iterable[tuple[Path, bytes]], demos: frozenset[str] | None, faults: Faults
) -> tuple[list[Question], dict[str, str]]:
    """The questions and topics of the files of one bank; `demos` are the names a question may give.

    Concepts, misconceptions, word sets and subjects are shared by all files of the bank.
    """
    sections = [(file, section) for file, data in files if (section := parse(file, data, faults))]
    words = _gathered(sections, "words", faults)
    groups = tuple(
        {name: tuple(mentions) for name, mentions in group.items()}
        for _, section in sections
        for group in section.get("subjects", [])
    )
    language = Language({name: tuple(values) for name, values in words.items()}, groups)
    subjects = compile_subjects(groups)
    concepts = _gathered(sections, "concepts", faults)
    wrongs = _gathered(sections, "misconceptions", faults)
    topics: dict[str, str] = {}
    questions: list[Question] = []
    first: dict[str, int] = {}
    for file, section in sections:
        _check_patterns(file, section, language, subjects, faults)
        if section["topic"] in topics:
            faults.add(
                file, section.line, section["topic"], "a second file has this topic; use one file a topic"
            )
        topics[str(section["topic"])] = str(section["title"])
        for raw in section["questions"]:
            if raw["id"] in first:
                what = f"duplicate id {str(raw['id'])!r} (first on line {first[raw['id']]}); rename one"
                faults.add(file, raw.line, raw["id"], what)
                continue
            first[raw["id"]] = raw.line
            _check_question(file, raw, concepts, wrongs, demos, faults)
            if not faults.found:
                questions.append(_question(raw, str(section["topic"]), concepts, wrongs, language))
    return questions, topics


def _gathered(sections: list[tuple[Path, Section]], key: str, faults: Faults) -> dict[str, Any]:
    """One mapping of all files; a name that two files define is a fault."""
    together: dict[str, Any] = {}
    for file, section in sections:
        for name, value in section.get(key, {}).items():
            if name in together:
                line = value.line if isinstance(value, Section) else section.line
                faults.add(file, line, name, f"{key} defines {name!r} twice in this bank; rename one")
            together[name] = value
    return together


def _check_patterns(
    file: Path, section: Section, language: Language, subjects: Subjects, faults: Faults
) -> None:
    for key in ("concepts", "misconceptions"):
        for name, rule in section.get(key, {}).items():
            for source in [*rule["any"], *rule.get("unless", [])]:
                try:
                    compile_pattern(source, language.words, subjects, Sieve())
                except PatternError as error:
                    what = f"pattern {str(source)!r}: {error}; see docs/rubrics.md"
                    faults.add(file, source.line, name, what)
            if rule.get("at_least", 1) > len(rule["any"]):
                faults.add(file, rule.line, name, "'at_least' is more than there are patterns; lower it")


def _check_question(
    file: Path,
    raw: Section,
    concepts: Mapping[str, Any],
    wrongs: Mapping[str, Any],
    demos: frozenset[str] | None,
    faults: Faults,
) -> None:
    wanted = [*raw["core"], *raw.get("supporting", [])]
    asked = [name for follow in raw.get("follow_ups", []) for name in follow["core"]]
    known = ((wanted, concepts, "concept"), (asked, concepts, "concept"))
    for names, defined, kind in (*known, (raw.get("misconceptions", []), wrongs, "misconception")):
        for at, name in enumerate(names):
            if name not in defined:
                near = did_you_mean(name, list(defined)) or f"define it under '{kind}s'"
                faults.add(file, name.line, raw["id"], f"no {kind} {str(name)!r} in this bank; {near}")
            if name in names[:at] and names is not asked:
                faults.add(file, name.line, raw["id"], f"{kind} {str(name)!r} is listed twice; remove one")
    most = CORE * len(raw["core"]) + SUPPORTING * len(raw.get("supporting", []))
    if raw.get("full", 1) > most:
        faults.add(
            file, raw.line, raw["id"], f"'full' is {raw['full']}, but all concepts give {most}; lower it"
        )
    demo = raw.get("demo")
    if demo is not None and demos is not None and demo not in demos:
        near = did_you_mean(demo, sorted(demos)) or "see `rnnquiz demo`"
        faults.add(file, demo.line, raw["id"], f"no demo {str(demo)!r}; {near}")


def _question(
    raw: Section, topic: str, concepts: Mapping[str, Any], wrongs: Mapping[str, Any], language: Language
) -> Question:
    core = [_concept(name, concepts[name], CORE) for name in raw["core"]]
    supporting = [_concept(name, concepts[name], SUPPORTING) for name in raw.get("supporting", [])]
    question = Question(
        id=str(raw["id"]),
        topic=topic,
        text=str(raw["text"]),
        sources=_texts(raw.get("sources")),
        concepts=(*core, *supporting),
        misconceptions=tuple(_misconception(name, wrongs[name]) for name in raw.get("misconceptions", [])),
        model_answer=str(raw["model_answer"]),
        full=raw.get("full", CORE * len(core)),
        listing=raw.get("listing", False),
        demo=str(raw["demo"]) if "demo" in raw else None,
        follow_ups=(),
        source_errors=tuple(
            SourceError(str(e["verdict"]), str(e["claim"]), str(e["right"]), str(e["source"]))
            for e in raw.get("source_errors", [])
        ),
        examples=tuple(
            Example(e["points"], str(e["kind"]), str(e["answer"])) for e in raw.get("examples", [])
        ),
        language=language,
    )
    follow_ups = (
        replace(
            question,
            id=f"{question.id}-{number}",
            text=str(follow["text"]),
            sources=(),
            concepts=tuple(_concept(name, concepts[name], CORE) for name in follow["core"]),
            model_answer=str(follow["model_answer"]),
            full=follow.get("full", CORE * len(follow["core"])),
            source_errors=(),
            examples=(),
        )
        for number, follow in enumerate(raw.get("follow_ups", []), 1)
    )
    return replace(question, follow_ups=tuple(follow_ups))


def _concept(name: str, raw: Section, weight: int) -> Concept:
    return Concept(
        str(name), str(raw["text"]), weight, _texts(raw["any"]), raw.get("at_least", 1),
        _texts(raw.get("unless")), _texts(raw["finds"]), _texts(raw["misses"]),
    )  # fmt: skip


def _misconception(name: str, raw: Section) -> Misconception:
    return Misconception(
        str(name), str(raw["wrong"]), str(raw["correct"]), _texts(raw["any"]), str(raw["example"]),
        _texts(raw.get("unless")),
    )  # fmt: skip


def _texts(raw: list[Typed] | None) -> tuple[str, ...]:
    return tuple(str(text) for text in raw or ())
