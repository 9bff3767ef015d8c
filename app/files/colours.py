"""Painted colours on disk: a picture that is transparent where nothing was painted."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.files.beside import open_beside
from app.files.errors import InputRefused
from app.files.line import Line

COLOURS = Line("colours")


def open_colours(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Read the colours for a photo of `size` (width, height) -> (H, W, 4) uint8, R, G, B and A.

    Grey and 16-bit pictures are brought to that form. Raises InputRefused, also for another size and for a picture
    without transparency, which would leave the fill nothing to do.
    """
    pixels = open_beside(path, size, COLOURS)
    channels = pixels.shape[2]
    if channels in (1, 3):
        raise InputRefused(
            Line("colours {path} has no transparency: leave transparent what is not to be painted", path=path)
        )
    shallow = (pixels >> 8 if pixels.dtype == np.uint16 else pixels).astype(np.uint8, copy=False)
    return shallow if channels == 4 else shallow[..., [0, 0, 0, 1]]
