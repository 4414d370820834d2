"""The house's rules (docs/decisions.md), held over the import statements and over sys.modules."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import vibelog

ROOT = Path(vibelog.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

# Who may import whom, inside vibelog. A room may always import itself.
MAY_KNOW = {
    "errors": set(),
    "core": {"errors"},
    "config": {"errors", "core"},
    "lm": {"errors", "core", "config"},
    "reading": {"errors", "core", "lm"},
    "asking": {"errors", "core", "lm"},
    "keeping": {"errors", "core", "lm", "vibelog"},  # vibelog itself is only the version
    "app": {"errors", "core", "config", "lm", "reading", "asking", "keeping", "vibelog"},
    "cli": {"errors", "core", "config", "app", "vibelog"},
    "vibelog": set(),
    "__main__": {"cli"},
}

HEAVY = {
    "detect_secrets",
    "docx",
    "lxml",
    "markdown_it",
    "chromadb",
    "dspy",
    "httpx",
    "icalendar",
    "litellm",
    "numpy",
    "onnxruntime",
    "openai",
    "prompt_toolkit",
    "pydantic",
    "pypdf",
    "pypdfium2",
    "rich",
    "tokenizers",
}
# DSPy programs are classes of DSPy's, a completer is one of prompt_toolkit's: they are themselves
# imported inside functions only.
PROGRAMS = {
    "cli/prompting.py": {"prompt_toolkit"},
    "asking/reader.py": {"dspy", "pydantic"},
    "asking/checking/checker.py": {"dspy", "pydantic"},
    "asking/suggesting/suggester.py": {"dspy"},
    "keeping/curator.py": {"dspy"},
}

MODULE_LINES, FUNCTION_LINES = 250, 40


def room(file: Path) -> str:
    """The room of the house that a file belongs to: `core`, `reading`, …, `cli`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return "vibelog" if parts == ("__init__",) else parts[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of all modules that are imported anywhere below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which room is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(tree: ast.Module) -> Iterator[str]:
    """The modules that are imported when the module itself is: not those inside functions."""
    for statement in tree.body:
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            continue
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from imported(statement)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_room_knows_only_whom_it_may(file: Path) -> None:
    here = room(file)
    names = {name for name in imported(ast.parse(file.read_text())) if name.startswith("vibelog")}
    rooms = {name.split(".")[1] if name.split(".")[1] in MAY_KNOW else "vibelog" for name in names}
    assert rooms - {here} <= MAY_KNOW[here]


@pytest.mark.parametrize("file", sorted((ROOT / "core").glob("*.py")), ids=lambda file: file.stem)
def test_core_is_the_standard_library_alone(file: Path) -> None:
    tops = {name.split(".")[0] for name in imported(ast.parse(file.read_text()))}
    assert tops <= sys.stdlib_module_names | {"vibelog"}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_heavy_is_imported_before_it_is_needed(file: Path) -> None:
    tops = {name.split(".")[0] for name in at_import(ast.parse(file.read_text()))}
    allowed = PROGRAMS.get(str(file.relative_to(ROOT)), set())
    assert not tops & (HEAVY - allowed)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_modules_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert text.count("\n") <= MODULE_LINES
    functions = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = {f.name for f in functions if (f.end_lineno or 0) - f.lineno >= FUNCTION_LINES}
    assert not long


def modules_after(code: str) -> set[str]:
    """The top names in sys.modules after `code`, in a fresh process."""
    report = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_help_loads_nothing_heavy() -> None:
    code = "import vibelog.cli\ntry: vibelog.cli.main(['--help'])\nexcept SystemExit: pass"
    assert not modules_after(code) & HEAVY


def test_listing_papers_loads_nothing_heavy_either() -> None:
    code = "import vibelog.cli\ntry: vibelog.cli.main(['papers'])\nexcept SystemExit: pass"
    assert not modules_after(code) & (HEAVY - {"rich"})


@pytest.mark.parametrize("verb", ["reading", "asking", "keeping"])
def test_a_verb_can_be_imported_without_the_others(verb: str) -> None:
    files = [f.relative_to(ROOT).with_suffix("") for f in (ROOT / verb).rglob("*.py")]
    code = "\n".join(f"import vibelog.{'.'.join(f.parts)}".removesuffix(".__init__") for f in files)
    report = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    others = {"reading", "asking", "keeping", "app", "cli"} - {verb}
    assert not {name for name in loaded if name.startswith(tuple(f"vibelog.{o}" for o in others))}
