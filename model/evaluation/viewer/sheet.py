"""A contact sheet: titled tiles in a grid with a legend, and the scene beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.evaluation.outputs import whole

PAPER, INK, FAINT = (250, 250, 248), (30, 30, 34), (100, 100, 106)
OUTLINE = (70, 220, 240)
MARGIN, GAP, QUALITY = 18, 6, 80
TITLE, TEXT, SMALL = 21, 14, 11
LEGEND_WIDTH, LEGEND_HEIGHT = 150, 12
ASIDE_WIDTH = 210


@dataclass(frozen=True, slots=True)
class Legend:
    """A colour bar (1, N, 3) uint8 with what its ends mean."""

    bar: NDArray[np.uint8]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """title, note: what is to be seen.  aside, tiles: (label, (H, W, 3) uint8), beside and in the grid."""

    title: str
    note: str
    tiles: Sequence[tuple[str, NDArray[np.uint8]]]
    columns: int
    tile_width: int
    legend: Legend | None = None
    aside: Sequence[tuple[str, NDArray[np.uint8]]] = field(default_factory=tuple)


def outlined(tile: NDArray[np.uint8], hole: NDArray[np.bool_], width: int) -> NDArray[np.uint8]:
    """A tile enlarged to `width`, its cells kept square, with the hole's outline. hole: (H, W) bool, of any size."""
    height = max(1, round(tile.shape[0] * width / tile.shape[1]))
    method = cv2.INTER_AREA if width < tile.shape[1] else cv2.INTER_NEAREST
    picture = np.asarray(cv2.resize(tile, (width, height), interpolation=method), np.uint8)
    inside = cv2.resize(hole.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) >= 0.5
    # Around the hole, not in it: narrow holes would be nothing but outline.
    ring = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~inside
    return np.where(ring[..., None], np.array(OUTLINE, np.uint8), picture)


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write the sheet as JPEG or PNG, by the suffix of `path`; its folder is made."""
    left = MARGIN + (ASIDE_WIDTH + 2 * GAP if sheet.aside else 0)
    top = MARGIN + TITLE + 2 * GAP + TEXT + 2 * GAP
    size = 12 if sheet.tile_width > 90 else SMALL - 1
    row_height = max(tile.shape[0] * sheet.tile_width // tile.shape[1] for _, tile in sheet.tiles) + size + 2 * GAP
    rows = -(-len(sheet.tiles) // sheet.columns)
    asides = [_fitted(pixels, ASIDE_WIDTH) for _, pixels in sheet.aside]
    aside_height = sum(picture.height + TEXT + 2 * GAP for picture in asides)
    width = left + sheet.columns * (sheet.tile_width + GAP) - GAP + MARGIN
    canvas = Image.new("RGB", (width, top + max(rows * row_height, aside_height) + MARGIN), PAPER)
    draw = ImageDraw.Draw(canvas)
    draw.text((MARGIN, MARGIN - 4), sheet.title, INK, ImageFont.load_default(TITLE))
    draw.text((MARGIN, MARGIN + TITLE + GAP), sheet.note, FAINT, ImageFont.load_default(TEXT))
    if sheet.legend:
        _draw_legend(canvas, sheet.legend)
    above = top
    for (label, _), picture in zip(sheet.aside, asides, strict=True):
        draw.text((MARGIN, above), label, INK, ImageFont.load_default(TEXT))
        canvas.paste(picture, (MARGIN, above + TEXT + GAP))
        above += picture.height + TEXT + 2 * GAP
    for number, (label, pixels) in enumerate(sheet.tiles):
        x = left + number % sheet.columns * (sheet.tile_width + GAP)
        y = top + number // sheet.columns * row_height
        draw.text((x, y), label, INK, ImageFont.load_default(size))
        canvas.paste(_fitted(pixels, sheet.tile_width), (x, y + size + GAP))
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        canvas.save(part, quality=QUALITY, subsampling=0)


def _draw_legend(canvas: Image.Image, legend: Legend) -> None:
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(TEXT)
    right = canvas.width - MARGIN - draw.textlength(legend.high, font)
    draw.text((right, MARGIN), legend.high, FAINT, font)
    bar = Image.fromarray(legend.bar).resize((LEGEND_WIDTH, LEGEND_HEIGHT), Image.Resampling.NEAREST)
    place = int(right) - GAP - LEGEND_WIDTH
    canvas.paste(bar, (place, MARGIN + 3))
    draw.text((place - GAP - draw.textlength(legend.low, font), MARGIN), legend.low, FAINT, font)


def _fitted(pixels: NDArray[np.uint8], width: int) -> Image.Image:
    picture = Image.fromarray(pixels)
    if picture.width == width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS)
