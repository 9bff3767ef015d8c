"""The candidates of one fill as a list: its model, how one of them is drawn, and the view of one row."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.document import Document
from app.document.layers import Candidate, Layer
from app.editor.look.theme import DARK, UNIT
from app.editor.panels.thumbnails import candidate_thumbnail
from app.language import text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

PICTURE = QSize(112, 68)
CELL = QSize(PICTURE.width() + 3 * UNIT, PICTURE.height() + 3 * UNIT)
_NO_PARENT = QModelIndex()


class CandidateModel(QAbstractListModel):
    """The candidates of one fill."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._candidates: tuple[Candidate, ...] = ()
        self._of: tuple[Document, Layer] | None = None
        self._pictures: dict[int, QPixmap] = {}
        self._ratio = 1.0

    def show(self, document: Document | None, layer: Layer | None, ratio: float) -> None:
        """The candidates of a layer. The same ones again keep what is chosen in the view and where it is scrolled to.

        ratio: device pixels a logical one.
        """
        candidates = () if document is None or layer is None or layer.fill is None else layer.fill.candidates
        self._of = None if document is None or layer is None else (document, layer)
        if candidates is not self._candidates or ratio != self._ratio:
            self.beginResetModel()
            self._candidates, self._pictures, self._ratio = candidates, {}, ratio
            self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._candidates)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row = index.row()
        if role == Role.DecorationRole and self._of is not None:
            if row not in self._pictures:
                self._pictures[row] = candidate_thumbnail(*self._of, row, PICTURE, self._ratio)
            return self._pictures[row]
        if role == Role.DisplayRole:
            return str(row + 1)
        if role == Role.ToolTipRole:
            words = text("Candidate {number}", number=row + 1)
            return f"{words}  ({row + 1})" if row < 9 else words
        if role == Role.AccessibleTextRole:
            return text("Candidate {number} of {count}", number=row + 1, count=len(self._candidates))
        return None


class CandidateCell(QStyledItemDelegate):
    """A picture in a frame, its number in the corner."""

    tones = DARK

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        picture = index.data(Role.DecorationRole)
        size = picture.deviceIndependentSize()
        place = QRect(0, 0, round(size.width()), round(size.height()))
        place.moveCenter(option.rect.center())
        painter.save()
        painter.drawPixmap(place, picture)
        state = QStyle.StateFlag
        chosen, over = bool(option.state & state.State_Selected), bool(option.state & state.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or over:
            painter.setPen(QPen(QColor(self.tones.accent_hover if chosen else self.tones.faint), 2))
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), 3, 3)
        badge = QRect(place.left() + 3, place.bottom() - 18, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tones.accent if chosen else "#b0141414"))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


class CandidateView(QListView):
    """One row."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(text("Candidates"))
        self.setFixedHeight(CELL.height() + 3 * UNIT)
