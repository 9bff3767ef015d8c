"""The real window in a made-up language, in which every message stands in brackets: what is seen or heard without them
did not come from the catalogue."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)

from app.editor.actions import TABLE
from app.editor.dialogs.export import ExportDialog
from app.editor.dialogs.preferences import Preferences
from app.editor.notices import failure, news
from app.editor.window.window import Window
from app.files.errors import InputRefused
from app.files.line import Line
from app.language.speech import speak
from app.worker import FillError
from tests.app.editor.conftest import stroke

# What is the same in every language: names of programs, formats and files, units, channels, and the keys' own names.
SAME = re.compile(
    r"Gatebrush|main\.py doctor|photo\.png|photo-copy\.png|/\S+|\d+\.\d+\.\d+\S*|STUB|CPU|"
    r"English|한국어|JPEG|PNG|PSD|WebP|AVIF|TIFF|EXIF|XMP|px|#[0-9a-f]{6}|\b[RGBLA]\b|"
    r"\b(?:Ctrl|Alt|Shift|Space|Tab|Esc|Del|Return|Enter|Left|Right|Up|Down|F\d+|[A-Z])\b"
)
# Of Qt itself, which brings its own catalogues.
QT_BUTTONS = {"OK", "&OK", "Cancel", "&Cancel", "Close", "&Close", "Discard", "&Save", "Save", "Don't Save"}
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class Brackets(gettext.NullTranslations):
    """Says everything in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"


@pytest.fixture(autouse=True)
def made_up_language() -> Iterator[None]:
    speak(Brackets())
    yield
    speak(gettext.NullTranslations())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boxes that wait for an answer say; they are all cancelled."""
    said: list[str] = []

    def answer(box: QMessageBox) -> int:
        said.extend([box.text(), box.informativeText(), box.windowTitle()])
        said.extend(button.text() for button in box.buttons())
        return int(QMessageBox.StandardButton.Cancel)

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return said


def bare(said: str) -> bool:
    """Whether letters stand outside of all brackets, which are not the same in every language."""
    last = None
    while said != last:
        last, said = said, re.sub(r"⟦[^⟦⟧]*⟧", " ", said)
    return said not in QT_BUTTONS and bool(re.search(r"[^\W\d_]", SAME.sub("", said)))


def words_of(thing: QWidget | QAction) -> Iterator[str]:
    """All that is seen or heard of a widget or an action."""
    yield thing.toolTip()
    if isinstance(thing, QAction):
        yield thing.text()
        return
    yield from (thing.accessibleName(), thing.accessibleDescription(), thing.windowTitle())
    if isinstance(thing, QAbstractButton | QLabel):
        yield thing.text()
    if isinstance(thing, QLineEdit) and not isinstance(thing.parent(), QAbstractSpinBox | QComboBox):
        yield thing.placeholderText()
    if isinstance(thing, QSpinBox):
        yield from (thing.prefix(), thing.suffix())
    if isinstance(thing, QComboBox):
        yield from (thing.itemText(row) for row in range(thing.count()))
    if isinstance(thing, QMenu):
        yield thing.title()
    if isinstance(thing, QTextEdit | QPlainTextEdit):
        yield thing.toPlainText()
    if isinstance(thing, QAbstractItemView) and thing.model() is not None:
        yield from words_in(thing.model())


def words_in(model: QAbstractItemModel) -> Iterator[str]:
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    yield from (str(model.headerData(one, Qt.Orientation.Horizontal) or "") for one in columns if len(columns) > 1)
    for row in range(model.rowCount()):
        for column in columns:
            yield from (str(model.index(row, column).data(role) or "") for role in ROLES)


def bare_words(top: QWidget) -> list[str]:
    """What is said without brackets in a window and all that is in it, with the widget that says it."""
    found = []
    for thing in [top, *top.findChildren(QWidget), *top.findChildren(QAction)]:
        if not thing.objectName().startswith("qt_") and not isinstance(thing.parent(), QDialogButtonBox):
            found += [
                f"{type(thing).__name__} {thing.objectName()}: {words!r}" for words in words_of(thing) if bare(words)
            ]
    return sorted(set(found))


def test_brackets_are_looked_for() -> None:
    assert bare("Open")
    assert bare("⟦{n} of⟧ layer")
    assert not bare("⟦a ⟦nested⟧ one⟧ · 12 px (Ctrl+Z)")
    assert not bare("")


def test_the_first_window(open_window, door) -> None:
    window = open_window(door, None)
    window.session.change(first_steps=True, recent=("/photos/photo.png",))
    assert "\n".join(bare_words(window)) == ""


def test_every_tool(window: Window) -> None:
    for entry in TABLE:
        if entry.group == "tool":
            window.actions_[entry.id].trigger()
            QTest.mouseMove(window.canvas)
            window.status.show_hint(window.toolbox.tool.hint)
            assert "\n".join(bare_words(window)) == "", entry.id


def test_a_day_s_work(window: Window, door) -> None:
    said: list[str] = []
    window.announcer.announced.connect(said.append)
    window.notices.said.connect(lambda notice: said.append(notice.text))
    act = window.actions_
    act["history"].trigger()
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.session.change(variants=3)
    act["fill"].trigger()
    assert "\n".join(bare_words(window)) == ""
    door.step()
    for name in ("next_candidate", "edit_fill", "edit_fill", "lock_layer", "next_candidate", "keep_candidate"):
        act[name].trigger()
    for name in (
        "lock_layer",
        "next_candidate",
        "keep_candidate",
        "add_layer_mask",
        "invert_layer_mask",
        "apply_layer_mask",
        "duplicate_layer",
    ):
        act[name].trigger()
    for name in ("add_layer", "toggle_layer", "raise_layer", "lower_layer", "merge_down", "remove_layer", "invert"):
        act[name].trigger()
    for name in ("clear", "reselect", "trace", "undo", "undo", "redo", "mirror", "turn_left", "compare", "strip"):
        act[name].trigger()
    assert "\n".join(bare_words(window)) == ""
    names = [window.session.history.text(row) for row in range(len(window.session.history.steps))]
    assert len(names) > 8
    assert said
    assert [words for words in [*said, *names] if bare(words)] == []


def test_an_edit_whose_layer_is_gone(window: Window, door) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    door.step()
    for name in ("edit_fill", "remove_layer", "cancel"):
        window.actions_[name].trigger()
    history = window.session.history
    assert [history.text(row) for row in range(len(history.steps))][-1] == "⟦Leave the fill⟧"


def test_dialogs(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("preferences", "shortcuts", "palette", "overlay", "about"):
        window.actions_[name].trigger()
        QApplication.processEvents()
        dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        assert dialogs, name
        for dialog in dialogs:
            assert "\n".join(bare_words(dialog)) == "", name
            dialog.close()
    assert window.findChildren(Preferences)


def test_the_dialog_of_exports(window: Window, qtbot) -> None:
    photo, settings = window.session.photo, window.session.settings
    assert photo is not None
    dialog = ExportDialog(window, photo.document, photo.metadata, settings, window.file_verbs._encoding)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.size_text != "")
    assert "\n".join(bare_words(dialog)) == ""
    dialog.reject()


def test_questions(window: Window, asked: list[str]) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.file_verbs.settle(lambda: None)
    window.actions_["add_layer"].trigger()
    window.file_verbs.settle(lambda: None)
    assert len(asked) > 4
    assert [words for words in asked if bare(words)] == []


@pytest.mark.parametrize(
    "fault",
    [
        InputRefused(Line("{what} {path} {fault}", what=Line("photo"), path=Path("/a"), fault=Line("is missing"))),
        FillError(Line("the hole covers the whole photo")),
        MemoryError(),
        ValueError("/x"),
    ],
)
def test_faults(fault: Exception) -> None:
    said = failure(fault, news("").text).text
    assert not bare(said.replace("ValueError", ""))
