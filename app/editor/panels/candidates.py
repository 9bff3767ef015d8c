"""The strip under the photo: a fill's candidates to choose from, and what is said of a fill that is being edited."""

from __future__ import annotations

import functools

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QEnterEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from app.document.geometry import Box
from app.document.layers import Candidate, Layer
from app.document.layers.likeness import hardly_differ
from app.editor.actions import plain
from app.editor.canvas.marks import Outline
from app.editor.canvas.room import Room
from app.editor.canvas.view import Canvas
from app.editor.fills.kept import Fills
from app.editor.look.theme import UNIT, Tones
from app.editor.panels.budget import BudgetButton
from app.editor.panels.candidatelist import CandidateCell, CandidateModel, CandidateView
from app.editor.panels.thumbnails import islands
from app.language import plural, text

BUDGETS_MB = (64, 128, 256, 512, 1024, 2048)
_MARK = "candidates"
_FRAME = 8  # of the photo's pixels between a piece and its frame: the seam is to be seen
_SIDE, _ANY = 38 * UNIT, 2**24 - 1
_NARROW = 110 * UNIT  # below it there is room for the pictures alone; the Fill menu has what the buttons do


class CandidatesStrip(QWidget):
    """Hidden unless the chosen fill has a choice, or is being edited."""

    def __init__(self, fills: Fills, canvas: Canvas) -> None:
        super().__init__()
        self.setObjectName("candidates")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._alike: tuple[tuple[Candidate, ...], bool] | None = None  # of which candidates, and the answer
        self._fills, self._room, self._marks = fills, Room(canvas, self), canvas.marks
        self._seen: tuple[int, int] | None = None  # the fill that was brought into sight, and the strip's height then
        self._model = CandidateModel(self)
        self.view = CandidateView()
        self.view.setModel(self._model)
        self._cell = CandidateCell(self.view)
        self.view.setItemDelegate(self._cell)
        self._side = QWidget()
        self._caption, self._words = QLabel(), QLabel()
        self._caption.setTextFormat(Qt.TextFormat.PlainText)  # the name of a layer may look like markup
        self._caption.setObjectName("caption")
        self._words.setObjectName("quiet")
        over = text("Over it those of the oldest fills are dropped.")
        self._used = BudgetButton(text("Candidates not chosen, of all fills"), over, BUDGETS_MB)
        self._used.setObjectName("budget")
        self._used.chosen.connect(fills.set_budget)
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._buttons.setSpacing(UNIT)
        self._verbs: list[QToolButton] = []
        self._place()
        self._is_showing = False
        self.view.selectionModel().currentChanged.connect(self._on_current)
        canvas.installEventFilter(self)
        self.view.installEventFilter(self)
        fills.changed.connect(self.refresh)
        self.refresh()

    def set_tones(self, tones: Tones) -> None:
        self._cell.tones = tones
        self.view.viewport().update()

    def add_button(self, action: QAction) -> None:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(plain(action.text()))
        self._buttons.addWidget(button)
        self._verbs.append(button)

    def refresh(self) -> None:
        """Show the fill that is spoken of now."""
        with self._room.held():
            self._show()
        layer = None if self.isHidden() else self._fills.layer
        seen = None if layer is None else (layer.id, self.height())
        if seen != self._seen:  # once: the person may look elsewhere while the strip is there
            self._seen = seen
            document = self._fills.document
            if layer is not None and document is not None:
                self._room.uncover(_around(layer).clip(document.size), document.size)
        self._point_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point_out()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_out()

    def _point_out(self) -> None:
        """Frames on the photo around what the candidates fill, while a person is at the strip: elsewhere they would be
        in the way of who judges an edge."""
        layer, is_at_it = self._fills.layer, self.underMouse() or self.view.hasFocus()
        if layer is None or not is_at_it or not self.isVisible():
            self._marks.show(_MARK)
        else:
            frames = (piece.grow(_FRAME) for piece in islands(layer))
            self._marks.show(_MARK, *(Outline.around(frame, faint=True) for frame in frames))

    def _show(self) -> None:
        layer, has_choice = self._fills.layer, self._fills.has_choice
        self.setVisible(self._fills.wants_strip and (has_choice or self._fills.is_editing))
        if layer is None or layer.fill is None:
            self._alike = None  # of a photo that may be closed: they are large
            self._model.show(None, None, self.devicePixelRatioF())
            return
        fill, count = layer.fill, len(layer.fill.candidates)
        self.view.setVisible(has_choice)
        self._caption.setText(text("Editing {name}", name=layer.name) if self._fills.is_editing else layer.name)
        words = plural(
            "{number} of {count} candidate", "{number} of {count} candidates", number=fill.chosen + 1, count=count
        )
        if has_choice and self._is_alike(fill.candidates):
            words = text("{candidates}: they hardly differ here", candidates=words)
        if self._fills.is_editing:
            words = text("It is filled again from the original pixels.")
        self._words.setText(words)
        self._lie(flat=not has_choice)
        self._leave_out()
        self._used.setVisible(not self._fills.is_editing)
        self._used.show_sizes(*self._fills.sizes)
        # As wide as its words: the room for an arrow would push them to the right.
        self._used.setFixedWidth(self._used.fontMetrics().horizontalAdvance(self._used.text()) + UNIT)
        self._is_showing = True
        self._model.show(self._fills.document, layer, self.devicePixelRatioF())
        index = self._model.index(fill.chosen, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self._is_showing = False

    def _is_alike(self, candidates: tuple[Candidate, ...]) -> bool:
        """Asked again with each step of the history, and reckoned once."""
        if self._alike is None or self._alike[0] is not candidates:
            self._alike = (candidates, hardly_differ(candidates))
        return self._alike[1]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While candidates are shown, their digits choose in the strip and on the photo, whatever else they mean."""
        if watched is self.view and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._point_out)  # once the focus is where it goes
        if isinstance(event, QKeyEvent) and self.view.isVisible():
            number = digit_of(event)
            if number is not None and number <= self._model.rowCount():
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()  # so that it comes as a press
                    return True
                if event.type() == QEvent.Type.KeyPress:
                    self._fills.choose(number - 1)
                    return True
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self._side.setMinimumWidth(_SIDE)
        self._said = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._side)
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.addStretch(1)
        self._said.addWidget(self._caption)
        self._said.addWidget(self._words)
        self._said.addWidget(self._used, alignment=Qt.AlignmentFlag.AlignLeft)
        self._said.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * UNIT, 2 * UNIT, 3 * UNIT, 2 * UNIT)
        row.setSpacing(3 * UNIT)
        row.addWidget(self._side)
        row.addWidget(self.view, 1)
        row.addStretch(0)
        row.addLayout(self._buttons)

    def _lie(self, *, flat: bool) -> None:
        """flat: in one line, where there are no pictures that need more: it lies on the photo that is edited."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._said.setDirection(across if flat else down)
        self._said.setStretch(0, 0 if flat else 1)
        self._said.setSpacing(3 * UNIT if flat else UNIT)
        self._buttons.setDirection(across if flat else down)
        self._words.setWordWrap(not flat)
        self._side.setMaximumWidth(_ANY if flat else _SIDE)

    def _leave_out(self) -> None:
        """What would be cut beside the pictures."""
        is_narrow = self.width() < _NARROW and not self.view.isHidden()
        for part in (self._side, *self._verbs):
            part.setVisible(not is_narrow)

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._is_showing:
            self._fills.choose(index.row())


def _around(layer: Layer) -> Box:
    """All candidates of a fill: which of them is chosen moves nothing."""
    candidates = () if layer.fill is None else layer.fill.candidates
    return functools.reduce(Box.union, (one.box for one in candidates), layer.box)


def digit_of(event: QKeyEvent) -> int | None:
    """1 to 9, of a key pressed alone or on the number pad."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    number = int(event.key()) - int(Qt.Key.Key_0)
    return number if plain and 1 <= number <= 9 else None
