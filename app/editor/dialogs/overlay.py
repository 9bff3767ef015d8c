"""How the mask is shown over the photo: colour, pattern, opacity. Every change shows at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.editor.dialogs.colour import ask_colour
from app.editor.look.theme import UNIT
from app.editor.numbers import percent
from app.editor.panels.fields import choice, describe, form_label, set_quietly, slider
from app.editor.session import Session
from app.files.settings import Settings
from app.language import mark, text

PATTERNS = ((mark("Plain"), "plain"), (mark("Hatching"), "hatch"), (mark("Outline only"), "outline"))
_SWATCH = 16


class OverlayDialog(QDialog):
    """Stays open beside the photo, on which it is judged."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Mask overlay"))
        self._session = session
        self.colour = QPushButton()
        describe(self.colour, text("Colour"), text("The colour of the mask"))
        self.adapts = QCheckBox(text("Another one where it would not be seen"))
        describe(
            self.adapts,
            text("Adapt the colour to the photo"),
            text("Where the photo has this colour itself, the mask gets another"),
        )
        self.pattern = choice(PATTERNS, text("Pattern"), text("What the inside of the mask is filled with"))
        self.opacity = slider(100, 180, text("Opacity"), text("How much of the photo the mask covers"))
        self.opacity.setMinimumWidth(180)
        self.opacity.setMaximumWidth(10_000)  # as wide as the fields above it
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        reset = buttons.addButton(text("Reset"), QDialogButtonBox.ButtonRole.ResetRole)
        form = QFormLayout()
        form.setVerticalSpacing(2 * UNIT)
        form.setHorizontalSpacing(3 * UNIT)
        self._percent = QLabel()
        self._percent.setObjectName("quiet")
        self._percent.setFixedWidth(10 * UNIT)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        opacity = QHBoxLayout()
        opacity.addWidget(self.opacity, 1)
        opacity.addWidget(self._percent)
        form.addRow(form_label(text("Colour"), self.colour), self.colour)
        form.addRow("", self.adapts)
        form.addRow(form_label(text("Pattern"), self.pattern), self.pattern)
        form.addRow(form_label(text("Opacity"), self.opacity), opacity)
        column = QVBoxLayout(self)
        column.setSpacing(4 * UNIT)
        column.addLayout(form)
        column.addWidget(buttons)
        self.colour.clicked.connect(self._ask_colour)
        self.adapts.clicked.connect(self._on_adapts)
        self.pattern.activated.connect(self._on_pattern)
        self.opacity.valueChanged.connect(self._on_opacity)
        reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        session.settings_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        settings = self._session.settings
        self.colour.setText(settings.overlay_colour)
        self.colour.setIcon(swatch(settings.overlay_colour))
        self.adapts.setChecked(settings.overlay_adapts)
        self.pattern.setCurrentIndex(max(0, self.pattern.findData(settings.overlay_pattern)))
        set_quietly(self.opacity, round(100 * settings.overlay_opacity))
        self._percent.setText(percent(settings.overlay_opacity))
        self.opacity.setEnabled(settings.overlay_pattern != "outline")

    def _ask_colour(self) -> None:
        present = QColor(self._session.settings.overlay_colour)
        colour = ask_colour(self, present, text("Colour of the mask"))
        if colour is not None:
            self._session.change(overlay_colour=colour.name())

    def _on_adapts(self) -> None:
        self._session.change(overlay_adapts=self.adapts.isChecked())

    def _on_pattern(self, index: int) -> None:
        self._session.change(overlay_pattern=self.pattern.itemData(index))

    def _on_opacity(self, percent: int) -> None:
        self._session.change(overlay_opacity=percent / 100)

    def _reset(self) -> None:
        usual = Settings()
        self._session.change(
            overlay_colour=usual.overlay_colour,
            overlay_adapts=usual.overlay_adapts,
            overlay_pattern=usual.overlay_pattern,
            overlay_opacity=usual.overlay_opacity,
        )


def swatch(colour: str) -> QPixmap:
    """A small square of a colour, given as #rrggbb."""
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(QColor(0, 0, 0, 120))
    painter.drawRect(0, 0, _SWATCH - 1, _SWATCH - 1)
    painter.end()
    return pixmap
