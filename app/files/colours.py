"""Painted colours on disk: a picture that is transparent where nothing was painted."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.files.errors import InputRefused
from app.files.line import Line
from app.files.photo import open_photo

COLOURS = Line("colours")


def open_colours(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Read the colours for a photo of `size` (width, height) -> (H, W, 4) uint8, R, G, B and A.

    Grey and 16-bit pictures are brought to that form. Raises InputRefused, also for another size and for a picture
    without transparency, which would leave the fill nothing to do.
    """
    pixels = open_photo(path, COLOURS).pixels
    height, width, channels = pixels.shape
    if (width, height) != size:
        raise InputRefused(
            Line(
                "{what} {path} is {width}×{height}, photo is {wanted_width}×{wanted_height}: "
                "save the {what} at the photo's size",
                what=COLOURS,
                path=path,
                width=width,
                height=height,
                wanted_width=size[0],
                wanted_height=size[1],
            )
        )
    if channels in (1, 3):
        raise InputRefused(
            Line("colours {path} has no transparency: leave transparent what is not to be painted", path=path)
        )
    shallow = (pixels >> 8 if pixels.dtype == np.uint16 else pixels).astype(np.uint8, copy=False)
    return shallow if channels == 4 else shallow[..., [0, 0, 0, 1]]
