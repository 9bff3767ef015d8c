"""One line over the photo's lower edge that says what happened; it never stops the person and moves nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.editor.clocks import single_shot
from app.editor.look.icons import icon, tinted_pixmap
from app.editor.look.theme import DARK, UNIT, Tones
from app.editor.notices import Notice
from app.language import text

SHOWN_MS = 6000
BREAK_HERE = "\u200b"  # zero-width space: a long path may go on in the next line after each folder


class NoticeBar(QWidget):
    """Lies over its host; hidden unless there is something to say."""

    said = Signal(object)  # Notice

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        host.installEventFilter(self)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tones = DARK
        self._speaks_of_state = False
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setAccessibleName(text("Notice"))
        self._close = close = QToolButton()
        close.setIcon(icon("cancel"))
        close.setIconSize(QSize(14, 14))
        close.setToolTip(text("Dismiss  (Esc)"))
        close.setAccessibleName(text("Dismiss"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * UNIT, UNIT, 2 * UNIT, UNIT)
        row.setSpacing(2 * UNIT)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self._clock = single_shot(self, SHOWN_MS, self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty when nothing is."""
        return self._text.text().replace(BREAK_HERE, "") if not self.isHidden() else ""

    def set_tones(self, tones: Tones) -> None:
        self._tones = tones

    def say(self, notice: Notice) -> None:
        self._speaks_of_state = notice.until_change
        self._text.setText(notice.text.replace("/", "/" + BREAK_HERE))
        self._text.setToolTip(notice.text)
        tone = self._tones.warning if notice.lasting else self._tones.quiet
        self._sign.setPixmap(tinted_pixmap("warning" if notice.lasting else "info", 18, self.devicePixelRatioF(), tone))
        self.setAccessibleName(notice.text)
        self.setProperty("lasting", notice.lasting)
        self.style().unpolish(self)
        self.style().polish(self)
        self._lie_down()
        self.show()
        self.raise_()
        if notice.lasting:
            self._clock.stop()
        else:
            self._clock.start()
        self.said.emit(notice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lie_down()
        return super().eventFilter(watched, event)

    def _lie_down(self) -> None:
        """At the host's lower edge, as wide as the text wants but never wider than the host."""
        wanted = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 28 * UNIT
        width = min(wanted, self._host.width() - 8 * UNIT)
        # Not sizeHint: a wrapping label proposes the height that it would need at no width at all.
        height = max(self.heightForWidth(width), self._close.sizeHint().height() + 2 * UNIT)
        left = (self._host.width() - width) // 2
        self.setGeometry(left, self._host.height() - height - 4 * UNIT, width, height)

    def clear_lasting(self) -> None:
        """Take a warning away that is over: what it spoke of has succeeded, or belongs to another photo."""
        if self.property("lasting"):
            self.dismiss()

    def clear_of_change(self) -> None:
        """Take away what was said of a mask or a step that is another by now."""
        if self._speaks_of_state:
            self.dismiss()

    def dismiss(self) -> None:
        self._clock.stop()
        self._speaks_of_state = False
        self.hide()
