"""Where things stand in the bar above the photo, to the pixel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QFrame, QLabel, QLineEdit, QWidget

from app.editor.look.frames import in_frame
from app.editor.window.window import Window

TOOLS = ("brush", "smart", "wand", "pen", "colour_brush", "restore", "move")


def shown(window: Window, tool: str, kind: type[QWidget]) -> dict[QWidget, QRect]:
    """The bar's parts of this kind that are seen, with where they are in it, from the left."""
    window.resize(1600, 640)
    window.toolbox.choose(tool)
    QApplication.processEvents()
    bar = window.options
    found = {part: QRect(part.mapTo(bar, QPoint()), part.size()) for part in bar.findChildren(kind) if part.isVisible()}
    return dict(sorted(found.items(), key=lambda one: one[1].x()))


def lines(window: Window, tool: str) -> list[QRect]:
    return [place for part, place in shown(window, tool, QFrame).items() if part.objectName() == "divider"]


@pytest.mark.parametrize("tool", TOOLS)
def test_names_stand_on_one_line_with_their_fields(window: Window, tool: str) -> None:
    fields, names = shown(window, tool, QAbstractSpinBox), shown(window, tool, QLabel)
    assert len({(place.y(), place.height()) for place in (*fields.values(), *names.values())}) == 1


@pytest.mark.parametrize("tool", TOOLS)
def test_numbers_keep_away_from_the_right_border(window: Window, tool: str) -> None:
    for field in shown(window, tool, QAbstractSpinBox):
        line = field.findChild(QLineEdit)
        assert line is not None
        assert field.width() - line.geometry().right() - 1 >= 6


@pytest.mark.parametrize("tool", ["hand", "context"])
def test_where_a_tool_has_no_fields_no_line_stands_alone(window: Window, tool: str) -> None:
    high = (shown(window, "brush", QLabel), window.options.height())[1]
    first = next(iter(shown(window, tool, QLabel).values()))
    assert all(line.x() > first.x() for line in lines(window, tool))
    assert first.x() == window.options.contentsMargins().left() + 12  # as of a tool that has fields
    assert window.options.height() == high
    assert len(lines(window, "brush")) == len(lines(window, tool)) + 1  # and it comes back


def test_lines_have_the_same_room_on_both_sides(window: Window) -> None:
    line = lines(window, "pen")[0]
    name = next(iter(shown(window, "pen", QLabel).values()))
    assert name.x() - line.right() - 1 == 12
    grow = next(part for part in shown(window, "brush", QLabel) if part.text() == "Grow")
    assert shown(window, "brush", QLabel)[grow].x() - lines(window, "brush")[0].right() - 1 == 12


def test_a_picture_has_room_on_both_sides(window: Window) -> None:
    assert window.isVisible()  # pixmaps want a screen
    picture = QPixmap(300, 200)
    picture.fill("red")
    framed = in_frame(picture, (120, 90), 8, 2.0, 5).toImage()
    assert (framed.width(), framed.height()) == (2 * (5 + 120 + 8), 180)
    clear = [framed.pixelColor(x, 90).alpha() == 0 for x in range(framed.width())]
    assert clear == [True] * 10 + [False] * 240 + [True] * 16
