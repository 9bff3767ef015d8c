"""The window speaks the language that was chosen: its own words, and those of Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, QLocale
from PySide6.QtGui import QAbstractFileIconProvider
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QFileDialog, QLabel

from app.editor.actions import plain
from app.editor.dialogs.palette import Palette
from app.editor.dialogs.preferences import Preferences
from app.editor.fills.notes import said_note
from app.editor.languages import speak
from app.editor.layers.naming import FILL, next_name
from app.editor.numbers import decimal, seconds
from app.editor.panels.layerrow import NOTE_ROLE
from app.editor.window.window import Window
from app.language import text
from tests.app.editor.conftest import stroke


@pytest.fixture(autouse=True)
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    speak(qapp, "en")
    QLocale.setDefault(before)


@pytest.fixture
def korean(qapp: QApplication) -> None:
    assert speak(qapp, "ko") == "ko"


@pytest.fixture
def korean_window(korean: None, window: Window) -> Window:
    return window


def test_menus_buttons_and_the_status_line(korean_window: Window) -> None:
    titles = [action.text() for action in korean_window.menuBar().actions()]
    assert titles[0] == "파일(&F)"
    assert korean_window.options.button.text() == "채우기"
    assert korean_window.actions_["open"].toolTip() == "열기  (Ctrl+O)"
    assert plain("열기(&O)…") == "열기"


def test_qt_speaks_it_too(korean: None, tmp_path: Path) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "취소"
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = [label.text() for label in dialog.findChildren(QLabel) if re.search("[A-Za-z]{2}", label.text())]
    assert words == []  # what Qt leaves in English is ours
    dialog.deleteLater()
    assert QAbstractFileIconProvider().type(QFileInfo(str(tmp_path))) == "폴더"


def test_buttons_have_no_letters_in_brackets(korean_window: Window) -> None:
    assert korean_window.actions_["more"].text() == "후보 더 만들기(&M)"
    assert korean_window.actions_["more"].iconText() == "후보 더 만들기"


def test_a_command_is_found_by_either_name(korean_window: Window) -> None:
    for query in ("마스크 반전", "invert ma"):
        assert korean_window.session.document is not None
        korean_window.actions_["palette"].trigger()
        (palette,) = (one for one in korean_window.findChildren(Palette) if one.isVisible())
        palette.line.setText(query)
        assert palette.list.model().index(0, 0).data() == "마스크: 마스크 반전", query
        QTest.keyClick(palette.line, "\r")
        palette.close()


def test_the_language_is_chosen_in_the_preferences(korean_window: Window) -> None:
    dialog = Preferences(korean_window, korean_window.session, lambda: False)
    field = dialog.findChild(QComboBox, "language")
    assert isinstance(field, QComboBox)
    assert [field.itemText(row) for row in range(field.count())] == ["시스템 설정에 맞춤", "English", "한국어"]
    field.activated.emit(field.findData("en"))
    assert korean_window.session.settings.language == "en"
    dialog.deleteLater()


def test_how_a_fill_was_made_is_said_in_the_language_of_the_window(korean: None) -> None:
    assert said_note("CPU · 5.4 s · balanced") == "CPU · 5.4초 · 균형"
    assert said_note("CUDA · 12.0 s · classical") == "CUDA · 12.0초 · 고전 방식"
    assert said_note("merged") == "병합됨"
    for other in ("", "CPU · 1.4초 · 균형", "CPU · 1.2 s", "by hand · 1.0 s · lovely"):
        assert said_note(other) == other


def test_a_fill_keeps_no_words_of_a_language(korean_window: Window, door) -> None:
    stroke(korean_window.canvas, [(60, 60), (120, 90)])
    korean_window.filling.start()
    door.step()
    document = korean_window.session.document
    assert document is not None
    assert re.fullmatch(r"\w+ · \d+\.\d s · balanced", document.layers[0].note)
    model = korean_window.layers.view.model()
    assert model.index(0, 0).data(NOTE_ROLE).endswith("초 · 균형")


def test_a_new_layer_has_a_number_above_those_of_both_languages(korean_window: Window) -> None:
    korean_window.actions_["add_layer"].trigger()
    document = korean_window.session.document
    assert document is not None
    (layer,) = document.layers
    assert layer.name == "레이어 1"
    layers = [replace(layer, name="Fill 4"), replace(layer, name="채우기 2")]
    assert next_name(FILL, layers) == "채우기 5"
    assert next_name(FILL, layers[1:]) == "채우기 3"
    assert next_name(FILL, []) == "채우기 1"


def test_numbers_are_written_as_the_language_has_them(qapp: QApplication) -> None:
    QLocale.setDefault(QLocale("de"))
    assert decimal(1.5, 1) == "1,5"
    QLocale.setDefault(QLocale("ko"))
    speak(qapp, "ko")
    assert seconds(1.5) == "1.5초"


def test_a_language_that_there_is_none_of_is_english(qapp: QApplication) -> None:
    speak(qapp, "ko")
    assert text("Photo") == "사진"
    assert speak(qapp, "xx") == "en"
    assert text("Photo") == "Photo"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancel"
