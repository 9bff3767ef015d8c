"""No dialog and no window asks for more than a small screen has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.editor.dialogs import fitting, recovery
from app.editor.dialogs.export import ExportDialog
from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.overlay import OverlayDialog
from app.editor.dialogs.preferences import Preferences
from app.editor.dialogs.recovery import Offer, RecoveryDialog
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.files.projects import snapshot
from app.editor.panels.scrolling import FRAME, Scroller
from app.editor.window.window import Window

SMALL = QSize(640, 360)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> QSize:
    """What a screen of 640 × 360 has for a dialog."""
    for module in (fitting, recovery):
        monkeypatch.setattr(module, "room_of", lambda _: SMALL - FRAME)
    return SMALL - FRAME


def the_export(window: Window) -> ExportDialog:
    photo = window.session.photo
    assert photo is not None
    return ExportDialog(window, snapshot(photo.document), photo.metadata, window.session.settings, window.errands)


MAKES: dict[str, Callable[[Window], QDialog]] = {
    "preferences": lambda window: Preferences(window, window.session, lambda: True),
    "shortcuts": lambda window: ShortcutsDialog(window, window.session),
    "overlay": lambda window: OverlayDialog(window, window.session),
    "recovery": lambda window: RecoveryDialog(window, [Offer(f"/{one}.jpg", 60.0, None) for one in range(3)]),
    "export": the_export,
}


@pytest.mark.parametrize("name", MAKES)
def test_a_dialog_fits_a_small_screen_with_its_buttons(window: Window, small: QSize, name: str, qtbot: QtBot) -> None:
    dialog = MAKES[name](window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    QApplication.processEvents()
    for size in (dialog.size(), dialog.minimumSizeHint()):
        assert size.boundedTo(small) == size
    for scroller in dialog.findChildren(Scroller):  # what is in it is not squeezed
        content = scroller.widget()
        assert content.size().expandedTo(content.layout().minimumSize()) == content.size()
    for box in dialog.findChildren(QDialogButtonBox):
        assert dialog.rect().contains(QRect(box.mapTo(dialog, QPoint()), box.size()))
    if isinstance(dialog, ExportDialog):
        dialog.end()
    dialog.close()


def test_where_there_is_room_all_of_the_content_shows(window: Window, qtbot: QtBot) -> None:
    dialog, words = FittingDialog(window), QVBoxLayout()
    for _ in range(12):
        words.addWidget(QLabel("some words"))
    inner = dialog.place(words, QDialogButtonBox(QDialogButtonBox.StandardButton.Close), margin=5, spacing=5)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert inner.parentWidget().height() >= inner.minimumSizeHint().height()
    dialog.close()
