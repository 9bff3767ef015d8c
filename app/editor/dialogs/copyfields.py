"""The fields that say how a copy is written: format, quality and what goes along."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QSlider

from app.editor.look.theme import UNIT
from app.editor.panels.fields import form_label
from app.editor.panels.numberfields import WholeField
from app.editor.panels.typing import wheel_passes
from app.files.export import FORMATS, WITH_QUALITY, ExportOptions
from app.files.settings import Settings
from app.language import mark, said, text

_LEAST_LETTERS = 14  # of a format: the list that opens has the rest
ABOUT = {
    "PNG": mark("PNG: lossless, for everything"),
    "JPEG": mark("JPEG: small, for photos"),
    "WebP": mark("WebP: small or lossless, for the web"),
    "AVIF": mark("AVIF: smallest, for new browsers"),
    "TIFF": mark("TIFF: lossless, for print"),
    "PSD": mark("PSD: layers and masks, for Photoshop"),
}


class CopyFields(QObject):
    """Begins with what the settings remember; a field that the format has no use for is disabled or hidden."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        remembered = ExportOptions(
            **{field.name: getattr(settings, f"export_{field.name}") for field in fields(ExportOptions)}
        )
        self.format = _formats(remembered.format)
        self._format_label = form_label(text("&Format"), self.format)
        self.slider, self.quality = QSlider(Qt.Orientation.Horizontal), WholeField()
        for field in (self.slider, self.quality):
            field.setRange(1, 100)
            field.setValue(remembered.quality)
            field.setAccessibleName(text("Quality"))
            field.setToolTip(text("Higher looks better and takes more space"))
        self.quality.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._quality_label = form_label(text("&Quality"), self.quality)
        self.lossless = _box(text("&Lossless"), remembered.lossless, text("Every pixel as it is; larger than lossy"))
        self.metadata = _box(text("Keep &EXIF and XMP"), remembered.metadata, text("Camera, date, place, captions"))
        self.profile = _box(
            text("Keep the colour &profile"), remembered.profile, text("Without it colours become sRGB")
        )
        self.mark = _box(
            text("&Mark as edited"),
            remembered.mark,
            text("EXIF and XMP say that Gatebrush edited it, partly with a trained model"),
        )
        for turned in (self.format, self.slider, self.quality):
            turned.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
            turned.installEventFilter(self)
        self._boxes = (self.lossless, self.metadata, self.profile, self.mark)
        self.slider.valueChanged.connect(self.quality.setValue)
        self.quality.valueChanged.connect(self.slider.setValue)
        self.quality.valueChanged.connect(self.refresh)
        self.format.currentIndexChanged.connect(self.refresh)
        for box in self._boxes:
            box.toggled.connect(self.refresh)

    @property
    def options(self) -> ExportOptions:
        return ExportOptions(
            self.format.currentData(),
            self.quality.value(),
            self.lossless.isChecked(),
            self.metadata.isChecked(),
            self.profile.isChecked(),
            self.mark.isChecked(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if wheel_passes(watched, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def form(self) -> QFormLayout:
        """All of them, one below the other; made once."""
        form = QFormLayout()
        form.setHorizontalSpacing(4 * UNIT)
        form.setVerticalSpacing(3 * UNIT)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        quality = QHBoxLayout()
        quality.setSpacing(3 * UNIT)
        quality.addWidget(self.slider, 1)
        quality.addWidget(self.quality)
        form.addRow(self._format_label, self.format)
        form.addRow(self._quality_label, quality)
        for box in self._boxes:
            form.addRow("", box)
        return form

    def refresh(self) -> None:
        """Offer what the format has a use for. Also called once the fields are placed: one alone would be a window."""
        options = self.options
        lossy = options.format in WITH_QUALITY and not (options.format == "WebP" and options.lossless)
        for part in (self.slider, self.quality, self._quality_label):
            part.setEnabled(lossy)
        self.lossless.setVisible(options.format == "WebP")
        self.profile.setEnabled(options.format != "PSD")  # where it is kept in any case
        self.changed.emit()


def _formats(chosen: str) -> QComboBox:
    field = QComboBox()
    field.setAccessibleName(text("Format"))
    field.view().setAccessibleName(text("Format"))
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(_LEAST_LETTERS)
    for name in FORMATS:
        field.addItem(said(ABOUT[name]), name)
    field.setCurrentIndex(max(0, field.findData(chosen)))
    return field


def _box(words: str, checked: bool, tip: str) -> QCheckBox:  # noqa: FBT001 - its state
    box = QCheckBox(words)
    box.setChecked(checked)
    box.setToolTip(tip)
    return box
