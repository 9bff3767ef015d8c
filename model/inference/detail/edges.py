"""Edges of the guide. Along one, texture is copied best from the same edge, where it leaves the hole."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.nodes import STEP
from model.inference.detail.softness import blurred

FINE = 1.0  # px, sigma: grain is no edge
WIDTH = 3.0  # px, sigma of the window in which gradients have to agree
AGREED = 0.5  # coherence from which on they begin to: foliage has as much by chance
CLEAR = 0.01  # colours a px in [-1, 1]: a gradient as steep as that counts half
LEAST = 0.3  # strength below which an edge says nothing
REACH = 160  # px, of how far along an edge its other end is looked for
STRIDE = 2
BESIDE = 2.0  # px: a source that far off the line is off it


@dataclass(frozen=True, slots=True)
class Edges:
    """down, across: float32, unit vectors along the edge at some places.  strength: float32 in 0..1, 0 = no edge.

    All of one shape: (H, W), or (N,) for a list of places.
    """

    down: NDArray[np.float32]
    across: NDArray[np.float32]
    strength: NDArray[np.float32]

    def at(self, y: NDArray[np.intp], x: NDArray[np.intp]) -> "Edges":
        """Those of a list of places."""
        return Edges(self.down[y, x], self.across[y, x], self.strength[y, x])

    def ends(
        self, y: NDArray[np.intp], x: NDArray[np.intp], fits: NDArray[np.bool_]
    ) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """The nearest sources straight along the edge, one way and the other: offsets (N,), 0 where there is none.

        y, x: (N,), the places of this list.  fits: (H, W) bool, what may be copied.
        """
        found = []
        for way in (1, -1):
            dy, dx = np.zeros(y.size, np.int32), np.zeros(y.size, np.int32)
            left = np.flatnonzero(self.strength)
            for far in range(STEP, REACH, STRIDE):
                if not left.size:
                    break
                down = np.rint(way * far * self.down[left]).astype(np.int32)
                across = np.rint(way * far * self.across[left]).astype(np.int32)
                to_y, to_x = y[left] + down, x[left] + across
                exists = (to_y >= 0) & (to_x >= 0) & (to_y < fits.shape[0]) & (to_x < fits.shape[1])
                there = exists & fits[np.where(exists, to_y, 0), np.where(exists, to_x, 0)]
                dy[left[there]], dx[left[there]] = down[there], across[there]
                left = left[exists & ~there]
            found.append((dy, dx))
        return found

    def astray(self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any]) -> NDArray[np.float32]:
        """How far some offsets of places of this list lead off its edges, 0..1; 0 where there is no edge."""
        off = (dy * self.across[at] - dx * self.down[at]) / np.float32(BESIDE)
        return np.asarray(self.strength[at] * np.minimum(1, off**2), np.float32)


def find_edges(luma: NDArray[np.float32], part: tuple[slice, slice]) -> Edges:
    """By the structure tensor. luma: (H, W) float32, the photo and in the hole the fill; only the part is looked at,
    and elsewhere is no edge."""
    import cv2

    smooth = blurred(luma[part], FINE)
    right, below = (np.asarray(cv2.Scharr(smooth, cv2.CV_32F, *way) / 32, np.float32) for way in ((1, 0), (0, 1)))
    xx, xy, yy = (blurred(product, WIDTH) for product in (right * right, right * below, below * below))
    total = xx + yy
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / np.maximum(total, np.float32(1e-9))
    strength = np.clip((coherence - AGREED) / (1 - AGREED), 0, 1) * total / (total + np.float32(CLEAR**2))
    angle = np.arctan2(2 * xy, xx - yy) / 2  # of the gradient, to which the edge runs at a right angle
    planes = []
    for values in (np.cos(angle), -np.sin(angle), np.where(strength > LEAST, strength, 0)):
        plane = np.zeros(luma.shape, np.float32)
        plane[part] = values
        planes.append(plane)
    return Edges(planes[0], planes[1], planes[2])
