"""How much of a photo's contours *Trace Contours* brings at first, and whether it is what a person would keep.

    python tests/benchmarks/contours.py PHOTOS [--edges MAPS]

For each photo the strokes that are brought, out of those found, and their share of the length, with all of the photo as
the hole. With edge maps of the same names, 255 = sure edge, as HED makes them (arXiv 1504.06375): how many of the
long outlines are brought (40 pixels and more in a picture 256 high, the map above 0.75 along them), and how many of the
short strokes of texture (less than 25 pixels, below 0.65).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inference.contours import Contours, contours_of
from model.inference.edges import WORKING_SIDE, scale_of

_LONG, _SURE = 40, 0.75
_SHORT, _UNSURE = 25, 0.65
_NEAR = np.ones((5, 5), np.uint8)  # an edge map is not at the stroke to the pixel


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one photo. outlines, texture: lengths and numbers of such strokes, those that are brought and all of them."""

    brought: int
    found: int
    share: float
    outlines: tuple[int, int] = (0, 0)
    texture: tuple[int, int] = (0, 0)


def tally(photo: NDArray[np.uint8], edges: NDArray[np.uint8] | None) -> Tally | None:
    if edges is not None:
        shrink = min(1.0, WORKING_SIDE / min(photo.shape[:2]))
        photo = np.asarray(cv2.resize(photo, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    contours = contours_of(photo, np.ones(photo.shape[:2], np.bool_))
    if not contours.count:
        return None
    share = float((contours.places < contours.outlines).mean())
    if edges is None:
        return Tally(contours.outlines, contours.count, share)
    lengths = np.bincount(contours.places)
    sure = _sure(contours, edges, photo.shape[:2])
    is_brought, lengths_px = np.arange(contours.count) < contours.outlines, lengths / scale_of(photo)
    is_outline = (lengths_px >= _LONG) & (sure >= _SURE)
    is_texture = (lengths_px < _SHORT) & (sure < _UNSURE)
    return Tally(
        contours.outlines,
        contours.count,
        share,
        (int(lengths[is_outline & is_brought].sum()), int(lengths[is_outline].sum())),
        (int((is_texture & is_brought).sum()), int(is_texture.sum())),
    )


def _sure(contours: Contours, edges: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.float64]:
    """What the edge map says along each stroke, on average, 0 .. 1."""
    fitting = cv2.resize(edges, shape[::-1], interpolation=cv2.INTER_AREA)
    there = cv2.dilate(fitting, _NEAR)[contours.rows, contours.columns] / 255
    return np.asarray(np.bincount(contours.places, there) / np.bincount(contours.places), np.float64)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--edges", type=Path)
    words = parser.parse_args()
    maps = {} if words.edges is None else {path.stem: path for path in words.edges.iterdir()}
    tallies = []
    for path in sorted(words.photos.iterdir()):
        if path.suffix not in (".jpg", ".png", ".webp") or path.stem.endswith(("_mask", "_sketch")):
            continue
        if maps and path.stem not in maps:
            continue
        edges = np.asarray(Image.open(maps[path.stem]).convert("L")) if maps else None
        one = tally(np.asarray(Image.open(path).convert("RGB")), edges)
        if one is not None:
            tallies.append(one)
            if not maps:
                print(f"{path.stem:28}{one.brought:5} of {one.found:4} strokes, {one.share:4.0%} of the length")
    mean = [
        float(np.mean(column)) for column in zip(*((one.brought, one.found, one.share) for one in tallies), strict=True)
    ]
    print(f"{len(tallies)} photos: {mean[0]:.0f} of {mean[1]:.0f} strokes, {mean[2]:.0%} of the length")
    if maps:
        outlines, texture = (
            np.sum([getattr(one, name) for one in tallies], axis=0) for name in ("outlines", "texture")
        )
        print(
            f"long outlines brought: {outlines[0] / outlines[1]:.1%}; strokes of texture: {texture[0] / texture[1]:.2%}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
