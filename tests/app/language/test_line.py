"""Lines: English for whoever reads them, and the message with its values for the window."""

from __future__ import annotations

import ast
import copy
from pathlib import Path

import pytest

from app.files.line import Line
from model.inference.line import Line as ModelLine
from tests.app.language.messages import ROOT

KINDS = pytest.mark.parametrize("kind", [Line, ModelLine], ids=["files", "model"])


@KINDS
def test_a_line_is_text_that_remembers(kind: type) -> None:
    line = kind("{what} {path} is missing", what=kind("photo"), path=Path("/a.jpg"))
    assert line == "photo /a.jpg is missing"
    assert line.message == "{what} {path} is missing"
    assert line.values == {"what": "photo", "path": "/a.jpg"}
    assert isinstance(line.values["what"], kind)


@KINDS
def test_a_fault_in_a_line_stays_a_line_if_it_was_one(kind: type) -> None:
    told = kind("photo {fault}", fault=ValueError(kind("is empty")))
    assert told == "photo is empty"
    assert isinstance(told.values["fault"], kind)
    assert kind("photo {fault}", fault=OSError(5, "no disk")).values == {"fault": "[Errno 5] no disk"}


@KINDS
def test_a_line_goes_to_another_process(kind: type) -> None:
    line = kind("{what} {{is}} gone", what="all {of} it")
    made = copy.deepcopy(line)  # by the way that it is sent
    assert (made, made.message, made.values) == (line, line.message, line.values)


def test_both_are_the_same() -> None:
    """Neither package may import the other: what is written twice must not drift apart."""
    trees = [
        ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for path in ("app/files/line.py", "model/inference/line.py")
    ]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:]
    assert ast.dump(trees[0]) == ast.dump(trees[1])
