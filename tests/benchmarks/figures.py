"""The figures of whole fills in the docs, made of open photos with the shipped weights.

    python tests/benchmarks/figures.py docs [--photos FOLDER] [--only strokes colours failures lawn fringes]

Writes NAME.jpg into the folder. What is no sample of this repository is looked for in --photos; without one it says
which photo is missing, whose it is, and where it is from. Every fill is one request as a person would make it. «Before»
is the code of today with the one step switched off that the figure is about.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.evaluation.fills import filled
from model.evaluation.outputs import whole
from model.inference import FillRequest, Inpainter, guidance
from model.inference.detail import sources
from tests.benchmarks.figure_scenes import OTHERS, Scene, ellipse

GAP = 6
PAPER = 255
HOLE, STROKE = (255, 0, 128), (255, 255, 255)
COVER = 0.6  # of the photo by the hole's colour

Picture = NDArray[np.uint8]
View = Callable[[Inpainter, Scene, Picture], Picture]
"""What one column shows of a scene: the photo in, a picture of its size out."""


def photo_alone(_inpainter: Inpainter, _scene: Scene, photo: Picture) -> Picture:
    return photo


def marked(_inpainter: Inpainter, scene: Scene, photo: Picture) -> Picture:
    """The photo with hole, strokes and painted colours."""
    cover = np.rint(photo * (1 - COVER) + np.array(HOLE) * COVER).astype(np.uint8)
    picture = np.where(scene.hole(photo)[..., None], cover, photo)
    colours = scene.colours(photo)
    if colours is not None:
        picture = np.where(colours[..., 3:] > 0, colours[..., :3], picture)
    return np.where(scene.sketch(photo)[..., None], np.array(STROKE, np.uint8), picture)


def plain(inpainter: Inpainter, scene: Scene, photo: Picture) -> Picture:
    return filled(inpainter, FillRequest(photo, scene.hole(photo)))


def guided(inpainter: Inpainter, scene: Scene, photo: Picture) -> Picture:
    return filled(inpainter, FillRequest(photo, scene.hole(photo), sketch=scene.sketch(photo)))


def painted(inpainter: Inpainter, scene: Scene, photo: Picture) -> Picture:
    sketch, colours = scene.sketch(photo), scene.colours(photo)
    return filled(inpainter, FillRequest(photo, scene.hole(photo), sketch=sketch, colours=colours))


def before(view: View, module: object, step: str, instead: Callable[..., object]) -> View:
    """A view with one step of the fill replaced."""

    def shown(inpainter: Inpainter, scene: Scene, photo: Picture) -> Picture:
        with patch.object(module, step, instead):
            return view(inpainter, scene, photo)

    return shown


@dataclass(frozen=True, slots=True)
class Figure:
    """Scenes below each other, views of them side by side. tile: width of one, in pixels."""

    scenes: tuple[Scene, ...]
    views: tuple[View, ...]
    tile: int = 396
    quality: int = 80


ZIGZAG = ((-0.86, 0.42), (-0.31, -0.33), (0.12, 0.06), (0.87, -0.14))
PEAK = ((-0.91, 0.22), (-0.24, -0.36), (0.43, 0.5), (0.97, -0.03))
TWO_PEAKS = ((-0.92, 0.4), (-0.44, -0.15), (0.0, 0.1), (0.47, -0.57), (0.97, 0.25))
DUNE = ((0.5, 0.352), (0.16, 0.16))
ROCK = ((0.25, 0.4), (0.118, 0.2))
MOUNTAIN = ((0.5, 0.25), (0.18, 0.18))
POST = ((0.11, 0.431), (0.166, 0.421), (0.197, 0.632), (0.18, 0.664), (0.13, 0.672))

FIGURES = {
    "strokes": Figure(
        (
            ellipse("dune", *DUNE, ridge=ZIGZAG),
            ellipse("wren", *ROCK, ridge=PEAK, around=(1.9, 1.6)),
            ellipse("mountain_lake", *MOUNTAIN, ridge=TWO_PEAKS),
            ellipse("boats", (0.5, 0.805), (0.2, 0.15), ridge=((-1.0, 0.0), (0.0, -0.27), (1.0, 0.12))),
        ),
        (marked, plain, guided),
    ),
    "colours": Figure(
        (
            ellipse(
                "dune",
                *DUNE,
                ridge=ZIGZAG,
                paint=(((-0.38, 0.27), (0.1, 0.37), (0.53, 0.33)), (0.2, 0.75), 0.31),
            ),
            ellipse(
                "wren",
                *ROCK,
                ridge=PEAK,
                paint=(((-0.49, 0.19), (-0.25, 0.12), (-0.09, 0.39)), (0.2525, 0.64), 0.27),
                around=(1.9, 1.6),
            ),
            ellipse(
                "mountain_lake",
                *MOUNTAIN,
                ridge=TWO_PEAKS,
                paint=(((-0.43, 0.39), (0.0, 0.46), (0.44, 0.3), (0.66, 0.33)), (0.4425, 0.4755), 0.33),
            ),
            ellipse(
                "lighthouse",
                (0.24, 0.376),
                (0.13, 0.18),
                ridge=((-0.82, 0.45), (-0.18, -0.33), (0.19, 0.04), (0.82, -0.24)),
                paint=(((-0.48, 0.48), (0.61, 0.38)), (0.24, 0.55), 0.34),
            ),
        ),
        (marked, guided, painted),
    ),
    "failures": Figure(
        (
            ellipse("colosseum", (0.41, 0.55), (0.13, 0.163)),
            ellipse("dune", (0.427, 0.46), (0.16, 0.17)),
            ellipse("dogs", (0.43, 0.52), (0.22, 0.103)),
            ellipse("sign", (0.46, 0.42), (0.19, 0.14)),
        ),
        (photo_alone, marked, plain),
    ),
    "lawn": Figure(
        (ellipse("kitten", (0.521, 0.831), (0.146, 0.154), around=(1.6, 1.3)),),
        (marked, before(plain, sources, "flat_of", lambda *_: None), plain),
        tile=451,
    ),
    "fringes": Figure(
        (Scene("pier", POST, (0.088, 0.428, 0.234, 0.66), traced=True),),
        (before(guided, guidance, "without_fringes", lambda answer, *_: answer), guided),
        tile=361,
    ),
}


def sheet(figure: Figure, inpainter: Inpainter, folder: Path | None) -> Image.Image:
    rows = [list(_row(figure, scene, inpainter, folder)) for scene in figure.scenes]
    width = len(figure.views) * (figure.tile + GAP) - GAP
    paper = Image.new("RGB", (width, sum(row[0].height + GAP for row in rows) - GAP), (PAPER,) * 3)
    top = 0
    for row in rows:
        for column, tile in enumerate(row):
            paper.paste(tile, (column * (figure.tile + GAP), top))
        top += row[0].height + GAP
    return paper


def _row(figure: Figure, scene: Scene, inpainter: Inpainter, folder: Path | None) -> Iterator[Image.Image]:
    photo = scene.read(folder)
    for view in figure.views:
        part = Image.fromarray(scene.shown(view(inpainter, scene, photo)))
        yield part.resize((figure.tile, round(figure.tile * part.height / part.width)), Image.Resampling.LANCZOS)


@contextmanager
def network() -> Iterator[Inpainter]:
    inpainter = Inpainter.load("cpu")
    try:
        yield inpainter
    finally:
        inpainter.close()


def main() -> None:
    """Write the figures that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="photos besides the samples:\n" + "\n".join(f"  {name}: {whose}" for name, whose in OTHERS.items()),
    )
    parser.add_argument("out", type=Path, help="folder")
    parser.add_argument("--photos", type=Path, help="folder of photos whose names end in those below")
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=list(FIGURES))
    words = parser.parse_args()
    with network() as inpainter:
        for name in words.only:
            picture = sheet(FIGURES[name], inpainter, words.photos)
            with whole(words.out / f"{name}.jpg") as part:
                picture.save(part, quality=FIGURES[name].quality)
            print(words.out / f"{name}.jpg", *picture.size, flush=True)


if __name__ == "__main__":
    main()
