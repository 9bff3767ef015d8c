"""What pieces of texture are chosen by."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.descriptors import GRID
from model.inference.detail.edges import Edges
from model.inference.detail.painted import Paint
from model.inference.detail.repeats import Repeats


@dataclass(frozen=True, slots=True)
class Scene:
    """What pieces are chosen by, all at working size.

    looks: (N, ceil(H / GRID), ceil(W / GRID), D) float32, descriptors of the picture at N levels of softness.
    level: (H, W) int8, the level by which a place of the hole is compared.  energy, wanted: (H, W) float32, root of
    the texture's local energy and what the surroundings let expect.  texture: (H, W) float32, what the softening takes
    from the photo, 0 elsewhere.  hole, known: (H, W) bool.  fit: (H, W) bool, pixels that may be copied.
    repeats: offsets along which the surroundings go on.  edges: of the guide, (H, W).
    paint: places of which the fill tells the tone alone, if any.
    """

    looks: NDArray[np.float32]
    level: NDArray[np.int8]
    energy: NDArray[np.float32]
    wanted: NDArray[np.float32]
    texture: NDArray[np.float32]
    hole: NDArray[np.bool_]
    known: NDArray[np.bool_]
    fit: NDArray[np.bool_]
    repeats: Repeats
    edges: Edges
    paint: Paint | None = None

    def looks_at(self, y: NDArray[Any], x: NDArray[Any], level: NDArray[np.int8] | int) -> NDArray[np.float32]:
        """Descriptors of places inside the picture: (..., D). y, x, level: (...) integers; level may be one for all."""
        _, height, width, depth = self.looks.shape
        # by one flat index: picking by three takes three times as long
        index = level * np.intp(height * width) + y // GRID * width + x // GRID
        return np.asarray(self.looks.reshape(-1, depth).take(index, axis=0))
