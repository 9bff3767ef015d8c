"""The first steps: a strip above the photo that says how a fill is made, and ticks off what was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.editor.canvas.room import Room
from app.editor.canvas.view import Canvas
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


class FirstSteps(QWidget):
    """Takes a line or two of the canvas while the settings want it, and nothing of the photo.

    A step counts as done when what it asks for is there, whichever way it came about. Once all are, the settings want
    it no more, so that no other window begins with it; in this one it says so in their place, and goes with a click or
    with the next thing that a person does.
    """

    changed = Signal()  # whether it shows
    chosen = Signal(object)  # Path: of the sample photo
    left = Signal()  # put away: the canvas gets the keyboard back

    def __init__(self, window: QWidget, session: Session, canvas: Canvas) -> None:
        """window: in which it is laid out later; without one it would be a window of its own until then."""
        super().__init__(window)
        self.setObjectName("firststeps")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._room = session, Room(canvas, self)
        self.done = [False] * len(STEPS)
        self._was_wanted = session.settings.first_steps
        self._lingers = False  # with its last words, though the settings want it no more
        self._is_narrow = False  # there is room for the next step alone
        self._lines = [(QLabel(), QLabel()) for _ in STEPS]  # number or tick, and words
        self.away = QToolButton()
        self.away.setIcon(icon("cancel"))
        self.away.setIconSize(QSize(14, 14))
        self.away.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self.away, text("Put the first steps away"), text("Put away. It is in the Help menu"))
        self.sample = QPushButton(text("Try it on a sample photo"))
        describe(self.sample, self.sample.text(), text("Opens a photo that came with Gatebrush"))
        self._caption = QLabel()
        self._caption.setObjectName("caption")
        self.leave = QPushButton(text("Go on"))
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self.leave, self.leave.text(), self.away.toolTip())
        self._after = QLabel(said(_AFTER))
        self._after.setObjectName("quiet")
        self._place()
        self.away.clicked.connect(self._put_away)
        self.leave.clicked.connect(self._put_away)
        self.sample.clicked.connect(lambda: self.chosen.emit(SAMPLE))
        session.opened.connect(self._on_opened)
        session.history.changed.connect(self._on_step)
        session.settings_changed.connect(self._on_settings)
        self.refresh()

    @property
    def is_shown(self) -> bool:
        """Whether there are steps to be done, or the last words to be read."""
        return self._session.settings.first_steps or self._lingers

    def refresh(self) -> None:
        """Show what is done, and what comes next."""
        if self._session.photo is None:  # the window is being made, or shows how one begins
            self._show()
            return
        with self._room.held():
            self._show()

    def _show(self) -> None:
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
                label.setVisible(not all(self.done) and (name == "next" or not self._is_narrow))
                _rename(label, name)
        self.sample.setVisible(photo is None)
        self._caption.setText(text("Well done: that is all") if all(self.done) else text("First steps"))
        self._caption.setVisible(not self._is_narrow)
        self._after.setVisible(all(self.done))
        self.leave.setVisible(all(self.done))
        was_shown = not self.isHidden()
        self.setVisible(self.is_shown)
        if was_shown != self.is_shown:
            self.changed.emit()
        self._share_width()

    def toggle(self) -> None:
        """Show them, from the beginning, or put them away."""
        if self.is_shown:
            self._put_away()
        else:
            self._session.change(first_steps=True)

    def on_filled(self) -> None:
        """A fill was kept: whatever was brushed is done, too."""
        self.done[0] = self.done[1] = True
        self.refresh()

    def on_compared(self) -> None:
        """Only after a fill is there something to compare. That is the last step, whenever it comes."""
        self.done[2] |= self.done[1]
        if all(self.done) and self._session.settings.first_steps:
            self._lingers = True
            self._session.change(first_steps=False)  # at once: a window that is never told to put it away counts too
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_width()  # by now all parts have the fonts of the style sheet

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was_narrow, self._is_narrow = self._is_narrow, self.width() < self._least()
        if self._is_narrow != was_narrow:
            self._show()

    def _on_step(self) -> None:
        self._lingers = False  # by now the person goes on without it
        self.refresh()

    def _on_opened(self) -> None:
        self._begin_again()
        self.refresh()

    def _on_settings(self) -> None:
        is_wanted = self._session.settings.first_steps
        if is_wanted and not self._was_wanted:  # here, or from another window
            self._begin_again()
        self._was_wanted = is_wanted
        self.refresh()

    def _begin_again(self) -> None:
        self.done = [False] * len(STEPS)
        self._lingers = False

    def _put_away(self) -> None:
        self._lingers = False
        self._session.change(first_steps=False)
        self.refresh()
        self.left.emit()

    def _place(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3 * UNIT, UNIT, 2 * UNIT, UNIT)
        self._row.setSpacing(UNIT)
        self._row.addWidget(self._caption)
        for sign, line in self._lines:
            line.setWordWrap(True)
            self._row.addSpacing(2 * UNIT)
            sign.setMinimumWidth(3 * UNIT)  # a tick is wider than a number: the words should not move for it
            sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._row.addWidget(sign)
            self._row.addWidget(line)
        self._after.setWordWrap(True)
        self._row.addSpacing(UNIT)
        self._row.addWidget(self._after)
        self._row.addStretch(0)
        for button in (self.sample, self.leave, self.away):
            self._row.addWidget(button)

    def _least(self) -> int:
        """The width in which all steps have room, on three lines each, beside what stands around them."""
        words = sum(_needed(line) for _, line in self._lines) // 3
        signs = len(self._lines) * 8 * UNIT
        return words + signs + self._caption.sizeHint().width() + self.away.sizeHint().width() + 6 * UNIT

    def _share_width(self) -> None:
        """Each of the lines gets as much as its words need, or its share of what there is and a second line."""
        for line in (*(line for _, line in self._lines), self._after):
            line.setMaximumWidth(_needed(line))
            self._row.setStretchFactor(line, _needed(line))


def _needed(line: QLabel) -> int:
    """The width of its words in one line."""
    bold = QFont(line.font())
    bold.setBold(True)  # the line that comes next is, and should not push the others for it
    return QFontMetrics(bold).horizontalAdvance(line.text()) + UNIT


def _rename(label: QLabel, name: str) -> None:
    """Dress it as the style sheet says for this name."""
    if label.objectName() != name:
        label.setObjectName(name)
        label.style().unpolish(label)
        label.style().polish(label)
