"""python -m model.evaluation.new_suite --photos FOLDER --out SUITE [--size 256] [--kinds brush,rect] [--seed 1]

Photos cut to squares, and holes for each that depend on the seed and the photo's name alone.
"""

import argparse
import sys
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.commands import REFUSED, UNWRITABLE, ended, say
from model.evaluation.outputs import OutputError, check_folder
from model.evaluation.pictures import PictureError, read_rgb
from model.evaluation.suites import LARGEST_SIDE, SMALLEST_SIDE, SuiteError, by_stem, sides
from model.training.arguments import count, whole_number
from model.training.holes import KINDS, HolesOutOfBounds, brush, rectangle, sample

MAKERS: dict[str, Callable[[int, np.random.Generator], NDArray[np.bool_]]] = {
    "brush": brush,
    "rect": rectangle,
    **{name: partial(sample, kinds=name) for name in KINDS},
}
"""Kinds of holes: the paper's two, and the mixes that are trained on."""

EXITS: dict[type[Exception], int] = {
    SuiteError: REFUSED,
    HolesOutOfBounds: REFUSED,
    OutputError: UNWRITABLE,
    OSError: UNWRITABLE,
}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m model.evaluation.new_suite", description="Make a suite for the evaluation out of photos."
    )
    add = parser.add_argument
    add("--photos", type=Path, required=True, metavar="FOLDER", help="PNG, JPEG and WebP")
    add("--out", type=Path, required=True, metavar="SUITE", help="new or empty folder")
    add("--size", type=whole_number, default=256, help="side of the squares (default: 256)")
    add("--kinds", default="brush,rect", metavar="NAMES", help=f"comma between, of {', '.join(MAKERS)}")
    add("--seed", type=count, default=1, help="of the holes (default: 1)")
    add("--limit", type=whole_number, help="only the first so many photos")
    return parser.parse_args(arguments)


def make(arguments: argparse.Namespace) -> None:
    """Write the suite that the command line asks for; a photo that cannot be used costs one line."""
    size, kinds, out = arguments.size, arguments.kinds.split(","), arguments.out
    if not SMALLEST_SIDE <= size <= LARGEST_SIDE:
        raise SuiteError(f"--size is {size}: give {SMALLEST_SIDE} to {LARGEST_SIDE} pixels")
    for kind in kinds:
        if kind not in MAKERS:
            raise SuiteError(f"no holes are called {kind!r}: choose of {', '.join(MAKERS)}")
    photos = by_stem(arguments.photos)
    check_folder("--out", out)
    if out.is_dir() and any(out.iterdir()):
        raise OutputError(f"--out {out} is not empty: give a new folder")
    made = 0
    for name, path in sorted(photos.items())[: arguments.limit]:
        try:
            photo = square(read_rgb(path), size)
        except PictureError as fault:
            say(f"left out: {fault}")
            continue
        except TooSmall as fault:
            say(f"left out: {path} {fault}")
            continue
        for kind in kinds:  # before the photo, which is refused without them
            write(out / "masks" / kind / f"{name}.png", hole_of(name, kind, size, arguments.seed))
        write(out / "photos" / f"{name}.png", photo)
        made += 1
    if not made:
        raise SuiteError(
            f"no photo in {arguments.photos} can be used: give PNG, JPEG or WebP of {size} pixels and more"
        )
    sys.stdout.write(f"{out}: {made} photos of {size}², {', '.join(kinds)}\n")


class TooSmall(Exception):
    """A photo would have to be enlarged; one line."""


def square(photo: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """The middle of a photo, reduced: (H, W, 3) -> (size, size, 3). TooSmall where a side is shorter."""
    height, width = photo.shape[:2]
    side = min(height, width)
    if side < size:
        raise TooSmall(f"is {sides(photo.shape)}, smaller than {size} pixels")
    top, left = (height - side) // 2, (width - side) // 2
    middle = photo[top : top + side, left : left + side]
    return np.asarray(cv2.resize(middle, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def hole_of(name: str, kind: str, size: int, seed: int) -> NDArray[np.uint8]:
    """The hole of a photo: (size, size) uint8, 255 = hole. Another photo more or less changes none of the others."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{kind} {name}".encode())])
    return MAKERS[kind](size, rng).astype(np.uint8) * 255


def write(path: Path, pixels: NDArray[np.uint8]) -> None:
    """As PNG, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def main() -> int:
    """Make a suite as the command line says; the exit code."""
    arguments = parse()
    return ended(lambda: make(arguments), EXITS, stopped="stopped: the suite is not whole")


if __name__ == "__main__":
    sys.exit(main())
