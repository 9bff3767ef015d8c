"""The preferences: every setting has its place, changes take effect at once, and defaults come back and go again."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QSlider, QSpinBox, QWidget

from app.editor.actions.entry import plain
from app.editor.actions.view import THEME
from app.editor.dialogs.preferencefields import Choice
from app.editor.dialogs.preferences import PAGES, RESTORED, SCHEMES, SHOWN, Preferences
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.languages import speak
from app.editor.window.window import Window
from app.files.settings import CHOICES, RANGES, Settings
from tests.app.editor.conftest import on_widget, stroke, turn_wheel

ELSEWHERE = {
    "brush_radius": "beside the brush, where it changes all the time",
    "brush_sizes": "made by choosing that",
    "smart_radius": "beside smart select, in the same way",
    "smart_sizes": "made by choosing that",
    "paint_colour": "beside the colour brush",
    "paint_used": "made by painting",
    "mask_pixels": "in the dialogs that ask for them",
    "recent": "made by opening files",
    "geometry": "made by the window",
    "first_steps": "in the Help menu",
    "shortcuts": "in the dialog that the button opens",
    "export_format": "in the dialog of exports",
    "export_quality": "in the dialog of exports",
    "export_lossless": "in the dialog of exports",
    "export_metadata": "in the dialog of exports",
    "export_profile": "in the dialog of exports",
    "export_mark": "in the dialog of exports",
}


def test_every_setting_is_here_or_known_to_be_elsewhere() -> None:
    assert {one.name for one in fields(Settings)} == {*SHOWN, *ELSEWHERE}
    assert not set(SHOWN) & set(ELSEWHERE)


def test_choices_are_those_that_settings_allow() -> None:
    for kinds in PAGES.values():
        for name, kind in kinds.items():
            if isinstance(kind, Choice) and not callable(kind.choices):
                assert tuple(value for _, value in kind.choices) == CHOICES[name]


def test_the_theme_is_called_the_same_in_the_menu(window: Window) -> None:
    theme = PAGES["Appearance"]["colour_scheme"]
    assert isinstance(theme, Choice)
    in_menu = {value: plain(window.actions_[value].text()).lower() for value in CHOICES["colour_scheme"]}
    assert in_menu == {value: words.lower() for words, value in SCHEMES}
    assert plain(THEME.title) == theme.label


@pytest.fixture
def dialog(window: Window) -> Preferences:
    QTest.keyClick(window.canvas, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.verbs.preferences is not None
    assert window.verbs.preferences.isVisible()
    return window.verbs.preferences


def field(dialog: Preferences, name: str) -> Any:
    found = dialog.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_every_field_changes_its_setting_and_no_other(window: Window, dialog: Preferences) -> None:
    for name in SHOWN:
        before = window.session.settings
        match field(dialog, name):
            case QCheckBox() as box:
                box.click()
            case QComboBox() as box:
                box.setCurrentIndex((box.currentIndex() + 1) % box.count())
                box.activated.emit(box.currentIndex())
            case QSpinBox() | QSlider() as number:
                number.setValue(number.value() + 1)
            case QAbstractButton():
                continue  # colours ask in a dialog of their own
        after = window.session.settings
        assert [one.name for one in fields(Settings) if getattr(before, one.name) != getattr(after, one.name)] == [name]


def test_numbers_reach_as_far_as_settings_do(dialog: Preferences) -> None:
    for name in SHOWN:
        number = field(dialog, name)
        if isinstance(number, QSpinBox):
            assert (number.minimum(), number.maximum()) == RANGES[name]


def test_what_changes_elsewhere_shows(window: Window, dialog: Preferences) -> None:
    window.session.change(
        grow=9, quality="best", overlay_opacity=0.2, pixel_grid=False, sketch_colour="#00ff00", history_mb=777
    )
    assert field(dialog, "grow").value() == 9
    assert field(dialog, "quality").currentData() == "best"
    assert field(dialog, "overlay_opacity").value() == 20
    assert not field(dialog, "pixel_grid").isChecked()
    assert field(dialog, "sketch_colour").text() == "#00ff00"
    assert field(dialog, "history_mb").value() == 777
    window.session.change(overlay_pattern="outline")
    assert not field(dialog, "overlay_opacity").isEnabled()


def test_a_colour_is_asked_for_and_shows_on_the_photo(
    window: Window, dialog: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 20, 250))
    before = window.canvas.grab().toImage().pixelColor(on_widget(window.canvas, 150, 100))
    answers = iter([None, QColor("#0000ff")])
    monkeypatch.setattr("app.editor.dialogs.preferencefields.ask_colour", lambda *_: next(answers))
    usual = window.session.settings.overlay_colour
    field(dialog, "overlay_colour").click()  # cancelled
    assert window.session.settings.overlay_colour == usual
    field(dialog, "overlay_colour").click()
    assert window.session.settings.overlay_colour == "#0000ff"
    assert window.canvas.grab().toImage().pixelColor(on_widget(window.canvas, 150, 100)) != before


def test_defaults_come_back_and_go_again(window: Window, dialog: Preferences) -> None:
    keys = {"fill": "F5"}
    window.session.change(grow=30, live_preview=True, colour_scheme="light", brush_radius=77.0, shortcuts=keys)
    mine = window.session.settings
    assert not dialog.undo.isVisible()
    dialog.restore.click()
    usual, now = Settings(), window.session.settings
    assert all(getattr(now, name) == getattr(usual, name) for name in RESTORED)
    assert (now.brush_radius, now.shortcuts) == (77.0, keys)  # not on these pages
    assert not dialog.restore.isEnabled()
    dialog.undo.click()
    assert window.session.settings == mine
    assert not dialog.undo.isVisible()
    dialog.restore.click()
    field(dialog, "grow").setValue(11)  # goes on from the defaults: nothing is left to undo
    assert not dialog.undo.isVisible()
    assert dialog.restore.isEnabled()


def test_restoring_defaults_drops_no_step(window: Window, dialog: Preferences) -> None:
    """A smaller budget lets go of steps at once, and no undo brings them back."""
    window.session.change(history_mb=2048, candidates_mb=2048, grow=30)
    dialog.restore.click()
    settings = window.session.settings
    assert (settings.history_mb, settings.candidates_mb, settings.grow) == (2048, 2048, Settings().grow)
    assert not dialog.restore.isEnabled()
    assert "but Memory" in dialog.restore.toolTip()
    field(dialog, "history_mb").setValue(1024)  # nothing that was restored
    dialog.undo.click()
    assert (window.session.settings.history_mb, window.session.settings.grow) == (1024, 30)


def test_pages_follow_the_list(dialog: Preferences) -> None:
    assert field(dialog, "colour_scheme").isVisible()
    QTest.keyClick(dialog.pages, Qt.Key.Key_End)
    assert field(dialog, "history_mb").isVisible()
    assert not field(dialog, "colour_scheme").isVisible()


def test_enter_ends_typing_and_closes_nothing(window: Window, dialog: Preferences) -> None:
    QTest.keyClick(dialog.pages, Qt.Key.Key_End)
    number = field(dialog, "candidates_mb")
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "99")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert window.session.settings.candidates_mb == 99
    assert dialog.isVisible()


def test_the_wheel_changes_no_field_that_it_passes(window: Window, dialog: Preferences) -> None:
    before = window.session.settings
    dialog.pages.setFocus()
    for name in ("colour_scheme", "overlay_opacity"):
        box = field(dialog, name)
        turn_wheel(box, QPointF(box.rect().center()), -1)
    assert window.session.settings == before


def test_another_language_comes_now_or_with_the_next_start(
    qapp: QApplication, window: Window, dialog: Preferences
) -> None:
    before = window.session.settings.language
    speak(qapp, before)
    dialog.refresh()
    assert not dialog.later.isVisible()
    assert not dialog.now.isVisible()
    box = field(dialog, "language")
    box.activated.emit(box.findData("ko"))
    assert dialog.later.isVisible()
    assert "next start" in dialog.later.text()
    dialog.now.click()  # this window has no desk that could make another one
    assert "try again" in dialog.later.text()
    box.activated.emit(box.findData(before))
    assert not dialog.later.isVisible()
    assert not dialog.now.isVisible()


def test_shortcuts_open_and_escape_closes(window: Window, dialog: Preferences) -> None:
    dialog.shortcuts.click()
    sheet = dialog.findChild(ShortcutsDialog)
    assert sheet is not None
    assert sheet.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    window.actions_["preferences"].trigger()
    assert dialog.isVisible()
    dialog.close()
