"""A save that fails costs nothing: the document is there, unsaved, and one line says why."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.editor.window.window import Window
from app.files.project import open_project
from tests.app.editor.conftest import stroke
from tests.app.editor.safety.kills.digest import digest_of

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.mark.parametrize("name", ["work.ora", "flat.png", "flat.jpg"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only file system"),
        (OSError(errno.EACCES, "Permission denied"), "permission denied"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_a_failed_save_costs_nothing(
    window: Window, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, name: str, fault: Exception, words: str
) -> None:
    path, said = tmp_path / name, []
    window.filing.notice.connect(lambda notice: said.append(notice.text))
    stroke(window.canvas, LINE)
    document = window.session.document
    assert document is not None
    before = digest_of(document)
    with monkeypatch.context() as patch:

        def refuse(*_: object) -> None:
            raise fault

        patch.setattr(os, "fsync", refuse)
        window.filing.save(path)
        qtbot.waitUntil(lambda: not window.errands.is_busy())
    assert len(said) == 1
    assert said[0].startswith("Not saved: ")
    assert words in said[0]
    assert window.isWindowModified()
    assert digest_of(document) == before
    assert not path.exists()
    window.filing.save(path)
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    assert not window.isWindowModified()
    if name == "work.ora":
        assert digest_of(open_project(path).document) == before
