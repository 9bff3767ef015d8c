"""Figures of a layer's gates: how much more a channel opens in the hole, how much it reacts to strokes."""

import numpy as np
from numpy.typing import NDArray

from model.evaluation.viewer.scene import at_size


def openness(gates: NDArray[np.float32], hole: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each channel's mean gate in the hole and where the photo is known: gates (C, h, w), hole (H, W) -> (C,) twice.

    A part that vanishes at the layer's size counts as the whole picture.
    """
    inside = at_size(hole, *gates.shape[1:])
    parts = [part if part.any() else np.ones_like(part) for part in (inside, ~inside)]
    return gates[:, parts[0]].mean(axis=1), gates[:, parts[1]].mean(axis=1)


def reaction(change: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Each channel's mean absolute change in the hole: change (C, h, w) in -1..1, hole (H, W) -> (C,)."""
    return openness(np.abs(change), hole)[0]
