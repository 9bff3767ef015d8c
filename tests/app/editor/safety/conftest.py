"""A window whose work is kept in a recovery folder, and the next start over the same folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.editor.dialogs.recovery import RecoveryDialog
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.worker import StepWorker
from tests.app.editor.conftest import LINE, stroke


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def guarded(window: Window, root: Path) -> Iterator[tuple[Window, Safety]]:
    safety = Safety(window, root)
    yield window, safety
    safety.end(keep=False)


@pytest.fixture
def second(open_window, engine, root: Path) -> Iterator[tuple[Window, Safety]]:
    """The next start, without a photo."""
    window = open_window(StepWorker(engine), None)
    safety = Safety(window, root)
    yield window, safety
    safety.end(keep=False)


def idle(window: Window, safety: Safety, qtbot) -> None:
    qtbot.waitUntil(lambda: not safety.recovery._errands.is_busy() and not window.errands.is_busy())
    QApplication.processEvents()


def fill_with_candidates(window: Window, safety: Safety, door: StepWorker, qtbot) -> None:
    """A fill along LINE with three candidates, kept as a layer."""
    window.session.change(variants=3)
    stroke(window.canvas, LINE)
    window.filling.start()
    idle(window, safety, qtbot)
    with qtbot.waitSignal(window.filling.kept):
        door.step()


def left_by_a_crash(window: Window, safety: Safety, qtbot) -> None:
    """The present state, in a folder that nobody owns any more."""
    safety.recovery.keep()
    idle(window, safety, qtbot)
    safety.end(keep=True)


def offered(safety: Safety, qtbot) -> RecoveryDialog:
    with qtbot.waitSignal(safety.recovering.asked) as asked:
        safety.look()
    dialog = asked.args[0]
    qtbot.waitUntil(dialog.isVisible)
    return dialog
