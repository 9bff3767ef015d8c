"""The list of layers as it is pointed at: eyes, a menu, rows that are dragged; and the keys that are its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDrag,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QListView, QMenu

from app.editor.panels.layerrow import EYE_WIDTH, HEIGHT, LAYER_ROLE, THUMBNAIL

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class LayerView(QListView):
    """A click on the eye shows or hides; a row that is dragged goes between two others."""

    eye_clicked = Signal(int)  # row
    note_opened = Signal(object)  # a fill layer whose second line was double-clicked
    percent_typed = Signal(int)  # 10 to 100, by a digit
    removing = Signal()  # Del: here it means the chosen row, wherever else it means something else

    def __init__(self) -> None:
        super().__init__()
        self.menu = QMenu(self)
        self._dragged: int | None = None  # the layer's id
        self._gap: int | None = None  # where the line is that shows where a row would go
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)

    @property
    def is_renaming(self) -> bool:
        return bool(self.state() == QListView.State.EditingState)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        """With a row that can be seen through: the line below it says where it goes."""
        index = self.currentIndex()
        layer = index.data(LAYER_ROLE)
        if layer is None:
            return
        rect = self.visualRect(index)
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        drag.setPixmap(_faint(self.viewport().grab(rect)))
        drag.setHotSpot(self.viewport().mapFromGlobal(QCursor.pos()) - rect.topLeft())
        # Another layer may come, and be the chosen one, before it is let go.
        self._dragged = layer.id
        drag.exec(supportedActions)
        self._dragged = None

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._show_gap(event.position().toPoint())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._show_gap(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Between the rows where the line is. The view's own way asks for a narrow strip to be hit."""
        if event.source() is self:
            self.take_drop(event.position().toPoint())
            event.setDropAction(Qt.DropAction.IgnoreAction)  # the model has moved it: nothing is to be removed here
            event.accept()

    def take_drop(self, place: QPoint) -> None:
        """The dragged row was dropped here."""
        self._show_gap(None)
        row = self._dragged_row()
        if row is not None:
            self.model().moveRow(QModelIndex(), row, QModelIndex(), self._gap_at(place))

    def _dragged_row(self) -> int | None:
        """Where it is now; None once it is gone."""
        for row in range(self.model().rowCount()):
            layer = self.model().index(row, 0).data(LAYER_ROLE)
            if layer is not None and layer.id == self._dragged:
                return row
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            painter = QPainter(self.viewport())
            accent = self.palette().color(QPalette.ColorRole.Accent)
            painter.fillRect(0, self._gap - 1, self.viewport().width(), 2, accent)
            painter.end()

    def _show_gap(self, place: QPoint | None) -> None:
        self._gap = None
        if place is not None:
            row = self._gap_at(place)
            self._gap = max(self.visualRect(self.model().index(row, 0)).top(), 1)
        self.viewport().update()

    def _gap_at(self, place: QPoint) -> int:
        """Before which row a drop here goes; never below the photo, which is the last one."""
        index, last = self.indexAt(place), self.model().rowCount() - 1
        if not index.isValid():
            return last
        return min(index.row() + (place.y() > self.visualRect(index).center().y()), last)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.indexAt(event.pos()).isValid() or event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_delete(event):
            event.accept()  # so that it comes as a press, and not as a shortcut
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_delete(event):
            if not event.isAutoRepeat():  # a key held a moment too long is not meant for the next layer
                self.removing.emit()
        elif (digit := _digit_of(event)) is not None:
            self.percent_typed.emit(10 * digit or 100)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPoint = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and place.x() < EYE_WIDTH and event.button() == Qt.MouseButton.LeftButton:
            self.eye_clicked.emit(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a name it renames; on the line below, which tells how a fill was made, it opens the fill."""
        place: QPoint = event.position().toPoint()
        index = self.indexAt(place)
        layer = index.data(LAYER_ROLE) if index.isValid() else None
        words = self.visualRect(index).adjusted(EYE_WIDTH + THUMBNAIL, HEIGHT // 2, 0, 0)
        if layer is not None and layer.fill is not None and words.contains(place):
            self.note_opened.emit(layer)
        else:
            super().mouseDoubleClickEvent(event)


def _is_delete(event: QEvent) -> bool:
    """Whether the event is of Del, of either one, with nothing held."""
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete and event.modifiers() in _PLAIN


def _digit_of(event: QKeyEvent) -> int | None:
    """Pressed with nothing held, in the upper row or on the number pad."""
    number = event.key() - Qt.Key.Key_0
    return number if 0 <= number <= 9 and event.modifiers() in _PLAIN else None


def _faint(picture: QPixmap) -> QPixmap:
    faint = QPixmap(picture.size())
    faint.setDevicePixelRatio(picture.devicePixelRatio())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.6)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faint
