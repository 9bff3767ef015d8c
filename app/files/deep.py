"""Pixels of more than 8 bits a channel: integers of 16 bits, and floats of 16, 32 or 64.

Pillow cannot hold them in colour, so OpenCV decodes them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.files.decode import bands
from app.files.errors import InputRefused
from app.files.line import Line
from app.files.tiff_storage import DIFFERENCES, WHITE_IS_ZERO, Storage, told_as_grey

FLOATS = {16: np.float16, 32: np.float32, 64: np.float64}
OVERSHOOT = 0.01
"""How far floats may leave 0 to 1: what sharpening and resizing leave is cut off, highlights are not."""

_TOP = 65535
_ROWS = 64


def decode_16_bit(image: Image.Image, content: bytes, storage: Storage | None) -> NDArray[np.uint16]:
    """(H, W, C) uint16 as stored, all 16 bits, checked against the upper 8 that Pillow gives.

    OpenCV misreads some TIFFs without a word.  storage: of a TIFF, None for a PNG. Raises InputRefused.
    """
    pixels = _decoded(content, storage)
    is_known = storage is None or storage.is_usual  # else Pillow misreads it, or does not read it
    is_png = image.format == "PNG"
    if is_png:
        image.load()  # says what is wrong with a cut one; of a TIFF it would print that, too
    if pixels is None or pixels.dtype != np.uint16:
        raise InputRefused(
            Line("has 16-bit pixels that are damaged or in an unusual layout: save it as PNG or as a plain TIFF")
        )
    if is_png and content[25] == 4:  # grey with alpha comes with three equal colours
        pixels = np.ascontiguousarray(pixels[..., [0, 3]])
    if storage is not None:
        pixels = np.ascontiguousarray(pixels[..., : storage.shown])
    is_multiplied = storage is not None and storage.is_multiplied
    if is_known:
        _check_upper_bits(image, pixels, is_multiplied=is_multiplied)
    if is_png and content[25] == 0 and isinstance(clear := image.info.get("transparency"), int):
        alpha = np.where(pixels == clear, 0, _TOP).astype(np.uint16)
        pixels = np.concatenate([pixels, alpha], axis=2)
    if storage is not None and storage.photometric == WHITE_IS_ZERO:
        np.subtract(_TOP, pixels[..., 0], out=pixels[..., 0])
    if is_multiplied:
        _divide_by_alpha(pixels)
    return pixels


def decode_float(content: bytes, storage: Storage) -> NDArray[np.uint16]:
    """Floats of a TIFF from 0 to 1 -> (H, W, C) uint16 as stored.

    Raises InputRefused for NaN, infinity, and for numbers further outside 0 to 1 than OVERSHOOT.
    """
    kind = FLOATS[storage.bits]
    numbers = _decoded(content, storage)
    if kind is np.float16 and numbers is not None and numbers.dtype == np.uint16:
        numbers = numbers.view(np.float16)
    if numbers is None or numbers.dtype != kind:
        raise InputRefused(
            Line(
                "has float pixels that are damaged or in an unusual layout: "
                "save it as PNG or as a plain TIFF of 16 bits"
            )
        )
    numbers = numbers[..., : storage.shown]
    pixels = np.empty(numbers.shape, np.uint16)
    for top in range(0, len(numbers), _ROWS):
        pixels[top : top + _ROWS] = _scaled(numbers[top : top + _ROWS])
    if storage.photometric == WHITE_IS_ZERO:
        np.subtract(_TOP, pixels[..., 0], out=pixels[..., 0])
    if storage.is_multiplied:
        _divide_by_alpha(pixels)
    return pixels


def _scaled(numbers: NDArray[Any]) -> NDArray[np.float64]:
    if not np.isfinite(numbers).all():
        raise InputRefused(Line("has pixels that are no numbers (NaN or infinite): replace them and save it again"))
    low, high = float(numbers.min()), float(numbers.max())
    if low < -OVERSHOOT or high > 1 + OVERSHOOT:
        ends = f"{low:g}", f"{high:g}"
        raise InputRefused(
            Line(
                "has float pixels outside 0 to 1 ({low} to {high}): bring them into it, or save it with 16 bits",
                low=ends[0],
                high=ends[1],
            )
        )
    scaled: NDArray[np.float64] = np.rint(np.clip(numbers.astype(np.float64), 0, 1) * _TOP)
    return scaled


def _decoded(content: bytes, storage: Storage | None) -> NDArray[Any] | None:
    """(H, W, C) in the order R, G, B, A; half floats as integers; None where OpenCV cannot."""
    if storage is not None and (not storage.is_usual or (storage.is_float and storage.bits == 16)):
        return _retold(content, storage)
    import cv2  # 0.3 s: only where a picture needs it

    pixels = _one(content)
    if pixels is None or pixels.shape[2] < 3:
        return pixels
    if pixels.dtype == np.float64:  # not among what cvtColor takes
        return pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA, dst=pixels)
    return pixels


def _retold(content: bytes, storage: Storage) -> NDArray[Any] | None:
    """The same for what OpenCV misreads, as grey pictures: separate planes, channels in unusual number, half floats."""
    if storage.layout.big:
        return None
    if storage.planes > 1 or storage.channels == 1:
        planes = [_one(told_as_grey(content, storage, number)) for number in range(min(storage.planes, 4))]
        found = [plane for plane in planes if plane is not None and plane.shape[2] == 1]
        return np.concatenate(found, axis=2) if len(found) == len(planes) else None
    has_differences = storage.predictor == DIFFERENCES
    if storage.predictor > DIFFERENCES or (has_differences and (storage.is_tiled or storage.bits > 16)):
        return None
    wide = _one(told_as_grey(content, storage))
    if wide is None or wide.shape[1] % storage.channels:
        return None
    pixels = wide.reshape(len(wide), -1, storage.channels)
    if has_differences:
        np.add.accumulate(pixels, axis=1, dtype=pixels.dtype, out=pixels)
    return pixels


def _one(content: bytes) -> NDArray[Any] | None:
    import cv2

    with _quiet():
        decoded: NDArray[Any] | None = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    return None if decoded is None else decoded.reshape(*decoded.shape[:2], -1)


@contextmanager
def _quiet() -> Iterator[None]:
    """OpenCV prints what it finds wrong with a file; people get one line from us instead."""
    from cv2.utils import logging

    level = logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        logging.setLogLevel(level)


def _check_upper_bits(image: Image.Image, pixels: NDArray[np.uint16], *, is_multiplied: bool) -> None:
    for top, band in bands(image):
        seen = np.asarray(band)
        part = pixels[top : top + len(seen)]
        if seen.ndim == 2:
            same = np.array_equal(seen, part[..., 0])
        elif part.shape[2] == 2:
            same = np.array_equal(seen[..., [0, 3]], part >> 8)
        elif is_multiplied:  # Pillow has divided by alpha already
            same = np.array_equal(seen[..., 3], part[..., 3] >> 8)
        else:
            same = np.array_equal(seen[..., :3], part[..., :3] >> 8)
        if not same:
            raise InputRefused(
                Line("has 16-bit pixels that are damaged or in an unusual layout: save it as PNG or as a plain TIFF")
            )


def _divide_by_alpha(pixels: NDArray[np.uint16]) -> None:
    """Colours that were multiplied by alpha, divided by it again, in place: (H, W, 2 or 4) uint16."""
    for top in range(0, len(pixels), _ROWS):
        part = pixels[top : top + _ROWS]
        alpha = part[..., -1:].astype(np.uint32)
        colour = (part[..., :-1].astype(np.uint32) * _TOP + alpha // 2) // np.maximum(alpha, 1)
        part[..., :-1] = np.minimum(colour, _TOP)
