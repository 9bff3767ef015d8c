"""The PNGs of a project: their size is known and allowed before they are decoded."""

from __future__ import annotations

import io
import struct
import weakref
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.document.layers.conversion import as_depth
from app.document.planes.colours import Colours, sound
from app.files.encode import write_png
from app.files.errors import InputRefused, TooLarge
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import MOST_PIXELS, Photo, open_content
from app.files.png import COLOUR_TYPES, SIGNATURE, encode_png_quick
from app.files.project.container import Parts

LARGEST_PNG = 4 * 2**30
MOST_BYTES_OF_ALL = 8 * 2**30
"""All layers of a project together, decoded."""
LEVEL = 1
"""Of zlib: a higher one takes three times as long for a tenth less."""

_DEFLATE_RATIO = 1032  # what zlib can reach at most
_CHANNELS = {kind: channels for channels, kind in COLOUR_TYPES.items()} | {3: 1}
_HEADER = 33


class Budget:
    """How many bytes of pixels may still be decoded for one project."""

    def __init__(self) -> None:
        self._left = MOST_BYTES_OF_ALL

    def spend(self, wanted: int) -> bool:
        """Take so many of them; False where there are not as many."""
        fits = wanted <= self._left
        if fits:
            self._left -= wanted
        return fits


def png_size(content: bytes) -> tuple[int, int, int] | None:
    """Width, height and the bytes that the pixels take decoded; None for what is no PNG."""
    if len(content) < _HEADER or not content.startswith(SIGNATURE) or content[12:16] != b"IHDR":
        return None
    width, height, depth, kind = struct.unpack_from(">IIBB", content, 16)
    if kind not in _CHANNELS or not width or not height:
        return None
    return width, height, width * height * max(_CHANNELS[kind] * depth // 8, 1)


def read_picture(container: Parts, name: str, budget: Budget) -> Photo:
    """The picture of an entry. Raises InputRefused for anything but a whole PNG, TooLarge for one over a limit."""
    content = container.read(name, LARGEST_PNG)
    size = png_size(content)
    if size is None:
        raise container.refusal(
            Line("has a part «{name}» that is no PNG: save it again with the program it is of", name=name)
        )
    width, height, wanted = size
    is_lie = wanted // 8 > _DEFLATE_RATIO * len(content)  # so many cannot be in it, whatever it says
    if is_lie or width * height > MOST_PIXELS or not budget.spend(wanted):
        raise container.refusal(
            Line(
                "has a picture «{name}» of {width}×{height}, which is too large: it is not opened",
                name=name,
                width=width,
                height=height,
            ),
            InputRefused if is_lie else TooLarge,
        )
    try:
        return open_content(content, Path(name), "part")
    except TooLarge as fault:
        raise container.refusal(Line("cannot be opened: {fault}", fault=fault), TooLarge) from fault
    except InputRefused as fault:
        raise container.refusal(Line("is damaged: {fault}", fault=fault)) from fault


def read_bits(container: Parts, name: str, size: tuple[int, int], budget: Budget) -> NDArray[np.uint8]:
    """A grey picture of (height, width) as uint8: a plane or a mask of ours. Raises InputRefused."""
    pixels: NDArray[Any] = read_picture(container, name, budget).pixels
    if pixels.shape[:2] != size or pixels.dtype != np.uint8:
        raise container.refusal(
            Line("has a part «{name}» that does not fit the photo: get a whole copy of it", name=name)
        )
    return pixels[..., -1] if pixels.shape[2] in (2, 4) else pixels[..., 0]


def read_colours(container: Parts, name: str, size: tuple[int, int], budget: Budget) -> Colours:
    """Painted colours of (height, width), whatever became of their alpha. Raises InputRefused."""
    pixels: NDArray[Any] = read_picture(container, name, budget).pixels
    if pixels.shape != (*size, 4) or pixels.dtype != np.uint8:
        raise container.refusal(
            Line("has a part «{name}» that does not fit the photo: get a whole copy of it", name=name)
        )
    return sound(pixels)


def write_picture(file: BinaryIO, pixels: NDArray[Any], metadata: Metadata, *, quick: bool = False) -> None:
    """Write (H, W, C) uint8 or uint16 as a PNG. quick: in little time, rather than in few bytes."""
    if quick:
        encode_png_quick(file, pixels, metadata)
    else:
        write_png(file, pixels, metadata, LEVEL)


def write_mask(file: BinaryIO, alpha: NDArray[np.uint8]) -> None:
    """Write (H, W) uint8 as the alpha of a white picture: what a dst-in layer needs, in the kind every reader knows."""
    white = np.full((*alpha.shape, 4), 255, np.uint8)
    white[..., 3] = alpha
    write_png(file, white, Metadata(), LEVEL)


def has_own_alpha(pixels: NDArray[Any]) -> bool:
    """Whether pixels are transparent themselves: then their picture has no room for a layer's alpha.

    Asked of every layer at every write, and answered once for pixels that never change.
    """
    if pixels.shape[2] not in (2, 4):
        return False
    if pixels.flags.writeable:
        return _is_transparent(pixels)
    key = id(pixels)
    known = _KNOWN.get(key)
    if known is None or known[0]() is not pixels:  # the number may have been that of pixels that are gone
        known = _KNOWN[key] = weakref.ref(pixels, lambda gone: _forget(key, gone)), _is_transparent(pixels)
    return known[1]


_KNOWN: dict[int, tuple[weakref.ref[NDArray[Any]], bool]] = {}


def _is_transparent(pixels: NDArray[Any]) -> bool:
    return bool((pixels[..., -1] != np.iinfo(pixels.dtype).max).any())


def _forget(key: int, gone: weakref.ref[NDArray[Any]]) -> None:
    if (known := _KNOWN.get(key)) is not None and known[0] is gone:
        del _KNOWN[key]


def with_alpha(pixels: NDArray[Any], alpha: NDArray[np.uint8]) -> NDArray[Any]:
    """(h, w, C) -> (h, w, 2 or 4): the colours with this alpha, (h, w), in the place of any other."""
    colours = 1 if pixels.shape[2] <= 2 else 3
    return np.concatenate([pixels[..., :colours], as_depth(alpha, pixels.dtype)[..., np.newaxis]], axis=2)


def write_bits(file: BinaryIO, plane: NDArray[np.bool_]) -> None:
    """Write (H, W) bool with one bit a pixel."""
    Image.fromarray(plane).save(file, "PNG", compress_level=LEVEL)


def write_colours(file: BinaryIO, colours: Colours) -> None:
    """Write (H, W, 4) painted colours. They are the photo's own, so that they need no profile."""
    write_png(file, colours, Metadata(), LEVEL)


def thumbnail(pixels: NDArray[np.uint8], icc: bytes | None, side: int = 256) -> bytes:
    """A PNG of (H, W, C) uint8 that fits side × side and is not enlarged, in sRGB."""
    image = Image.fromarray(np.ascontiguousarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels))
    # Coarsely first: a filter over all of 50 megapixels would take as long as writing them.
    image = image.reduce(max(1, min(image.size) // (4 * side))) if min(image.size) > 8 * side else image
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    image = in_srgb(image, icc)
    content = io.BytesIO()
    image.save(content, "PNG", compress_level=6)
    return content.getvalue()


def in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """The picture converted from its profile, as far as that can be used; RGB or RGBA."""
    wanted = "RGBA" if image.mode in ("LA", "RGBA") else "RGB"
    image = image.convert(wanted)
    if icc is None or icc[16:20] != b"RGB ":
        return image
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        made = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode=wanted)
    except (OSError, ValueError, ImageCms.PyCMSError):
        return image
    return image if made is None else made
