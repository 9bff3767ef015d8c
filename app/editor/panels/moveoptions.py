"""The page of the move tool in the bar: place and size of the layer as numbers, and what accepts them."""

from __future__ import annotations

import functools

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QToolButton, QWidget

from app.document.geometry import Box
from app.document.layers.placing import LONGEST
from app.editor.layers.placing import Placing
from app.editor.look.icons import icon
from app.editor.panels.fields import choice, describe, hear_as, label, number, set_quietly, share_or_number
from app.editor.panels.tooloptions import row_of
from app.editor.session import Session
from app.editor.tools.frame import resized
from app.language import mark, text

_PIXELS, _PERCENT = "px", "%"
_UNITS = ((mark("px"), _PIXELS), (mark("%"), _PERCENT))
_FARTHEST = 100_000  # pixels
_MOST_PERCENT = 100_000.0
_WIDTH = 68  # logical pixels of a field
_ACROSS, _DOWN = 0, 1
_CORNER = (-1, -1)  # stays where it is while numbers change the size


class MoveOptions(QWidget):
    """Shows where the layer lies or is about to, and moves it there. Sizes in pixels, or in percent of what it has."""

    done = Signal()  # the person is done with the unit: Enter is for the layer again

    def __init__(self, session: Session, placing: Placing) -> None:
        super().__init__()
        self._session, self._placing = session, placing
        ends = (-_FARTHEST, _FARTHEST)
        self.left = number(ends, "", text("Left edge of the layer, in pixels of the photo"))
        self.top = number(ends, "", text("Upper edge of the layer, in pixels of the photo"))
        self.wide = share_or_number(text("Width of the layer"))
        self.high = share_or_number(text("Height of the layer"))
        self.unit = choice(_UNITS, text("Unit of width and height"), text("Pixels, or percent of the layer's size"))
        self.ratio = _button("link", text("Keep the ratio of width and height"))
        self.ratio.setCheckable(True)
        self.snaps = QCheckBox(text("Snap"))
        tip = text("To edges and middle of the photo and of other layers, unless Ctrl is held")
        describe(self.snaps, text("Snap"), tip)
        self.accept = _button("accept", text("Accept  (Enter)"))
        self.cancel = _button("cancel", text("Take back  (Esc)"))
        for field in (self.left, self.top, self.wide, self.high):
            field.setFixedWidth(_WIDTH)
        row_of(
            self,
            *(label(text("X"), self.left), self.left, label(text("Y"), self.top), self.top),
            *(label(text("W"), self.wide), self.wide, self.ratio, label(text("H"), self.high), self.high),
            *(self.unit, self.snaps, self.accept, self.cancel),
        )
        hear_as(self.unit, text("Unit of width and height"))
        self.left.valueChanged.connect(self._on_place)
        self.top.valueChanged.connect(self._on_place)
        self.wide.valueChanged.connect(functools.partial(self._on_length, _ACROSS))
        self.high.valueChanged.connect(functools.partial(self._on_length, _DOWN))
        self.unit.activated.connect(self._on_unit)
        self.ratio.clicked.connect(self._on_ratio)
        self.snaps.clicked.connect(self._on_snaps)
        self.accept.clicked.connect(placing.accept)
        self.cancel.clicked.connect(placing.abort)
        placing.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now, without taking that for a change."""
        placing, layer, box = self._placing, self._placing.layer, self._placing.box
        can_move = box is not None and not placing.is_busy and not placing.refusal()
        for field in (self.left, self.top, self.wide, self.high, self.unit):
            field.setEnabled(can_move)
        self.accept.setEnabled(placing.is_pending and not placing.is_busy)
        self.cancel.setEnabled(placing.is_pending)
        self.ratio.setChecked(placing.keeps_ratio)
        self.snaps.setChecked(self._session.settings.move_snaps)
        own = box = box or Box(0, 0, 1, 1)
        if layer is not None:
            own = layer.box
        set_quietly(self.left, box.x0)
        set_quietly(self.top, box.y0)
        self._show_size(self.wide, box.width, own.width)
        self._show_size(self.high, box.height, own.height)

    def _show_size(self, field: QDoubleSpinBox, length: int, own: int) -> None:
        """own: how long the layer is before it is scaled."""
        with QSignalBlocker(field):
            field.setDecimals(2 if self._in_percent else 0)
            field.setRange(*((0.01, _MOST_PERCENT) if self._in_percent else (1, LONGEST)))
            field.setValue(100 * length / own if self._in_percent else length)

    @property
    def _in_percent(self) -> bool:
        return self.unit.currentData() == _PERCENT

    def _on_place(self) -> None:
        box = self._placing.begin()
        if box is not None:
            self._placing.put(box.shift(self.left.value() - box.x0, self.top.value() - box.y0))

    def _on_length(self, axis: int, value: float) -> None:
        """Another width or height; the other of the two goes along where the ratio is kept."""
        box, layer = self._placing.begin(), self._placing.layer
        if box is None or layer is None:
            return
        own, now, other = layer.box.width, box.width, box.height
        if axis == _DOWN:
            own, now, other = layer.box.height, box.height, box.width
        length = round(value * own / 100 if self._in_percent else value)
        if self._placing.keeps_ratio:
            other = round(other * length / now)
        width, height = (length, other) if axis == _ACROSS else (other, length)
        self._placing.put(resized(box, width, height, _CORNER))

    def _on_unit(self) -> None:
        self.refresh()
        self.done.emit()

    def _on_ratio(self) -> None:
        self._placing.keep_ratio(on=self.ratio.isChecked())

    def _on_snaps(self) -> None:
        self._session.change(move_snaps=self.snaps.isChecked())
        self.done.emit()


def _button(picture: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    describe(button, name, name)
    return button
