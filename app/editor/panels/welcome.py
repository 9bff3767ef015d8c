"""What stands where the photo will be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.editor.look.frames import in_frame
from app.editor.look.icons import tinted_pixmap
from app.editor.look.theme import UNIT, Tones
from app.editor.panels.scrolling import Scroller
from app.language import text

MOST_SHOWN = 5
PICTURE = (48, 36)
_LEAST = QSize(200, 80)
_DROP = QSize(440, 248)
_SMALL_DROP = QSize(280, 152)  # without the picture
_MARGIN = 2 * UNIT  # around it, in a small window
GAP = 8  # between the picture and the name


class Welcome(QWidget):
    """An invitation, and the photos that were open last."""

    chosen = Signal(object)  # Path

    def __init__(self, open_action: QAction) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        headline = QLabel(text("Drop a photo here"), alignment=Qt.AlignmentFlag.AlignCenter)
        headline.setObjectName("headline")
        keys = QLabel(text("or press Ctrl+O"), alignment=Qt.AlignmentFlag.AlignCenter)
        keys.setObjectName("quiet")
        self.button = QPushButton(text("Open…"))
        self.button.setObjectName("open")
        self.button.setAccessibleName(text("Open a photo"))
        self.button.setToolTip(text("Choose a photo or a project on your disk"))
        self.button.clicked.connect(open_action.trigger)
        self._drop = drop = QWidget()
        drop.setObjectName("drop")
        drop.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        drop.setFixedSize(_DROP)
        inside = QVBoxLayout(drop)
        inside.setSpacing(2 * UNIT)
        inside.addStretch(1)
        inside.addWidget(self._picture)
        inside.addSpacing(UNIT)
        inside.addWidget(headline)
        inside.addWidget(keys)
        inside.addSpacing(2 * UNIT)
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        self._paths: tuple[str, ...] = ()
        self._pictures: dict[Path, QPixmap] = {}
        self._recent = QWidget()
        self._recent.hide()
        self._recent.setFixedWidth(_DROP.width())
        self._list = QVBoxLayout(self._recent)
        self._list.setContentsMargins(0, 4 * UNIT, 0, 0)
        self._list.setSpacing(0)
        inner = QWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scroller(lambda: _LEAST, inner))
        column = QVBoxLayout(inner)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.addStretch(1)
        column.addWidget(drop, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._recent, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for all of it, what is to be done stays in sight."""
        super().resizeEvent(event)
        room = self.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        self._picture.setVisible(room.height() >= _DROP.height())
        self._drop.setFixedSize(_DROP.boundedTo(room).expandedTo(_SMALL_DROP))
        self._recent.setFixedWidth(self._drop.width())

    def set_tones(self, tones: Tones) -> None:
        self._picture.setPixmap(tinted_pixmap("picture", 48, self.devicePixelRatioF(), tones.quiet))

    def set_over(self, *, over: bool) -> None:
        """Whether a file is held over the window."""
        self.setProperty("over", over)
        for widget in (self, *self.findChildren(QWidget, "drop")):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def set_recent(self, paths: tuple[str, ...]) -> None:
        if paths == self._paths:
            return
        self._paths = paths
        while self._list.count():
            item = self._list.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.deleteLater()
        self._recent.setVisible(bool(paths))
        if paths:
            caption = QLabel(text("Recent"))
            caption.setObjectName("quiet")
            caption.setContentsMargins(3 * UNIT, 0, 0, UNIT)
            self._list.addWidget(caption)
        for path in map(Path, paths[:MOST_SHOWN]):
            self._list.addWidget(self._entry(path))

    def set_picture(self, path: Path, picture: QPixmap) -> None:
        """The small picture of a recent file."""
        self._pictures[path] = self._in_frame(picture)
        for button in self._recent.findChildren(QPushButton, "recent"):
            if button.toolTip() == str(path):
                button.setIcon(QIcon(self._pictures[path]))

    def _entry(self, path: Path) -> QPushButton:
        button = QPushButton()
        button.setObjectName("recent")
        button.setIconSize(QSize(PICTURE[0] + GAP, PICTURE[1]))
        button.setIcon(QIcon(self._pictures.get(path) or self._in_frame(QPixmap())))
        button.setText(button.fontMetrics().elidedText(_shown(path), Qt.TextElideMode.ElideMiddle, 350))
        button.setToolTip(str(path))
        button.setAccessibleName(text("Open {name}", name=path.name))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(path))
        return button

    def _in_frame(self, picture: QPixmap) -> QPixmap:
        return in_frame(picture, PICTURE, GAP, self.devicePixelRatioF())


def _shown(path: Path) -> str:
    return f"{path.name}   —   {path.parent}"
