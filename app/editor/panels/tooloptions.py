"""What can be set of the tool in the hand: one page for each kind of tool, at the left of the bar."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QHBoxLayout, QLabel, QSpinBox, QStackedWidget, QWidget

from app.editor.look.theme import UNIT
from app.editor.panels.fields import action_button, describe, label, number, set_quietly, slider
from app.editor.panels.folding import PopupButton
from app.editor.session import Session
from app.files.settings import RANGES
from app.language import text

_SLIDER_STEPS = 400
_SMALLEST_RADIUS, _LARGEST_RADIUS = RANGES["brush_radius"]


class BrushSize(QWidget):
    """How large the brush is, and how it follows the hand."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.slider = slider(_SLIDER_STEPS, 120, text("Brush size"), text("Brush size  ( [ and ] )"))
        self.diameter = diameter_field()
        self.smoothing = slider(
            round(RANGES["smoothing"][1]),
            140,
            text("Smoothing"),
            text("How far the brush stays behind, so that strokes are steadier"),
        )
        self.pressure = QCheckBox(text("Pen pressure changes the size"))
        describe(
            self.pressure, text("Pen pressure changes the size"), text("Of brushes, when a pen with pressure is used")
        )
        more = PopupButton("stroke", text("Stroke: smoothing and pressure"))
        fields = QWidget()
        row_of(fields, label(text("Smoothing"), self.smoothing), self.smoothing, self.pressure)
        more.hold(fields)
        row_of(self, label(text("Size"), self.diameter), self.slider, self.diameter, more)
        self.slider.valueChanged.connect(self._on_slider)
        self.diameter.valueChanged.connect(self._on_diameter)
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.pressure.clicked.connect(self._on_pressure)
        session.radii.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the settings as they are now."""
        set_quietly(self.smoothing, self._session.settings.smoothing)
        self.pressure.setChecked(self._session.settings.pen_pressure)
        radius = self._session.radii.brush
        set_quietly(self.slider, _step_of(radius))
        set_quietly(self.diameter, max(1, round(2 * radius)))

    def _on_slider(self, step: int) -> None:
        self._session.radii.choose("brush_radius", _radius_of(step))

    def _on_diameter(self, diameter: int) -> None:
        self._session.radii.choose("brush_radius", diameter / 2)

    def _on_smoothing(self, smoothing: int) -> None:
        self._session.change(smoothing=smoothing)

    def _on_pressure(self) -> None:
        self._session.change(pen_pressure=self.pressure.isChecked())


class Joining(QWidget):
    """How a selection joins the mask. modes: the actions that choose it."""

    def __init__(self, modes: Sequence[QAction], *more: QWidget) -> None:
        super().__init__()
        buttons = [action_button(action) for action in modes]
        for button in buttons:
            button.setIconSize(QSize(18, 18))
        row_of(self, tight(buttons), *more)


class WandOptions(Joining):
    """What counts as the same colour. grow: what comes next, since a thing's edge has other colours."""

    def __init__(self, session: Session, modes: Sequence[QAction], grow: QAction) -> None:
        self._session = session
        self.tolerance = number(RANGES["wand_tolerance"], "", text("How far each colour channel may be off, of 255"))
        self.tolerance.setPrefix("± ")
        self.tolerance.setFixedWidth(64)
        self.contiguous = QCheckBox(text("Contiguous"))
        describe(self.contiguous, text("Contiguous"), text("Only what hangs together with the pixel that is clicked"))
        button = action_button(grow)
        button.setIconSize(QSize(18, 18))
        super().__init__(modes, label(text("Tolerance"), self.tolerance), self.tolerance, self.contiguous, button)
        self.tolerance.valueChanged.connect(self._on_tolerance)
        self.contiguous.clicked.connect(self._on_contiguous)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        set_quietly(self.tolerance, self._session.settings.wand_tolerance)
        self.contiguous.setChecked(self._session.settings.wand_contiguous)

    def _on_tolerance(self, tolerance: int) -> None:
        self._session.change(wand_tolerance=tolerance)

    def _on_contiguous(self) -> None:
        self._session.change(wand_contiguous=self.contiguous.isChecked())


class SmartOptions(Joining):
    """How broad the scribbles are."""

    def __init__(self, session: Session, modes: Sequence[QAction]) -> None:
        self._session = session
        self.diameter = diameter_field()
        super().__init__(modes, label(text("Size"), self.diameter), self.diameter)
        self.diameter.valueChanged.connect(self._on_diameter)
        session.settings_changed.connect(self.refresh)
        session.radii.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        set_quietly(self.diameter, max(1, round(2 * self._session.radii.smart)))

    def _on_diameter(self, diameter: int) -> None:
        self._session.radii.choose("smart_radius", diameter / 2)


class ToolOptions(QStackedWidget):
    """The page of the tool in the hand; an empty one for a tool that has nothing to set."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[str, QWidget] = {}
        self._last_field: QWidget = self  # of all pages
        self._empty = QWidget()
        self.addWidget(self._empty)

    def add(self, page: QWidget, *tools: str) -> None:
        """A page for these tools, by the names that the toolbox has for them."""
        self.addWidget(page)
        self._pages |= dict.fromkeys(tools, page)
        # Tab comes to it where it is seen, though it may be made later than what stands behind it in the bar.
        for field in page.findChildren(QWidget):
            if field.focusPolicy() != Qt.FocusPolicy.NoFocus and field.window() is self.window():
                self.setTabOrder(self._last_field, field)
                self._last_field = field

    @property
    def is_empty(self) -> bool:
        """Whether the tool has nothing to set."""
        return self.currentWidget() is self._empty

    @property
    def numbers(self) -> list[QAbstractSpinBox]:
        """The fields that are typed into."""
        return self.findChildren(QAbstractSpinBox)

    def show_for(self, tool: str) -> None:
        """The page of the tool with this name."""
        page = self._pages.get(tool, self._empty)
        if page is not self.currentWidget():
            self.setCurrentWidget(page)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the page that shows."""
        page = (self.currentWidget() or self._empty).sizeHint()
        return QSize(page.width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def diameter_field() -> QSpinBox:
    """The brush's diameter as a number."""
    return number((2 * _SMALLEST_RADIUS, 2 * _LARGEST_RADIUS), " px", text("Brush size in pixels of the photo"))


def row_of(page: QWidget, *parts: QWidget) -> None:
    """Put the parts of a page side by side, from the left."""
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * UNIT)
    for part in parts:
        # A label in the whole height of a row would stand half a pixel lower than one beside its field.
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter if isinstance(part, QLabel) else Qt.AlignmentFlag(0))
    row.addStretch(1)


def tight(buttons: Sequence[QWidget], beside: int = 0) -> QWidget:
    """Buttons that belong together, side by side without room between them. beside: pixels left and right of them."""
    block = QWidget()
    row = QHBoxLayout(block)
    row.setContentsMargins(beside, 0, beside, 0)
    row.setSpacing(0)
    for button in buttons:
        row.addWidget(button)
    return block


def loose(actions: Sequence[QAction]) -> QWidget:
    """Buttons of these actions, with some room between them."""
    block = tight([action_button(action) for action in actions])
    layout = block.layout()
    if layout is not None:
        layout.setSpacing(UNIT)
    return block


def _step_of(radius: float) -> int:
    """The slider runs by shares, not by pixels: from 4 to 5 is as far as from 40 to 50."""
    share = math.log(max(radius, _SMALLEST_RADIUS) / _SMALLEST_RADIUS) / math.log(_LARGEST_RADIUS / _SMALLEST_RADIUS)
    return round(_SLIDER_STEPS * share)


def _radius_of(step: int) -> float:
    radius = _SMALLEST_RADIUS * (_LARGEST_RADIUS / _SMALLEST_RADIUS) ** (step / _SLIDER_STEPS)
    return round(2 * radius) / 2
