"""One row of the layers: eye, thumbnail, that of its mask, name, how it came to be, and whether it is locked."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.editor.look.icons import tinted_pixmap
from app.editor.look.theme import DARK, UNIT, Tones
from app.editor.panels.typing import ends_typing
from app.language import text

Index = QModelIndex | QPersistentModelIndex
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
LAYER_ROLE = Qt.ItemDataRole.UserRole + 2
MASK_ROLE = Qt.ItemDataRole.UserRole + 3
HEIGHT = 12 * UNIT
EYE_WIDTH = 9 * UNIT
THUMBNAIL = 9 * UNIT
_GAP = 2 * UNIT
_SQUARE = UNIT + 1  # of the board under transparent pixels


class LayerRow(QStyledItemDelegate):
    """Paints rows from the theme's tones."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tones = DARK

    def set_tones(self, tones: Tones) -> None:
        self._tones = tones

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer, rect = index.data(LAYER_ROLE), option.rect
        is_visible = layer is None or layer.visible
        painter.save()
        chosen, tones = bool(option.state & QStyle.StateFlag.State_Selected), self._tones
        has_keyboard = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tones.chosen if has_keyboard else tones.raised if chosen else tones.hover))
        if chosen:  # as in the history: what opacity, move and delete are about is seen from the photo, too
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), QColor(tones.accent_hover))
        sign = "lock" if layer is None else "eye" if is_visible else "eye-off"
        tone = self._tones.faint if layer is None or not is_visible else self._tones.text
        ratio = painter.device().devicePixelRatioF()
        middle = rect.top() + rect.height() // 2
        painter.drawPixmap(QPoint(rect.left() + 2 * UNIT + 2, middle - 9), tinted_pixmap(sign, 18, ratio, tone))
        painter.setOpacity(1.0 if is_visible else 0.4)
        frame = QRect(rect.left() + EYE_WIDTH, middle - THUMBNAIL // 2, THUMBNAIL, THUMBNAIL)
        for role in (Qt.ItemDataRole.DecorationRole, MASK_ROLE):
            if (picture := index.data(role)) is not None:
                self._paint_picture(painter, frame, picture)
                frame.translate(THUMBNAIL + _GAP, 0)
        painter.setOpacity(1.0)
        words = _words(rect, index)
        if layer is not None and layer.locked:
            place = QPoint(words.right() + UNIT, middle - 7)
            painter.drawPixmap(place, tinted_pixmap("lock", 14, ratio, self._tones.quiet))
        self._paint_words(painter, words, index, index.data(NOTE_ROLE), bright=is_visible)
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, picture: QPixmap) -> None:
        """The whole of it in the middle of the room."""
        frame = QRect(QPoint(), picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
        frame.moveCenter(room.center())
        if picture.hasAlphaChannel():
            painter.fillRect(frame, QColor("#ffffff"))
            for x in range(0, THUMBNAIL, _SQUARE):
                for y in range(x // _SQUARE % 2 * _SQUARE, THUMBNAIL, 2 * _SQUARE):
                    square = QRect(frame.left() + x, frame.top() + y, _SQUARE, _SQUARE)
                    painter.fillRect(square.intersected(frame), QColor("#cccccc"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(frame, picture)
        painter.setPen(QColor(self._tones.line))
        painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def _paint_words(self, painter: QPainter, rect: QRect, index: Index, note: str, *, bright: bool) -> None:
        metrics = painter.fontMetrics()
        middle = rect.top() + rect.height() // 2
        elide, left = Qt.TextElideMode.ElideRight, rect.left()
        painter.setPen(QColor(self._tones.text if bright else self._tones.quiet))
        name = metrics.elidedText(str(index.data()), elide, rect.width())
        painter.drawText(left, middle - (metrics.descent() + 1 if note else -metrics.ascent() // 2 + 1), name)
        small = QFont(painter.font())
        small.setPointSizeF(max(painter.font().pointSizeF() * 0.88, 1.0))
        painter.setFont(small)
        painter.setPen(QColor(self._tones.quiet))
        metrics = painter.fontMetrics()
        painter.drawText(left, middle + metrics.ascent() + 2, metrics.elidedText(note, elide, rect.width()))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        editor = QLineEdit(parent)
        editor.setAccessibleName(text("Name of the layer"))
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """While a name is typed, Enter and Esc are for the name: the window's shortcuts would fill or cancel."""
        if event.type() == QEvent.Type.ShortcutOverride and ends_typing(event):
            event.accept()
            return True
        return super().eventFilter(editor, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Not over what has been typed: the layer may become another one meanwhile."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = _words(option.rect, index)
        editor.setGeometry(rect.adjusted(-UNIT, 2 * UNIT, 0, -2 * UNIT))


def _words(rect: QRect, index: Index) -> QRect:
    """What the pictures and the sign of a lock leave."""
    layer = index.data(LAYER_ROLE)
    left, right = EYE_WIDTH + THUMBNAIL + _GAP, 2 * UNIT
    if layer is not None and layer.mask is not None:
        left += THUMBNAIL + _GAP
    if layer is not None and layer.locked:
        right += 4 * UNIT
    return rect.adjusted(left, 0, -right, 0)
