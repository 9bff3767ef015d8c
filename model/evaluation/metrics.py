"""Measures of a fill against the truth, hole pixels only, on 8-bit composites."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from model.inference.planes import LUMA_WEIGHTS

LUMA = np.array(LUMA_WEIGHTS)  # in 64 bits: figures are compared to the last digit
SSIM_C1, SSIM_C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
HIGHEST_PSNR = 60.0


@dataclass(frozen=True, slots=True)
class Measures:
    """One picture's figures.

    l1, l2: mean of |d| / 255 and (d / 255)^2 in percent.  psnr: dB.  ssim: mean over hole pixels.
    energy, true_energy: sums of squared luma differences of neighbours inside the hole; sharpness is the ratio of
    their sums over all pictures.
    """

    l1: float
    l2: float
    psnr: float
    ssim: float
    energy: float
    true_energy: float


def measure(filled: NDArray[np.uint8], truth: NDArray[np.uint8], hole: NDArray[np.bool_]) -> Measures:
    """filled, truth: (H, W, 3) uint8; hole: (H, W) bool, not empty. Known pixels are put back first."""
    composite = np.where(hole[..., None], filled, truth)
    difference = (composite.astype(np.float64) - truth)[hole] / 255
    l2 = float((difference**2).mean())
    luma, true_luma = composite @ LUMA, truth @ LUMA
    return Measures(
        l1=100 * float(np.abs(difference).mean()),
        l2=100 * l2,
        psnr=min(HIGHEST_PSNR, -10 * float(np.log10(max(l2, 1e-12)))),
        ssim=float(ssim_map(luma, true_luma)[hole].mean()),
        energy=edge_energy(luma, hole),
        true_energy=edge_energy(true_luma, hole),
    )


def ssim_map(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Structural similarity with an 11 x 11 Gaussian window, sigma 1.5: (H, W) lumas in 0..255 -> (H, W)."""

    def blurred(plane: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5, borderType=cv2.BORDER_REFLECT), np.float64)

    mean_x, mean_y = blurred(x), blurred(y)
    variance_x, variance_y = blurred(x * x) - mean_x**2, blurred(y * y) - mean_y**2
    covariance = blurred(x * y) - mean_x * mean_y
    luminance = (2 * mean_x * mean_y + SSIM_C1) / (mean_x**2 + mean_y**2 + SSIM_C1)
    return luminance * (2 * covariance + SSIM_C2) / (variance_x + variance_y + SSIM_C2)


def edge_energy(luma: NDArray[np.float64], hole: NDArray[np.bool_]) -> float:
    """Sum of squared differences of direct neighbours that both lie in the hole."""
    across = np.diff(luma, axis=1)[hole[:, 1:] & hole[:, :-1]]
    down = np.diff(luma, axis=0)[hole[1:] & hole[:-1]]
    return float((across**2).sum() + (down**2).sum())


def adherence(filled: NDArray[np.uint8], hole: NDArray[np.bool_], sketch: NDArray[np.bool_]) -> tuple[float, float]:
    """How far the fill follows the strokes: (adherence, undrawn), NaN where there is nothing to count.

    filled: (H, W, 3) uint8 with the known pixels put back; hole, sketch: (H, W) bool. Distances are in pixels of this
    picture, so figures of one size alone can be compared.
    adherence: share of stroke pixels in the hole with an edge of the picture within 2 px.
    undrawn: share of the picture's edge pixels in the hole farther than 4 px from any stroke.
    Edges: Canny on the luma after a Gaussian of sigma 1, thresholds 50 and 150 of 255.
    """
    luma = np.rint(filled @ LUMA).astype(np.uint8)
    edges = cv2.Canny(cv2.GaussianBlur(luma, (0, 0), 1.0), 50, 150) > 0
    strokes = sketch & hole
    # An edge just outside the hole belongs to the result too: a stroke that ends there is followed.
    followed = _within(edges, 2)[strokes]
    stray = ~_within(strokes, 4)[edges & hole]
    return (
        float(followed.mean()) if followed.size else float("nan"),
        float(stray.mean()) if stray.size else float("nan"),
    )


def _within(points: NDArray[np.bool_], distance: float) -> NDArray[np.bool_]:
    if not points.any():
        return np.zeros_like(points)
    away = cv2.distanceTransform((~points).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(away <= distance)
