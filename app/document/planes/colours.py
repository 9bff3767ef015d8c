"""Painted colours: a plane whose pixels have a colour or none, which guides what a fill paints, as strokes do.

A tile is (128, 128, 4) uint8, read-only: red, green, blue and 255 where a colour is painted, else four zeros. So a
pixel is painted or it is not, and one that was erased is what it was before. All else is as `tiles.py` says.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import Size
from app.document.planes.draft import LiveDraft
from app.document.planes.tiles import Key, Mask, PatchOf, TiledPlane, TilesOf

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 .. 255, in the photo's own colours."""
Colours: TypeAlias = npt.NDArray[np.uint8]
ColourPatch: TypeAlias = PatchOf[np.uint8]
ColourTiles: TypeAlias = TilesOf[np.uint8]

CHANNELS = 4
_LEAST = 128  # of an alpha that counts, as in masks


class ColourPlane(TiledPlane[np.uint8]):
    """A picture of painted colours, at first without any."""

    def __init__(self, size: Size) -> None:
        super().__init__(size, np.dtype(np.uint8), (CHANNELS,))

    @staticmethod
    def painted(tile: Colours) -> Mask:
        is_painted: Mask = _words(tile) != 0
        return is_painted

    @staticmethod
    def without(tile: Colours, gone: Colours) -> Colours:
        """What has been painted over in another colour since stays."""
        words = _words(tile)
        return _bytes(np.where(words == _words(gone), np.uint32(0), words))

    def _check(self, key: Key, tile: Colours | None) -> None:
        super()._check(key, tile)
        if tile is not None and not np.array_equal(sound(tile), tile):
            raise ValueError(f"tile {key} has pixels that are neither a colour nor empty")


class ColourDraft(LiveDraft[np.uint8]):
    """Unfinished strokes of one colour."""

    def __init__(self, plane: ColourPlane, colour: Colour) -> None:
        if any(not 0 <= value <= 255 for value in colour):
            raise ValueError(f"colour {colour}: red, green and blue must be 0 .. 255")
        super().__init__(plane)
        self._word = _word((*colour, 255))
        self._whole: Colours | None = None

    def _over(self, present: Colours | None, covered: Mask, *, erase: bool) -> Colours:
        under = np.uint32(0) if present is None else _words(present)
        return _bytes(np.where(covered, np.uint32(0) if erase else self._word, under))

    def _kept(self, tile: Colours | None) -> Colours | None:
        """All tiles of nothing but this colour are one: a large patch costs its border and little more."""
        if tile is None or not (tile[0, 0, 3] and tile[-1, -1, 3]) or (_words(tile) != self._word).any():
            return tile
        self._whole = tile if self._whole is None else self._whole
        return self._whole


def sound(pixels: Colours) -> Colours:
    """(..., 4) pixels of whatever alpha as painted colours are: opaque where it is at least 128, else all zero."""
    opaque = _words(pixels) | _word((0, 0, 0, 255))
    return _bytes(np.where(pixels[..., 3] >= _LEAST, opaque, np.uint32(0)))


def _words(pixels: Colours) -> npt.NDArray[np.uint32]:
    """The four bytes of each pixel as one number: looked at several times as fast."""
    return np.ascontiguousarray(pixels).view(np.uint32)[..., 0]


def _word(pixel: tuple[int, int, int, int]) -> np.uint32:
    return np.uint32(_words(np.array(pixel, np.uint8)))


def _bytes(words: npt.NDArray[np.uint32]) -> Colours:
    return np.ascontiguousarray(words)[..., np.newaxis].view(np.uint8)
