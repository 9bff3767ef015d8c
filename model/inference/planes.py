"""Photo, hole and sketch as the network's six planes, and back: the one definition of its numbers.

Training makes the same planes from tensors (`model.training.batches`); a test holds the two together.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

PLANES = ("R", "G", "B", "ones", "hole", "sketch")

LUMA_WEIGHTS = (0.299, 0.587, 0.114)
"""Of red, green and blue in what is seen as brightness (ITU-R BT.601)."""
LUMA = np.array(LUMA_WEIGHTS, np.float32)


def to_planes(
    rgb: NDArray[np.float32], hole: NDArray[np.bool_], sketch: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """rgb (H, W, 3) float32 in [-1, 1], hole and sketch (H, W) bool -> (1, 6, H, W) float32 in [-1, 1].

    Colours are 0 inside the hole, strokes count only there.
    """
    planes = np.ones((1, len(PLANES), *hole.shape), np.float32)
    planes[0, :3] = np.where(hole, np.float32(0), rgb.transpose(2, 0, 1))
    planes[0, 4] = hole
    planes[0, 5] = 0.0 if sketch is None else sketch & hole
    return planes


def to_rgb(pixels: NDArray[Any], *, largest: int) -> NDArray[np.float32]:
    """Pixels of 1 to 4 channels as the network's colours; alpha is left out.

    pixels: (H, W, C) in 0..largest (255 or 65535), any dtype -> (H, W, 3) float32 in [-1, 1].
    """
    colours = pixels[..., :3] if pixels.shape[2] >= 3 else np.repeat(pixels[..., :1], 3, axis=2)
    return colours.astype(np.float32) * np.float32(2.0 / largest) - np.float32(1.0)


def from_rgb(rgb: NDArray[np.float32], like: NDArray[Any]) -> NDArray[Any]:
    """The network's colours as pixels in the form of `like`; its alpha, if any, is kept.

    rgb: (H, W, 3) float32 in [-1, 1].  like: (H, W, C) uint8 or uint16 -> (H, W, C) of the same dtype.
    """
    largest = np.iinfo(like.dtype).max
    scaled = np.clip((rgb + np.float32(1.0)) * np.float32(largest / 2), 0, largest)
    pixels = like.copy()
    if like.shape[2] >= 3:
        pixels[..., :3] = np.rint(scaled)
    else:
        pixels[..., 0] = np.rint(scaled.mean(axis=2))
    return pixels
