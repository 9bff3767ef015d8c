"""How far a fill is from the truth in the eyes of a frozen classifier, in the hole only."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model.inference.planes import to_rgb

TINY = 1e-10
MULTIPLE = 32  # at other sizes the last scale's cells would not lie over the pixels that they see


class FeatureDistance:
    """The distance of LPIPS (arXiv 1801.03924, equation 1) without learned weights, over the cells of a hole.

    At each of four scales (EfficientNet-Lite0, strides 4, 8, 16, 32) the features of both pictures are brought to
    unit length over the channels; the squared differences, summed over the channels, are averaged over the cells,
    each weighing as much as the share of it that lies in the hole; then the mean over the scales. 0 = equal,
    at most 4, lower is better.
    features: (1, 3, H, W) in [-1, 1] -> one tensor a scale, as `model.training.features.PretrainedFeatures`.
    """

    def __init__(self, features: nn.Module) -> None:
        self._features = features.eval()

    def embed(self, picture: NDArray[np.uint8]) -> list[Tensor]:
        """(H, W, 3) uint8, reflected to multiples of 32 -> features of unit length, (1, C, h, w) at each scale."""
        rows, columns = _missing(picture.shape)
        rgb = np.pad(to_rgb(picture, largest=255), ((0, rows), (0, columns), (0, 0)), mode="reflect")
        planes = torch.from_numpy(rgb.transpose(2, 0, 1)[None].copy())
        with torch.no_grad():
            return [scale / (scale.square().sum(1, keepdim=True).sqrt() + TINY) for scale in self._features(planes)]

    def __call__(self, composite: NDArray[np.uint8], truth: list[Tensor], hole: NDArray[np.bool_]) -> float:
        """composite: (H, W, 3) uint8, known pixels put back.  truth: `embed` of the photo.  hole: (H, W) bool."""
        rows, columns = _missing(hole.shape)
        cells = torch.from_numpy(np.pad(hole.astype(np.float32), ((0, rows), (0, columns))))[None, None]
        distances = []
        for found, wanted in zip(self.embed(composite), truth, strict=True):
            share = F.adaptive_avg_pool2d(cells, (found.shape[2], found.shape[3]))
            apart = (found - wanted).square().sum(1, keepdim=True)
            distances.append(float((apart * share).sum() / share.sum()))
        return float(np.mean(distances))


def _missing(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns up to the next multiples."""
    return -shape[0] % MULTIPLE, -shape[1] % MULTIPLE
