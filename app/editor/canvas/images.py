"""Pixels to pictures that Qt draws fast: 32 bits a pixel, alpha premultiplied, reduced by area."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace, QColorTransform, QImage

Format = QImage.Format
SMALLEST_PROFILE = 128  # bytes: the header alone
_SRGB = QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def picture_of(pixels: npt.NDArray[Any], level: int = 0) -> QImage:
    """RGB32, or ARGB32_Premultiplied where there is alpha, reduced to 1 / 2**level: each pixel the mean of its area.

    pixels: (h, w, C) uint8 or uint16; C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA straight. Sizes that are no
    multiple of 2**level are completed by repeating the last row and column.
    """
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    step = 1 << level
    height, width = pixels.shape[:2]
    lacking = -height % step, -width % step
    if any(lacking):
        pixels = np.pad(pixels, ((0, lacking[0]), (0, lacking[1]), (0, 0)), mode="edge")
        height, width = pixels.shape[:2]
    if pixels.shape[2] == 2:
        pixels = np.concatenate([pixels[..., :1]] * 3 + [pixels[..., 1:]], axis=2)
    pixels = np.ascontiguousarray(pixels)
    channels = pixels.shape[2]
    source = {1: Format.Format_Grayscale8, 3: Format.Format_RGB888, 4: Format.Format_RGBA8888}[channels]
    target = Format.Format_ARGB32_Premultiplied if channels == 4 else Format.Format_RGB32
    picture = QImage(pixels.data, width, height, width * channels, source).convertToFormat(target)
    return reduced(picture, level)


def reduced(picture: QImage, level: int) -> QImage:
    """The picture at 1 / 2**level; its sides must be multiples of that."""
    if level == 0:
        return picture
    return picture.scaled(
        picture.width() >> level,
        picture.height() >> level,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def to_screen(icc: bytes | None) -> QColorTransform | None:
    """How the photo's colours become sRGB, or None when they are so already or the profile cannot be used.

    icc: the photo's profile, as it stands in the file.
    """
    profile = _profile_of(icc)
    return None if profile is None else profile.transformationToColorSpace(_SRGB)


def from_screen(icc: bytes | None) -> QColorTransform | None:
    """The way back, for what is chosen on the screen."""
    profile = _profile_of(icc)
    return None if profile is None else _SRGB.transformationToColorSpace(profile)


def _profile_of(icc: bytes | None) -> QColorSpace | None:
    """None for one that is as good as none."""
    if icc is None or len(icc) < SMALLEST_PROFILE:
        return None
    profile = QColorSpace.fromIccProfile(icc)
    if not profile.isValid() or profile == _SRGB or profile.colorModel() != QColorSpace.ColorModel.Rgb:
        return None
    return profile
