"""Documents made from the code are as the code makes them now."""

import json
import re

import pytest
from conftest import ROOT
from make_docs import COMMANDS, PAGES

from rnnquiz.bankshape import json_schema


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_makes(name: str) -> None:
    made = PAGES[name]()

    assert (ROOT / name).read_text(encoding="utf-8") == made, f"run: python tests/make_docs.py {name}"


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".svg")])
def test_an_image_is_small_shown_in_the_readme_and_fetches_nothing(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", text))

    assert len(text.encode()) < 100_000
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")
    assert hosts == {"www.w3.org"}  # the name of the format, which nobody opens
    assert "@import" not in text
    assert "@font-face" not in text


def test_the_readme_gives_the_agreement_that_was_measured() -> None:
    figures = (ROOT / "docs/grading.md").read_text(encoding="utf-8")
    kept, tuned = (
        float(re.search(rf"\| {part} \| all \| \d+ \| ([\d.]+)", figures)[1])  # type: ignore[index]
        for part in ("kept", "tuned")
    )
    said = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())

    assert f"kappa of {kept:.2f}; on the answers that the rubrics were tuned on, {tuned:.2f}" in said


def test_every_command_is_documented() -> None:
    from typer.main import get_command

    from rnnquiz.cli import declare
    from rnnquiz.cli.app import app

    declare("")

    assert set(get_command(app).commands) == set(COMMANDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", sorted((ROOT / "questions").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_schema_for_editors_takes_our_banks(file) -> None:  # type: ignore[no-untyped-def]
    import jsonschema
    import yaml

    jsonschema.Draft7Validator(json_schema()).validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_the_schema_for_editors_refuses_what_the_reader_refuses() -> None:
    import jsonschema

    validator = jsonschema.Draft7Validator(json_schema())

    assert list(validator.iter_errors({"topic": "x", "title": "x", "questons": []}))
    assert json.dumps(json_schema()).isascii()
