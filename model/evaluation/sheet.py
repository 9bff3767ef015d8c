"""Fills side by side as one picture: a row a photo, a column a fill, a block a kind of hole."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.evaluation.measuring import Shown
from model.evaluation.outputs import whole
from model.evaluation.suites import Case

TILE, GAP, MARGIN = 224, 8, 24
TITLE_HEIGHT, LABEL_HEIGHT = 44, 26
BLOCK_GAP = 16
NARROWEST_LABEL, LONGEST_LABEL = 52, 16  # pixels, letters
PAPER, INK, FAINT = (250, 250, 248), (30, 30, 34), (110, 110, 116)
HOLE, STROKE = (232, 226, 240), (60, 24, 120)
QUALITY = 92


def write_sheet(path: Path, kinds: Mapping[str, Sequence[Shown]]) -> None:
    """Write the sheet as JPEG or PNG, by the suffix.

    kinds: the cases to show by kind of hole, all with the same rows of the table.
    """
    blocks = {kind: shown for kind, shown in kinds.items() if shown}
    columns = 2 + max((len(shown[0].composites) for shown in blocks.values()), default=0)
    labels = _label_width([picture.case.name for shown in blocks.values() for picture in shown])
    width = 2 * MARGIN + labels + columns * (TILE + GAP) - GAP
    heights = [TITLE_HEIGHT + LABEL_HEIGHT + len(shown) * (TILE + GAP) + BLOCK_GAP for shown in blocks.values()]
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
    for row, picture in enumerate(shown):
        above = top + row * (TILE + GAP)
        draw.text((MARGIN, above + TILE // 2 - 8), _short(picture.case.name), FAINT, ImageFont.load_default(15))
        for column, (_, pixels) in enumerate(_tiles(picture)):
            tile = _fitted(pixels)
            x, y = left + column * (TILE + GAP), above
            sheet.paste(tile, (x + (TILE - tile.width) // 2, y + (TILE - tile.height) // 2))


def _tiles(shown: Shown) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    yield "hole and strokes", with_hole(shown.case)
    yield from shown.composites.items()
    yield "photo", shown.case.photo


def with_hole(case: Case) -> NDArray[np.uint8]:
    """The photo with its hole painted over and the strokes drawn in: (H, W, 3) uint8."""
    picture = np.where(case.hole[..., None], np.array(HOLE, np.uint8), case.photo)
    return np.where((case.sketch & case.hole)[..., None], np.array(STROKE, np.uint8), picture)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def _label_width(names: Sequence[str]) -> int:
    font = ImageFont.load_default(15)
    return max(NARROWEST_LABEL, *(12 + round(font.getlength(_short(name))) for name in names), 0)


def _fitted(pixels: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(pixels)
    factor = TILE / max(picture.size)
    sides = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(sides, Image.Resampling.LANCZOS)
