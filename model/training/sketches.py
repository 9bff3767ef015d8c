"""Guide strokes for training: thin lines traced from the photo's soft edge map (HED, arXiv 1504.06375)."""

import cv2
import numpy as np

LOW, HIGH = 0.4, 0.6  # hysteresis: a stroke needs one point above HIGH and none below LOW
CONTRAST = 0.1  # how far a ridge must stand out from its sides; textures glow without ridges
SHORTEST = 10


def trace(edges: np.ndarray) -> np.ndarray:
    """Thin strokes along the ridges of an edge map.

    edges: (H, W) uint8, 255 = sure edge; lengths are in pixels of a picture about 256 high.
    Returns (H, W) bool, about one pixel wide.
    """
    smooth = cv2.GaussianBlur(edges.astype(np.float32) / 255, (0, 0), 1.0)
    strokes = _ridges(smooth) & (smooth >= LOW)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8), connectivity=8)
    if count == 1:
        return strokes
    strongest = np.zeros(count, np.float32)
    np.maximum.at(strongest, labels[strokes].astype(np.intp), smooth[strokes])
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = (strongest >= HIGH) & (extent >= SHORTEST)
    keep[0] = False
    return keep[labels]


def _ridges(smooth: np.ndarray) -> np.ndarray:
    """Points that are highest across their ridge and stand out from both sides."""
    broad = cv2.GaussianBlur(smooth, (0, 0), 1.5)
    xx = cv2.Sobel(broad, cv2.CV_32F, 2, 0)
    yy = cv2.Sobel(broad, cv2.CV_32F, 0, 2)
    xy = cv2.Sobel(broad, cv2.CV_32F, 1, 1)
    # The eigenvector of the Hessian with the most negative curvature points across the ridge.
    across = 0.5 * np.arctan2(2 * xy, xx - yy)
    bend = xx * np.cos(across) ** 2 + yy * np.sin(across) ** 2 + xy * np.sin(2 * across)
    across = np.where(bend <= (xx + yy) / 2, across, across + np.pi / 2).astype(np.float32)
    rows, columns = np.indices(smooth.shape, dtype=np.float32)
    dx, dy = np.cos(across), np.sin(across)

    def at(distance: float) -> np.ndarray:
        return cv2.remap(
            smooth, columns + distance * dx, rows + distance * dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )

    highest = (smooth * 1.001 >= at(1)) & (smooth * 1.001 >= at(-1))
    sides = np.minimum(np.minimum(at(4), at(5.5)), np.minimum(at(-4), at(-5.5)))
    return highest & (smooth - sides >= CONTRAST)
