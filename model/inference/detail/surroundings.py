"""What the known pixels around a hole tell of the places in it: how strong the photo's texture is there."""

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import NEAR, blurred

WINDOW = 5.0  # px, sigma of the window in which energies are compared
REACH = 20.0  # px, sigma of how far the surroundings' energy is carried into the hole
TRUST = 0.01  # in what comes from so far, against what is in the window
SMALLER = 4
FLOOR = 1e-7


class Surroundings:
    """The usable pixels, and of them what every energy is divided by. usable: (H, W) bool."""

    def __init__(self, usable: NDArray[np.bool_]) -> None:
        self.usable = usable
        self._weight = usable.astype(np.float32)
        self._near_share, self._far_share = blurred(self._weight, WINDOW), _far(self._weight)

    def carried(self, energy: NDArray[np.float32]) -> NDArray[np.float32]:
        """The energy of the usable pixels, as far as it tells of each place. (H, W) float32 -> the same."""
        known = energy * self._weight
        total = blurred(known, WINDOW) + TRUST * _far(known) + FLOOR * float(np.mean(energy[self.usable]))
        return np.asarray(total / (self._near_share + TRUST * self._far_share + FLOOR), np.float32)

    def local(self, energy: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean over the usable pixels of the window alone, itself where there are none. (H, W) float32."""
        near = self._near_share > NEAR
        share = np.where(near, self._near_share, np.float32(1.0))
        return np.where(near, blurred(energy * self._weight, WINDOW) / share, energy)


def _far(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blurred by REACH: so wide a window is smooth, and a quarter of the size shows it as well."""
    import cv2

    height, width = plane.shape
    small = max(1, width // SMALLER), max(1, height // SMALLER)
    far = blurred(np.asarray(cv2.resize(plane, small, interpolation=cv2.INTER_AREA)), REACH / SMALLER)
    return np.asarray(cv2.resize(far, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
