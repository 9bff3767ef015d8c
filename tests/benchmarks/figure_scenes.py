"""What the figures of the docs show: photos with their credits, holes, strokes and painted colours.

Places are shares of a photo's width and height, so that a photo may have any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from model.evaluation.pictures import read_rgb
from model.inference.contours import contours_of

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
OTHERS = {
    "mountain_lake": "«Lake Sherburne», Jacob W. Frank / US National Park Service, CC0 1.0 (budgie-backgrounds)",
    "colosseum": "«Roman Colosseum», author not named, CC0 1.0 (budgie-backgrounds)",
    "kitten": "«A Kitten On The Lawn», author not named, CC0 1.0 (budgie-backgrounds, before 3.0)",
    "boats": "«LCAC and Coast Guard patrol boat Albacore», US Navy / US Marine Corps, public domain (Wikimedia)",
    "pier": "«Where does it end?», gnokii, CC0 1.0 (Fedora's supplemental wallpapers, f28)",
    "dogs": "«Friends», Aitzol Berasategi, CC BY 4.0 (Debian's lomiri-wallpapers-16.04)",
}
"""Photos that are not among the samples, by what their files' names end in."""

STROKE_WIDTH = 0.006  # of the photo's width; a fill thins strokes anyway
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour painted along points. like: where the photo has it.  width: of the photo's width."""

    points: tuple[Point, ...]
    like: Point
    width: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo with what somebody does to it.

    outline: of the hole.  strokes: lines in it; traced: or the photo's own contours.  frame: x0, y0, x1, y1 of what a
    figure shows.
    """

    photo: str
    outline: tuple[Point, ...]
    frame: tuple[float, float, float, float]
    strokes: tuple[tuple[Point, ...], ...] = ()
    paint: Paint | None = None
    traced: bool = False

    def read(self, folder: Path | None) -> NDArray[np.uint8]:
        """(H, W, 3) uint8, from the samples or the folder. SystemExit where it is in neither."""
        path = SAMPLES / f"{self.photo}.jpg"
        if path.exists():
            return read_rgb(path)
        for other in sorted(folder.iterdir()) if folder is not None else ():
            if other.stem.endswith(self.photo) and other.suffix.lower() in SUFFIXES:
                return read_rgb(other)
        raise SystemExit(f"{OTHERS[self.photo]} is missing: name a folder with it as {self.photo}.jpg by --photos")

    def hole(self, photo: NDArray[np.uint8]) -> NDArray[np.bool_]:
        plane = np.zeros(photo.shape[:2], np.uint8)
        cv2.fillPoly(plane, [_pixels(self.outline, photo)], 1)
        return plane > 0

    def sketch(self, photo: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """The strokes inside the hole."""
        hole = self.hole(photo)
        plane = np.zeros(photo.shape[:2], np.uint8)
        if self.traced:
            found = contours_of(photo, hole)
            brought = found.places < found.outlines
            plane[found.rows[brought], found.columns[brought]] = 1
        for line in self.strokes:
            _draw(plane, line, photo, STROKE_WIDTH)
        return (plane > 0) & hole

    def colours(self, photo: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
        """(H, W, 4) as FillRequest wants it."""
        if self.paint is None:
            return None
        plane = np.zeros(photo.shape[:2], np.uint8)
        _draw(plane, self.paint.points, photo, self.paint.width)
        (x, y), radius = _pixels((self.paint.like,), photo)[0], max(photo.shape[1] // 400, 1)
        around = photo[y - radius : y + radius + 1, x - radius : x + radius + 1]
        painted = np.zeros((*plane.shape, 4), np.uint8)
        painted[plane > 0] = (*np.median(around, axis=(0, 1)).astype(np.uint8), 255)
        return painted

    def shown(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The frame of a picture of the photo's size."""
        height, width = picture.shape[:2]
        x0, y0, x1, y1 = self.frame
        return picture[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)]


def ellipse(
    photo: str,
    centre: Point,
    radii: Point,
    *,
    ridge: tuple[Point, ...] = (),
    paint: tuple[tuple[Point, ...], Point, float] | None = None,
    around: Point = (1.9, 1.9),
) -> Scene:
    """A hole in the photo, with a line and a band of colour in it.

    ridge, and the points of paint: from the centre, in radii.  paint: points, like, width in radii.
    around: how much a figure shows, in radii to each side.
    """

    def at(u: float, v: float) -> Point:
        return centre[0] + u * radii[0], centre[1] + v * radii[1]

    turn = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    outline = tuple(at(float(np.cos(angle)), float(np.sin(angle))) for angle in turn)
    band = None if paint is None else Paint(tuple(at(*point) for point in paint[0]), paint[1], paint[2] * radii[0])
    low, high = at(-around[0], -around[1]), at(*around)
    frame = max(low[0], 0.0), max(low[1], 0.0), min(high[0], 1.0), min(high[1], 1.0)
    return Scene(photo, outline, frame, (tuple(at(*point) for point in ridge),) if ridge else (), band)


def _pixels(points: tuple[Point, ...], photo: NDArray[np.uint8]) -> NDArray[np.int32]:
    height, width = photo.shape[:2]
    return np.rint(np.array(points) * (width - 1, height - 1)).astype(np.int32)


def _draw(plane: NDArray[np.uint8], line: tuple[Point, ...], photo: NDArray[np.uint8], width: float) -> None:
    """Into the plane, round at its ends."""
    cv2.polylines(plane, [_pixels(line, photo)], False, 1, max(round(width * photo.shape[1]), 1))
