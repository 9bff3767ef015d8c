"""The colour brush: painted, erased, taken from the photo, shown grey on a grey one, and handed to fills."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QColorSpace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.editor.tools.base import Spot
from app.editor.tools.paint import MOST
from app.editor.tools.toolbox import GUIDES
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, steps, stroke

Key = Qt.Key
LINE = [(100.0, 120.0), (200.0, 120.0)]
RUST, PINE = "#b7410e", "#01796f"


@pytest.fixture
def brush(window: Window) -> Window:
    window.canvas.zoom_to(1.0)
    window.session.change(paint_colour=RUST)
    QTest.keyClick(window.canvas, Key.Key_B, Modifier.ShiftModifier)
    assert window.toolbox.chosen == "colour_brush"
    return window


def colours(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return document.colours.read(Box.of(document.size))


def at(window: Window, x: int, y: int) -> str:
    """The colour painted there as #rrggbb, or nothing."""
    red, green, blue, alpha = map(int, colours(window)[y, x])
    return QColor(red, green, blue).name() if alpha else ""


def off(one: QColor, other: QColor) -> int:
    """How far they are from each other in the channel in which they are farthest."""
    return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def click(window: Window, x: float, y: float, held: Modifier = Modifier.NoModifier) -> None:
    QTest.mouseClick(window.canvas, Button.LeftButton, held, on_widget(window.canvas, x, y))


def test_a_stroke_is_a_step_of_its_colour(brush: Window) -> None:
    stroke(brush.canvas, LINE)
    assert steps(brush) == ["Paint colour"]
    assert at(brush, 150, 120) == RUST
    assert at(brush, 150, 140) == ""
    painted = colours(brush)
    brush.session.change(paint_colour=PINE)
    stroke(brush.canvas, [(150, 100), (150, 140)])
    assert (at(brush, 150, 120), at(brush, 110, 120)) == (PINE, RUST)
    brush.actions_["undo"].trigger()
    assert np.array_equal(colours(brush), painted)
    brush.actions_["redo"].trigger()
    assert at(brush, 150, 120) == PINE
    assert not brush.session.has_hole


@pytest.mark.parametrize(("button", "held"), [(Button.RightButton, Modifier.NoModifier), (Button.LeftButton, "alt")])
def test_alt_and_the_right_button_erase(brush: Window, button: Button, held: Modifier | str) -> None:
    stroke(brush.canvas, LINE)
    held = Modifier.AltModifier if held == "alt" else Modifier.NoModifier
    stroke(brush.canvas, [(150, 100), (150, 140)], button=button, held=held)
    assert (at(brush, 150, 120), at(brush, 110, 120)) == ("", RUST)
    assert steps(brush)[-1] == "Erase colour"


def test_shift_joins_with_the_last_point_and_escape_takes_a_stroke_back(brush: Window) -> None:
    click(brush, 100, 120)
    click(brush, 200, 120, Modifier.ShiftModifier)
    assert at(brush, 150, 120) == RUST
    press(brush.canvas, [(150, 200), (200, 200)])
    assert at(brush, 180, 200) == RUST
    QTest.keyClick(brush.canvas, Key.Key_Escape)
    assert at(brush, 180, 200) == ""
    assert len(steps(brush)) == 2


def test_keys_change_its_size(brush: Window) -> None:
    before = brush.session.radii.brush
    QTest.keyClick(brush.canvas, Key.Key_BracketRight)
    assert brush.session.radii.brush > before
    assert brush.toolbox.tool.radius == brush.session.radii.brush


def test_ctrl_and_a_click_take_a_colour(brush: Window) -> None:
    document = brush.session.document
    assert document is not None
    heard: list[str] = []
    brush.announcer.announced.connect(heard.append)
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 50, 60))
    QTest.keyPress(brush.canvas, Key.Key_Control, Modifier.ControlModifier)
    assert brush.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert brush.status._message.text() == "Click the photo to take the colour there"
    click(brush, 50.5, 60.5, Modifier.ControlModifier)
    QTest.keyRelease(brush.canvas, Key.Key_Control)
    assert brush.canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    mean = document.photo[58:63, 48:53].reshape(-1, 3).mean(axis=0)
    assert np.abs(np.array(QColor(brush.session.settings.paint_colour).getRgb()[:3]) - mean).max() <= 0.5
    assert steps(brush) == []
    assert heard == [f"Colour to paint with: {brush.session.settings.paint_colour}"]


def test_ctrl_let_go_where_the_canvas_has_no_pointer_is_let_go(brush: Window) -> None:
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 20, 20))  # Qt tells no move to where the pointer is
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 50, 60))
    QTest.keyPress(brush.canvas, Key.Key_Control, Modifier.ControlModifier)
    brush.gestures.forget_pointer()  # a dialog opens over it
    assert brush.status._message.text() == "Click the photo to take the colour there"
    QTest.keyRelease(brush.canvas, Key.Key_Control)
    assert brush.status._message.text() != "Click the photo to take the colour there"


def test_keys_take_a_colour_by_one_press(brush: Window) -> None:
    QTest.keyClick(brush.canvas, Key.Key_K)
    QTest.keyClick(brush.canvas, Key.Key_I)
    before = brush.session.settings.paint_colour
    QTest.keyClick(brush.canvas, Key.Key_Space)
    assert brush.session.settings.paint_colour != before
    assert not brush.toolbox.paint.is_asked
    QTest.keyClick(brush.canvas, Key.Key_Space)
    QTest.keyClick(brush.canvas, Key.Key_Right)
    QTest.keyClick(brush.canvas, Key.Key_Space)
    assert steps(brush) == ["Paint colour"]


def test_dragged_it_takes_the_colour_under_the_pointer(brush: Window) -> None:
    stroke(brush.canvas, [(30, 30), (80, 200)], held=Modifier.ControlModifier)
    dragged = brush.session.settings.paint_colour
    click(brush, 80, 200, Modifier.ControlModifier)
    assert brush.session.settings.paint_colour == dragged
    assert steps(brush) == []


def test_what_is_seen_is_taken_layers_and_all(brush: Window, door) -> None:
    brush.actions_["brush"].trigger()
    stroke(brush.canvas, [(100, 100), (140, 100)])
    brush.actions_["fill"].trigger()
    door.step()
    QTest.keyClick(brush.canvas, Key.Key_I)
    assert brush.toolbox.chosen == "colour_brush"
    assert brush.actions_["pick_colour"].isChecked()
    click(brush, 120, 100)
    document = brush.session.document
    assert document is not None
    filled = document.layers[0].pixels[8, 20]
    assert QColor(brush.session.settings.paint_colour).getRgb()[:3] == tuple(map(int, filled))
    assert not brush.actions_["pick_colour"].isChecked()
    click(brush, 120, 100)  # only one click was asked for
    assert steps(brush)[-1] == "Paint colour"


def test_escape_and_another_tool_end_the_question(brush: Window) -> None:
    for end in (
        lambda: QTest.keyClick(brush.canvas, Key.Key_Escape),
        lambda: brush.actions_["brush"].trigger(),
        lambda: brush.actions_["pick_colour"].trigger(),
    ):
        brush.actions_["pick_colour"].trigger()
        assert brush.toolbox.paint.is_asked
        end()
        assert not brush.toolbox.paint.is_asked


def test_beside_the_photo_there_is_no_colour(brush: Window) -> None:
    assert not brush.toolbox.paint.take_from(Spot(-40, 20))
    assert not brush.toolbox.paint.take_from(Spot(20, 4000))
    assert brush.session.settings.paint_colour == RUST


def test_transparent_pixels_have_no_say(brush: Window, tmp_path: Path, qtbot) -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:, :20] = (200, 100, 50, 255)
    pixels[:, 20:] = (0, 255, 0, 0)
    Image.fromarray(pixels).save(tmp_path / "cut.png")
    with qtbot.waitSignal(brush.filing.loaded):
        brush.filing.open(tmp_path / "cut.png")
    assert brush.toolbox.paint.take_from(Spot(20, 20))
    assert brush.session.settings.paint_colour == QColor(200, 100, 50).name()
    assert not brush.toolbox.paint.take_from(Spot(30, 20))


def test_sixteen_bits_are_taken_as_eight(brush: Window, tmp_path: Path, qtbot) -> None:
    Image.fromarray(np.full((20, 20), 0x8123, np.uint16)).save(tmp_path / "deep.png")
    with qtbot.waitSignal(brush.filing.loaded):
        brush.filing.open(tmp_path / "deep.png")
    assert brush.toolbox.paint.take_from(Spot(10, 10))
    assert brush.session.settings.paint_colour == "#818181"


def test_a_grey_photo_is_painted_and_shown_grey(brush: Window, tmp_path: Path, qtbot) -> None:
    Image.new("L", (400, 300), 20).save(tmp_path / "grey.png")
    with qtbot.waitSignal(brush.filing.loaded):
        brush.filing.open(tmp_path / "grey.png")
    brush.canvas.zoom_to(1.0)
    stroke(brush.canvas, LINE)
    grey = QColor(at(brush, 150, 120))
    assert grey.red() == grey.green() == grey.blue() == round(0.299 * 0xB7 + 0.587 * 0x41 + 0.114 * 0x0E)
    assert brush.session.settings.paint_colour == RUST  # for the next photo
    brush.session.set_mask("Mask", np.ones((300, 400), bool))
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 20, 250))
    shown = brush.canvas.grab().toImage().pixelColor(on_widget(brush.canvas, 150, 120))
    assert max(abs(one - grey.red()) for one in shown.getRgb()[:3]) < 30


def wide_profile() -> bytes:
    """Of colours that the screen does not have."""
    return bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())


def test_a_photo_with_a_profile_is_painted_in_its_own_colours(brush: Window, tmp_path: Path, qtbot) -> None:
    Image.new("RGB", (400, 300), (60, 160, 90)).save(tmp_path / "wide.png", icc_profile=wide_profile())
    with qtbot.waitSignal(brush.filing.loaded):
        brush.filing.open(tmp_path / "wide.png")
    brush.canvas.zoom_to(1.0)
    qtbot.waitUntil(lambda: brush.canvas.is_sharp)
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 20, 250))
    seen = brush.canvas.grab().toImage().pixelColor(on_widget(brush.canvas, 150, 120))
    click(brush, 150, 120, Modifier.ControlModifier)
    chosen = QColor(brush.session.settings.paint_colour)
    assert off(chosen, seen) <= 1  # as the screen has it
    stroke(brush.canvas, LINE)
    painted = colours(brush)[120, 150, :3].astype(int)
    assert painted.tolist() == [60, 160, 90]  # the very one, which the screen cannot show
    brush.session.change(paint_colour=RUST)
    stroke(brush.canvas, [(100, 200), (200, 200)])
    assert at(brush, 150, 200) != RUST  # other numbers, for what the screen shows as this
    brush.session.set_mask("Mask", np.ones((300, 400), bool))
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 20, 250))
    shown = brush.canvas.grab().toImage().pixelColor(on_widget(brush.canvas, 150, 120))
    assert off(shown, seen) < 25  # the mask shines through
    shown = brush.canvas.grab().toImage().pixelColor(on_widget(brush.canvas, 150, 200))
    assert off(shown, QColor(RUST)) < 25


def test_a_colour_taken_from_one_photo_is_as_the_screen_had_it_on_the_next(
    brush: Window, tmp_path: Path, photo_file: Path, qtbot
) -> None:
    Image.new("RGB", (400, 300), (60, 160, 90)).save(tmp_path / "wide.png", icc_profile=wide_profile())
    for path in (tmp_path / "wide.png", photo_file):
        with qtbot.waitSignal(brush.filing.loaded):
            brush.filing.open(path)
        brush.canvas.zoom_to(1.0)
        if path != photo_file:
            click(brush, 150, 120, Modifier.ControlModifier)
    stroke(brush.canvas, LINE)
    assert at(brush, 150, 120) == brush.session.settings.paint_colour


def test_colours_painted_with_are_remembered_in_their_places(brush: Window) -> None:
    names = [QColor(10 * n, 20, 30).name() for n in range(MOST + 2)]
    for name in names:
        brush.session.change(paint_colour=name)
        stroke(brush.canvas, LINE)
    assert brush.session.settings.paint_used == tuple(reversed(names[2:]))
    brush.session.change(paint_colour=names[3])
    stroke(brush.canvas, [(100, 200), (200, 200)])
    assert brush.session.settings.paint_used == tuple(reversed(names[2:]))
    stroke(brush.canvas, [(100, 200), (200, 200)], held=Modifier.AltModifier)
    brush.session.change(paint_colour="#123456")
    stroke(brush.canvas, [(300, 250)], held=Modifier.AltModifier)  # nothing there to erase
    assert "#123456" not in brush.session.settings.paint_used


@pytest.mark.parametrize("tool", GUIDES)
def test_what_guides_a_fill_is_seen_once_more_is_drawn(brush: Window, tool: str) -> None:
    show = brush.actions_["strokes"]
    show.trigger()
    brush.actions_["brush"].trigger()
    stroke(brush.canvas, LINE)  # on the mask
    brush.actions_[tool].trigger()
    assert not show.isChecked()
    stroke(brush.canvas, LINE)
    assert show.isChecked()
    assert brush.tinting.shows_strokes


def test_who_only_takes_a_colour_draws_nothing_that_had_to_be_seen(brush: Window) -> None:
    brush.actions_["strokes"].trigger()
    QTest.mouseMove(brush.canvas, on_widget(brush.canvas, 50, 60))
    QTest.keyPress(brush.canvas, Key.Key_Control, Modifier.ControlModifier)
    click(brush, 50.5, 60.5, Modifier.ControlModifier)
    QTest.keyRelease(brush.canvas, Key.Key_Control)
    assert not brush.tinting.shows_strokes
    stroke(brush.canvas, LINE)
    assert brush.tinting.shows_strokes


def test_clear_takes_all_of_them_off(brush: Window) -> None:
    assert not brush.actions_["clear_colours"].isEnabled()
    stroke(brush.canvas, LINE)
    brush.actions_["clear_colours"].trigger()
    assert not colours(brush).any()
    assert steps(brush) == ["Paint colour", "Clear colours"]
    assert not brush.actions_["clear_colours"].isEnabled()
    brush.actions_["undo"].trigger()
    assert at(brush, 150, 120) == RUST


def test_a_fill_is_asked_with_the_colours_and_takes_them_along(brush: Window, door, engine) -> None:
    brush.actions_["brush"].trigger()
    brush.session.change(brush_radius=30.0)
    stroke(brush.canvas, LINE)
    brush.actions_["colour_brush"].trigger()
    brush.session.change(brush_radius=8.0)
    stroke(brush.canvas, LINE)
    painted = colours(brush)
    QTest.keyClick(brush.canvas, Key.Key_Return)
    door.step()
    asked = engine.requests[0].colours
    assert asked is not None
    assert asked[..., 3].astype(bool).sum() == painted[..., 3].astype(bool).sum()
    assert QColor(*map(int, asked[asked[..., 3] > 0][0])).name() == RUST
    assert not colours(brush).any()
    QTest.keyClick(brush.canvas, Key.Key_E, Modifier.ControlModifier)
    assert np.array_equal(colours(brush), painted)
    QApplication.processEvents()


def test_a_live_preview_is_asked_anew(brush: Window, door, engine, qtbot) -> None:
    brush.actions_["brush"].trigger()
    stroke(brush.canvas, LINE)
    brush.actions_["live_preview"].trigger()
    qtbot.waitUntil(lambda: brush.preview.status != "")
    door.step()
    assert brush.preview.is_shown
    brush.actions_["colour_brush"].trigger()
    stroke(brush.canvas, LINE)
    qtbot.waitUntil(lambda: brush.preview.status == "Making a preview")
    door.step()
    assert engine.requests[-1].colours is not None
