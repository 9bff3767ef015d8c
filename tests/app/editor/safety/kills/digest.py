"""One number for all that a person made, so that two processes can say whether they hold the same."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from app.document import Document


def digest_of(document: Document) -> str:
    """Of everything that a person made and sees."""
    found = hashlib.sha256()
    found.update(document.photo.tobytes())
    found.update(repr(document.contexts).encode())
    for layer in document.layers:
        told = (layer.id, layer.name, layer.box, layer.visible, layer.opacity, layer.blend, layer.locked)
        found.update(repr(told).encode())
        found.update(layer.pixels.tobytes())
        found.update(layer.alpha.tobytes())
        if layer.mask is not None:
            found.update(layer.mask.read().tobytes())
        if layer.fill is not None:
            found.update(repr((layer.fill.chosen, dict(layer.fill.settings))).encode())
            for one in layer.fill.candidates:
                found.update(one.pixels.tobytes())
                found.update(one.alpha.tobytes())
            for tiles in (layer.fill.hole, layer.fill.sketch, layer.fill.exclude, layer.fill.colours):
                _add_tiles(found, tiles)
    for plane in (document.hole, document.sketch, document.exclude, document.colours):
        _add_tiles(found, plane.snapshot())
    return found.hexdigest()


def _add_tiles(found: Any, tiles: dict[tuple[int, int], Any]) -> None:
    for key in sorted(tiles):
        found.update(repr(key).encode())
        found.update((np.packbits(tiles[key]) if tiles[key].dtype == np.bool_ else tiles[key]).tobytes())
