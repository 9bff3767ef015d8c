"""8-bit pixels out of a picture that Pillow has opened, without more copies than there must be."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.files.hush import hushed
from app.files.lent import load_into_own

MODES = {
    "1": "L", "L": "L", "LA": "LA", "La": "LA", "RGB": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "RGBA": "RGBA",
    "RGBa": "RGBA", "P": "RGB", "PA": "RGBA",
}  # fmt: skip

_BAND_PIXELS = 1 << 17  # a band and its two copies fit the cache …
_BAND_PIXELS_TURNED = 1 << 19  # … but turned by 90° a band is a column, which should not be too narrow
_INVERSE = {6: 8, 8: 6}
_TURNS = {
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode_8_bit(
    image: Image.Image, orientation: int, convert: Callable[[Image.Image], Image.Image] | None = None
) -> NDArray[np.uint8]:
    """(H, W, C) uint8, upright.

    convert: a picture to one of mode L, LA, RGB or RGBA; without it, as MODES says, and transparency becomes alpha.
    Pillow holds colour in four bytes a pixel and gives it out through two copies, so it is asked for band after band
    and each band is put where it belongs upright.
    """
    pixels: NDArray[np.uint8] | None = None
    turn = _TURNS.get(orientation)
    if convert is None and turn is None and image.mode in ("L", "RGB") and not has_alpha(image) and _can_read_out():
        return _plain(image, orientation)
    for top, band in bands(image, _BAND_PIXELS if turn is None else _BAND_PIXELS_TURNED):
        height = band.height
        ready = _in_mode(band) if convert is None else convert(band)
        part = np.asarray(ready if turn is None else ready.transpose(turn))  # Pillow turns faster than NumPy
        part = part.reshape(*part.shape[:2], -1)
        if pixels is None:
            size = (image.height, image.width) if turn is None else (image.width, image.height)
            pixels = np.empty((*size, part.shape[2]), np.uint8)
        place = upright(pixels, _INVERSE.get(orientation, orientation))[top : top + height]
        if turn is None:
            place[:] = part
        else:
            upright(place, orientation)[:] = part
    if pixels is None:
        raise ValueError("no pixels")
    return pixels


def _can_read_out() -> bool:
    """Pillow's encoder of raw bytes is no part of what it promises; without it bands are cropped as all others are."""
    return hasattr(Image, "_getencoder")


def _plain(image: Image.Image, orientation: int) -> NDArray[np.uint8]:
    """The same for a picture that is neither converted nor turned by 90°: each band is read out of the picture itself.

    A band that is cropped first is copied once more, which is felt at 50 megapixels.
    """
    if orientation == 1:
        own = load_into_own(image, _load, _read_out)
        if own is not None:
            return own
    pixels = np.empty((image.height, image.width, len(image.getbands())), np.uint8)
    places = upright(pixels, orientation)  # as stored
    _load(image)
    for top, band in _read_out(image):
        places[top : top + len(band)] = band
    return pixels


def _read_out(image: Image.Image) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The pixels of a loaded picture in bands, (rows, W, C), each with the row it begins at."""
    channels = len(image.getbands())
    rows = max(1, _BAND_PIXELS // max(1, image.width))
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        encoder = Image._getencoder(image.mode, "raw", (image.mode,))
        encoder.setimage(image.im, (0, top, image.width, bottom))
        _, status, content = encoder.encode((bottom - top) * image.width * channels)
        if status < 0:
            raise ValueError(f"pixels could not be read out of the picture ({status})")
        yield top, np.frombuffer(content, np.uint8).reshape(bottom - top, image.width, channels)


def _load(image: Image.Image) -> None:
    with hushed() if image.format == "TIFF" else nullcontext():  # libtiff prints before Pillow raises
        image.load()


def bands(image: Image.Image, pixels: int = _BAND_PIXELS) -> Iterator[tuple[int, Image.Image]]:
    """The picture in bands of full width and about so many pixels, each with the row it begins at."""
    _load(image)
    rows = max(1, pixels // max(1, image.width))
    if rows >= image.height > 0:
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def has_alpha(image: Image.Image) -> bool:
    """Whether a picture has alpha or one clear colour."""
    return image.mode in ("LA", "La", "RGBA", "RGBa", "PA") or "transparency" in image.info


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The picture as it is meant to be seen: (H, W, C) and an EXIF orientation 1 to 8 -> (H, W, C) or (W, H, C)."""
    if orientation > 4:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _in_mode(image: Image.Image) -> Image.Image:
    mode = MODES[image.mode]
    if image.mode == "1":
        image = image.convert("L")
    if has_alpha(image) and mode in ("L", "RGB"):
        mode = {"L": "LA", "RGB": "RGBA"}[mode]
    return image if image.mode == mode else image.convert(mode)
