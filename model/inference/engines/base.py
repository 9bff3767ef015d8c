"""What every runtime offers."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Engine(Protocol):
    """One runtime on one device; knows planes, not photos."""

    @property
    def name(self) -> str:
        """Runtime and version, for people: "onnxruntime 1.32"."""

    @property
    def device(self) -> str:
        """What it really runs on: "cpu", "cuda"."""

    def run(self, planes: NDArray[np.float32], cancelled: Callable[[], bool] | None = None) -> NDArray[np.float32]:
        """planes (1, 6, H, W) float32 -> refined (1, 3, H, W) float32 in [-1, 1]; H, W multiples of 8.

        Raises Cancelled soon after `cancelled()` turns true, OutOfMemory where the pass did not fit.
        """

    def close(self) -> None:
        """Give the memory back; the engine is not used after this."""
