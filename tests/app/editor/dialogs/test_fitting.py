"""No dialog and no window asks for more than a small screen has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QSpinBox,
    QStackedWidget,
    QTreeWidget,
    QVBoxLayout,
)
from pytestqt.qtbot import QtBot

from app.editor.dialogs import colour, export, fitting, recovery
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
    for module in (fitting, recovery, export, colour):
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
    "colour": lambda window: colour._Fitting(window, QColorDialog(window)),
}


@pytest.mark.parametrize("name", MAKES)
def test_a_dialog_fits_a_small_screen_with_its_buttons(window: Window, small: QSize, name: str, qtbot: QtBot) -> None:
    dialog = MAKES[name](window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    QApplication.processEvents()
    for size in (dialog.size(), dialog.minimumSizeHint()):
        assert size.boundedTo(small) == size
    for scroller in dialog.findChildren(Scroller):  # what is in it is not squeezed, and scrolls one way at most
        content = scroller.widget()
        assert scroller.horizontalScrollBar().maximum() == 0
        assert content.size().expandedTo(content.layout().minimumSize()) == content.size()
    for box in dialog.findChildren(QDialogButtonBox):
        assert dialog.rect().contains(QRect(box.mapTo(dialog, QPoint()), box.size()))
    if isinstance(dialog, ExportDialog):
        dialog.end()
    dialog.close()


def test_the_keys_scroll_by_one_bar(window: Window, small: QSize, qtbot: QtBot) -> None:
    dialog = MAKES["shortcuts"](window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    QApplication.processEvents()
    tree = dialog.findChild(QTreeWidget)
    assert dialog.findChild(Scroller).verticalScrollBar().maximum() == 0
    assert tree.verticalScrollBar().maximum() > 0
    assert tree.viewport().height() >= 3 * tree.visualItemRect(tree.topLevelItem(0)).height()
    last = tree.topLevelItem(tree.topLevelItemCount() - 1)
    assert last.text(0) == "Tab, held: show the photo as it was"
    tree.setCurrentItem(last)  # nothing can be set of it
    assert not dialog.set_button.isEnabled()
    dialog.search.setText("photo as it was")
    assert tree.topLevelItem(0).text(0) == "Tab, held: show the photo as it was"
    dialog.close()


def test_the_list_of_pages_stays_while_a_page_scrolls(window: Window, small: QSize, qtbot: QtBot) -> None:
    dialog = MAKES["preferences"](window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    QApplication.processEvents()
    outer, page = dialog.findChild(Scroller), dialog.findChild(QStackedWidget).currentWidget()
    assert outer.verticalScrollBar().maximum() == 0
    assert page.verticalScrollBar().maximum() > 0
    pages_list = dialog.findChild(QListWidget)
    assert dialog.rect().contains(QRect(pages_list.mapTo(dialog, QPoint()), pages_list.size()))
    dialog.close()


@pytest.mark.parametrize("is_small", [False, True])
def test_a_colour_is_taken_on_any_screen(
    window: Window, request: pytest.FixtureRequest, is_small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The large one may be the system's own."""
    if is_small:
        request.getfixturevalue("small")
    asked: list[QDialog] = []

    def accept(dialog: QDialog) -> int:
        asked.append(dialog)
        picker = dialog if isinstance(dialog, QColorDialog) else dialog.findChild(QColorDialog)
        picker.setCurrentColor(QColor("#ff8800"))
        dialog.done(QDialog.DialogCode.Accepted)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(colour, "ask", accept)
    assert colour.ask_colour(window, QColor("#29c5d6"), "Colour") == QColor("#ff8800")
    assert isinstance(asked[0], FittingDialog) == is_small
    monkeypatch.setattr(colour, "ask", lambda _: QDialog.DialogCode.Rejected)
    assert colour.ask_colour(window, QColor("#29c5d6"), "Colour") is None


@pytest.mark.parametrize(("key", "code"), [(Qt.Key.Key_Return, 1), (Qt.Key.Key_Enter, 1), (Qt.Key.Key_Escape, 0)])
def test_enter_takes_the_colour_and_esc_does_not(
    window: Window, small: QSize, key: Qt.Key, code: int, qtbot: QtBot
) -> None:
    dialog = MAKES["colour"](window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    with qtbot.waitSignal(dialog.finished) as ended:
        QTest.keyClick(dialog.findChild(QSpinBox), key)
    assert ended.args == [code]


@pytest.mark.parametrize("is_small", [False, True])
def test_enter_keeps_a_colour_that_no_number_shows(
    window: Window, request: pytest.FixtureRequest, qtbot: QtBot, is_small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hue, saturation and value of most colours are no whole numbers."""
    if is_small:
        request.getfixturevalue("small")

    def press_enter(dialog: QDialog) -> int:
        picker = dialog if isinstance(dialog, QColorDialog) else dialog.findChild(QColorDialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        with qtbot.waitSignal(dialog.finished) as ended:
            QTest.keyClick(picker.findChild(QSpinBox), Qt.Key.Key_Return)
        return int(ended.args[0])

    monkeypatch.setattr(colour, "ask", press_enter)
    odd = QColor(41, 197, 214)
    assert QColor.fromHsv(odd.hue(), odd.hsvSaturation(), odd.value()).rgb() != odd.rgb()
    assert colour.ask_colour(window, odd, "Colour") == odd


def test_enter_takes_a_number_that_was_typed(window: Window, small: QSize) -> None:
    dialog = MAKES["colour"](window)
    dialog.findChild(QColorDialog).setCurrentColor(QColor("#29c5d6"))
    dialog.show()
    hue = dialog.findChild(QSpinBox)
    hue.selectAll()
    QTest.keyClicks(hue, "120")
    QTest.keyClick(hue, Qt.Key.Key_Return)
    assert dialog.findChild(QColorDialog).currentColor().hue() == 120


def test_where_there_is_room_all_of_the_content_shows(window: Window, qtbot: QtBot) -> None:
    dialog, words = FittingDialog(window), QVBoxLayout()
    for _ in range(12):
        words.addWidget(QLabel("some words"))
    inner = dialog.place(words, QDialogButtonBox(QDialogButtonBox.StandardButton.Close), margin=5, spacing=5)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert inner.parentWidget().height() >= inner.minimumSizeHint().height()
    dialog.close()
