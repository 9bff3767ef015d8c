"""Memory of ours that Pillow decodes a photo into.

Pillow's own memory costs up to a third of the time of decoding: it comes from the system in small pages, each cleared
and counted, and goes back once the pixels were copied out of it. NumPy asks for large pages, and what Pillow leaves in
them is packed where it lies: there is one array in all, which ends as the photo's own.

How Pillow holds pixels is no part of what it promises. Where it is not as expected, the photo is loaded as any other.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FORMATS = ("JPEG", "MPO")  # whose rows are decoded straight into the picture's memory
KINDS = {"L": ("L", 1), "RGB": ("RGBX", 4)}  # of each mode: what Pillow calls memory laid out so, and bytes a pixel

Bands = Callable[[Image.Image], Iterator[tuple[int, NDArray[np.uint8]]]]
"""The pixels of a loaded picture band after band from the top, (rows, W, C), each with the row it begins at."""


def load_into_own(image: Image.Image, load: Callable[[Image.Image], None], bands: Bands) -> NDArray[np.uint8] | None:
    """Load a picture of grey or RGB: (H, W, 1 or 3) uint8, and the picture is closed.

    None where it was loaded as any other, with its pixels in Pillow's memory.
    """
    if image.format not in FORMATS or image.mode not in KINDS or not getattr(image, "tile", None):
        load(image)
        return None
    own = np.empty(image.width * image.height * KINDS[image.mode][1], np.uint8)
    core = _core_in(own, image)
    image.im = core
    load(image)
    if image.im is not core:
        return None
    channels = len(image.getbands())
    if image.mode == "RGB":
        for top, band in bands(image):  # a band ends before the one that is read next begins
            start = top * image.width * channels
            own[start : start + band.size] = band.ravel()
    shape = image.height, image.width, channels
    del core
    image.close()  # nobody can look any more at memory that gives its end back
    own.resize(shape, refcheck=False)
    return own


def _core_in(own: NDArray[np.uint8], image: Image.Image) -> Any:
    """Pillow's handle of a picture as large as this one whose pixels lie in `own`."""
    kind = KINDS[image.mode][0]
    return Image.frombuffer(kind, image.size, own, "raw", kind, 0, 1).im
