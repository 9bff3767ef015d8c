"""What can be set of the tool in the hand: one page for each kind of tool, at the left of the bar."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QStackedWidget, QWidget

from app.editor.panels.fields import action_button, label, number, set_quietly, slider
from app.editor.session import Session
from app.editor.theme import UNIT
from app.files.settings import RANGES

_SLIDER_STEPS = 400
_SMALLEST_RADIUS, _LARGEST_RADIUS = RANGES["brush_radius"]


class BrushSize(QWidget):
    """How large the brush is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.slider = slider(_SLIDER_STEPS, 140, "Brush size", "Brush size  ( [ and ] )")
        self.diameter = number((2 * _SMALLEST_RADIUS, 2 * _LARGEST_RADIUS), " px", "Brush size in pixels of the photo")
        row_of(self, label("Size", self.diameter), self.slider, self.diameter)
        self.slider.valueChanged.connect(self._on_slider)
        self.diameter.valueChanged.connect(self._on_diameter)

    def refresh(self) -> None:
        """Show the settings as they are now."""
        radius = self._session.settings.brush_radius
        set_quietly(self.slider, _step_of(radius))
        set_quietly(self.diameter, max(1, round(2 * radius)))

    def _on_slider(self, step: int) -> None:
        self._session.change(brush_radius=_radius_of(step))

    def _on_diameter(self, diameter: int) -> None:
        self._session.change(brush_radius=diameter / 2)


class Joining(QWidget):
    """How a selection joins the mask. modes: the actions that choose it."""

    def __init__(self, modes: Sequence[QAction]) -> None:
        super().__init__()
        row_of(self, *(action_button(action) for action in modes))


class ToolOptions(QStackedWidget):
    """The page of the tool in the hand; an empty one for a tool that has nothing to set."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[str, QWidget] = {}
        self._empty = QWidget()
        self.addWidget(self._empty)

    def add(self, page: QWidget, *tools: str) -> None:
        """A page for these tools, by the names that the toolbox has for them."""
        self.addWidget(page)
        self._pages |= dict.fromkeys(tools, page)

    @property
    def numbers(self) -> list[QSpinBox]:
        """The fields that are typed into."""
        return self.findChildren(QSpinBox)

    def show_for(self, tool: str) -> None:
        """The page of the tool with this name."""
        self.setCurrentWidget(self._pages.get(tool, self._empty))


def row_of(page: QWidget, *parts: QWidget) -> None:
    """Put the parts of a page side by side, from the left."""
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * UNIT)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)


def _step_of(radius: float) -> int:
    """The slider runs by shares, not by pixels: from 4 to 5 is as far as from 40 to 50."""
    share = math.log(max(radius, _SMALLEST_RADIUS) / _SMALLEST_RADIUS) / math.log(_LARGEST_RADIUS / _SMALLEST_RADIUS)
    return round(_SLIDER_STEPS * share)


def _radius_of(step: int) -> float:
    radius = _SMALLEST_RADIUS * (_LARGEST_RADIUS / _SMALLEST_RADIUS) ** (step / _SLIDER_STEPS)
    return round(2 * radius) / 2
