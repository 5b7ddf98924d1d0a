"""Imports run one way, and the light commands load nothing heavy."""

import ast
from pathlib import Path

import pytest
from conftest import ROOT, RunCli

# Each module may import those on its own line and on the lines below.
LAYERS = [
    ["__main__"],
    ["cli"],
    ["interviewing"],
    ["conversation", "protocol"],
    ["prompt", "demo_screen", "question_screen", "stats_screen", "check_screen"],
    ["screen", "records"],
    ["lab", "training"],
    ["interview", "stats", "selftest"],
    ["session"],
    ["doctor", "merge"],
    ["backup", "exchange", "fit"],
    ["store"],
    ["soundness"],
    ["database", "config"],
    ["event"],
    ["migrations"],
    ["schedule"],
    ["clock", "folders"],
    ["picture_text", "picture_file"],
    ["picture", "lessons"],
    ["bankcache"],
    ["bankfile"],
    ["grade"],
    ["guards", "spelling", "calibration"],
    ["matching"],
    ["denial", "speaking"],
    ["page"],
    ["rubric"],
    ["bank", "bankshape"],
    ["bankindex"],
    ["reader"],
    ["asserting"],
    ["lexicon"],
    ["content"],
    ["terminal", "editor"],
    ["safe", "options", "errors"],
]
DEFERRED = {
    ("bank", "bankcache"),
    ("bankindex", "bankcache"),
}  # load_banks is bank's door to the cache, imported when called
HEAVY = {"torch", "numpy", "fsrs", "prompt_toolkit", "matplotlib", "plotext", "pydantic"}


def imports(file: Path) -> set[str]:
    """Modules of rnnquiz that a file imports at run time, wherever in it."""
    found: set[str] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "rnnquiz":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return {name for name in found if not name.startswith("__")}


def level(name: str) -> int:
    return next(index for index, layer in enumerate(LAYERS) if name in layer)


@pytest.mark.parametrize("file", sorted((ROOT / "rnnquiz").glob("*.py")), ids=lambda file: file.stem)
def test_imports_run_one_way(file: Path) -> None:
    if file.stem == "__init__":
        assert not imports(file)
        return
    wrong = [
        name for name in imports(file) if level(name) < level(file.stem) and (file.stem, name) not in DEFERRED
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["due"],
        ["due", "--json"],
        ["questions"],
        ["questions", "--json"],
        ["demo", "--list"],
    ],
    ids=" ".join,
)
def test_a_light_command_loads_nothing_heavy(arguments: list[str], run_process: RunCli) -> None:
    code = (
        "import sys, rnnquiz.__main__ as m\n"
        "try: m.main()\n"
        "finally: sys.stderr.write('LOADED ' + ' '.join(sys.modules))"
    )
    done = run_process(*arguments, python=code)
    loaded = {name.split(".")[0] for name in done.err.partition("LOADED ")[2].split()}

    assert done.code == 0
    assert loaded & HEAVY == set()


def test_due_as_json_does_not_load_rich_or_yaml_once_the_bank_is_compiled(run_process: RunCli) -> None:
    run_process("due", "--json")
    code = (
        "import sys, rnnquiz.__main__ as m\n"
        "try: m.main()\n"
        "finally: sys.stderr.write('LOADED ' + ' '.join(sys.modules))"
    )
    done = run_process("due", "--json", python=code)
    loaded = set(done.err.partition("LOADED ")[2].split())

    assert not loaded & {"rich", "yaml", "rich.console", "rnnquiz.bankfile"}
