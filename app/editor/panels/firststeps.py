"""The first steps: a card over the photo that says how a fill is made, and ticks off what was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.editor.look.icons import icon
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe
from app.editor.session import Session
from app.language import mark, said, text

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "dune.jpg"
STEPS = (
    mark("Brush over what should go, a little over its edge"),
    mark("Press Enter to fill it"),
    mark("Hold Tab to see the photo before"),
)
_ON_SAMPLE = mark("Brush over the hikers and their shadows")
_AFTER = mark("Save with Ctrl+S. The photo's own file stays unless you say otherwise.")
_WIDTH = 288


class FirstSteps(QWidget):
    """Lies in the upper right corner of its host while the settings want it.

    A step counts as done when what it asks for is there, whichever way it came about. Once all are, the card says so,
    and goes with a click or with the next thing that a person does.
    """

    chosen = Signal(object)  # Path: of the sample photo
    left = Signal()  # put away: the canvas gets the keyboard back

    def __init__(self, host: QWidget, session: Session) -> None:
        super().__init__(host)
        self.setObjectName("firststeps")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._host, self._session = host, session
        self.done = [False] * len(STEPS)
        self._lines = [(QLabel(), QLabel()) for _ in STEPS]  # number or tick, and words
        self._close = QToolButton()
        self._close.setIcon(icon("cancel"))
        self._close.setIconSize(QSize(14, 14))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self._close, text("Put the first steps away"), text("Put away. It is in the Help menu"))
        self.sample = QPushButton(text("Try it on a sample photo"))
        describe(self.sample, self.sample.text(), text("Opens a photo that came with Gatebrush"))
        self._caption = QLabel()
        self._caption.setObjectName("caption")
        self.leave = QPushButton(text("Go on"))
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self.leave, self.leave.text(), self._close.toolTip())
        self._after = QLabel(said(_AFTER))
        self._after.setObjectName("quiet")
        self._place()
        host.installEventFilter(self)
        self._close.clicked.connect(self._put_away)
        self.leave.clicked.connect(self._put_away)
        self.sample.clicked.connect(lambda: self.chosen.emit(SAMPLE))
        session.opened.connect(self._on_opened)
        session.history.changed.connect(self._on_step)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is done, and what comes next."""
        self.done[0] |= self._session.has_hole
        photo = self._session.photo
        is_sample = photo is not None and photo.path == SAMPLE
        next_one = self.done.index(False) if not all(self.done) else len(STEPS)
        for number, (sign, line) in enumerate(self._lines):
            words = said(_ON_SAMPLE if is_sample and number == 0 else STEPS[number])
            sign.setText("✓" if self.done[number] else str(number + 1))
            line.setText(words)
            line.setAccessibleName(
                text("Step {number}: {words}, done", number=number + 1, words=words)
                if self.done[number]
                else text("Step {number}: {words}", number=number + 1, words=words)
            )
            name = "done" if self.done[number] else "next" if number == next_one else "later"
            for label in (sign, line):
                _rename(label, name)
        self.sample.setVisible(photo is None)
        self._caption.setText(text("Well done: that is all") if all(self.done) else text("First steps"))
        self._after.setVisible(all(self.done))
        self.leave.setVisible(all(self.done))
        self.setVisible(self._session.settings.first_steps)
        self._lie_down()

    def toggle(self) -> None:
        """Show the card, from the beginning, or put it away."""
        if self._session.settings.first_steps:
            self._put_away()
        else:
            self._begin_again()
            self._session.change(first_steps=True)

    def on_filled(self) -> None:
        """A fill was kept: whatever was brushed is done, too."""
        self.done[0] = self.done[1] = True
        self.refresh()

    def on_compared(self) -> None:
        """Only after a fill is there something to compare."""
        self.done[2] |= self.done[1]
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lie_down()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lie_down()  # by now all parts have the fonts of the style sheet

    def _on_step(self) -> None:
        if all(self.done):  # by now the person goes on without it
            self._session.change(first_steps=False)
        self.refresh()

    def _on_opened(self) -> None:
        if all(self.done):
            self._session.change(first_steps=False)
        self._begin_again()
        self.refresh()

    def _begin_again(self) -> None:
        self.done = [False] * len(STEPS)

    def _put_away(self) -> None:
        self._session.change(first_steps=False)
        self.left.emit()

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._caption, 1)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * UNIT, 2 * UNIT, 2 * UNIT, 4 * UNIT)
        column.setSpacing(2 * UNIT)
        column.addLayout(head)
        steps = QGridLayout()
        steps.setHorizontalSpacing(3 * UNIT)
        steps.setVerticalSpacing(2 * UNIT)
        steps.setColumnStretch(1, 1)
        steps.setColumnMinimumWidth(0, 3 * UNIT)  # a tick is wider than a number: the words should not move for it
        for row, (sign, line) in enumerate(self._lines):
            line.setWordWrap(True)
            steps.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
            steps.addWidget(line, row, 1)
        column.addLayout(steps)
        self._after.setWordWrap(True)
        column.addWidget(self._after)
        column.addSpacing(UNIT)
        for button in (self.sample, self.leave):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _lie_down(self) -> None:
        if self.isHidden():
            return
        layout = self.layout()
        if layout is not None:
            layout.invalidate()  # words may have become bold, and need more room
            self.setFixedSize(_WIDTH, layout.totalHeightForWidth(_WIDTH))
        self.move(self._host.width() - _WIDTH - 4 * UNIT, 4 * UNIT)
        self.raise_()


def _rename(label: QLabel, name: str) -> None:
    """Dress it as the style sheet says for this name."""
    if label.objectName() != name:
        label.setObjectName(name)
        label.style().unpolish(label)
        label.style().polish(label)
