"""How the chosen layer joins what is below it: mode, lock and opacity, above the list."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.document.layers import Layer
from app.document.layers.layer import BLENDS
from app.editor.clocks import single_shot
from app.editor.layers.layering import Layering
from app.editor.look.theme import UNIT
from app.editor.panels.blends import BLEND_NAMES
from app.editor.panels.fields import action_button, choice, hear_as, label, number, set_quietly, slider
from app.editor.panels.typing import stays_in_field
from app.language import text

PAUSE_MS = 800  # keys and wheel turns nearer than this are one drag

_drags = itertools.count(1)


class LayerControls(QWidget):
    """Shows and changes the layer that ask_current names."""

    left = Signal()  # the person is done typing

    def __init__(self, layering: Layering, ask_current: Callable[[], Layer | None]) -> None:
        super().__init__()
        self._layering, self._ask_current = layering, ask_current
        self._drag = next(_drags)
        self._pause = single_shot(self, PAUSE_MS, self.end_drag)
        modes = tuple((BLEND_NAMES[blend], blend) for blend in BLENDS)
        self.blend = choice(modes, text("Blend mode"), text("Blend mode: how the layer's colours join those below"))
        self.opacity = slider(100, 22 * UNIT, text("Opacity of the layer"), text("Opacity of the layer"))
        self.percent = number((0, 100), " %", text("Opacity of the layer in percent"))
        self._place()
        self.blend.activated.connect(self._on_blend)
        self.opacity.sliderPressed.connect(self.end_drag)
        self.opacity.sliderReleased.connect(self.end_drag)
        self.opacity.valueChanged.connect(self._on_opacity)
        self.percent.valueChanged.connect(self.set_percent)
        for field in (self.blend, self.percent):
            field.installEventFilter(self)

    def add_lock(self, action: QAction) -> None:
        """The action that locks and unlocks, beside the mode."""
        self._row.addWidget(action_button(action))

    def refresh(self) -> None:
        """Show the chosen layer; nothing can be set of the photo."""
        layer = self._ask_current()
        self.setEnabled(layer is not None)
        percent = 100 if layer is None else round(100 * layer.opacity)
        if self.percent.value() != percent:  # what is being typed is no value yet
            set_quietly(self.percent, percent)
        set_quietly(self.opacity, percent)
        self.blend.setCurrentIndex(0 if layer is None else BLENDS.index(layer.blend))

    def set_percent(self, percent: int) -> None:
        """Another opacity. Those that come one soon after the other are one step of the history."""
        self._set(percent)
        self._pause.start()

    def end_drag(self) -> None:
        """What comes next is another step of the history."""
        self._pause.stop()
        self._drag = next(_drags)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        leave = self._leave_percent if watched is self.percent else None
        return stays_in_field(watched, event, leave) or super().eventFilter(watched, event)

    def _leave_percent(self) -> None:
        self.percent.interpretText()
        self.left.emit()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * UNIT, 0, 2 * UNIT, 0)
        column.setSpacing(UNIT)
        self._row = QHBoxLayout()
        self._row.setSpacing(UNIT)
        self._row.addWidget(self.blend, 1)
        below = QHBoxLayout()
        below.setSpacing(2 * UNIT)
        for part in (label(text("Opacity"), self.percent), self.opacity, self.percent):
            below.addWidget(part)
        column.addLayout(self._row)
        column.addLayout(below)
        hear_as(self.blend, text("Blend mode"))

    def _on_blend(self, number: int) -> None:
        layer = self._ask_current()
        if layer is not None:
            self._layering.set_blend(layer.id, BLENDS[number])
        self.refresh()  # a locked layer keeps its own
        self.left.emit()

    def _on_opacity(self, percent: int) -> None:
        self._set(percent)
        if not self.opacity.isSliderDown():
            self._pause.start()

    def _set(self, percent: int) -> None:
        layer = self._ask_current()
        if layer is not None:
            self._layering.set_opacity(layer.id, percent / 100, self._drag)
        self.refresh()
