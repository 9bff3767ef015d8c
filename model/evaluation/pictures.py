"""Photos and planes from picture files, upright."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from model.training.canvases import UNREADABLE, eight_bit


class PictureError(Exception):
    """A picture cannot be read; one line says which and why."""


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) uint8, turned as EXIF says, without transparency. PictureError where it cannot be read."""
    return np.array(_opened(path).convert("RGB"))


def read_plane(path: Path) -> NDArray[np.bool_]:
    """A mask or sketch: (H, W) bool, True where it is white (128 and more). PictureError where it cannot be read."""
    return np.asarray(_opened(path).convert("L")) >= 128


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return eight_bit(ImageOps.exif_transpose(picture))
    except (*UNREADABLE, Image.DecompressionBombError) as fault:
        why = "no such file" if isinstance(fault, FileNotFoundError) else "no picture that can be read"
        raise PictureError(f"cannot read {path}: {why}; give a PNG, JPEG or WebP") from fault
