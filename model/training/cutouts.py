"""A part of a large photo as a training photo of its own: as sharp as the whole one, with other edges.

At 256² a crop of a canvas is nearly all of it, so a run over few photos sees each of them whole hundreds of times.
"""

import io
import random

from PIL import Image, ImageOps

from model.training.canvases import HEIGHT, UNREADABLE, WIDTH
from model.training.photo_files import PhotoFile

LEAST_SIDE = 500  # px of a photo's short side: a part of less would have to be enlarged
SHARES = (0.58, 0.85)  # of the short side
EDGES = 0.6  # of the cut-out's size, for its edge map: maps are about half as large as their photos
QUALITY, EDGE_QUALITY = 70, 60
PREFIX = "cutout_"


def cutout_of(file: PhotoFile) -> PhotoFile | None:
    """A part of the photo anywhere in it, of its canvas's shape or square, and the same part of its edge map.

    None of photos that are too small for it, or cannot be read. The part depends on the file's name alone. What is
    returned is encoded as WebP, HEIGHT high or less, its name with PREFIX.
    """
    try:
        photo = ImageOps.exif_transpose(Image.open(io.BytesIO(file.data))).convert("RGB")
        edges = None if file.edges is None else Image.open(io.BytesIO(file.edges)).convert("L")
    except (*UNREADABLE, Image.DecompressionBombError):
        return None
    if min(photo.size) < LEAST_SIDE:
        return None
    box = _part(photo.size, random.Random(file.name))
    part = photo.crop(box)
    scale = min(1.0, HEIGHT / min(part.size))
    size = round(part.width * scale), round(part.height * scale)
    part = part.resize(size, Image.Resampling.BOX, reducing_gap=3.0)
    lines = None if edges is None else _same_part(edges, photo.size, box, size)
    return PhotoFile(f"{PREFIX}{file.name}", _encoded(part, QUALITY), lines)


def _part(size: tuple[int, int], rng: random.Random) -> tuple[int, int, int, int]:
    """left, top, right, bottom. An upright photo's part is square: more height than that no canvas has."""
    width, height = size
    short = min(size) * rng.uniform(*SHARES)
    across, down = min(width, short * WIDTH / HEIGHT) if width >= height else short, short
    left, top = rng.uniform(0, width - across), rng.uniform(0, height - down)
    return round(left), round(top), round(left + across), round(top + down)


def _same_part(
    edges: Image.Image, whole: tuple[int, int], box: tuple[int, int, int, int], size: tuple[int, int]
) -> bytes:
    across, down = edges.width / whole[0], edges.height / whole[1]
    place = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    smaller = round(size[0] * EDGES), round(size[1] * EDGES)
    return _encoded(edges.resize(smaller, Image.Resampling.BICUBIC, box=place), EDGE_QUALITY)


def _encoded(image: Image.Image, quality: int) -> bytes:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=quality)
    return data.getvalue()
