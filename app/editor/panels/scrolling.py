"""Room on small screens: how much there is, and a place that scrolls what is larger than that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

FRAME = QSize(16, 64)  # what a desktop's title bar and borders take of a screen
ANY = 2**24 - 1


def room_of(widget: QWidget) -> QSize:
    """How large a window may be on the screen of this widget."""
    return widget.screen().availableSize() - FRAME


class Scroller(QScrollArea):
    """Asks for as much as its content needs, but for no more than there is room; then it scrolls.

    Nothing of it is seen but its bars, and those only while they are needed.
    """

    def __init__(self, room: Callable[[], QSize], content: QWidget | None = None) -> None:
        """room: the most that may be asked for."""
        super().__init__()
        self._room = room
        self.setObjectName("scroller")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard is for what is in it
        self.viewport().setAutoFillBackground(False)
        if content is not None:
            self.hold(content)

    def hold(self, content: QWidget) -> None:
        """Put the content in."""
        self.setWidget(content)
        content.setAutoFillBackground(False)  # which `setWidget` has put on

    def sizeHint(self) -> QSize:
        content = self.widget()
        return self._fitted(QSize() if content is None else content.sizeHint())

    def minimumSizeHint(self) -> QSize:
        content = self.widget()
        return self._fitted(QSize() if content is None else content.minimumSizeHint().expandedTo(content.minimumSize()))

    def hasHeightForWidth(self) -> bool:
        content = self.widget()
        return content is not None and content.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        content = self.widget()
        return -1 if content is None else min(content.heightForWidth(width), self._room().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def _fitted(self, size: QSize) -> QSize:
        room = self._room()
        if size.height() > room.height():  # the bar is beside the content, not over it
            size.setWidth(size.width() + self.verticalScrollBar().sizeHint().width())
        return size.boundedTo(room)
