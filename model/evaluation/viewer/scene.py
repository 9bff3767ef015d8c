"""Photo, mask and sketch from files, cut to the one crop that the network sees."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.evaluation.pictures import read_plane, read_rgb
from model.inference.crops import plan
from model.inference.crops.cutting import cut, cut_plane, cut_strokes
from model.inference.planes import to_planes, to_rgb

HOLE, STROKE = (150, 120, 190), (255, 255, 255)
SMALLEST_SIZE, LARGEST_SIZE = 64, 512


class ViewError(ValueError):
    """What was asked for cannot be shown; one line says which and why."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the network is given.

    photo: (H, W, 3) uint8, H and W multiples of 8.  hole: (H, W) bool, not empty.
    sketch: (H, W) bool, strokes inside the hole only, or None.
    """

    photo: NDArray[np.uint8]
    hole: NDArray[np.bool_]
    sketch: NDArray[np.bool_] | None

    def planes(self, *, guided: bool) -> Tensor:
        """The six planes (1, 6, H, W) float32, with the strokes or without."""
        sketch = self.sketch if guided else None
        return torch.from_numpy(to_planes(to_rgb(self.photo, largest=255), self.hole, sketch))

    def shown(self, *, guided: bool) -> NDArray[np.uint8]:
        """The photo with its hole painted over, and the strokes if it is guided: (H, W, 3) uint8."""
        picture = np.where(self.hole[..., None], np.array(HOLE, np.uint8), self.photo)
        if guided and self.sketch is not None:
            picture = np.where(self.sketch[..., None], np.array(STROKE, np.uint8), picture)
        return picture


def read_scene(photo: Path, mask: Path, sketch: Path | None = None, *, size: int = 384) -> Scene:
    """The crop around the largest group of holes, as a fill of the app would cut it.

    mask, sketch: white (128 and more) = hole or stroke, of the photo's size.  size: longest side of the crop.
    """
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise ViewError(f"--size is {size}: give {SMALLEST_SIZE} to {LARGEST_SIZE} pixels")
    pixels, hole = read_rgb(photo), read_plane(mask)
    strokes = None if sketch is None else read_plane(sketch)
    for path, plane in ((mask, hole), (sketch, strokes)):
        if plane is not None and plane.shape != pixels.shape[:2]:
            raise ViewError(f"{path} is {_sides(plane)}, {photo} is {_sides(pixels)}: save it at the photo's size")
    if not hole.any():
        raise ViewError(f"{mask} has no white pixels: paint the hole white")
    crop = max(plan(hole, size), key=lambda crop: crop.size[0] * crop.size[1])
    seen = cut_plane(hole, crop)
    if seen.all():
        raise ViewError(f"{mask} covers everything: leave something known around the hole")
    return Scene(
        photo=np.rint(cut(pixels, crop)).astype(np.uint8),
        hole=seen,
        sketch=None if strokes is None else cut_strokes(strokes & hole, crop),
    )


def at_size(plane: NDArray[np.bool_], height: int, width: int) -> NDArray[np.bool_]:
    """A plane (H, W) bool at a layer's size, by majority."""
    reduced = cv2.resize(plane.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(reduced >= 0.5)


def _sides(pixels: NDArray) -> str:
    return f"{pixels.shape[1]}×{pixels.shape[0]}"
