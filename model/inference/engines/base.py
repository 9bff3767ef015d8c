"""What every runtime offers."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.inference.aside import Heartbeat


class Engine(Protocol):
    """One runtime on one device; knows planes, not photos."""

    @property
    def name(self) -> str:
        """Runtime and version, for people: "onnxruntime 1.32"."""

    @property
    def device(self) -> str:
        """What it really runs on: "cpu", "cuda"."""

    @property
    def precision(self) -> str:
        """What the arithmetic really is: "float32" or "bfloat16"."""

    def run(self, planes: NDArray[np.float32], heartbeat: Heartbeat | None = None) -> NDArray[np.float32]:
        """planes (1, 6, H, W) float32 -> refined (1, 3, H, W) float32 in [-1, 1]; H, W multiples of 8, at least 64.

        heartbeat: called on the caller's thread about every POLL_S seconds while the pass runs. What it raises ends
        the pass within 0.3 s and is raised from here. No thread of the pass outlives it; of preparations for its size
        one may, for a moment: `trim` and `close` wait for it.
        Raises OutOfMemory where the pass did not fit.
        """

    def prepare(self, size: tuple[int, int]) -> None:
        """Say before a pass that planes of this height and width come after it, to be prepared for while it runs."""

    def trim(self) -> None:
        """Give back caches and idle memory; the engine stays usable."""

    def close(self) -> None:
        """Give all memory back; the engine is not used after this."""
