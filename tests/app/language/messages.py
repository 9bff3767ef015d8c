"""The messages that the code has, by its own reading: the calls that the catalogue is asked by."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).parents[3]
PLACES = ("app", "model/inference")
SPEAKERS = {"text": 1, "text_in": 2, "plural": 2, "mark": 1, "Line": 1}
"""{function: how many of its first arguments are words}"""
SOURCES = ("app.language", "app.files.line", "model.inference.line")
KEYWORDS = {"text": None, "text_in": ((1, "c"), 2), "plural": (1, 2), "mark": None, "Line": None}
"""The same for Babel, as docs/translating.md has it: -k text -k text_in:1c,2 -k plural:1,2 -k mark -k Line"""


@dataclass(frozen=True, slots=True)
class Message:
    """words: what gettext looks up, with the context before it where it has one.  where: file and line."""

    words: str
    many: str
    context: str
    names: frozenset[str]
    where: str


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a speaker in one module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in SOURCES
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known & set(SPEAKERS):
            yield node.func.id, node


def modules() -> list[Path]:
    return sorted(path for place in PLACES for path in (ROOT / place).rglob("*.py"))


def messages_of(path: Path) -> Iterator[Message]:
    """Of one module; those that are no literals are passed over, see `faults_of`."""
    for name, call in calls(path):
        words = [argument.value for argument in call.args[: SPEAKERS[name]] if isinstance(argument, ast.Constant)]
        if len(words) != SPEAKERS[name]:
            continue
        names = frozenset(keyword.arg or "" for keyword in call.keywords)
        context = words.pop(0) if name == "text_in" else ""
        yield Message(words[0], words[-1] if name == "plural" else "", context, names, f"{path}:{call.lineno}")


def faults_of(path: Path) -> Iterator[str]:
    """What nobody could translate: a message that is no literal or a piece of one, or other names than values."""
    for name, call in calls(path):
        where = f"{path.name}:{call.lineno}"
        if not all(isinstance(one, ast.Constant) for one in call.args) or len(call.args) != SPEAKERS[name]:
            yield f"{where}: {name}() wants its words as literals, and its values by their names"
            continue
        for argument in call.args:
            wanted = placeholders(str(argument.value)) if isinstance(argument, ast.Constant) else set()
            given = {keyword.arg or "**" for keyword in call.keywords}
            if name in ("text", "Line") and wanted != given:
                yield f"{where}: {{{', '.join(sorted(wanted ^ given))}}} is in the words or the values alone"
            if not all(re.fullmatch(r"[a-z][a-z0-9_]*", one) for one in wanted):
                yield f"{where}: a placeholder is no plain name"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node.left, node.right]
            inner = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
            spoken = [one for one in inner if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "text"]
            if spoken and (isinstance(node, ast.JoinedStr) or isinstance(node.op, ast.Add)):
                yield f"{path.name}:{node.lineno}: a message is a piece of a text"


# Whose words a person sees or hears.
SHOWS = frozenset(
    [
        "setText",
        "setToolTip",
        "setWindowTitle",
        "setTitle",
        "setAccessibleName",
        "setAccessibleDescription",
        "setPlaceholderText",
        "setInformativeText",
        "setStatusTip",
        "setHeaderLabels",
        "addAction",
        "addMenu",
        "addRow",
        "addButton",
        "addItem",
        "setPrefix",
        "setSuffix",
        "setIconText",
        "setWhatsThis",
        "QLabel",
        "QPushButton",
        "QCheckBox",
        "QRadioButton",
        "QGroupBox",
        "QAction",
        "QMenu",
        "QMessageBox",
        "QDockWidget",
        "ask_number",
        "getText",
        "ask_colour",
        "describe",
        "label",
        "news",
        "warning",
        "failure",
        "Notice",
        "announce",
        "say",
        "push_patch",
        "push_whole",
        "set_mask",
        "add_strokes",
        "keep_fill",
        "PatchCommand",
        "ReplaceLayerCommand",
        "LayersCommand",
        "FillCommand",
        "DragCommand",
        "JointStep",
        "MaskCommand",
        "run",
    ]
)
# The same in every language, or no words at all.
NO_WORDS = re.compile(r"Gatebrush|PNG|JPEG|TIFF|#\w+|px|%|[a-z_]+\.[a-z]{2,4}")


def unspoken_in(path: Path) -> Iterator[str]:
    """Words in quotes that go to a person past the catalogue."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in SHOWS or (isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "log"):
            continue  # logs are English
        for given in (*node.args, *(keyword.value for keyword in node.keywords)):
            yield from (f"{path.name}:{node.lineno}: {words!r}" for words in literals(given) if words)


def literals(node: ast.expr) -> list[str]:
    """The letters of an argument that stand in the code as they are."""
    match node:
        case ast.Constant(value=str(words)):
            found = [words]
        case ast.JoinedStr(values=values):
            found = [one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        case ast.IfExp(body=first, orelse=second) | ast.BinOp(left=first, right=second):
            found = [*literals(first), *literals(second)]
        case _:
            found = []
    return [words for words in found if re.search(r"[A-Za-z]{2}", NO_WORDS.sub("", words))]


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}
