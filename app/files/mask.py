"""Masks and sketches on disk: white is True. The only place where grey values become True and False."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document.layers.conversion import grey_of
from app.files.beside import open_beside
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import save_photo

MASK = Line("mask")
THRESHOLD = 128
_LOOKED_AT = 500  # rows and columns that are enough to tell a photo from a mask
_SHADE = 16  # levels that count as one shade of grey: a JPEG blurs them
_MOST_BETWEEN = 0.36  # of a mask's pixels are of neither of its two shades, unless its edges are soft
_ROUGH = 4  # levels from the mean of two neighbours from which on a pixel is texture, and no part of a soft edge
_MOST_ROUGH = 0.015  # of the pixels of a mask with soft edges
_ROWS = 32  # bands: the weighted sum takes 16 bytes a pixel


def open_mask(path: Path, size: tuple[int, int], what: str = MASK) -> NDArray[np.bool_]:
    """Read a mask for a photo of `size` (width, height) -> (H, W) bool, True where the file is white (128 or more).

    Transparency is passed over, unless the colour is the same everywhere: then opaque is True.
    `what` names the file in the line of a refusal. Raises InputRefused, also for another size.
    """
    return read_mask(path, size, what)[0]


def read_mask(path: Path, size: tuple[int, int], what: str = MASK) -> tuple[NDArray[np.bool_], bool]:
    """The mask, as of `open_mask`, and whether its file looks like a photo."""
    pixels = open_beside(path, size, what)
    height, width = pixels.shape[:2]
    colours = slice(0, 1 if pixels.shape[2] <= 2 else 3)
    if pixels.shape[2] in (2, 4):
        alpha = pixels[..., -1]
        if alpha.min() != alpha.max() and _is_one_colour(pixels[..., colours]):
            return _light(alpha), _is_photographic(alpha[..., None])
    mask = np.empty((height, width), np.bool_)
    for top in range(0, height, _ROWS):
        part = pixels[top : top + _ROWS, :, colours]
        mask[top : top + _ROWS] = _light(part[..., 0] if part.shape[2] == 1 else grey_of(part))
    return mask, _is_photographic(pixels[..., colours])


def _is_photographic(pixels: NDArray[Any]) -> bool:
    """Whether (H, W, 1 or 3) has more than two shades, and texture.

    Wide feathers have the former alone, hard edges the latter. Rather a photo that is not noticed, such as one of
    fog, than a mask that is taken for one.
    """
    steps = tuple(max(1, side // _LOOKED_AT) for side in pixels.shape[:2])
    some = pixels[:: steps[0], :: steps[1]] // (1 if pixels.dtype == np.uint8 else 257)
    grey = some.mean(axis=2, dtype=np.float32)
    return _between(grey) > _MOST_BETWEEN and _rough(grey) > _MOST_ROUGH


def _between(grey: NDArray[np.float32]) -> float:
    """The part of the pixels that are of neither of the two most frequent shades, 0..1."""
    counts = np.bincount(grey.astype(np.uint8).ravel(), minlength=256)
    for _ in range(2):
        first = int(np.convolve(counts, np.ones(_SHADE), "valid").argmax())
        counts[first : first + _SHADE] = 0
    return float(counts.sum() / grey.size)


def _rough(grey: NDArray[np.float32]) -> float:
    """The part of the pixels of (H, W) that are texture, 0..1; those at its edges are not looked at."""
    if min(grey.shape) < 3:
        return 0.0
    middle = grey[1:-1, 1:-1]
    across = np.abs(middle - (grey[1:-1, :-2] + grey[1:-1, 2:]) / 2)
    down = np.abs(middle - (grey[:-2, 1:-1] + grey[2:, 1:-1]) / 2)
    return float((np.maximum(across, down) >= _ROUGH).mean())


def _is_one_colour(colour: NDArray[Any]) -> bool:
    """Whether (H, W, C) has the same colour everywhere; the first rows mostly tell."""
    return all((colour[top : top + _ROWS] == colour[0, 0]).all() for top in range(0, len(colour), _ROWS))


def save_mask(path: Path, mask: NDArray[np.bool_]) -> None:
    """Write (H, W) bool as white on black. Raises OutputRefused."""
    save_photo(path, (mask * np.uint8(255))[..., None], Metadata())


def _light(grey: NDArray[Any]) -> NDArray[np.bool_]:
    light: NDArray[np.bool_] = grey >= (THRESHOLD if grey.dtype == np.uint8 else THRESHOLD * 256)
    return light
