"""The layers' list: names are typed in peace, and the chosen layer stays the chosen one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.editor.look.theme import DARK
from app.editor.panels.layerrow import EYE_WIDTH, MASK_ROLE
from app.editor.panels.layerview import LayerView
from app.editor.panels.thumbnails import layer_thumbnail, mask_thumbnail
from app.editor.window.window import Window
from tests.app.conftest import noise
from tests.app.editor.conftest import Button, Modifier, fill, layer_names, on_widget, stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def three(window: Window, door, qtbot) -> Window:
    """A window with Fill 1, 2 and 3 and a hole, and the keyboard on the list."""
    for _ in range(3):
        fill(window, door)
    stroke(window.canvas, LINE)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.layers.view.setFocus()
    return window


def current(window: Window) -> str | None:
    layer = window.layers.current
    return None if layer is None else layer.name


def test_the_chosen_row_is_seen_while_the_keyboard_is_elsewhere(three: Window) -> None:
    view, tones = three.layers.view, DARK

    def colours(row: int) -> tuple[str, str]:
        """Of the bar at its left, and of its ground."""
        place = view.visualRect(view.model().index(row, 0))
        picture = view.viewport().grab(place).toImage()
        ratio = picture.devicePixelRatio()
        return picture.pixelColor(0, 0).name(), picture.pixelColor(round(place.width() * ratio) - 3, 3).name()

    assert colours(0) == (tones.accent_hover, tones.chosen)
    assert tones.accent_hover not in colours(1)
    three.canvas.setFocus()
    assert colours(0) == (tones.accent_hover, tones.raised)


def renaming(window: Window) -> QLineEdit:
    """The field that F2 opens."""
    view = window.layers.view
    QTest.keyClick(view, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    return field


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_ends_renaming_and_does_not_fill(three: Window, key: Qt.Key) -> None:
    field = renaming(three)
    QTest.keyClicks(field, "Wire")
    QTest.keyClick(field, key)
    QApplication.processEvents()
    assert layer_names(three) == ["Fill 1", "Fill 2", "Wire"]
    assert not three.filling.is_busy


def test_escape_drops_a_name_and_cancels_nothing(three: Window) -> None:
    three.filling.start()
    field = renaming(three)
    QTest.keyClicks(field, "Wire")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert layer_names(three) == ["Fill 1", "Fill 2", "Fill 3"]
    assert three.filling.is_busy


def test_a_layer_chosen_by_key_stays_chosen(three: Window) -> None:
    view = three.layers.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert current(three) == "Fill 2"
    QTest.keyClick(view, Qt.Key.Key_H, Modifier.ControlModifier)
    assert current(three) == "Fill 2"
    QTest.keyClick(view, Qt.Key.Key_H, Modifier.ControlModifier)
    document = three.session.document
    assert document is not None
    assert [layer.visible for layer in document.layers] == [True, True, True]
    assert three.session.stack.undoText() == "Show Fill 2"


def test_a_layer_chosen_by_mouse_stays_chosen_while_another_is_hidden(three: Window) -> None:
    view = three.layers.view

    def click(row: int, x: int) -> None:
        place = QPoint(x, view.visualRect(view.model().index(row, 0)).center().y())
        QTest.mouseClick(view.viewport(), Button.LeftButton, Modifier.NoModifier, place)

    click(2, EYE_WIDTH + 60)
    click(0, EYE_WIDTH // 2)
    assert current(three) == "Fill 1"


def test_deleting_goes_on_downwards(three: Window) -> None:
    view = three.layers.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Delete, Modifier.ShiftModifier)
    assert layer_names(three) == ["Fill 1", "Fill 3"]
    assert current(three) == "Fill 1"
    QTest.keyClick(view, Qt.Key.Key_Delete, Modifier.ShiftModifier)
    assert layer_names(three) == ["Fill 3"]


@pytest.mark.parametrize("held", [Modifier.NoModifier, Modifier.KeypadModifier])
def test_del_in_the_list_deletes_the_chosen_layer_and_no_mask(three: Window, held: Modifier) -> None:
    QTest.keyClick(three.layers.view, Qt.Key.Key_Down)
    QTest.keyClick(three.layers.view, Qt.Key.Key_Delete, held)
    assert layer_names(three) == ["Fill 1", "Fill 3"]
    assert three.session.has_hole
    three.actions_["undo"].trigger()
    assert layer_names(three) == ["Fill 1", "Fill 2", "Fill 3"]


def test_del_in_the_list_says_that_the_photo_stays(three: Window) -> None:
    QTest.keyClick(three.layers.view, Qt.Key.Key_End)
    count = three.session.stack.count()
    QTest.keyClick(three.layers.view, Qt.Key.Key_Delete)
    assert three.notices.text == "The photo itself is never deleted, only the layers above it."
    assert (three.session.stack.count(), three.session.has_hole) == (count, True)


def test_del_that_is_held_deletes_one_layer(three: Window) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, Modifier.NoModifier, "", True)
    QTest.keyClick(three.layers.view, Qt.Key.Key_Delete)
    QApplication.sendEvent(three.layers.view, held)
    assert layer_names(three) == ["Fill 1", "Fill 2"]


def test_del_deletes_a_letter_of_a_name_that_is_typed(three: Window) -> None:
    field = renaming(three)
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "ill 3"
    assert layer_names(three) == ["Fill 1", "Fill 2", "Fill 3"]


def test_del_elsewhere_clears_the_mask(three: Window) -> None:
    three.canvas.setFocus()
    QTest.keyClick(three.canvas, Qt.Key.Key_Delete)
    assert not three.session.has_hole
    assert layer_names(three) == ["Fill 1", "Fill 2", "Fill 3"]


def test_digits_in_the_list_are_tenths_of_opacity_and_one_step(three: Window) -> None:
    view = three.layers.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    count = three.session.stack.count()
    for key, held, percent in (
        (Qt.Key.Key_1, Modifier.NoModifier, 10),
        (Qt.Key.Key_9, Modifier.KeypadModifier, 90),
        (Qt.Key.Key_0, Modifier.NoModifier, 100),
        (Qt.Key.Key_4, Modifier.NoModifier, 40),
    ):
        QTest.keyClick(view, key, held)
        assert current(three) == "Fill 2"
        assert three.layers.controls.percent.value() == percent
    layer = three.layers.current
    assert layer is not None
    assert layer.opacity == 0.4
    assert three.session.stack.count() == count + 1
    three.layers.controls.end_drag()  # a pause
    QTest.keyClick(view, Qt.Key.Key_5)
    assert three.session.stack.count() == count + 2
    three.actions_["undo"].trigger()
    three.actions_["undo"].trigger()
    assert three.layers.controls.percent.value() == 100


def test_digits_in_the_list_change_no_photo_and_no_locked_layer(three: Window) -> None:
    view = three.layers.view
    three.actions_["lock_layer"].trigger()
    count = three.session.stack.count()
    QTest.keyClick(view, Qt.Key.Key_5)
    assert three.notices.text == "«Fill 3» is locked: unlock it first."
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_5)
    assert three.session.stack.count() == count


def test_digits_are_a_part_of_a_name_that_is_typed(three: Window) -> None:
    field = renaming(three)
    QTest.keyClicks(field, "7")
    assert field.text() == "7"
    assert three.layers.controls.percent.value() == 100


def test_a_new_fill_is_the_chosen_one_whatever_was_chosen_before(three: Window, door) -> None:
    """Delete after a bad fill means that fill."""
    fill(three, door)
    assert current(three) == "Fill 4"
    QTest.keyClick(three.layers.view, Qt.Key.Key_Down)
    assert current(three) == "Fill 3"
    fill(three, door)
    assert current(three) == "Fill 5"


def test_the_next_photo_knows_nothing_of_the_choice(three: Window, door, tmp_path: Path, qtbot) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(noise(400, 300)).save(other)
    QTest.keyClick(three.layers.view, Qt.Key.Key_End)
    QTest.keyClick(three.layers.view, Qt.Key.Key_Up)
    assert current(three) == "Fill 1"
    with qtbot.waitSignal(three.filing.loaded):
        three.filing.open(other)
    fill(three, door)
    fill(three, door)
    assert current(three) == "Fill 2"


def rows(window: Window) -> list[str]:
    model = window.layers.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def drop(window: Window, row: int, y: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    """A row dropped at a height of the list, as the view's own drag does it. meanwhile: before it is let go."""
    view = window.layers.view
    view.setCurrentIndex(view.model().index(row, 0))

    def carry(_drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
        meanwhile()
        _let_go(view, y)
        return Qt.DropAction.IgnoreAction

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDrag, "exec", carry)  # which waits for a real pointer
        view.startDrag(Qt.DropAction.MoveAction)


def _let_go(view: LayerView, y: int) -> None:
    mime = view.model().mimeData([view.currentIndex()])
    place, none = QPointF(100, y), Modifier.NoModifier
    move, left = Qt.DropAction.MoveAction, Button.LeftButton
    for event in (
        QDragEnterEvent(place.toPoint(), move, mime, left, none),
        QDragMoveEvent(place.toPoint(), move, mime, left, none),
    ):
        QApplication.sendEvent(view.viewport(), event)
    view.take_drop(place.toPoint())


def test_a_row_is_dropped_between_two_others(three: Window) -> None:
    view = three.layers.view
    first = view.visualRect(view.model().index(0, 0))
    drop(three, 0, first.height() * 2 - 2)
    assert rows(three) == ["Fill 2", "Fill 3", "Fill 1", "Photo"]
    assert current(three) == "Fill 3"
    assert three.session.stack.undoText() == "Move Fill 3 down"
    drop(three, 0, view.viewport().height() - 1)  # below the photo is above it
    assert rows(three) == ["Fill 3", "Fill 1", "Fill 2", "Photo"]
    drop(three, 2, 1)
    assert rows(three) == ["Fill 2", "Fill 3", "Fill 1", "Photo"]
    count = three.session.stack.count()
    drop(three, 1, first.height() + 3)  # onto itself
    assert three.session.stack.count() == count


def test_the_row_that_is_dragged_moves_whatever_is_chosen_meanwhile(three: Window, door) -> None:
    drop(three, 2, 1, meanwhile=lambda: fill(three, door))
    assert rows(three) == ["Fill 1", "Fill 4", "Fill 3", "Fill 2", "Photo"]
    drop(three, 0, three.layers.view.viewport().height() - 1, meanwhile=three.session.history.undo)
    assert rows(three) == ["Fill 4", "Fill 3", "Fill 2", "Fill 1", "Photo"]
    drop(three, 0, three.layers.view.viewport().height() - 1, meanwhile=three.layering.remove)
    assert rows(three) == ["Fill 3", "Fill 2", "Fill 1", "Photo"]  # nothing moves in the place of a row that is gone
    assert three.session.stack.undoText() == "Delete Fill 4"


def test_only_the_left_button_shows_and_hides(three: Window) -> None:
    view = three.layers.view
    eye = QPoint(EYE_WIDTH // 2, view.visualRect(view.model().index(1, 0)).center().y())
    count = three.session.stack.count()
    for button in (Button.RightButton, Button.MiddleButton):
        QTest.mouseClick(view.viewport(), button, Modifier.NoModifier, eye)
    assert three.session.stack.count() == count
    assert current(three) == "Fill 2"  # which the menu is about
    QTest.mouseClick(view.viewport(), Button.LeftButton, Modifier.NoModifier, eye)
    assert three.session.stack.undoText() == "Hide Fill 2"


def test_a_layer_that_is_gone_is_not_kept(three: Window) -> None:
    document = three.session.document
    assert document is not None
    three.actions_["add_layer_mask"].trigger()
    three.actions_["invert_layer_mask"].trigger()
    three.layers.view.grab()  # all pictures are made
    layer = document.layers[2]
    assert layer.mask is not None
    gone, mask = weakref.ref(layer.pixels), weakref.ref(layer.mask.tile((0, 0)))
    del layer
    three.layering.remove()
    three.canvas.grab()
    three.session.history.clear()
    gc.collect()
    assert gone() is None
    assert mask() is None


def test_the_photo_cannot_be_dragged(three: Window) -> None:
    model = three.layers.view.model()
    assert not model.flags(model.index(3, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.moveRow(QModelIndex(), 3, QModelIndex(), 0)
    assert rows(three) == ["Fill 3", "Fill 2", "Fill 1", "Photo"]


def test_keys_move_a_layer_and_it_stays_chosen(three: Window) -> None:
    QTest.keyClick(three.layers.view, Qt.Key.Key_BracketLeft, Modifier.ControlModifier)
    assert rows(three) == ["Fill 2", "Fill 3", "Fill 1", "Photo"]
    assert current(three) == "Fill 3"
    QTest.keyClick(three.layers.view, Qt.Key.Key_BracketRight, Modifier.ControlModifier)
    assert rows(three) == ["Fill 3", "Fill 2", "Fill 1", "Photo"]


def test_a_dragged_slider_is_one_step(three: Window) -> None:
    controls, count = three.layers.controls, three.session.stack.count()
    slider = controls.opacity
    slider.setSliderDown(True)
    for value in (90, 60, 40):
        slider.setValue(value)
    slider.setSliderDown(False)
    assert three.session.stack.count() == count + 1
    layer = three.layers.current
    assert layer is not None
    assert layer.opacity == 0.4
    assert controls.percent.value() == 40
    slider.setSliderDown(True)
    slider.setValue(30)
    slider.setSliderDown(False)
    assert three.session.stack.count() == count + 2
    three.session.history.undo()
    three.session.history.undo()
    assert controls.percent.value() == 100
    assert slider.value() == 100


def test_typed_and_wheeled_values_close_together_are_one_step(three: Window) -> None:
    controls, count = three.layers.controls, three.session.stack.count()
    for value in (90, 80):
        controls.percent.setValue(value)
    assert three.session.stack.count() == count + 1
    controls.end_drag()
    controls.percent.setValue(70)
    assert three.session.stack.count() == count + 2


def test_the_mode_box_changes_the_chosen_layer_alone(three: Window) -> None:
    box = three.layers.controls.blend
    box.setCurrentIndex(2)
    box.activated.emit(2)
    document = three.session.document
    assert document is not None
    assert [layer.blend for layer in document.layers] == ["normal", "normal", "screen"]
    QTest.keyClick(three.layers.view, Qt.Key.Key_Down)
    assert box.currentText() == "Normal"
    three.layers.view.setCurrentIndex(three.layers.view.model().index(3, 0))
    assert not three.layers.controls.isEnabled()


def test_a_locked_layer_keeps_what_the_panel_shows(three: Window) -> None:
    three.actions_["lock_layer"].trigger()
    assert three.actions_["lock_layer"].isChecked()
    controls = three.layers.controls
    controls.opacity.setValue(10)
    assert controls.opacity.value() == 100
    controls.blend.setCurrentIndex(1)
    controls.blend.activated.emit(1)
    assert controls.blend.currentText() == "Normal"
    QTest.keyClick(three.layers.view, Qt.Key.Key_F2)
    assert not isinstance(QApplication.focusWidget(), QLineEdit)


def test_rows_say_what_they_are(three: Window) -> None:
    model = three.layers.view.model()
    three.actions_["add_layer_mask"].trigger()
    three.actions_["lock_layer"].trigger()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "Fill 3, visible, locked, with a mask"
    assert model.index(3, 0).data(role) == "Photo, visible"


def test_a_mask_has_a_picture_that_follows_it(three: Window, qtbot) -> None:
    model = three.layers.view.model()

    def shade() -> int:
        return model.index(0, 0).data(MASK_ROLE).toImage().pixelColor(20, 20).lightness()

    assert model.index(0, 0).data(MASK_ROLE) is None
    three.actions_["add_layer_mask"].trigger()
    qtbot.waitUntil(lambda: shade() == 255)
    three.actions_["invert_layer_mask"].trigger()
    qtbot.waitUntil(lambda: shade() == 0)


def test_a_shown_mask_tints_the_photo(three: Window, qtbot) -> None:
    three.session.clear_mask()
    three.actions_["add_layer_mask"].trigger()
    three.actions_["invert_layer_mask"].trigger()
    qtbot.waitUntil(lambda: three.canvas.is_sharp)
    layer = three.layers.current
    assert layer is not None
    middle = on_widget(three.canvas, (layer.box.x0 + layer.box.x1) / 2, (layer.box.y0 + layer.box.y1) / 2)

    def redness() -> int:
        """Of two pixels a stripe apart: one of them is on a stripe."""
        image = three.canvas.grab().toImage()
        colours = [image.pixelColor(middle + QPoint(step, 0)) for step in (0, 8)]
        return max(colour.red() - colour.blue() for colour in colours)

    before = redness()
    three.actions_["show_layer_mask"].trigger()
    assert three.actions_["show_layer_mask"].isChecked()
    assert redness() > before + 60
    QTest.keyClick(three.layers.view, Qt.Key.Key_Down)  # it has none
    assert three.canvas.shown_mask is None


def test_what_fills_look_at_is_a_setting(three: Window, door) -> None:
    three.layers.sample.setCurrentIndex(1)
    three.layers.sample.activated.emit(1)
    assert three.session.settings.sample == "layer"
    three.layers.view.setCurrentIndex(three.layers.view.model().index(1, 0))
    jobs = []
    three.door.fill = jobs.append  # type: ignore[method-assign]
    three.filling.start()
    assert [layer.name for layer in jobs[0].layers] == ["Fill 2"]
    three.filling.forget()


def test_the_menu_of_a_row_has_all_verbs(three: Window) -> None:
    names = [action.objectName() for action in three.layers.view.menu.actions()]
    assert {"add_layer", "duplicate_layer", "merge_down", "flatten", "rename_layer"} <= set(names)


def test_thumbnails_show_all_of_a_layer_and_of_its_mask() -> None:
    """A stroke at the side of a wide layer was outside of the middle square."""
    pixels = np.full((60, 120, 3), 100, np.uint8)
    pixels[:, :8] = 250
    mask = np.full((60, 120), 255, np.uint8)
    mask[:, -8:] = 0
    layer = Layer(1, "Wide", Box(0, 0, 120, 60), pixels, mask, mask=LayerMask.of(mask))
    for pixmap, left, right in ((layer_thumbnail(layer), 250, 0), (mask_thumbnail(LayerMask.of(mask)), 255, 0)):
        picture = pixmap.toImage()
        assert picture.width() == 2 * picture.height()
        assert picture.pixelColor(1, 10).red() == left
        shown = picture.pixelColor(picture.width() - 2, 10)
        assert (shown.alpha() if picture.hasAlphaChannel() else shown.red()) == right
    strip = Layer(1, "Strip", Box(0, 0, 900, 2), np.zeros((2, 900, 3), np.uint8), np.full((2, 900), 255, np.uint8))
    size = layer_thumbnail(strip).size()
    assert 2 <= size.width() / size.height() <= 3


def test_a_layer_is_moved_only_where_there_is_room(three: Window) -> None:
    def can() -> list[bool]:
        return [three.actions_[name].isEnabled() for name in ("raise_layer", "lower_layer")]

    document = three.session.document
    assert document is not None
    for layer, wanted in zip(document.layers, ([True, False], [True, True], [False, True]), strict=True):
        three.layers.choose_layer(layer.id)
        assert can() == wanted
    three.actions_["lower_layer"].trigger()
    assert can() == [True, True]


@pytest.mark.parametrize("row", [0, 1])
def test_a_name_is_typed_on_while_a_fill_comes(three: Window, door, row: int) -> None:
    view = three.layers.view
    for _ in range(row):
        QTest.keyClick(view, Qt.Key.Key_Down)
    name = current(three)
    three.filling.start()
    field = renaming(three)
    QTest.keyClicks(field, "Sky")
    door.step()
    QApplication.processEvents()
    assert len(layer_names(three)) == 4
    assert QApplication.focusWidget() is field
    QTest.keyClicks(field, "line")
    assert three.actions_["brush"].isChecked()
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert current(three) == "Skyline"
    expected = ["Fill 1", "Fill 2", "Fill 3", "Fill 4"]
    assert layer_names(three) == ["Skyline" if one == name else one for one in expected]


def test_a_name_is_typed_on_while_its_own_fill_is_made_again(three: Window, door) -> None:
    three.session.clear_mask()
    three.actions_["more"].trigger()
    three.layers.view.setFocus()
    field = renaming(three)
    QTest.keyClicks(field, "Sky")
    door.step()
    QApplication.processEvents()
    QTest.keyClicks(field, "line")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert layer_names(three) == ["Fill 1", "Fill 2", "Skyline"]


def test_an_opacity_is_typed_on_while_a_fill_comes(three: Window, door) -> None:
    three.filling.start()
    field = three.layers.controls.percent
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5")
    door.step()
    QTest.keyClicks(field, "0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    document = three.session.document
    assert document is not None
    assert [layer.opacity for layer in document.layers] == [1, 1, 0.5, 1]
    assert current(three) == "Fill 3"


def test_rows_that_come_do_not_make_the_list_anew(three: Window, door, qtbot) -> None:
    model = three.layers.view.model()
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        three.filling.start()
        door.step()
    assert current(three) == "Fill 4"
    assert [model.index(row, 0).data() for row in range(5)] == ["Fill 4", "Fill 3", "Fill 2", "Fill 1", "Photo"]


def test_a_layer_that_undo_or_redo_brings_back_is_the_chosen_one(window: Window, door) -> None:
    fill(window, door)
    window.actions_["duplicate_layer"].trigger()
    fill(window, door)
    fill(window, door)
    document, history = window.session.document, window.session.history
    assert document is not None
    window.layers.choose_layer(document.layers[0].id)
    history.undo()
    assert current(window) == "Fill 1"
    for _ in range(2):  # the stroke, and the fill before it
        history.undo()
    history.redo()
    assert current(window) == "Fill 2"
    window.layering.delete(document.layers[1].id)
    window.layers.choose_layer(document.layers[0].id)
    history.undo()
    assert current(window) == "Fill 1 copy"


@pytest.mark.parametrize("left", [(2,), (2, 3), (1, 2, 3)])
def test_another_photo_begins_with_its_top_layer_whatever_ids_the_layers_before_had(
    three: Window, left: tuple[int, ...]
) -> None:
    document, photo = three.session.document, three.session.photo
    assert document is not None
    assert photo is not None
    other = Document(noise(200, 150))
    for layer in document.layers:
        other.insert_layer(len(other.layers), replace(layer, name=f"{layer.name} of another"))
    for layer in document.layers:
        if layer.id not in left:
            three.layering.delete(layer.id)
    three.layers.choose_layer(left[0])
    three.session.show(replace(photo, document=other))
    assert current(three) == "Fill 3 of another"
