"""Options, layers, status, notices and the way round by keyboard."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox

from app.editor.notices import Notice
from app.editor.panels.folding import PopupButton
from app.editor.panels.layerrow import EYE_WIDTH, NOTE_ROLE
from app.editor.window.window import Window
from app.files.settings import RANGES
from tests.app.editor.conftest import Button, Modifier, on_widget, stroke, turn_wheel

LINE = [(60.0, 60.0), (120.0, 90.0)]


def filled(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()


def test_the_fields_are_the_settings(window: Window) -> None:
    options = window.options
    options.brush.diameter.setValue(50)
    assert window.session.settings.brush_radius == 25
    options.brush.slider.setValue(0)
    assert window.session.settings.brush_radius == 0.5
    options._grow.setValue(9)
    options._feather.setValue(2)
    assert (window.session.settings.grow, window.session.settings.feather) == (9, 2)
    window.toolbox.larger()
    assert options.brush.diameter.value() == round(2 * window.session.settings.brush_radius)


def test_a_brush_from_a_large_photo_does_not_cover_a_small_one(window: Window, photo_file: Path, qtbot) -> None:
    window.session.change(brush_radius=500.0, smart_radius=400.0)
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    radii = window.session.radii
    assert (radii.brush, radii.smart) == (75.0, 75.0)  # a quarter of 300
    assert window.toolbox.tool.radius == 75.0
    assert window.options.brush.diameter.value() == 150


def test_smart_select_has_a_size_of_its_own(window: Window) -> None:
    before = window.session.settings
    window.actions_["smart"].trigger()
    window.toolbox.larger()
    assert window.session.settings.brush_radius == before.brush_radius
    assert window.session.settings.smart_radius > before.smart_radius
    assert window.toolbox.tool.radius == window.session.settings.smart_radius


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_fields_of_fills_go_behind_a_button_where_they_do_not_fit(window: Window, qtbot) -> None:
    folding, field = window.options.folding, window.options._grow
    assert folding.is_folded
    folding.button.click()
    qtbot.waitUntil(field.isVisible)
    field.setValue(11)
    assert window.session.settings.grow == 11
    folding.button.close_popup()
    assert not field.isVisible()
    window.resize(1280, 640)
    qtbot.waitUntil(field.isVisible)
    assert not folding.is_folded
    assert not folding.button.isVisible()
    window.resize(900, 640)
    qtbot.waitUntil(lambda: not field.isVisible())
    assert window.width() == 900


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("tool", ["brush", "pen", "move"])
@pytest.mark.parametrize("widths", [(900,), (1700,), (1700, 900, 1700)])
def test_tab_goes_through_the_bar_from_left_to_right(window: Window, tool: str, widths: tuple[int, ...]) -> None:
    window.session.invert_mask()  # so that there is something to fill
    window.actions_[tool].trigger()
    for width in widths:
        window.resize(width, 640)
        QApplication.processEvents()
    options, order = window.options, []
    window.canvas.setFocus()
    window.actions_["next_area"].trigger()
    while options.isAncestorOf(field := QApplication.focusWidget()):
        order.append(field.mapTo(options, QPoint(0, 0)).x())
        QTest.keyClick(field, Qt.Key.Key_Tab)
    assert order == sorted(set(order))
    assert order[-1] == options.button.x()


def test_what_lies_behind_each_button_has_a_picture_of_its_own(window: Window) -> None:
    options = window.options
    folded = [folding.button for folding in (options.folding, options._tool_folding)]
    buttons = [*folded, *options.brush.findChildren(PopupButton)]
    pictures = [button.icon().pixmap(18, 18).toImage() for button in buttons]
    assert len(buttons) == 3
    assert all(one != other for one, other in itertools.combinations(pictures, 2))


def test_enter_in_a_field_does_not_fill_and_gives_the_keyboard_back(window: Window) -> None:
    window.resize(1280, 640)
    stroke(window.canvas, LINE)
    field: QSpinBox = window.options._grow
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not window.filling.is_busy
    assert window.session.settings.grow == 7
    assert window.canvas.hasFocus()


def test_the_wheel_passes_over_fields(window: Window) -> None:
    field = window.options._grow
    before = field.value()
    turn_wheel(field, QPointF(5, 5), 1)
    assert field.value() == before


def test_the_wheel_passes_over_choices(window: Window) -> None:
    window.session.change(quality="balanced", detail="auto")
    window.canvas.setFocus()
    choices = window.findChildren(QComboBox)
    assert len(choices) >= 4
    for field in choices:
        before = field.currentIndex()
        for turns in (1, -1, -1):
            turn_wheel(field, QPointF(5, 5), turns)
            assert field.currentIndex() == before, field.accessibleName()
    assert window.canvas.hasFocus()


def test_the_button_fills_and_then_cancels(window: Window) -> None:
    button = window.options.button
    assert not button.isEnabled()
    stroke(window.canvas, LINE)
    assert button.isEnabled()
    QTest.mouseClick(button, Button.LeftButton)
    assert window.filling.is_busy
    assert button.text() == "Cancel"
    QTest.mouseClick(button, Button.LeftButton)
    assert not window.filling.is_busy
    assert button.text() == "Fill"


def test_the_list_shows_fills_above_the_photo(window: Window, door) -> None:
    filled(window, door)
    filled(window, door)
    model = window.layers.view.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names == ["Fill 2", "Fill 1", "Photo"]
    assert "CPU" in model.index(0, 0).data(NOTE_ROLE)


def test_a_click_on_the_eye_hides(window: Window, door) -> None:
    filled(window, door)
    view = window.layers.view
    row = view.visualRect(view.model().index(0, 0))
    QTest.mouseClick(view.viewport(), Button.LeftButton, Modifier.NoModifier, QPoint(EYE_WIDTH // 2, row.center().y()))
    document = window.session.document
    assert document is not None
    assert not document.layers[0].visible
    assert window.session.stack.undoText() == "Hide Fill 1"


def test_a_layer_gets_another_name(window: Window, door) -> None:
    filled(window, door)
    model = window.layers.view.model()
    assert model.setData(model.index(0, 0), "Without the wire")
    assert model.index(0, 0).data() == "Without the wire"
    assert not model.setData(model.index(1, 0), "Not mine")
    window.session.stack.undo()
    assert model.index(0, 0).data() == "Fill 1"


def test_deleting_is_for_layers_alone(window: Window, door) -> None:
    assert not window.actions_["remove_layer"].isEnabled()
    filled(window, door)
    assert window.actions_["remove_layer"].isEnabled()
    window.actions_["remove_layer"].trigger()
    assert not window.actions_["remove_layer"].isEnabled()


def test_the_status_names_the_pixel_under_the_pointer(window: Window) -> None:
    document = window.session.document
    assert document is not None
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 100.5, 80.5))
    x, y = (int(part) for part in window.status._pixel.text().split("    ")[0].split(", "))
    assert abs(x - 100) <= 1
    assert abs(y - 80) <= 1
    red, green, blue = (int(value) for value in document.photo[y, x])
    assert window.status._pixel.text().endswith(f"R {red}  G {green}  B {blue}")
    assert window.status._size.text() == "400 × 300"


def test_the_zoom_is_told(window: Window) -> None:
    window.actions_["actual"].trigger()
    assert window.status._zoom.text() == "100 %"


def test_a_notice_lies_over_the_photo_and_moves_nothing(window: Window) -> None:
    before = window.canvas.geometry()
    window.notices.say(Notice("Something " * 40, lasting=True))
    assert window.notices.isVisible()
    assert window.canvas.geometry() == before
    assert window.notices.geometry().right() <= window.canvas.width()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.notices.isVisible()


def test_the_keyboard_gets_out_of_the_canvas(window: Window) -> None:
    window.canvas.setFocus()
    seen = set()
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.add(QApplication.focusWidget())
    assert window.canvas in seen
    assert window.layers.view in seen
    assert any(window.options.isAncestorOf(widget) for widget in seen)


def test_recent_photos_are_offered(window: Window, photo_file: Path) -> None:
    window.recents.menu.aboutToShow.emit()
    assert [action.text() for action in window.recents.menu.actions()] == [photo_file.name]


def test_the_panel_comes_and_goes(window: Window) -> None:
    assert window.layers.isVisible()
    window.actions_["panel"].trigger()
    assert not window.layers.isVisible()
    window.actions_["panel"].trigger()
    assert window.layers.isVisible()


def test_the_fields_reach_as_far_as_the_settings(window: Window) -> None:
    options = window.options
    for field, name, scale in (
        (options._grow, "grow", 1),
        (options._feather, "feather", 1),
        (options.brush.diameter, "brush_radius", 2),
    ):
        least, most = RANGES[name]
        for value in (least, most):
            if name == "brush_radius":  # which a photo may cut, unless it is chosen there
                window.session.radii.choose(name, float(value))
            window.session.change(**{name: type(getattr(window.session.settings, name))(value)})
            assert field.value() == scale * value
    options.brush.slider.setValue(options.brush.slider.maximum())
    assert window.session.settings.brush_radius == RANGES["brush_radius"][1]
    window.toolbox.larger()
    assert window.session.settings.brush_radius == RANGES["brush_radius"][1]
