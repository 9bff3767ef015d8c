"""Pixels to pictures, and colours to the screen's."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace

from app.editor.canvas.images import picture_of, to_screen
from tests.app.conftest import noise
from tests.app.editor.canvas.test_mipmaps import rgb

Named = QColorSpace.NamedColorSpace


def profile(name: QColorSpace.NamedColorSpace) -> bytes:
    return bytes(QColorSpace(name).iccProfile().data())


def test_a_wider_profile_is_brought_to_srgb() -> None:
    transform = to_screen(profile(Named.AdobeRgb))
    assert transform is not None
    picture = picture_of(np.full((4, 4, 3), (200, 100, 100), dtype=np.uint8))
    picture.applyColorTransform(transform)
    red, green, _ = rgb(picture)[0, 0].tolist()
    assert red > 210  # the same numbers mean a stronger red in Adobe RGB
    assert green < 103


@pytest.mark.parametrize("icc", [None, b"", b"no profile", profile(Named.SRgb)])
def test_srgb_and_what_cannot_be_read_stay_as_they_are(icc: bytes | None) -> None:
    assert to_screen(icc) is None


def test_a_part_of_a_photo_with_gaps_between_rows() -> None:
    photo = noise(50, 40)
    assert np.array_equal(rgb(picture_of(photo[5:20, 7:31])), photo[5:20, 7:31])
