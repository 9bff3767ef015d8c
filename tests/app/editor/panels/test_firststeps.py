"""The strip that says how a fill is made: it follows what is done, goes when it is put away, and stays away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from app.editor.ownsettings import Chosen
from app.editor.panels.firststeps import SAMPLE, STEPS, FirstSteps
from app.editor.start import settings_at
from app.editor.window.window import Window
from app.files.settings import Settings, save_settings
from tests.app.editor.conftest import on_widget, stroke


def test_it_shows_at_the_first_start_until_it_is_put_away(tmp_path: Path) -> None:
    place = tmp_path / "settings.json"
    settings, problems = settings_at(place)
    assert (settings, problems) == (replace(Settings(), first_steps=True), [])
    save_settings(place, settings)
    assert settings_at(place)[0].first_steps  # closed without a word: it is there again
    save_settings(place, replace(settings, first_steps=False))
    assert not settings_at(place)[0].first_steps


@pytest.fixture
def card(window: Window) -> FirstSteps:
    assert not window.first_steps.isVisible()
    window.actions_["first_steps"].trigger()
    assert window.first_steps.isVisible()
    return window.first_steps


def test_steps_are_ticked_off_as_they_are_done(window: Window, door, card: FirstSteps) -> None:
    window.canvas.compare(on=True)  # there is nothing to compare yet
    window.canvas.compare(on=False)
    assert card.done == [False, False, False]
    stroke(window.canvas, [(100, 200), (200, 200)])
    assert card.done == [True, False, False]
    window.actions_["fill"].trigger()
    door.step()
    assert card.done == [True, True, False]
    assert [label.text() for label in card.findChildren(QLabel, "next")] == ["3", STEPS[2]]
    QTest.keyPress(window.canvas, Qt.Key.Key_Tab)
    QTest.keyRelease(window.canvas, Qt.Key.Key_Tab)
    assert card.done == [True, True, True]
    texts = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert STEPS[2] not in texts  # the last words take their place
    assert any("Ctrl+S" in text for text in texts)
    assert any("Well done" in text for text in texts)
    assert card.leave.isVisible()
    assert window.actions_["first_steps"].isChecked()
    window.actions_["undo"].trigger()
    assert card.done == [True, True, True]  # it was done
    assert not card.isVisible()  # whoever goes on needs it no longer
    assert not window.actions_["first_steps"].isChecked()
    assert not window.session.settings.first_steps


def test_the_brush_stays_under_the_pointer_when_the_strip_goes(window: Window, card: FirstSteps) -> None:
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 200, 180))
    ring, top = window.canvas._ring, window.canvas.mapTo(window, QPoint(0, 0)).y()
    assert ring is not None
    card.away.click()
    up = top - window.canvas.mapTo(window, QPoint(0, 0)).y()
    assert up > 0
    there = window.canvas._ring
    assert there is not None
    assert (there.x, there.y) == (ring.x, ring.y + up * window.canvas.devicePixelRatioF())


def test_done_once_is_done_for_good(open_window, door, tmp_path: Path) -> None:
    place = tmp_path / "settings.json"
    window = open_window(door, None)
    window.session.adopt(Chosen(settings_at(place)[0]))
    card = window.first_steps
    card.on_filled()
    card.on_compared()
    assert card.isVisible()  # with its last words, which nobody has put away
    assert any("Well done" in label.text() for label in card.findChildren(QLabel))
    save_settings(place, window.session.settings)  # as when the program ends now
    again = open_window(door, None)
    again.session.adopt(Chosen(settings_at(place)[0]))
    assert not again.first_steps.isVisible()


def test_whoever_asks_for_it_again_begins_anew_in_all_windows(window: Window, card: FirstSteps) -> None:
    card.on_filled()
    card.on_compared()
    window.actions_["first_steps"].trigger()  # it is still there with its last words
    assert not card.isVisible()
    session = window.session
    session.adopt(Chosen(replace(session.settings, first_steps=True)))  # as another window does
    assert card.isVisible()
    assert card.done == [False, False, False]


def test_where_there_is_little_room_the_next_step_stands_alone(window: Window, card: FirstSteps) -> None:
    def words() -> list[str]:
        return [label.text() for label in card.findChildren(QLabel) if label.isVisible() and len(label.text()) > 1]

    assert words() == ["First steps", *STEPS]
    window.resize(560, 640)
    assert words() == [STEPS[0]]
    stroke(window.canvas, [(100, 200), (200, 200)])
    assert words() == [STEPS[1]]
    window.resize(900, 640)
    assert words() == ["First steps", *STEPS]


def test_when_all_is_done_one_click_ends_it(window: Window, card: FirstSteps) -> None:
    card.on_filled()
    card.on_compared()
    QTest.mouseClick(card.leave, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    assert not window.session.settings.first_steps


def test_the_photo_stays_under_the_pointer_when_it_goes(window: Window, card: FirstSteps) -> None:
    canvas = window.canvas
    card.on_filled()
    card.on_compared()
    QApplication.processEvents()
    canvas.fit()

    def place(x: float, y: float) -> QPoint:
        return canvas.mapTo(window, on_widget(canvas, x, y))

    before, scale = place(200, 150), canvas.viewport.scale
    stroke(canvas, [(200, 150), (260, 150)])  # the next thing that is done
    QApplication.processEvents()
    assert not card.isVisible()
    assert canvas.viewport.scale == scale
    assert place(200, 150) == before
    document = window.session.document
    assert document is not None
    assert document.hole.bounds().height <= 17  # a straight line, of a brush 16 pixels wide


def test_it_is_put_away_and_comes_back_from_the_beginning(window: Window, card: FirstSteps) -> None:
    stroke(window.canvas, [(100, 200), (200, 200)])
    window.session.clear_mask()
    QTest.mouseClick(card.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    assert not window.session.settings.first_steps
    assert QApplication.focusWidget() is window.canvas
    window.actions_["first_steps"].trigger()
    assert card.isVisible()
    assert window.actions_["first_steps"].isChecked()
    assert card.done == [False, False, False]
    window.actions_["first_steps"].trigger()
    assert not card.isVisible()


def test_the_sample_opens_from_it(open_window, door, qtbot) -> None:
    window = open_window(door, None)
    window.session.change(first_steps=True)
    card = window.first_steps
    assert card.sample.isVisible()
    with qtbot.waitSignal(window.filing.loaded):
        card.sample.click()
    assert window.session.photo is not None
    assert window.session.photo.path == SAMPLE
    assert not card.sample.isVisible()
    assert any("hikers" in label.text() for label in card.findChildren(QLabel))


@pytest.mark.parametrize("is_done", [False, True])
def test_it_covers_nothing_of_the_photo_and_holds_its_words(window: Window, card: FirstSteps, is_done: bool) -> None:
    if is_done:
        card.on_filled()
        card.on_compared()
    for size in ((900, 560), (1280, 720)):
        window.resize(*size)
        QApplication.processEvents()
        place = window.canvas.rect().translated(window.canvas.mapTo(window, QPoint()))
        own = card.rect().translated(card.mapTo(window, QPoint()))
        assert not own.intersects(place)
        assert own.bottom() + 1 == place.top()
        ratio, shown = window.canvas.devicePixelRatioF(), window.canvas.viewport
        assert shown.top >= 0  # all of the photo
        assert shown.top + 300 * shown.scale <= window.canvas.height() * ratio
        for label in card.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width())


def test_the_keyboard_reaches_it(window: Window, card: FirstSteps) -> None:
    for _ in range(10):
        window.actions_["next_area"].trigger()
        focus = QApplication.focusWidget()
        if focus is not None and card.isAncestorOf(focus):
            break
    else:
        pytest.fail("F6 never came to the card")
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert not card.isVisible()
