"""Sums over a picture and itself moved, for all offsets at once, by Fourier transforms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Correlator:
    """For planes of one size, (H, W) float32. Of its answers, (h, w) float32, `down` and `across` name the offsets."""

    def __init__(self, shape: tuple[int, int]) -> None:
        import cv2

        self._size = shape
        self.shape = cv2.getOptimalDFTSize(2 * shape[0] - 1), cv2.getOptimalDFTSize(2 * shape[1] - 1)
        self.down, self.across = _signed(self.shape[0]), _signed(self.shape[1])

    def spectrum(self, plane: NDArray[np.float32]) -> NDArray[Any]:
        """What `sums` takes of a plane."""
        import cv2

        padded = np.zeros(self.shape, np.float32)
        padded[: self._size[0], : self._size[1]] = plane
        return np.asarray(cv2.dft(padded, nonzeroRows=self._size[0]))

    def sums(self, here: NDArray[Any], there: NDArray[Any]) -> NDArray[np.float32]:
        """For each offset: the sum over all places of what is here times what is there."""
        import cv2

        product = cv2.mulSpectrums(there, here, 0, conjB=True)
        return np.asarray(cv2.idft(product, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT), np.float32)


def _signed(length: int) -> NDArray[np.intp]:
    """The offsets that places stand for where negative ones are counted from the end."""
    place = np.arange(length)
    return np.where(place < length - length // 2, place, place - length)
