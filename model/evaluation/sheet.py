"""Fills side by side as one picture: a row a photo, a column a fill, a block a kind of hole.

A row shows what lies around its holes, not the whole photo: an object that was taken out is small in most of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.evaluation.entries import GUIDED
from model.evaluation.measuring import Shown
from model.evaluation.outputs import whole
from model.evaluation.suites import Case

TILE, GAP, MARGIN = 224, 8, 24
TITLE_HEIGHT, LABEL_HEIGHT = 44, 26
BLOCK_GAP = 16
AROUND = 0.75  # of the holes' longer side is shown on each side of them, as much as a fill looks at
LARGEST = 3.0  # times is a small hole enlarged
NARROWEST_LABEL, LONGEST_LABEL = 52, 16  # pixels, letters
PAPER, INK, FAINT = (250, 250, 248), (30, 30, 34), (110, 110, 116)
HOLE, STROKE = (214, 200, 238), (60, 24, 120)
QUALITY = 92


def write_sheet(path: Path, kinds: Mapping[str, Sequence[Shown]]) -> None:
    """Write the sheet as JPEG or PNG, by the suffix.

    kinds: the cases to show by kind of hole, all with the same rows of the table.
    """
    blocks = {kind: shown for kind, shown in kinds.items() if shown}
    columns = 2 + max((len(shown[0].composites) for shown in blocks.values()), default=0)
    labels = _label_width([picture.case.name for shown in blocks.values() for picture in shown])
    width = 2 * MARGIN + labels + columns * (TILE + GAP) - GAP
    heights = [
        TITLE_HEIGHT + LABEL_HEIGHT + sum(_height(picture) + GAP for picture in shown) + BLOCK_GAP
        for shown in blocks.values()
    ]
    sheet = Image.new("RGB", (width, 2 * MARGIN + sum(heights)), PAPER)
    top = MARGIN
    for (kind, shown), height in zip(blocks.items(), heights, strict=True):
        _block(sheet, (MARGIN + labels, top), kind, shown)
        top += height
    with whole(path) as part:
        sheet.save(part, quality=QUALITY, subsampling=0)


def _block(sheet: Image.Image, corner: tuple[int, int], kind: str, shown: Sequence[Shown]) -> None:
    draw = ImageDraw.Draw(sheet)
    left, top = corner
    draw.text((left, top), f"{kind} holes", INK, ImageFont.load_default(24))
    top += TITLE_HEIGHT
    for column, (title, _) in enumerate(_tiles(shown[0])):
        draw.text((left + column * (TILE + GAP), top), title, INK, ImageFont.load_default(15))
    top += LABEL_HEIGHT
    for picture in shown:
        height, around = _height(picture), closer(picture.case.hole)
        draw.text((MARGIN, top + height // 2 - 8), _short(picture.case.name), FAINT, ImageFont.load_default(15))
        for column, (_, pixels) in enumerate(_tiles(picture)):
            tile = _fitted(pixels[around])
            sheet.paste(tile, (left + column * (TILE + GAP) + (TILE - tile.width) // 2, top))
        top += height + GAP


def _tiles(shown: Shown) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    guided = any(row.endswith(GUIDED) for row in shown.composites)
    yield ("hole and strokes", with_hole(shown.case)) if guided else ("hole", with_hole(shown.case, strokes=False))
    yield from shown.composites.items()
    yield "photo", shown.case.photo


def with_hole(case: Case, *, strokes: bool = True) -> NDArray[np.uint8]:
    """The photo with its hole painted over and the strokes drawn in: (H, W, 3) uint8."""
    picture = np.where(case.hole[..., None], np.array(HOLE, np.uint8), case.photo)
    if not strokes:
        return picture
    return np.where((case.sketch & case.hole)[..., None], np.array(STROKE, np.uint8), picture)


def closer(hole: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns to show of a picture with this hole, (H, W) bool: as near a square as the picture allows."""
    places = np.argwhere(hole)
    low, high = places.min(axis=0), places.max(axis=0) + 1
    longer = int((high - low).max())
    side = max(longer + 2 * round(AROUND * longer), round(TILE / LARGEST))
    return _stretch(low[0], high[0], side, hole.shape[0]), _stretch(low[1], high[1], side, hole.shape[1])


def _stretch(low: int, high: int, side: int, end: int) -> slice:
    """`side` of 0..end around low..high, moved inwards where it would reach beyond."""
    side = min(side, end)
    first = min(max((int(low) + int(high) - side) // 2, 0), end - side)
    return slice(first, first + side)


def _height(shown: Shown) -> int:
    """That of a row's tiles."""
    rows, columns = closer(shown.case.hole)
    return _scaled(columns.stop - columns.start, rows.stop - rows.start)[1]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def _label_width(names: Sequence[str]) -> int:
    font = ImageFont.load_default(15)
    return max(NARROWEST_LABEL, *(12 + round(font.getlength(_short(name))) for name in names), 0)


def _fitted(pixels: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(pixels)
    return picture.resize(_scaled(*picture.size), Image.Resampling.LANCZOS)


def _scaled(width: int, height: int) -> tuple[int, int]:
    factor = TILE / max(width, height)
    return max(1, round(width * factor)), max(1, round(height * factor))
