"""The pictures of a project: what is known of them without another look."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from app.files.project import pictures
from app.files.project.pictures import has_own_alpha


def transparent(channels: int = 4) -> np.ndarray:
    pixels = np.full((4, 4, channels), 255, np.uint8)
    pixels[1, 1, -1] = 7
    pixels.setflags(write=False)
    return pixels


@pytest.mark.parametrize(("channels", "own"), [(1, False), (2, True), (3, False), (4, True)])
def test_only_an_alpha_channel_is_one(channels: int, own: bool) -> None:
    assert has_own_alpha(transparent(channels)) is own


def test_pixels_that_never_change_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, looks, look = transparent(), [], pictures._is_transparent
    monkeypatch.setattr(pictures, "_is_transparent", lambda found: looks.append(found) or look(found))
    assert has_own_alpha(pixels)
    assert has_own_alpha(pixels)
    assert len(looks) == 1
    writable = pixels.copy()
    assert has_own_alpha(writable)
    writable[..., -1] = 255
    assert not has_own_alpha(writable)


def test_nothing_is_kept_of_pixels_that_are_gone() -> None:
    gc.collect()
    before = len(pictures._KNOWN)
    pixels = transparent()
    has_own_alpha(pixels)
    assert len(pictures._KNOWN) == before + 1
    del pixels
    gc.collect()
    assert len(pictures._KNOWN) == before
