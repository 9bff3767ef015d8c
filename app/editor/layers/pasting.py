"""Pictures from other programs as layers, and what is seen to other programs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.editor.canvas.images import picture_of, to_screen
from app.editor.errands import Errands
from app.editor.files.dropping import files_in
from app.editor.files.projects import snapshot
from app.editor.files.refusals import Refusals
from app.editor.history.commands import FillCommand
from app.editor.notices import failure, news
from app.editor.session import Session, paused
from app.files.insert import Frame, Insert, made_to_fit, read_insert
from app.language import said, text

_NO_MIDDLE = (0.0, 0.0)


class Pasting(QObject):
    """Reads and converts off the window's thread; each picture is one step and one layer."""

    notice = Signal(object)
    added = Signal()  # a layer lies on top now

    def __init__(self, session: Session, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._errands = session, errands
        self._refusals = Refusals(text("Not added"), self)
        self._refusals.notice.connect(self.notice)
        self.ask_middle: Callable[[], tuple[float, float]] = lambda: _NO_MIDDLE  # the photo's point that is in sight

    def copy(self) -> None:
        """What is seen, in the colours of the screen, for other programs."""
        self._session.settling.emit()  # a layer may be shown elsewhere than it is
        photo = self._session.photo
        if photo is not None:
            work = functools.partial(_copied, snapshot(photo.document), photo.metadata.icc)
            self._errands.run(
                text("Copying"), work, self._on_copied, functools.partial(self._on_fault, text("Not copied"))
            )

    def paste(self) -> None:
        """What the clipboard holds, as a layer in the middle of what is in sight."""
        clipboard = QGuiApplication.clipboard()
        offered = clipboard.mimeData()
        paths = [] if offered is None else files_in(offered)  # None where the clipboard is another program's, and gone
        image = clipboard.image()
        if self._session.document is None:
            return
        if not image.isNull():
            self._refusals.begin()
            self._insert(text("Pasted picture"), functools.partial(_from_image, image))
        elif paths:
            self.add_files(paths)
        else:
            self.notice.emit(news(text("Nothing to paste: copy a picture in another program first.")))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Picture files as layers."""
        self._refusals.begin()
        for path in paths:
            self._insert(path.stem, functools.partial(read_insert, path))

    def _insert(self, name: str, make: Callable[[Frame], Insert]) -> None:
        self._session.settling.emit()  # now, and not when it comes: by then something else may be under way
        photo = self._session.photo
        if photo is None:
            return
        document = photo.document
        frame = Frame(document.size, document.channels, document.photo.dtype, photo.metadata.icc)
        then = functools.partial(self._on_made, document, name, self.ask_middle())
        self._errands.run(text("Reading {name}", name=name), functools.partial(make, frame), then, self._refusals.add)

    def _on_made(self, document: Document, name: str, middle: tuple[float, float], made: Insert) -> None:
        if self._session.document is not document:
            return  # another photo is open by now
        with paused(self._session):
            box = _place(document, made, middle)
            layer = Layer(document.new_layer_id(), name, box, made.pixels, made.alpha)
            self._session.push(FillCommand(text("Add {name}", name=name), document, (layer,), ()))
        self.added.emit()
        if made.notes:
            self.notice.emit(news(text("{name}: {notes}", name=name, notes="; ".join(map(said, made.notes)))))
            self._refusals.tell()

    def _on_copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.notice.emit(news(text("Copied: paste it in any program.")))

    def _on_fault(self, what: str, fault: Exception) -> None:
        self.notice.emit(failure(fault, what))


def _place(document: Document, made: Insert, middle: tuple[float, float]) -> Box:
    """About the middle, but wholly inside."""
    height, width = made.pixels.shape[:2]
    x = min(max(round(middle[0] - width / 2), 0), document.size.width - width)
    y = min(max(round(middle[1] - height / 2), 0), document.size.height - height)
    return Box(x, y, x + width, y + height)


def _copied(document: Document, icc: bytes | None) -> QImage:
    image = picture_of(compose(document, Box.of(document.size)))
    colours = to_screen(icc)
    if colours is not None:
        image.applyColorTransform(colours)
    return image


def _from_image(image: QImage, frame: Frame) -> Insert:
    has_alpha = image.hasAlphaChannel()
    kind = QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888
    image = image.convertToFormat(kind)
    channels = 4 if has_alpha else 3
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels: npt.NDArray[Any] = rows[:, : image.width() * channels].reshape(image.height(), image.width(), channels)
    return made_to_fit(pixels.copy(), None, frame)
