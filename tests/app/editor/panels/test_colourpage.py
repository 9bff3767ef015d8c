"""The bar's page of the colour brush: its colour, those used last, its size, and the verbs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton

from app.editor.panels.colourpage import ColourPage
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke

LINE = [(100.0, 120.0), (200.0, 120.0)]


@pytest.fixture
def page(window: Window) -> ColourPage:
    window.actions_["colour_brush"].trigger()
    (page,) = window.findChildren(ColourPage)
    assert window.options.tools.currentWidget() is page
    return page


def shown(swatch: QToolButton) -> str:
    return swatch.icon().pixmap(16, 16).toImage().pixelColor(8, 8).name()


def test_the_swatch_shows_the_colour_and_asks_for_another(
    window: Window, page: ColourPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.change(paint_colour="#b7410e")
    assert shown(page.swatch) == "#b7410e"
    assert page.swatch.accessibleName() == "Colour to paint with: #b7410e"
    asked: list[str] = []

    def answer(_parent: object, present: QColor, _title: str) -> QColor | None:
        asked.append(present.name())
        return QColor("#01796f") if len(asked) == 1 else None

    monkeypatch.setattr("app.editor.panels.colourpage.ask_colour", answer)
    page.swatch.click()
    assert window.session.settings.paint_colour == "#01796f"
    page.swatch.click()  # they keep the present one
    assert asked == ["#b7410e", "#01796f"]
    assert window.session.settings.paint_colour == "#01796f"


def test_colours_used_last_are_a_click_away(window: Window, page: ColourPage) -> None:
    assert not any(swatch.isVisibleTo(page) for swatch in page.used)
    for name in ("#b7410e", "#01796f"):
        window.session.change(paint_colour=name)
        stroke(window.canvas, LINE)
    assert [swatch.isVisibleTo(page) for swatch in page.used[:3]] == [True, True, False]
    assert shown(page.used[1]) == "#b7410e"
    assert page.used[1].accessibleName() == "Paint with #b7410e again"
    page.used[1].click()
    assert window.session.settings.paint_colour == "#b7410e"


def test_a_colour_that_is_used_pushes_nothing_aside(window: Window, page: ColourPage) -> None:
    """Whoever picks a colour and paints with it has the size at hand where it was."""
    window.resize(1280, 720)
    assert page.isVisible()  # and not behind a button
    others = [page.swatch, page._size.slider, page._size.diameter, *page.findChildren(QToolButton)]
    others = [widget for widget in others if widget not in page.used]
    before = [widget.mapTo(page, QPoint(0, 0)) for widget in others]
    for number in range(len(page.used)):
        window.session.change(paint_colour=f"#b7410{number}")
        stroke(window.canvas, LINE)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert all(swatch.isVisibleTo(page) for swatch in page.used)
    assert page.used[-1].isVisible()
    assert [widget.mapTo(page, QPoint(0, 0)) for widget in others] == before


def test_the_size_is_that_of_the_brush(window: Window, page: ColourPage) -> None:
    page._size.diameter.setValue(90)
    assert window.session.settings.brush_radius == 45.0
    window.actions_["larger"].trigger()
    assert page._size.diameter.value() > 90


def test_it_has_the_pens_beside_it(window: Window, page: ColourPage) -> None:
    names = [button.defaultAction().objectName() for button in page.findChildren(QToolButton) if button.defaultAction()]
    assert names == [
        *("pen", "pen_line", "pen_curve", "pen_eraser", "colour_brush"),
        *("pick_colour", "strokes", "clear_colours"),
    ]
