"""Masks and sketches on disk: white is True. The only place where grey values become True and False."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.files.errors import InputRefused
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo

MASK = Line("mask")
THRESHOLD = 128
DARK, LIGHT = 16, 239  # grey values between these are neither black nor white
COLOURED = 32  # difference of two channels from which on a pixel has a colour
MOST_BETWEEN = 0.3  # of the pixels of a mask; soft edges and the traces of a JPEG stay far below it
_LOOKED_AT = 500  # rows and columns that are enough to tell a photo from a mask
_ROWS = 32  # bands: the weighted sum takes 16 bytes a pixel


def open_mask(path: Path, size: tuple[int, int], what: str = MASK) -> NDArray[np.bool_]:
    """Read a mask for a photo of `size` (width, height) -> (H, W) bool, True where the file is white (128 or more).

    Transparency is passed over, unless the colour is the same everywhere: then opaque is True.
    `what` names the file in the line of a refusal. Raises InputRefused, also for another size.
    """
    return read_mask(path, size, what)[0]


def read_mask(path: Path, size: tuple[int, int], what: str = MASK) -> tuple[NDArray[np.bool_], bool]:
    """The mask, as of `open_mask`, and whether its file looks like a photo."""
    pixels = open_photo(path, what).pixels
    height, width = pixels.shape[:2]
    if (width, height) != size:
        raise InputRefused(
            Line(
                "{what} {path} is {width}×{height}, photo is {wanted_width}×{wanted_height}: "
                "save the {what} at the photo's size",
                what=what,
                path=path,
                width=width,
                height=height,
                wanted_width=size[0],
                wanted_height=size[1],
            )
        )
    colours = slice(0, 1 if pixels.shape[2] <= 2 else 3)
    if pixels.shape[2] in (2, 4):
        alpha = pixels[..., -1]
        if alpha.min() != alpha.max() and _is_one_colour(pixels[..., colours]):
            return _light(alpha), _is_photographic(alpha[..., None])
    mask = np.empty((height, width), np.bool_)
    for top in range(0, height, _ROWS):
        part = pixels[top : top + _ROWS, :, colours]
        mask[top : top + _ROWS] = _light(part[..., 0] if part.shape[2] == 1 else _grey(part))
    return mask, _is_photographic(pixels[..., colours])


def _is_photographic(pixels: NDArray[Any]) -> bool:
    """Whether many pixels of (H, W, 1 or 3) are neither black nor white."""
    steps = tuple(max(1, side // _LOOKED_AT) for side in pixels.shape[:2])
    some = pixels[:: steps[0], :: steps[1]] // (1 if pixels.dtype == np.uint8 else 257)
    darkest, lightest = some.min(axis=2).astype(int), some.max(axis=2).astype(int)
    between = (lightest >= DARK) & (darkest <= LIGHT) & ((lightest <= LIGHT) | (darkest >= DARK))
    return bool((between | (lightest - darkest >= COLOURED)).mean() > MOST_BETWEEN)


def _is_one_colour(colour: NDArray[Any]) -> bool:
    """Whether (H, W, C) has the same colour everywhere; the first rows mostly tell."""
    return all((colour[top : top + _ROWS] == colour[0, 0]).all() for top in range(0, len(colour), _ROWS))


def save_mask(path: Path, mask: NDArray[np.bool_]) -> None:
    """Write (H, W) bool as white on black. Raises OutputRefused."""
    save_photo(path, (mask * np.uint8(255))[..., None], Metadata())


def _light(grey: NDArray[Any]) -> NDArray[np.bool_]:
    light: NDArray[np.bool_] = grey >= (THRESHOLD if grey.dtype == np.uint8 else THRESHOLD * 256)
    return light


def _grey(colour: NDArray[Any]) -> NDArray[Any]:
    """(H, W, 3) -> (H, W) of the same dtype, weighed as the eye does."""
    red, green, blue = (colour[..., channel].astype(np.uint32) for channel in range(3))
    return ((red * 299 + green * 587 + blue * 114 + 500) // 1000).astype(colour.dtype)
