"""From a photo's file to its canvas: decoded, upright, reduced, with its strokes as eight bit planes."""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from model.inference.edges import scale_of, soft_edges
from model.inference.sketches import DRAWN, draw, trace
from model.training.photo_files import PhotoFile

HEIGHT, WIDTH = 288, 386
SMALLEST_SIDE = 64  # the smallest crop; a photo below that would teach enlarged blur alone
DRAWINGS = 7  # bits 1..7; bit 0 is the trace itself
SHAPE_TOLERANCE = 0.03

# What Pillow's decoders raise on broken files.
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error, MemoryError)


class BadPhoto(ValueError):
    """Why one photo cannot be used, in a few words."""


def canvas_of(file: PhotoFile) -> np.ndarray:
    """(H <= HEIGHT, W <= WIDTH, 4) uint8: R, G, B and strokes; BadPhoto for what cannot be used.

    Strokes: bit 0 as traced from the file's edge map, or from `soft_edges` where it has none of its shape; bits 1..7
    seven drawings of it, which depend on the file's name alone.
    """
    photo = _decoded(file.data)
    if min(photo.shape[:2]) < SMALLEST_SIDE:
        raise BadPhoto(f"too small: {photo.shape[1]}×{photo.shape[0]}, the short side needs {SMALLEST_SIDE}")
    scale = HEIGHT / min(photo.shape[:2])
    if scale < 1:
        # A panorama is cut before it is reduced: what lies beyond the canvas is not used.
        photo = photo[: round(WIDTH / scale) + 1, : round(WIDTH / scale) + 1]
        size = (round(photo.shape[1] * scale), round(photo.shape[0] * scale))
        photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    strokes = trace(_edges(file, photo), scale=scale_of(photo))
    # The canvas lies on its side; an upright photo loses its lower end rather than its right way up.
    photo, strokes = photo[:HEIGHT, :WIDTH], np.ascontiguousarray(strokes[:HEIGHT, :WIDTH])
    planes = strokes.astype(np.uint8)
    rng = np.random.default_rng(zlib.crc32(file.name.encode()))
    for bit in range(1, DRAWINGS + 1):
        planes |= draw(strokes, DRAWN, rng).astype(np.uint8) << np.uint8(bit)
    return np.dstack([photo, planes])


def eight_bit(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits in 8; others as they are. Pillow's own `convert` makes white of all above 255."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray(((np.asarray(picture).astype(np.int64) + 128) // 257).clip(0, 255).astype(np.uint8))


def _decoded(data: bytes) -> np.ndarray:
    try:
        image = Image.open(io.BytesIO(data))
        # JPEG can be decoded at a part of its size, which spares the memory of large photos.
        image.draft("RGB", (2 * WIDTH, 2 * WIDTH))
        return np.asarray(eight_bit(ImageOps.exif_transpose(image)).convert("RGB"))
    except (*UNREADABLE, Image.DecompressionBombError) as fault:
        # "<_io.BytesIO object at 0x…>" says nothing to a person
        reason = "not a picture" if isinstance(fault, UnidentifiedImageError) else str(fault)
        raise BadPhoto(f"cannot be read: {reason or type(fault).__name__}") from fault


def _edges(file: PhotoFile, photo: np.ndarray) -> np.ndarray:
    """The soft edge map at the photo's size, (H, W) uint8."""
    height, width = photo.shape[:2]
    if file.edges is not None:
        try:
            edges = np.asarray(Image.open(io.BytesIO(file.edges)).convert("L"))
        except UNREADABLE:
            edges = np.zeros((1, 1), np.uint8)
        ratio = (edges.shape[1] / edges.shape[0]) / (width / height)
        if min(edges.shape) > 1 and abs(ratio - 1) < SHAPE_TOLERANCE:
            return cv2.resize(edges, (width, height), interpolation=cv2.INTER_CUBIC)
    return soft_edges(np.ascontiguousarray(photo))
