"""The house rules that a program can count: sizes, names, and things that have one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([ROOT / "main.py", *(ROOT / "app").rglob("*.py"), *(ROOT / "model").rglob("*.py")])

LINES_A_MODULE = 400
LINES_A_FUNCTION = 50
METHODS_A_CLASS = 25
NAMES_A_PACKAGE = 8  # that it hands on: whoever wants more of it says of which module
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "tools_misc"}
PICKLES = {"pickle", "cPickle", "dill", "joblib", "shelve"}
# A package's weights that come in no other format: read as tensors only, after their sha256 was checked.
PINNED = Path("model/training/features.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults(path: Path, source: str) -> Iterator[str]:
    """One line for each rule that the module at `path` breaks."""
    name = path.name if path.name == "main.py" else path.stem
    lines = len(source.splitlines())
    if lines > LINES_A_MODULE:
        yield f"{path}: {lines} lines, at most {LINES_A_MODULE}"
    if VAGUE & {name, *path.parts}:
        yield f"{path}: a name that says nothing"
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names)) if path.name == "__init__.py":
                if len(names) > NAMES_A_PACKAGE:
                    yield f"{path}: hands on {len(names)} names, at most {NAMES_A_PACKAGE}"
        if path == PINNED and "weights_only=True" in source and isinstance(node, ast.Attribute):
            continue
        yield from (f"{path}:{getattr(node, 'lineno', 0)}: {fault}" for fault in node_faults(node))


def node_faults(node: ast.AST) -> Iterator[str]:
    """What is wrong with one node of a module's tree."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LINES_A_FUNCTION:
                yield f"{node.name} has {length} lines, at most {LINES_A_FUNCTION}"
        case ast.ClassDef():
            methods = sum(isinstance(child, Function) for child in node.body)
            if methods > METHODS_A_CLASS:
                yield f"{node.name} has {methods} methods, at most {METHODS_A_CLASS}"
        case ast.Import():
            yield from (f"imports {alias.name}" for alias in node.names if alias.name.split(".")[0] in PICKLES)
        case ast.ImportFrom():
            if node.level:
                yield "a relative import"
            if (node.module or "").split(".")[0] in PICKLES:
                yield f"imports {node.module}"
        case ast.Attribute(value=ast.Name(id="torch"), attr="load"):
            yield "torch.load opens pickles"
        case ast.Call(func=ast.Attribute(attr="load"), keywords=keywords):
            if any(keyword.arg == "allow_pickle" for keyword in keywords):
                yield "allow_pickle"


def test_there_are_modules_to_count() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_the_rules(path: Path) -> None:
    assert list(faults(path.relative_to(ROOT), path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("path", "source", "words"),
    [
        ("app/long.py", "x = 1\n" * 401, "401 lines"),
        ("app/files/helpers.py", "", "says nothing"),
        ("app/misc/photo.py", "", "says nothing"),
        ("app/a.py", "def fill():\n" + "    x = 1\n" * 50, "fill has 51 lines"),
        ("app/a.py", "class Window:\n" + "    def f(self): ...\n" * 26, "Window has 26 methods"),
        ("app/a/__init__.py", f"__all__ = {list('abcdefghi')}", "hands on 9 names"),
        ("app/a.py", "def f():\n    import pickle", "imports pickle"),
        ("app/a.py", "from pickle import loads", "imports pickle"),
        ("app/a.py", "from . import photo", "relative import"),
        ("model/a.py", "state = torch.load(path)", "torch.load"),
        ("model/training/features.py", "state = torch.load(path)", "torch.load"),
        ("model/a.py", "state = torch.load(path, weights_only=True)", "torch.load"),
        ("model/a.py", "numpy.load(path, allow_pickle=True)", "allow_pickle"),
    ],
)
def test_a_broken_rule_is_seen(path: str, source: str, words: str) -> None:
    found = list(faults(Path(path), source))
    assert len(found) == 1
    assert words in found[0]


def places(pattern: str) -> set[str]:
    """The modules of the program in which `pattern` is found."""
    return {str(path.relative_to(ROOT)) for path in MODULES if re.search(pattern, path.read_text(encoding="utf-8"))}


def test_shortcuts_are_set_in_the_table_of_actions_alone() -> None:
    assert places(r"\bsetShortcuts?\(|\bQShortcut\(") == {"app/editor/actions/made.py"}


def test_settings_are_read_and_written_in_one_module() -> None:
    assert places(r"\bQSettings\b") == set()
    assert places(r"\bdef (load|save)_settings\b") == {"app/files/settings.py"}
