"""The colour that the colour brush paints with: between the screen, which it is chosen on, and the photo.

The settings have it as the screen shows it, so that it is the same on every photo, whatever profile that has. What is
painted has the photo's own colours, a grey photo's among them.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor

from app.document import compose
from app.document.geometry import Box
from app.document.layers.conversion import GREY
from app.document.layers.layer import Pixels
from app.editor.canvas.images import from_screen, to_screen
from app.editor.session import Session
from app.editor.tools.base import Spot

Colour: TypeAlias = tuple[int, int, int]

MOST = 6  # colours that are remembered
_SIDE = 5  # pixels of the screen, of the square that a colour is the mean of


class Paint(QObject):
    """Chosen in a dialog, taken from the photo, or one of those painted with last."""

    changed = Signal()  # whether the next click takes a colour
    taken = Signal(str)  # from the photo: its name

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.is_asked = False  # to take the colour of the next click
        self._taken: tuple[QColor, Colour] | None = None  # from this photo: the screen may have no such colour
        session.opened.connect(self._on_opened)

    @property
    def colour(self) -> QColor:
        """As the screen shows it."""
        return QColor(self._session.settings.paint_colour)

    @property
    def used(self) -> tuple[str, ...]:
        """Those painted with last, as #rrggbb, newest first."""
        return self._session.settings.paint_used

    def choose(self, colour: QColor) -> None:
        """colour: as the screen shows it."""
        self._session.change(paint_colour=colour.name())

    def note_use(self) -> None:
        """It was painted with. One that is remembered stays in its place: swatches that jump are not found again."""
        name = self.colour.name()
        if name not in self.used:
            self._session.change(paint_used=(name, *self.used)[:MOST])

    def ask(self, *, on: bool) -> None:
        """Have the next click take a colour, or not."""
        if on != self.is_asked:
            self.is_asked = on
            self.changed.emit()

    def in_photo(self) -> Colour:
        """In the photo's own colours."""
        photo, colour = self._session.photo, self.colour
        if photo is None:
            return _rgb(colour)
        if self._taken is not None and self._taken[0] == colour:
            return self._taken[1]
        transform = from_screen(photo.metadata.icc)
        return self._as_photo(_rgb(colour if transform is None else transform.map(colour)))

    def shown(self, colour: QColor) -> QColor:
        """As it would look on the photo: grey on a grey one."""
        return QColor(*self._as_photo(_rgb(colour)))

    def take_from(self, spot: Spot) -> bool:
        """Take what is shown around a point of the photo; False where there is nothing."""
        photo = self._session.photo
        if photo is None:
            return False
        box = _around(spot).clip(photo.document.size)
        mean = None if box.is_empty else _mean(compose(photo.document, box))
        if mean is None:
            return False
        transform, colour = to_screen(photo.metadata.icc), QColor(*mean)
        self.choose(colour if transform is None else transform.map(colour))
        self._taken = self.colour, mean
        return True

    @Slot()
    def _on_opened(self) -> None:
        self._taken = None
        self.ask(on=False)

    def _as_photo(self, colour: Colour) -> Colour:
        document = self._session.document
        if document is None or document.channels >= 3:
            return colour
        grey = round(sum(share / 1000 * value for share, value in zip(GREY, colour, strict=True)))
        return grey, grey, grey


def _around(spot: Spot) -> Box:
    """A square of some pixels of the screen, at least the pixel under the pointer."""
    half = (_SIDE * spot.ratio * spot.grain - 1) / 2
    x, y = math.floor(spot.x), math.floor(spot.y)
    reach = max(0, round(half))
    return Box(x - reach, y - reach, x + reach + 1, y + reach + 1)


def _mean(pixels: Pixels) -> Colour | None:
    """Of pixels (h, w, C) as a photo has them; None where all are transparent."""
    values = pixels.reshape(-1, pixels.shape[2]).astype(np.float64) / (257 if pixels.dtype == np.uint16 else 1)
    weights = values[:, -1] if values.shape[1] in (2, 4) else np.ones(len(values))
    if not weights.any():
        return None
    mean = np.average(values, axis=0, weights=weights)
    red, green, blue = (round(float(mean[channel])) for channel in ((0, 1, 2) if len(mean) >= 3 else (0, 0, 0)))
    return red, green, blue


def _rgb(colour: QColor) -> Colour:
    return colour.red(), colour.green(), colour.blue()
