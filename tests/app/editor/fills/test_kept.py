"""Candidates of a fill, and fills that are opened again: one step each, and always from the original pixels."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.document import compose
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.layers.fills import Candidate, Fill
from app.document.planes import ColourDraft
from app.editor.fills.keeping import is_soft, with_more
from app.editor.panels.candidatelist import CELL
from app.editor.panels.layerrow import EYE_WIDTH, THUMBNAIL
from app.editor.panels.thumbnails import candidate_thumbnail, framed, islands, largest_island
from app.editor.window.window import Window
from model.inference.request import FillReport, FillResult
from tests.app.conftest import FILL_VALUE
from tests.app.document.conftest import dab
from tests.app.editor.conftest import on_widget, press, stroke

TEXT_ONLY = Qt.ToolButtonStyle.ToolButtonTextOnly
LINE = [(60.0, 60.0), (120.0, 90.0)]
OTHER_LINE = [(200.0, 60.0), (240.0, 90.0)]


def filled(window: Window, door, variants: int = 1, line=LINE) -> Layer:
    window.session.change(variants=variants)
    stroke(window.canvas, line)
    window.actions_["fill"].trigger()
    door.step()
    return top(window)


def top(window: Window) -> Layer:
    assert window.session.document is not None
    return window.session.document.layers[-1]


def seen(window: Window) -> int:
    """The grey in the middle of the line."""
    document = window.session.document
    assert document is not None
    return int(compose(document, Box(90, 75, 91, 76))[0, 0, 0])


def held(plane) -> np.ndarray:
    return plane.read(Box(0, 0, plane.size.width, plane.size.height))


def test_candidates_are_chosen_by_click_arrow_and_digit(window: Window, door) -> None:
    filled(window, door, 4)
    assert window.candidates.isVisible()
    view, steps = window.candidates.view, window.session.stack.count()
    assert view.model().rowCount() == 4
    place = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert seen(window) == FILL_VALUE + 2
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert seen(window) == FILL_VALUE + 3
    QTest.keyClick(view, Qt.Key.Key_2)
    assert seen(window) == FILL_VALUE + 1
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    assert seen(window) == FILL_VALUE
    QTest.keyClick(window.canvas, Qt.Key.Key_9)
    assert seen(window) == FILL_VALUE
    window.actions_["previous_candidate"].trigger()
    assert seen(window) == FILL_VALUE + 3
    window.actions_["next_candidate"].trigger()
    assert (seen(window), view.currentIndex().row()) == (FILL_VALUE, 0)
    assert window.session.stack.count() == steps + 1
    QTest.keyClick(window.canvas, Qt.Key.Key_3)
    window.session.history.undo()
    assert seen(window) == FILL_VALUE
    assert window.candidates.isVisible()


def test_a_fill_of_one_candidate_needs_no_strip(window: Window, door) -> None:
    filled(window, door)
    assert not window.candidates.isVisible()
    assert not window.actions_["next_candidate"].isEnabled()


def test_the_budget_is_shown_and_changed(window: Window, door) -> None:
    filled(window, door, 3, [(20.0, 20.0), (380.0, 280.0)])
    button = window.candidates._used
    assert button.text() == "0.8 MB of 256 MB"
    menu = button.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["256 MB"]
    menu.actions()[0].trigger()
    assert window.session.settings.candidates_mb == 64
    assert button.text().endswith("of 64 MB")


def test_the_strip_can_be_put_away(window: Window, door) -> None:
    filled(window, door, 2)
    window.actions_["strip"].trigger()
    assert not window.candidates.isVisible()
    window.actions_["next_candidate"].trigger()
    assert seen(window) == FILL_VALUE + 1
    window.actions_["strip"].trigger()
    assert window.candidates.isVisible()


def test_in_little_room_the_strip_shows_its_pictures_whole(window: Window, door) -> None:
    filled(window, door, 3)
    strip = window.candidates
    buttons = [button for button in strip.findChildren(QToolButton) if button.toolButtonStyle() == TEXT_ONLY]
    assert len(buttons) == 3
    assert all(button.isVisible() for button in (*buttons, strip._side))
    window.resize(560, 300)
    QApplication.processEvents()
    assert not any(button.isVisible() for button in (*buttons, strip._side))
    assert strip.view.height() >= CELL.height()
    assert strip.rect().contains(strip.view.geometry())
    assert strip.view.width() > CELL.width()
    window.actions_["first_steps"].trigger()  # above the photo, which gives way
    window.resize(640, 320)
    QApplication.processEvents()
    assert strip.height() >= strip.minimumSizeHint().height()
    window.resize(900, 640)
    QApplication.processEvents()
    assert all(button.isVisible() for button in (*buttons, strip._side))


def test_the_strip_shows_on_the_photo_what_its_candidates_fill(window: Window, door) -> None:
    stroke(window.canvas, OTHER_LINE)
    layer = filled(window, door, 3)
    canvas, view = window.canvas, window.candidates.view
    canvas.setFocus()
    assert canvas.marks.all == ()  # whoever judges an edge wants no line beside it
    view.setFocus()
    QApplication.processEvents()
    frames = [mark.box for mark in canvas.marks.all]
    assert len(frames) == 2
    pieces = islands(layer)
    assert all(any(frame.contains(piece.x0, piece.y0) for frame in frames) for piece in pieces)
    assert pieces[0].area >= pieces[1].area
    window.actions_["strip"].trigger()
    assert canvas.marks.all == ()


def test_a_fitted_photo_is_seen_whole_above_the_strip(window: Window, door) -> None:
    canvas, document = window.canvas, window.session.document
    assert document is not None
    canvas.fit()
    before = canvas.viewport
    filled(window, door, 3)
    QApplication.processEvents()
    assert window.candidates.isVisible()
    assert canvas.viewport.box_on_canvas(Box.of(document.size)).y1 <= canvas.device_size.height
    assert canvas.is_fitted
    beside = canvas.viewport
    assert beside != before
    window.fills.choose(1)
    assert canvas.viewport == beside


def test_what_is_shown_stays_when_the_strip_goes_until_the_window_has_another_size(window: Window, door) -> None:
    canvas = window.canvas
    canvas.fit()
    whole = canvas.viewport
    filled(window, door, 3)
    QApplication.processEvents()
    above = canvas.viewport
    window.actions_["undo"].trigger()
    QApplication.processEvents()
    assert not window.candidates.isVisible()
    assert canvas.viewport == above
    window.actions_["redo"].trigger()
    QApplication.processEvents()
    assert canvas.viewport == above  # whoever goes to and fro compares
    window.actions_["undo"].trigger()
    QApplication.processEvents()
    assert canvas.is_fitted
    window.resize(window.width() + 60, window.height() + 40)
    QApplication.processEvents()
    assert canvas.viewport.scale > whole.scale
    again = canvas.viewport
    canvas.fit()
    assert canvas.viewport == again


def test_the_photo_stays_under_a_button_that_is_down_when_a_fill_comes(window: Window, door) -> None:
    canvas, document = window.canvas, window.session.document
    assert document is not None
    canvas.fit()
    before = canvas.viewport
    window.session.change(variants=3)
    stroke(canvas, LINE)
    window.actions_["fill"].trigger()
    press(canvas, [(100.0, 200.0), (150.0, 200.0)])
    door.step()
    QApplication.processEvents()
    assert window.candidates.isVisible()
    assert canvas.viewport == before
    stroke(canvas, [(200.0, 200.0), (250.0, 200.0)])
    assert canvas.viewport == before
    assert document.hole.bounds().height <= 17  # a straight line, of a brush 16 pixels wide


def test_an_outline_under_way_stays_where_it_is_when_a_fill_comes(window: Window, door) -> None:
    canvas = window.canvas
    canvas.fit()
    before = canvas.viewport
    window.session.change(variants=3)
    stroke(canvas, LINE)
    window.actions_["fill"].trigger()
    window.actions_["polygon"].trigger()
    stroke(canvas, [(200.0, 100.0)])
    door.step()
    QApplication.processEvents()
    assert window.candidates.isVisible()
    assert canvas.viewport == before


def test_the_picture_stays_where_it_is_when_the_strip_comes_and_goes(window: Window, door) -> None:
    window.canvas.zoom_to(3.0)
    window.canvas.pan(-40, 60)
    before, height = window.canvas.viewport, window.canvas.height()
    filled(window, door, 3)
    QApplication.processEvents()
    assert window.candidates.isVisible()
    assert window.canvas.height() < height
    assert window.canvas.viewport == before
    window.actions_["edit_fill"].trigger()
    QApplication.processEvents()
    assert window.canvas.viewport == before
    window.actions_["strip"].trigger()
    QApplication.processEvents()
    assert (window.canvas.height(), window.canvas.viewport) == (height, before)
    window.resize(window.width() + 60, window.height() + 40)
    QApplication.processEvents()
    assert window.canvas.viewport != before  # the window's own size is another matter


def test_a_fill_is_never_behind_its_candidates(window: Window, door) -> None:
    canvas = window.canvas
    canvas.zoom_to(3.0)
    canvas.pan(0, 100)
    before = canvas.viewport
    low = canvas.height() - 40  # where the strip will be
    x, y = canvas.viewport.to_photo(300, low)
    filled(window, door, 3, [(x, y), (x + 20, y)])
    QApplication.processEvents()
    layer = window.fills.layer
    assert layer is not None
    place = canvas.viewport.box_on_canvas(layer.box)
    assert 0 <= place.y0 < place.y1 <= canvas.device_size.height
    moved = canvas.viewport
    assert (moved.scale, moved.left) == (before.scale, before.left)
    window.fills.choose(1)
    assert canvas.viewport == moved
    window.actions_["strip"].trigger()
    QApplication.processEvents()
    assert canvas.viewport == moved


def test_a_fill_of_a_fitted_photo_that_is_edited_comes_into_sight(window: Window, door) -> None:
    canvas = window.canvas
    canvas.fit()
    before = canvas.viewport
    x, y = canvas.viewport.to_photo(canvas.device_size.width / 2, before.to_canvas(0, 299)[1] - 4)
    filled(window, door, 1, [(x, y), (x + 20, y)])
    window.actions_["edit_fill"].trigger()
    QApplication.processEvents()
    window.actions_["more"].trigger()
    door.step()
    QApplication.processEvents()
    layer = window.fills.layer
    assert layer is not None
    assert window.candidates.isVisible()
    assert canvas.viewport.box_on_canvas(layer.box).y1 <= canvas.device_size.height
    above = canvas.viewport
    window.actions_["strip"].trigger()
    QApplication.processEvents()
    assert canvas.viewport == above


def test_the_strip_follows_the_chosen_layer(window: Window, door) -> None:
    filled(window, door, 2)
    filled(window, door, 1, OTHER_LINE)
    assert not window.candidates.isVisible()
    window.layers.choose_layer(1)
    assert window.candidates.isVisible()


def test_more_variants_of_a_hole(window: Window, door, engine) -> None:
    stroke(window.canvas, LINE)
    window.actions_["more"].trigger()
    door.step()
    assert engine.requests[-1].variants == 4
    assert top(window).fill is not None
    assert window.session.settings.variants == 1


def test_more_variants_of_a_fill_come_from_the_pixels_below_it(window: Window, door, engine) -> None:
    first = filled(window, door)
    filled(window, door, 1, OTHER_LINE)
    window.layers.choose_layer(first.id)
    stroke(window.canvas, LINE)
    window.session.clear_mask()
    window.actions_["more"].trigger()
    door.step()
    document = window.session.document
    assert document is not None
    request, layer = engine.requests[-1], document.layer(first.id)
    assert request.variants == 4
    assert not (request.photo == FILL_VALUE).all(axis=2).any()
    assert layer.fill is not None
    assert len(layer.fill.candidates) == 4
    assert len(document.layers) == 2
    assert window.session.stack.undoText() == "More candidates of Fill 1"
    assert window.layers.current is layer
    window.actions_["more"].trigger()
    door.step()
    window.actions_["more"].trigger()
    door.step()
    assert engine.requests[-1].variants == 12
    assert not window.actions_["more"].isEnabled()


def test_the_candidates_not_chosen_can_go(window: Window, door) -> None:
    filled(window, door, 3)
    window.actions_["next_candidate"].trigger()
    window.actions_["keep_candidate"].trigger()
    assert (seen(window), window.candidates.isVisible()) == (FILL_VALUE + 1, False)
    window.session.history.undo()
    assert window.candidates.isVisible()


def test_the_oldest_candidates_go_when_the_budget_is_full(
    window: Window, door, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = filled(window, door, 3)
    assert first.fill is not None
    monkeypatch.setattr("app.editor.fills.filling.MIB", 1)
    window.session.change(candidates_mb=first.fill.spare_bytes)
    second = filled(window, door, 2, OTHER_LINE)
    document = window.session.document
    assert document is not None
    slim = document.layer(first.id)
    assert slim.fill is not None
    assert second.fill is not None
    assert (len(slim.fill.candidates), len(second.fill.candidates)) == (1, 2)
    assert "Fill 1" in window.notices.text
    window.session.history.undo()
    assert document.layer(first.id).fill is first.fill


def test_a_locked_fill_keeps_its_candidate(window: Window, door) -> None:
    layer = filled(window, door, 2)
    document = window.session.document
    assert document is not None
    document.put_layer(replace(layer, locked=True))
    window.actions_["next_candidate"].trigger()
    assert seen(window) == FILL_VALUE
    assert "locked" in window.notices.text
    assert not window.fills.can_edit


def test_a_fill_opened_again_brings_everything_back(window: Window, door, engine) -> None:
    document = window.session.document
    assert document is not None
    window.session.change(grow=9, quality="best")
    stroke(window.canvas, LINE)
    window.actions_["pen"].trigger()
    stroke(window.canvas, LINE)
    hole, sketch = held(document.hole), held(document.sketch)
    colours = ColourDraft(document.colours, (200, 90, 0))
    colours.paint(*dab((80.0, 70.0), 9.0), erase=False)
    window.session.push_patch("Paint colour", document.colours, colours.finish())
    painted = document.colours.snapshot()
    window.actions_["fill"].trigger()
    door.step()
    assert document.colours.is_empty
    window.session.change(grow=1, quality="fast", variants=5)
    window.actions_["edit_fill"].trigger()
    assert np.array_equal(held(document.hole), hole)
    assert np.array_equal(held(document.sketch), sketch)
    assert document.colours.snapshot() == painted
    settings = window.session.settings
    assert (settings.grow, settings.quality, settings.variants) == (9, "best", 5)
    window.session.change(variants=1)
    assert window.candidates.isVisible()
    assert window.actions_["edit_fill"].isChecked()
    window.actions_["brush"].trigger()
    stroke(window.canvas, [(90.0, 75.0), (90.0, 120.0)])
    before = top(window)
    window.actions_["fill"].trigger()
    door.step()
    request = engine.requests[-1]
    assert not (request.photo == FILL_VALUE).all(axis=2).any()
    assert request.sketch is not None
    assert request.colours is not None
    assert np.count_nonzero(request.colours[..., 3]) == np.count_nonzero(painted[0, 0][..., 3])
    assert len(document.layers) == 1
    assert top(window).id == before.id
    assert top(window).box.y1 > before.box.y1
    assert document.hole.is_empty
    assert not window.fills.is_editing
    assert window.session.stack.undoText() == "Replace Fill 1"
    window.session.history.undo()
    assert top(window) is before
    assert window.fills.is_editing
    assert not document.hole.is_empty
    for _ in range(2):
        window.session.history.undo()
    assert not window.fills.is_editing
    assert document.hole.is_empty


def test_a_fill_is_left_as_it_is(window: Window, door) -> None:
    document = window.session.document
    assert document is not None
    layer = filled(window, door)
    stroke(window.canvas, OTHER_LINE)
    hole = held(document.hole)
    window.actions_["edit_fill"].trigger()
    assert not np.array_equal(held(document.hole), hole)
    window.actions_["cancel"].trigger()
    assert np.array_equal(held(document.hole), hole)
    assert not window.fills.is_editing
    assert top(window) is layer
    window.actions_["fill"].trigger()
    door.step()
    assert len(document.layers) == 2


def test_the_note_of_a_fill_opens_it_and_the_action_leaves_it(window: Window, door) -> None:
    filled(window, door)
    view = window.layers.view
    rect = view.visualRect(view.model().index(0, 0))
    place = QPoint(rect.left() + EYE_WIDTH + THUMBNAIL + 40, rect.bottom() - 8)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.fills.is_editing
    assert view.state() == view.State.NoState  # the name is not being typed
    window.actions_["edit_fill"].trigger()
    assert not window.fills.is_editing
    assert not window.actions_["edit_fill"].isChecked()


def test_a_fill_that_was_deleted_meanwhile_comes_as_a_new_one(window: Window, door) -> None:
    layer = filled(window, door)
    window.actions_["edit_fill"].trigger()
    window.layering.delete(layer.id)
    window.actions_["fill"].trigger()
    door.step()
    assert top(window).id != layer.id
    assert window.reopening.state is None


def test_a_layer_that_was_hidden_meanwhile_stays_hidden(window: Window, door) -> None:
    filled(window, door)
    window.actions_["edit_fill"].trigger()
    window.actions_["fill"].trigger()
    document = window.session.document
    assert document is not None
    window.layering.show(top(window).id, visible=False)
    window.layering.set_opacity(top(window).id, 0.5, 1)
    window.layering.rename(top(window).id, "Sky")
    door.step()
    assert window.session.stack.undoText() == "Replace Fill 1"
    assert (top(window).visible, top(window).opacity, top(window).name) == (False, 0.5, "Sky")
    assert window.notices.text == "Sky is hidden: show the layer to see the new fill."


def test_another_photo_forgets_the_edit(window: Window, door, photo_file: Path, qtbot) -> None:
    filled(window, door)
    window.actions_["edit_fill"].trigger()
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    assert window.reopening.state is None
    assert not window.candidates.isVisible()


def test_a_failed_fill_leaves_the_edit_open(window: Window, door, engine) -> None:
    layer = filled(window, door)
    window.actions_["edit_fill"].trigger()
    engine.fault = RuntimeError("broken")
    steps = window.session.stack.count()
    window.actions_["fill"].trigger()
    door.step()
    assert window.session.stack.count() == steps
    assert window.fills.is_editing
    assert top(window) is layer


def test_two_fills_edited_one_after_the_other(window: Window, door) -> None:
    document = window.session.document
    assert document is not None
    first = filled(window, door)
    filled(window, door, 1, OTHER_LINE)
    window.actions_["edit_fill"].trigger()
    second_hole = held(document.hole)
    window.reopening.edit(first)
    assert not np.array_equal(held(document.hole), second_hole)
    assert window.reopening.layer is first
    window.fills.leave()
    assert document.hole.is_empty


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_fill_that_was_only_looked_at_again_is_no_change(window: Window, door, goes_on: bool) -> None:
    document = window.session.document
    assert document is not None
    first = filled(window, door)
    filled(window, door, 1, OTHER_LINE)
    window.session.stack.setClean()
    window.actions_["edit_fill"].trigger()
    if goes_on:
        window.reopening.edit(first)
    assert window.session.is_modified
    window.actions_["cancel"].trigger()
    assert not window.fills.is_editing
    assert not window.session.is_modified
    assert not window.isWindowModified()
    assert document.hole.is_empty
    window.session.history.redo()
    assert window.fills.is_editing


def test_an_edit_that_was_drawn_in_is_left_by_a_step_that_undo_takes_back(window: Window, door) -> None:
    document = window.session.document
    assert document is not None
    filled(window, door)
    window.session.stack.setClean()
    window.actions_["edit_fill"].trigger()
    stroke(window.canvas, OTHER_LINE)
    drawn = held(document.hole)
    window.actions_["cancel"].trigger()
    assert document.hole.is_empty
    assert window.session.is_modified
    window.session.history.undo()
    assert np.array_equal(held(document.hole), drawn)


def test_settings_of_an_edit_go_with_it_through_the_history(window: Window, door) -> None:
    session = window.session
    session.change(guidance=150, grow=9)
    filled(window, door)
    session.change(guidance=100, grow=4)
    chosen = lambda: (session.settings.guidance, session.settings.grow)  # noqa: E731

    window.actions_["edit_fill"].trigger()
    assert chosen() == (150, 9)
    session.change(guidance=130)
    window.actions_["cancel"].trigger()
    assert chosen() == (100, 4)

    window.actions_["edit_fill"].trigger()
    stroke(window.canvas, OTHER_LINE)
    session.change(guidance=50)
    window.actions_["cancel"].trigger()
    assert chosen() == (100, 4)
    session.history.undo()
    assert window.fills.is_editing
    assert chosen() == (50, 9)


def test_settings_of_an_edit_are_nobody_s_else(window: Window, door) -> None:
    session, told = window.session, []
    session.change(guidance=150, grow=9)
    filled(window, door)
    session.change(guidance=100, grow=4)
    session.common_changed.connect(lambda: told.append(session.chosen.common))
    window.actions_["edit_fill"].trigger()
    session.change(guidance=130)
    assert (session.chosen.common.guidance, session.chosen.common.grow) == (100, 4)
    session.adopt(session.chosen.with_common(replace(session.chosen.common, guidance=70)))  # in another window
    assert (session.settings.guidance, session.settings.grow) == (130, 9)
    window.actions_["cancel"].trigger()
    assert (session.settings.guidance, session.settings.grow) == (70, 4)
    assert told == []
    session.change(guidance=60)
    assert [one.guidance for one in told] == [60]


def test_settings_of_a_fill_made_again_stay_and_come_back_with_its_edit(window: Window, door) -> None:
    session = window.session
    session.change(guidance=150)
    filled(window, door)
    session.change(guidance=100)
    window.actions_["edit_fill"].trigger()
    session.change(guidance=50)
    window.actions_["fill"].trigger()
    door.step()
    assert not window.fills.is_editing
    assert session.settings.guidance == 50
    session.change(guidance=120)
    session.history.undo()
    assert window.fills.is_editing
    assert session.settings.guidance == 50
    session.history.redo()
    assert session.settings.guidance == 120


def test_from_one_fill_to_the_next_what_was_set_before_both_comes_back(window: Window, door) -> None:
    session = window.session
    session.change(guidance=50)
    first = filled(window, door)
    session.change(guidance=150)
    filled(window, door, 1, OTHER_LINE)
    session.change(guidance=100)
    window.actions_["edit_fill"].trigger()
    window.reopening.edit(first)
    assert session.settings.guidance == 50
    window.actions_["cancel"].trigger()
    assert session.settings.guidance == 100


def test_thumbnails_show_the_surroundings_and_keep_inside_the_photo() -> None:
    room, photo = QSize(112, 68), Size(400, 300)
    for box in (Box(0, 0, 9, 200), Box(390, 290, 400, 300), Box(0, 140, 400, 150), Box(0, 0, 400, 300)):
        region = framed(box, room, photo)
        assert region.union(box) == region
        assert region.clip(photo) == region
    middle = framed(Box(180, 140, 220, 160), room, photo)
    assert middle.width / middle.height == pytest.approx(112 / 68, rel=0.05)


def test_a_thumbnail_is_of_its_candidate(window: Window, door) -> None:
    layer = filled(window, door, 2)
    assert window.session.document is not None
    pictures = [candidate_thumbnail(window.session.document, layer, n, QSize(112, 68), 1.0).toImage() for n in (0, 1)]
    assert pictures[0].size() == pictures[1].size()
    assert pictures[0] != pictures[1]
    assert max(pictures[0].width() - 112, pictures[0].height() - 68) <= 0


@pytest.mark.parametrize("verb", ["choose", "keep", "more"])
def test_a_stroke_on_the_mask_that_is_under_way_is_a_step_of_its_own(window: Window, door, verb: str) -> None:
    layer = filled(window, door, 2)
    document = window.session.document
    assert document is not None
    before = compose(document, Box.of(document.size))
    if verb == "more":
        window.actions_["more"].trigger()
    window.actions_["restore"].trigger()
    press(window.canvas, [(70.0, 65.0), (100.0, 80.0)])
    {"choose": window.fills.next_candidate, "keep": window.fills.keep_chosen, "more": door.step}[verb]()
    assert document.layer(layer.id).mask is not None
    window.session.history.undo()
    window.session.history.undo()
    assert np.array_equal(compose(document, Box.of(document.size)), before)
    assert document.layer(layer.id).mask is None
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=on_widget(window.canvas, 100.0, 80.0))
    assert np.array_equal(compose(document, Box.of(document.size)), before)


def values(window: Window) -> list[int]:
    """The grey of each candidate of the top layer, in the middle of the line."""
    fill = top(window).fill
    assert fill is not None
    return [int(one.pixels[75 - one.box.y0, 90 - one.box.x0, 0]) for one in fill.candidates]


def test_more_variants_come_beside_the_candidate_that_was_kept(window: Window, door, engine) -> None:
    filled(window, door, 3)
    window.actions_["next_candidate"].trigger()
    window.actions_["keep_candidate"].trigger()
    before = top(window)
    window.actions_["more"].trigger()
    door.step()
    assert engine.requests[-1].variants == 7
    assert values(window) == [FILL_VALUE + number for number in (1, 3, 4, 5, 6)]
    assert (top(window).pixels is before.pixels, top(window).alpha is before.alpha) == (True, True)
    window.actions_["keep_candidate"].trigger()
    for _ in range(3):
        window.actions_["more"].trigger()
        door.step()
    assert values(window) == [FILL_VALUE + number for number in (1, 7, 8, 9, 10, 11, 0, 2, 3, 4, 5, 6)]
    assert seen(window) == FILL_VALUE + 1


def test_more_variants_keep_an_applied_mask_and_what_was_chosen_meanwhile(window: Window, door) -> None:
    filled(window, door, 3)
    window.actions_["more"].trigger()
    window.fills.choose(2)
    window.actions_["add_layer_mask"].trigger()
    window.actions_["invert_layer_mask"].trigger()
    window.actions_["apply_layer_mask"].trigger()
    door.step()
    fill = top(window).fill
    assert fill is not None
    assert (fill.chosen, len(fill.candidates)) == (2, 7)
    assert not top(window).alpha.any()


def test_more_variants_that_bring_nothing_are_no_step(window: Window, door, engine) -> None:
    filled(window, door, 2)
    steps = window.session.stack.count()
    window.actions_["more"].trigger()
    engine.most = 2
    door.step()
    assert window.session.stack.count() == steps
    assert "no other candidates" in window.notices.text


def test_a_fill_remembers_what_it_looked_at(window: Window, door, engine) -> None:
    document = window.session.document
    assert document is not None
    first = filled(window, door)
    filled(window, door)  # above the first, at the same place
    context = Box(10, 10, 300, 250)
    document.put_contexts((context,))
    window.layers.choose_layer(first.id)
    window.session.change(sample="layer")
    engine.requests.clear()
    made = filled(window, door, line=[(60.0, 110.0), (120.0, 110.0)])
    assert made.fill is not None
    assert (made.fill.looked_at, made.fill.settings["sample"], made.fill.contexts) == (first.id, "layer", (context,))
    window.session.change(sample="all")
    document.put_contexts(())
    window.actions_["more"].trigger()
    door.step()
    window.actions_["edit_fill"].trigger()
    assert (window.session.settings.sample, document.contexts) == ("layer", (context,))
    window.actions_["fill"].trigger()
    door.step()
    asked, more, again = engine.requests
    for request in (more, again):
        assert np.array_equal(request.photo, asked.photo)
        assert request.contexts == asked.contexts
    assert document.contexts == ()
    again_fill = top(window).fill
    assert again_fill is not None
    assert (again_fill.looked_at, again_fill.contexts) == (first.id, (context,))
    window.session.history.undo()
    assert document.contexts == (context,)
    window.fills.leave()
    assert document.contexts == ()


def test_a_fill_without_its_hole_cannot_be_asked_for_again(window: Window, door) -> None:
    layer = filled(window, door, 2)
    document = window.session.document
    assert document is not None
    assert layer.fill is not None
    document.put_layer(replace(layer, fill=replace(layer.fill, hole={})))
    assert (window.fills.can_have_more, window.fills.can_edit) == (False, False)
    assert not window.actions_["more"].isEnabled()
    window.fills.more()
    assert not window.filling.is_busy
    stroke(window.canvas, OTHER_LINE)
    assert window.fills.can_have_more


def lock(window: Window, layer: Layer) -> Layer:
    document = window.session.document
    assert document is not None
    document.put_layer(replace(document.layer(layer.id), locked=True))
    return document.layer(layer.id)


def test_a_locked_fill_lets_go_of_nothing(window: Window, door) -> None:
    locked = lock(window, filled(window, door, 2))
    window.fills.keep_chosen()
    assert top(window) is locked
    assert "locked" in window.notices.text


def test_an_edited_fill_that_is_locked_is_not_replaced(window: Window, door) -> None:
    layer = filled(window, door)
    window.actions_["edit_fill"].trigger()
    locked = lock(window, layer)
    window.actions_["fill"].trigger()
    assert not window.filling.is_busy
    assert "locked" in window.notices.text
    window.layering.toggle_lock()
    window.actions_["fill"].trigger()
    locked = lock(window, layer)  # while it is filled
    door.step()
    document = window.session.document
    assert document is not None
    assert [one.name for one in document.layers] == ["Fill 1", "Fill 2"]
    assert document.layers[0] is locked
    assert window.session.stack.undoText() == "Fill 2"


def test_more_variants_leave_alone_what_was_merged_meanwhile(window: Window, door) -> None:
    first = filled(window, door)
    document = window.session.document
    assert document is not None
    window.actions_["more"].trigger()
    merged = replace(first, fill=None)  # has the id of the lowest
    document.put_layer(merged)
    door.step()
    assert document.layers[0] is merged
    assert len(document.layers) == 2


@pytest.mark.parametrize("alike", [True, False])
def test_the_strip_says_where_there_is_nothing_to_choose(
    window: Window, door, photo_file: Path, qtbot, monkeypatch: pytest.MonkeyPatch, *, alike: bool
) -> None:
    asked: list[int] = []
    monkeypatch.setattr("app.editor.panels.candidates.hardly_differ", lambda held: asked.append(len(held)) or alike)
    filled(window, door, 3)
    window.fills.choose(1)
    assert window.candidates._words.text() == "2 of 3 candidates" + (": they hardly differ here" if alike else "")
    window.refresh()
    assert asked == [3]  # and not again for each choice
    fill = top(window).fill
    assert fill is not None
    pixels = weakref.ref(fill.candidates[2].pixels)
    del fill
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    gc.collect()
    assert pixels() is None  # a photo that was closed is not held by what was said of it


def test_the_picture_of_a_candidate_shows_its_largest_island() -> None:
    alpha = np.zeros((400, 600), np.uint8)
    alpha[10:30, 10:30] = alpha[200:300, 400:560] = 255
    layer = Layer(1, "Fill", Box(100, 50, 700, 450), np.zeros((400, 600, 3), np.uint8), alpha)
    found, island = largest_island(layer), Box(500, 250, 660, 350)
    assert found.union(island) == found
    assert found.width < island.width + 30
    assert found.height < island.height + 30
    whole = Layer(1, "Fill", layer.box, layer.pixels, np.full((400, 600), 255, np.uint8))
    assert largest_island(whole) == layer.box


@pytest.mark.parametrize(
    ("result", "soft"),
    [(None, False), ((0.2, 0.9), False), ((0.2, 0.3), True)],
)
def test_what_counts_as_soft(result: tuple[float, float] | None, *, soft: bool) -> None:
    report = FillReport("cpu", "stub", "none", sharpness=result)
    assert is_soft(FillResult((), report)) is soft


def test_more_candidates_of_a_large_fill_are_told_apart_by_their_first_rows_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The window waits for it."""
    side, compared, equal = 600, [], np.array_equal

    def counting(one: np.ndarray, other: np.ndarray) -> bool:
        compared.append(one.size)
        return equal(one, other)

    def answer(*values: int) -> Fill:
        plain = np.full((side, side, 3), 9, np.uint8)
        pictures = [np.where(np.arange(side)[:, None, None] >= abs(value), plain, plain + value) for value in values]
        return Fill(
            tuple(Candidate(Box(0, 0, side, side), picture.astype(np.uint8), plain[..., 0]) for picture in pictures)
        )

    monkeypatch.setattr(np, "array_equal", counting)
    present = answer(1, 2, 3)
    assert len(with_more(present, answer(1, 2, 3, 4, 5), 3, 12).candidates) == 5
    assert sum(compared) < side * side
    last_row = present.candidates[0].pixels.copy()
    last_row[-1, -1] += 1
    other = replace(present.candidates[0], pixels=last_row)
    assert len(with_more(present, replace(present, candidates=(*present.candidates, other)), 3, 12).candidates) == 4
    assert len(with_more(present, present, 3, 12).candidates) == 3
