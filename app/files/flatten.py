"""A fill put into its photo, where there is no document to hold it as a layer."""

from typing import Any

from numpy.typing import NDArray

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer


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
