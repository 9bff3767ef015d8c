"""What a crash left behind, with picture and age: open it, discard it, or decide another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.modal import with_keys
from app.editor.look.frames import in_frame
from app.editor.look.theme import UNIT
from app.editor.numbers import time_ago
from app.editor.panels.scrolling import room_of
from app.language import text

PICTURE = (128, 96)
WIDTH = 480
MOST_ROWS = 3
_ROW = PICTURE[1] + 4 * UNIT
_OTHERS = 36 * UNIT  # what stands above and below the list
GAP = 2 * UNIT  # between the picture and the words
_BEFORE = UNIT + 1  # the picture, with what the list has there: as far from the side as from above


@dataclass(frozen=True, slots=True)
class Offer:
    """path: of the photo or project that the work began with.  picture: a small PNG, where there is one."""

    path: str
    age_s: float
    picture: bytes | None


class RecoveryDialog(FittingDialog):
    """Closed by what it is asked for, and when nothing is left to decide. Numbers are those of what is still listed."""

    chosen = Signal(int)
    discarded = Signal(int)

    def __init__(self, parent: QWidget, offers: Sequence[Offer]) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Unsaved work"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        headline = QLabel(text("Gatebrush did not end as it should."))
        headline.setObjectName("headline")
        self._said = QLabel(text("This work was not saved, but it was kept:"))
        self._said.setObjectName("quiet")
        self.list = QListWidget()
        self.list.setAccessibleName(text("Unsaved work"))
        self.list.setIconSize(QSize(_BEFORE + PICTURE[0] + GAP, PICTURE[1]))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for offer in offers:
            self.list.addItem(_item(offer, self.devicePixelRatioF()))
        rows = min(len(offers), MOST_ROWS, max(1, (room_of(self).height() - _OTHERS) // _ROW))
        self.list.setFixedHeight(rows * _ROW + 2 * UNIT)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._open)
        self.open_button, self.discard_button = QPushButton(text("&Open")), QPushButton(text("&Discard…"))
        self.later_button = QPushButton(text("&Not now"))
        self.all_button = QPushButton(text("Open &all"))
        self.all_button.setToolTip(text("Each in a window of its own"))
        self.later_button.setToolTip(text("It is offered again at the next start"))
        self._place(headline)

    def _place(self, headline: QLabel) -> None:
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        buttons.addButton(self.discard_button, role.DestructiveRole)
        buttons.addButton(self.later_button, role.RejectRole)
        buttons.addButton(self.all_button, role.YesRole)
        buttons.addButton(self.open_button, role.AcceptRole)
        self.all_button.setVisible(self.list.count() > 1)  # once it has its place, since that shows it
        self.open_button.setObjectName("open")
        self.open_button.setDefault(True)
        for button in (self.discard_button, self.later_button, self.all_button, self.open_button):
            button.setAutoDefault(True)  # Enter presses the one that has the keyboard
        self.open_button.clicked.connect(self._open)
        self.all_button.clicked.connect(self._open_all)
        self.discard_button.clicked.connect(self._ask_discard)
        self.later_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 5 * UNIT, 5 * UNIT, 4 * UNIT)
        column.setSpacing(2 * UNIT)
        column.addWidget(headline)
        column.addWidget(self._said)
        column.addWidget(self.list)
        column.addSpacing(2 * UNIT)
        column.addWidget(buttons)
        self.setMinimumWidth(WIDTH)
        self.list.setFocus()

    def _open(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.chosen.emit(row)
            self.accept()

    def _open_all(self) -> None:
        while self.list.count():
            self.list.takeItem(0)
            self.chosen.emit(0)
        self.accept()

    def _ask_discard(self) -> None:
        if self.list.currentRow() < 0:
            return
        name = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        question = text("Discard the unsaved work on {name}?", name=name)
        box = QMessageBox(QMessageBox.Icon.Warning, text("Discard"), question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
        box.setInformativeText(text("It cannot be brought back."))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Discard | button.Cancel)
        box.setDefaultButton(button.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.button(button.Discard).clicked.connect(self._discard)
        with_keys(box).open()

    def _discard(self) -> None:
        row = self.list.currentRow()
        self.list.takeItem(row)
        self.discarded.emit(row)
        self.all_button.setVisible(self.list.count() > 1)
        if self.list.count() == 0:
            self.accept()


def _item(offer: Offer, ratio: float) -> QListWidgetItem:
    path = Path(offer.path)
    name, age = path.name or text("photo"), time_ago(offer.age_s)
    item = QListWidgetItem(_icon(offer.picture, ratio), f"{name}\n{age}\n{path.parent}")
    item.setData(Qt.ItemDataRole.UserRole, name)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {age}")
    item.setToolTip(str(path))
    item.setSizeHint(QSize(0, _ROW))
    return item


def _icon(content: bytes | None, ratio: float) -> QIcon:
    """content: of a file; a picture that cannot be read leaves its place empty."""
    picture = QPixmap()
    if content is not None:
        picture.loadFromData(content)
    framed = in_frame(picture, PICTURE, GAP, ratio, _BEFORE)
    icon = QIcon(framed)
    icon.addPixmap(framed, QIcon.Mode.Selected)  # else the chosen picture would be tinted
    return icon
