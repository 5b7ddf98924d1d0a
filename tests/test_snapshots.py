"""Every screen as it is stored, in every form; and what holds for all of them."""

import re

import pytest
from make_snapshots import FORMS, SCREENS, SNAPSHOTS, made

SECTION = re.compile(r"^=== (.*) ===\n\$ .*\n", re.M)
COLOUR = re.compile(r"\\e\[(?:\d+;)*(?:3[0-7]|9[0-7])m")
ESCAPE = re.compile(r"\\e\[[\d;]*m")
# Never broken: a command to copy, a path, a line for a program to read, what one word fills.
WHOLE = re.compile(r"rnnquiz demo |HOME|HERE|^(error|Error|Usage|fault|note): |Try '|^  week of|^\S+$")


def forms(name: str) -> dict[str, str]:
    """What a stored snapshot shows in each form, by the form's name."""
    parts = SECTION.split((SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8"))[1:]
    return dict(zip(parts[::2], (text.rstrip("\n") for text in parts[1::2]), strict=True))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was(name: str) -> None:
    stored = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")

    assert made(name) == stored, f"look at it, then run: python tests/make_snapshots.py {name}"


def test_every_snapshot_has_its_screen_and_every_form() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(SCREENS)
    assert all(list(forms(name)) == [form.name for form in FORMS] for name in SCREENS)


@pytest.mark.parametrize("name", SCREENS)
def test_no_line_is_wider_than_the_columns(name: str) -> None:
    wide = [
        line
        for form in FORMS
        if "--plain" not in form.name  # there a line is a thing, however long
        for line in (ESCAPE.sub("", found) for found in forms(name)[form.name].splitlines())
        if len(line) > form.columns and not WHOLE.search(line)
    ]

    assert wide == []


@pytest.mark.parametrize("name", SCREENS)
def test_colour_is_never_the_only_sign(name: str) -> None:
    shown = forms(name)
    for columns in (80, 40):
        bare = ESCAPE.sub("", shown[f"{columns} columns, in colour"])
        without = shown[f"{columns} columns, NO_COLOR"]

        assert ESCAPE.sub("", without) == bare
        assert not COLOUR.search(without)


@pytest.mark.parametrize("name", SCREENS)
def test_ascii_and_plain_are_ascii_without_escape_codes(name: str) -> None:
    shown = forms(name)

    for form in FORMS:
        if "ASCII" in form.name or "--plain" in form.name:
            assert shown[form.name].isascii()
            assert "\\e" not in shown[form.name]


@pytest.mark.parametrize("name", SCREENS)
def test_a_pipe_gets_no_escape_codes_and_no_line_ends_in_spaces(name: str) -> None:
    for form in FORMS:
        shown = forms(name)[form.name]

        assert form.terminal or "\\e" not in shown
        assert not re.search(r" +$", ESCAPE.sub("", shown), re.M)
