"""How a copy is written: format, quality and what goes along, with its size and its look as they will be."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.editor.clocks import single_shot
from app.editor.dialogs.copypicture import CopyPicture
from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.modal import ask
from app.editor.errands import Errands
from app.editor.files.projects import snapshot
from app.editor.look.theme import UNIT
from app.editor.numbers import decimal
from app.editor.panels.fields import form_label
from app.editor.panels.numberfields import WholeField
from app.editor.panels.scrolling import room_of
from app.editor.session import Session
from app.files import psd
from app.files.errors import FileError
from app.files.export import FORMATS, WITH_QUALITY, ExportOptions, Preview, preview
from app.files.metadata import Metadata
from app.files.settings import Settings
from app.language import mark, plural, said, text

DELAY_MS = 200
_BESIDE, _BELOW = 96 * UNIT, 36 * UNIT  # what the fields at the side of the picture take, and the buttons
_BAR = 4 * UNIT  # of a bar that scrolls
_LEAST_LETTERS = 14  # of a format: the list that opens has the rest
ABOUT = {
    "PNG": mark("PNG: lossless, for everything"),
    "JPEG": mark("JPEG: small, for photos"),
    "WebP": mark("WebP: small or lossless, for the web"),
    "AVIF": mark("AVIF: smallest, for new browsers"),
    "TIFF": mark("TIFF: lossless, for print"),
    "PSD": mark("PSD: layers and masks, for Photoshop"),
}


def ask_options(
    parent: QWidget, session: Session, errands: Errands, is_filling: Callable[[], bool], chosen: int | None = None
) -> ExportOptions | None:
    """What the person chose, None if nothing; the settings give what is chosen at first. errands: encode meanwhile.
    chosen: the layer that is looked at first, by its id."""
    photo = session.photo
    if photo is None:
        return None
    dialog = ExportDialog(parent, snapshot(photo.document), photo.metadata, session.settings, errands, chosen)

    def look() -> None:  # a fill that is done meanwhile will be in the copy
        running = (text("the fill that is running is not in it"),) if is_filling() else ()
        dialog.look_at(snapshot(photo.document), (*map(said, photo.left_out), *running))

    look()
    session.layers_changed.connect(look)
    accepted = ask(dialog) == QDialog.DialogCode.Accepted
    session.layers_changed.disconnect(look)
    options = dialog.options
    dialog.end()
    return options if accepted else None


class ExportDialog(FittingDialog):
    """Encodes off the window's thread a moment after the last change; only the answer to the latest is shown."""

    def __init__(
        self,
        parent: QWidget,
        document: Document,
        metadata: Metadata,
        settings: Settings,
        errands: Errands,
        chosen: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Export a copy"))
        self._document, self._metadata, self._errands = document, metadata, errands
        self._asked: tuple[Document, ExportOptions] | None = None  # what is encoded now
        self._notes: tuple[str, ...] = ()
        self._has_ended = False
        self._clock = single_shot(self, DELAY_MS, self._encode)
        self._picture = CopyPicture(document, room_of(self) - QSize(_BESIDE, _BELOW), chosen)
        self._make_fields(settings)
        self._place()
        self._connect()
        self._on_change()

    @property
    def options(self) -> ExportOptions:
        return ExportOptions(
            self._format.currentData(),
            self._quality.value(),
            self._lossless.isChecked(),
            self._metadata_box.isChecked(),
            self._profile.isChecked(),
            self._mark.isChecked(),
        )

    @property
    def size_text(self) -> str:
        return self._size.text()

    def look_at(self, document: Document, notes: tuple[str, ...]) -> None:
        """Another state of the photo. notes: on what of it will not be in the copy, whatever the format."""
        self._document, self._notes = document, notes
        self._on_change()

    def end(self) -> None:
        """Nothing is shown any more. What is being encoded ends by itself: waiting for it would hold up the window."""
        self._has_ended = True
        self._clock.stop()
        self.deleteLater()

    def _make_fields(self, settings: Settings) -> None:
        remembered = ExportOptions(
            **{field.name: getattr(settings, f"export_{field.name}") for field in fields(ExportOptions)}
        )
        self._format = QComboBox()
        self._format.view().setAccessibleName(text("Format"))
        self._format.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._format.setMinimumContentsLength(_LEAST_LETTERS)
        for name in FORMATS:
            self._format.addItem(said(ABOUT[name]), name)
        self._format.setCurrentIndex(max(0, self._format.findData(remembered.format)))
        self._slider, self._quality = QSlider(Qt.Orientation.Horizontal), WholeField()
        for field in (self._slider, self._quality):
            field.setRange(1, 100)
            field.setValue(remembered.quality)
            field.setAccessibleName(text("Quality"))
            field.setToolTip(text("Higher looks better and takes more space"))
        self._quality.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._lossless = _box(text("&Lossless"), remembered.lossless, text("Every pixel as it is; larger than lossy"))
        self._metadata_box = _box(
            text("Keep &EXIF and XMP"), remembered.metadata, text("Camera, date, place, captions")
        )
        self._profile = _box(
            text("Keep the colour &profile"), remembered.profile, text("Without it colours become sRGB")
        )
        self._mark = _box(
            text("&Mark as edited"),
            remembered.mark,
            text("EXIF and XMP say that Gatebrush edited it, partly with a trained model"),
        )
        self._format.setAccessibleName(text("Format"))
        self._size = QLabel()
        self._size.setObjectName("headline")
        self._size.setAccessibleName(text("Size of the file"))
        self._words = QLabel()
        self._words.setObjectName("quiet")
        self._words.setWordWrap(True)

    def _place(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * UNIT)
        form.setVerticalSpacing(3 * UNIT)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        quality = QHBoxLayout()
        quality.setSpacing(3 * UNIT)
        quality.addWidget(self._slider, 1)
        quality.addWidget(self._quality)
        form.addRow(form_label(text("&Format"), self._format), self._format)
        self._quality_label = form_label(text("&Quality"), self._quality)
        form.addRow(self._quality_label, quality)
        for box in (self._lossless, self._metadata_box, self._profile, self._mark):
            form.addRow("", box)
        right = QVBoxLayout()
        right.addLayout(form)
        right.addStretch(1)
        right.addWidget(self._size)
        right.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(6 * UNIT)
        left = QVBoxLayout()
        left.setSpacing(2 * UNIT)
        left.addWidget(self._picture)
        self._caption = QLabel(text("At 100 %. Drag it to see another part"))
        self._caption.setObjectName("quiet")
        self._caption.hide()
        held = self._caption.sizePolicy()
        held.setRetainSizeWhenHidden(True)
        self._caption.setSizePolicy(held)
        left.addWidget(self._caption)
        left.addStretch(1)
        row.addLayout(left)
        row.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(text("&Cancel"))
        self._export = buttons.addButton(text("E&xport…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._export.setObjectName("open")
        self._export.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        inner = self.place(row, buttons, margin=6, spacing=6)
        inner.setMinimumWidth(min(self._picture.width() + 88 * UNIT, self.room_inside().width() - _BAR))

    def _connect(self) -> None:
        self._slider.valueChanged.connect(self._quality.setValue)
        self._quality.valueChanged.connect(self._slider.setValue)
        self._quality.valueChanged.connect(self._on_change)
        self._picture.wanted.connect(self._clock.start)
        self._format.currentIndexChanged.connect(self._on_change)
        for box in (self._lossless, self._metadata_box, self._profile, self._mark):
            box.toggled.connect(self._on_change)

    def _on_change(self) -> None:
        options = self.options
        lossy = options.format in WITH_QUALITY and not (options.format == "WebP" and options.lossless)
        for part in (self._slider, self._quality, self._quality_label):
            part.setEnabled(lossy)
        self._lossless.setVisible(options.format == "WebP")
        self._export.setEnabled(True)
        self._profile.setEnabled(options.format != "PSD")  # where it is kept in any case
        if options.format == "PSD":
            self._clock.stop()
            self._show_part(None)
            self._export.setEnabled(psd.can_write())
            if psd.can_write():
                words = "\n".join((text("Its size is known once it is written."), "; ".join(self._notes)))
                self._show_words(text("Layers and masks"), words.strip())
            else:
                needs = text("PSD needs psd-tools, which is not installed: pip install 'gatebrush[psd]'")
                self._show_words(text("Cannot be exported"), needs)
            return
        self._size.setEnabled(False)
        self._clock.start()

    def _encode(self) -> None:
        if self.options.format == "PSD":  # nothing is encoded for it, whoever asked: an answer that came late, a drag
            return
        if self._asked is None and not self._has_ended:
            self._asked = (self._document, self.options)
            work = functools.partial(preview, self._document, self._metadata, self.options, self._picture.at)
            self._errands.run(text("Encoding"), work, self._on_preview, self._on_fault)

    def _on_preview(self, found: Preview) -> None:
        if self._is_latest():
            self._show_part(found)
            size = size_text(found.size)
            words = "; ".join((*self._notes, *map(said, found.lost)))
            self._show_words(size if found.is_exact else text("about {size}", size=size), words)

    def _show_part(self, part: Preview | None) -> None:
        self._picture.show_part(part)
        self._caption.setVisible(part is not None)

    def _on_fault(self, fault: Exception) -> None:
        if self._is_latest():
            self._export.setEnabled(False)
            self._show_part(None)
            line = said(fault) if isinstance(fault, FileError) else f"{type(fault).__name__}: {fault}"
            self._show_words(text("Cannot be exported"), line.partition(": ")[2] or line)

    def _is_latest(self) -> bool:
        """Whether the answer that came is wanted still; if not, what is wanted now is encoded next."""
        asked, self._asked = self._asked, None
        if self._has_ended:
            return False
        is_latest = asked is not None and asked[0] is self._document and asked[1] == self.options
        if not is_latest and not self._clock.isActive():
            self._clock.start(0)
        return is_latest

    def _show_words(self, size: str, words: str) -> None:
        self._size.setEnabled(True)
        self._size.setText(size)
        self._words.setText(words)
        self._export.setToolTip("" if self._export.isEnabled() else words)


def size_text(size: int) -> str:
    """Bytes for people, in steps of 1000 as file managers count."""
    if size < 1000:
        return plural("{count} byte", "{count} bytes", count=size)
    for unit in (mark("{number} kB"), mark("{number} MB")):
        size /= 1000  # type: ignore[assignment]
        if size < 999.5:
            return said(unit, number=decimal(size, 0 if size >= 99.5 else 1))
    return text("{number} GB", number=decimal(size / 1000, 1))


def _box(words: str, checked: bool, tip: str) -> QCheckBox:  # noqa: FBT001 - its state
    box = QCheckBox(words)
    box.setChecked(checked)
    box.setToolTip(tip)
    return box
