"""Pictures with holes to be filled: a folder with photos/, masks/KIND/ and sketches/KIND/ of the same names."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

KINDS = ("brush", "rect")


@dataclass(frozen=True, slots=True)
class Case:
    """photo: (H, W, 3) uint8.  hole: (H, W) bool.  sketch: (H, W) bool, all False where the suite has none."""

    name: str
    photo: NDArray[np.uint8]
    hole: NDArray[np.bool_]
    sketch: NDArray[np.bool_]


def cases(folder: Path, kind: str, *, size: int | None = None, limit: int | None = None) -> Iterator[Case]:
    """The pictures of a suite with the holes of one kind.

    size: reduce or enlarge everything to a square of this side; photos by area or cubic, holes by majority,
    strokes so that none is lost.  limit: only the first so many.
    """
    for path in sorted((folder / "photos").glob("*.png"))[:limit]:
        photo = np.asarray(Image.open(path).convert("RGB"))
        hole = _plane(folder / "masks" / kind / path.name)
        sketch_path = folder / "sketches" / kind / path.name
        sketch = _plane(sketch_path) if sketch_path.exists() else np.zeros_like(hole)
        if size is not None and photo.shape[:2] != (size, size):
            method = cv2.INTER_AREA if size < photo.shape[0] else cv2.INTER_CUBIC
            photo = cv2.resize(photo, (size, size), interpolation=method)
            hole = _resized(hole, size) >= 0.5
            sketch = _resized(sketch, size) > 0.2
        yield Case(path.stem, photo, hole, sketch)


def _plane(path: Path) -> NDArray[np.bool_]:
    return np.asarray(Image.open(path).convert("L")) >= 128


def _resized(plane: NDArray[np.bool_], size: int) -> NDArray[np.float32]:
    method = cv2.INTER_AREA if size < plane.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane.astype(np.float32), (size, size), interpolation=method), np.float32)
