"""A picture from elsewhere, made ready to lie in a document as a layer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.document.geometry import Size
from app.document.layers.conversion import fitted
from app.document.layers.layer import Alpha
from app.files.colour import space_of, srgb
from app.files.line import Line
from app.files.photo import freeze, open_photo


@dataclass(frozen=True, slots=True)
class Insert:
    """pixels: (h, w, C) as the document's.  alpha: (h, w) uint8.  notes: for people, on what was changed."""

    pixels: NDArray[Any]
    alpha: Alpha
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture has to fit: the size, channels, dtype and colour profile of the document."""

    size: Size
    channels: int
    dtype: Any
    icc: bytes | None


def read_insert(path: Path, frame: Frame) -> Insert:
    """A picture file for this document. Raises InputRefused."""
    photo = open_photo(path, Line("picture"))
    return made_to_fit(photo.pixels, photo.metadata.icc, frame)


def made_to_fit(pixels: NDArray[Any], icc: bytes | None, frame: Frame) -> Insert:
    """(h, w, C) uint8 or uint16 with a profile, None for sRGB: in the document's colours, not larger than it."""
    notes: list[str] = []
    height, width = pixels.shape[:2]
    scale = min(frame.size.width / width, frame.size.height / height)
    if scale < 1:
        size = Size(max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = _reduced(pixels, size)
        notes.append(
            Line("reduced from {width}×{height} to {size} so that it fits", width=width, height=height, size=size)
        )
    if (icc or b"") != (frame.icc or b""):
        converted = _converted(pixels, icc, frame.icc)
        if converted is None:
            notes.append(Line("its colour profile differs and was left out: colours may look different"))
        else:
            pixels = converted
    fit, alpha = fitted(pixels, frame.channels, frame.dtype)
    return Insert(freeze(fit), freeze(alpha), tuple(notes))


def _reduced(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    """By the mean of areas; where there is alpha, colours are weighed by it, else borders of holes would bleed."""
    import cv2  # 0.3 s: only where a picture is too large

    to = (size.width, size.height)
    if pixels.shape[2] in (1, 3):
        plain: NDArray[Any] = cv2.resize(pixels, to, interpolation=cv2.INTER_AREA).reshape(*size.shape, -1)
        return plain
    alpha = pixels[..., -1:].astype(np.float32)
    weight = cv2.resize(alpha, to, interpolation=cv2.INTER_AREA).reshape(*size.shape, 1)
    colour = cv2.resize(pixels[..., :-1] * alpha, to, interpolation=cv2.INTER_AREA).reshape(*size.shape, -1)
    made = np.concatenate([colour / np.maximum(weight, 1e-6), weight], axis=2)
    reduced: NDArray[Any] = np.rint(np.clip(made, 0, np.iinfo(pixels.dtype).max)).astype(pixels.dtype)
    return reduced


def _converted(pixels: NDArray[Any], source: bytes | None, target: bytes | None) -> NDArray[Any] | None:
    """8-bit colour from one RGB profile to another, None for sRGB; None for what the library cannot convert."""
    from PIL import ImageCms

    source, target = source or srgb(), target or srgb()
    if source == target:
        return pixels
    if pixels.dtype != np.uint8 or pixels.shape[2] < 3 or {space_of(source), space_of(target)} != {"RGB"}:
        return None
    mode = "RGB" if pixels.shape[2] == 3 else "RGBA"
    try:
        one, other = (ImageCms.ImageCmsProfile(io.BytesIO(profile)) for profile in (source, target))
        made = ImageCms.profileToProfile(Image.fromarray(np.ascontiguousarray(pixels)), one, other, outputMode=mode)
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None
    return None if made is None else np.asarray(made)
