"""The strip under the photo while contours were found: how many of them become guide strokes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from app.editor.canvas.room import Room
from app.editor.canvas.view import Canvas
from app.editor.fills.contourchoice import ContourChoice
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe, label, set_quietly, slider
from app.editor.panels.typing import is_enter
from app.editor.session import Session
from app.language import text

_SHORTEST, _LONGEST = 18 * UNIT, 60 * UNIT  # of the slider
_NARROW = 150 * UNIT  # below it there is room for the slider, what it says, and the buttons
_NARROWEST = 96 * UNIT  # below it not even for what it says, which is heard all the same


class ContoursStrip(QWidget):
    """Hidden unless there is something to choose. The slider has the keyboard as soon as it comes."""

    def __init__(self, window: QWidget, session: Session, choice: ContourChoice, canvas: Canvas) -> None:
        super().__init__(window)
        self.setObjectName("contours")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._choice, self._canvas = session, choice, canvas
        self._room = Room(canvas, self)
        self.slider = slider(1, _LONGEST, text("How many strokes"), text("How many strokes: outlines come first"))
        self._caption, self._words = QLabel(text("Contours")), QLabel()
        self._caption.setObjectName("caption")
        self._words.setObjectName("quiet")
        self._fewer, self._more = label(text("Fewer"), self.slider), label(text("More"), self.slider)
        self.take = _button(text("Take"), text("Take these strokes  (Enter)"))
        self.leave = _button(text("Drop"), text("Drop these strokes  (Esc)"))
        self._place()
        self.slider.valueChanged.connect(choice.choose)
        self.take.clicked.connect(choice.accept)
        self.leave.clicked.connect(choice.drop)
        choice.changed.connect(self.refresh)
        window.installEventFilter(self)
        self.hide()

    def refresh(self) -> None:
        """Show what is chosen now."""
        was_hidden, had_keyboard = self.isHidden(), self.isAncestorOf(_focus())
        if self._choice.is_pending:
            self._show()
        if was_hidden == self._choice.is_pending:
            self._come_or_go()
        if was_hidden and self._choice.is_pending and self._may_have_keyboard():
            (self.slider if self.slider.isEnabled() else self.take).setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_keyboard and not self._choice.is_pending:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the strokes wherever the keyboard is, unless it means something there: else it would fill."""
        if is_enter(event) and self._choice.is_pending:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # so that it comes as a press, and not as a shortcut
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._choice.accept()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (self._caption, self._fewer, self._more):
            part.setVisible(self.width() >= _NARROW)
        self._words.setVisible(self.width() >= _NARROWEST)

    def _show(self) -> None:
        last = len(self._choice.counts) - 1
        with QSignalBlocker(self.slider):  # another range may move it, which nobody asked for
            self.slider.setRange(0, last)
            self.slider.setPageStep(3)
        self.slider.setEnabled(last > 0)
        set_quietly(self.slider, self._choice.chosen)
        self._words.setText(self._choice.words)

    def _come_or_go(self) -> None:
        document = self._session.document
        with self._room.held():
            self.setVisible(self._choice.is_pending)
        if document is not None and not self.isHidden():
            self._room.uncover(document.hole.bounds(), document.size)

    def _may_have_keyboard(self) -> bool:
        """Not while something is typed elsewhere."""
        now = QApplication.focusWidget()
        return now is None or now is self._canvas or isinstance(now, QAbstractButton)

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * UNIT, UNIT, 3 * UNIT, UNIT)
        row.setSpacing(2 * UNIT)
        self.slider.setMinimumWidth(_SHORTEST)
        self._words.setMinimumWidth(1)  # words of any length leave room for the buttons
        for part, stretch in (
            (self._caption, 0),
            (self._fewer, 0),
            (self.slider, 2),
            (self._more, 0),
            (self._words, 1),
        ):
            row.addWidget(part, stretch)
        for button in (self.leave, self.take):
            row.addWidget(button)


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    describe(button, words, tip)
    return button


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()
