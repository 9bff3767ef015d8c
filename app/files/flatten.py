"""Documents and fills as one picture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.files.course import Course

_ROWS = 128
_ENCODING = 4
"""How many times the work of composing a pixel of one layer it takes to encode a pixel, about."""


def composed(document: Document, course: Course) -> tuple[NDArray[Any], Course]:
    """What is seen, (H, W, C), composed some rows at a time, and the stretch that is left to write it.

    course: of both together. Raises what it raises.
    """
    size = document.size
    area = sum(layer.box.clip(size).area for layer in document.layers if layer.visible)
    share = area / (area + _ENCODING * size.width * size.height)
    seen, first = np.empty(document.photo.shape, document.photo.dtype), course.part(0, share)
    for top in range(0, size.height, _ROWS):
        first.at(top / size.height)
        box = Box(0, top, size.width, min(top + _ROWS, size.height))
        seen[box.slices] = compose(document, box)
    return seen, course.part(share, 1)


def flattened(
    photo: NDArray[Any], bounds: tuple[int, int, int, int], pixels: NDArray[Any], alpha: NDArray[Any]
) -> NDArray[Any]:
    """A fresh (H, W, C) array: the photo with `pixels` blended in at `bounds`, exactly as the editor shows a layer.

    photo: (H, W, C) uint8 or uint16.  bounds: (x0, y0, x1, y1), half open.
    pixels: (h, w, C) of the photo's dtype.  alpha: (h, w) uint8; where it is 0 the photo stays equal to the bit.
    """
    box = Box(*bounds)
    document = Document(photo)
    document.insert_layer(0, Layer(document.new_layer_id(), "fill", box, pixels, alpha))
    result = photo.copy()
    result[box.slices] = compose(document, box)
    return result
