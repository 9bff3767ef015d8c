"""The bar below: what is under way, and where the pointer is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QToolButton, QWidget

from app.document import compose
from app.document.geometry import Box
from app.editor.actions import Actions, tip_of
from app.editor.canvas.view import Canvas
from app.editor.canvas.viewport import Viewport
from app.editor.clocks import single_shot
from app.editor.errands import Errands
from app.editor.files.writing import Writing
from app.editor.fills.filling import Filling
from app.editor.fills.tracing import Tracing
from app.editor.look.theme import UNIT
from app.editor.numbers import percent
from app.editor.panels.cutlabel import CutLabel
from app.editor.session import Session
from app.language import text

SEARCH_MS = 300
_CHANNELS = {1: ("L",), 2: ("L", "A"), 3: ("R", "G", "B"), 4: ("R", "G", "B", "A")}


class StatusBar(QWidget):
    """Progress at the left; size, pixel, zoom and device at the right."""

    def __init__(
        self,
        session: Session,
        filling: Filling,
        tracing: Tracing,
        errands: Errands,
        writing: Writing,
        canvas: Canvas,
        actions: Actions,
    ) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._filling, self._tracing = session, filling, tracing
        self._errands, self._writing, self._canvas = errands, writing, canvas
        self.ask_news: Callable[[], str] = str  # what comes before what the tool says
        self.ask_more: Callable[[], str] = str  # what to say when nothing is under way
        self.is_searching: Callable[[], bool] = lambda: False  # whether a tool waits for an answer
        # most answers are there before it: a bar that flashes says nothing
        self._search = single_shot(self, SEARCH_MS, self.refresh)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName(text("Progress"))
        self._cancel_action = actions["cancel"]
        self.cancel = _cancel_button()
        self.cancel.clicked.connect(writing.cancel)
        self._message = CutLabel()
        self._message.setObjectName("message")
        self._pixel, self._size, self._device = _label("pixel"), _label("size"), _label("device")
        self._zoom = _zoom_button(actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * UNIT, 0, 2 * UNIT, 0)
        row.setSpacing(4 * UNIT)
        row.addWidget(self._bar)
        row.addWidget(self._message)
        row.addWidget(self.cancel)
        row.addStretch(1)
        for part in (self._pixel, self._size, self._device, self._zoom):
            row.addWidget(part)
        self.setFixedHeight(7 * UNIT)
        self._hint = ""
        filling.changed.connect(self.refresh)
        tracing.changed.connect(self.refresh)
        errands.busy_changed.connect(self.refresh)
        writing.changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        canvas.viewport_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        document = self._session.document
        busy = self._filling.status or self._tracing.status or self._writing.status or self._errands.doing
        self._message.setText(busy or self.ask_news() or self._hint or self.ask_more())
        self._show_progress()
        self._device.setText(self._filling.device)
        self._device.setToolTip(text("Where fills run"))
        self._size.setText("" if document is None else f"{document.size.width} × {document.size.height}")
        self._zoom.setVisible(document is not None)
        self._zoom.setText(zoom_text(self._canvas.viewport))
        self._zoom.setAccessibleName(text("Zoom {zoom}", zoom=self._zoom.text()))

    def _show_progress(self) -> None:
        """Of one thing, that which the message is about: a fill, a search, else a file that is written."""
        fills = self._filling.is_busy or self._tracing.is_busy
        writes = self._writing.is_shown and not fills
        searches = self.is_searching() and not self._search.isActive()
        share = self._writing.share if writes else self._filling.share
        self._bar.setVisible(fills or writes or searches)
        self._bar.setRange(0, 0 if share is None else 100)
        self._bar.setValue(round(100 * (share or 0)))
        self.cancel.setVisible(writes)
        self.cancel.setEnabled(self._writing.can_cancel)
        self.cancel.setToolTip(tip_of(self._cancel_action))

    def show_hint(self, hint: str) -> None:
        """What the tool says can be done next, while nothing else is under way."""
        if hint != self._hint:
            self._hint = hint
            self.refresh()

    def follow_search(self) -> None:
        """A tool has asked for something, or has its answer."""
        if self.is_searching():
            self._search.start()
        else:
            self._search.stop()
        self.refresh()

    def show_pixel(self, place: tuple[int, int] | None) -> None:
        """place: (x, y) of a pixel of the photo, or None."""
        document = self._session.document
        if document is None or place is None or not Box.of(document.size).contains(*place):
            self._pixel.setText("")
            return
        x, y = place
        values = compose(document, Box(x, y, x + 1, y + 1), layers=not self._canvas.compares)[0, 0]
        tones = "  ".join(f"{name} {value}" for name, value in zip(_CHANNELS[document.channels], values, strict=True))
        self._pixel.setText(f"{x}, {y}    {tones}")


def zoom_text(view: Viewport) -> str:
    """How large the photo is shown, and how turned."""
    parts = [percent(view.scale, 0 if view.scale >= 0.1 else 1)]
    if degrees := round(view.angle) % 360:
        parts.append(f"{degrees if degrees <= 180 else degrees - 360}°")
    if view.flipped:
        parts.append(text("mirrored"))
    return " · ".join(parts)


def _cancel_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("cancel-file")
    button.setText(text("Cancel"))
    button.setAccessibleName(text("Cancel writing the file"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _zoom_button(actions: Actions) -> QToolButton:
    button = QToolButton()
    button.setObjectName("zoom")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMinimumWidth(60)
    button.setToolTip(text("Zoom"))
    menu = QMenu(button)
    menu.addActions([actions[name] for name in ("fit", "actual", "zoom_in", "zoom_out", "upright")])
    button.setMenu(menu)
    return button


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
