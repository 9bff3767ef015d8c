"""The passes that a hole needs: which part of the photo each sees, and at which size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds
from model.inference.crops.grouping import context_of, hole_groups

MULTIPLE = 8  # of the network's sides: two halvings of the picture, and one more of the attention's cells
SMALLEST_INPUT = 64  # below this the network's features have no neighbours to compare


@dataclass(frozen=True, slots=True)
class Crop:
    """Some groups of holes with their context.

    box: the context in photo pixels.  size: (width, height) to which it is reduced, never enlarged.
    padded: (width, height) after reflection to multiples of 8.
    groups: boxes of the holes that are filled from it. Others may lie in the context: they have one of their own.
    """

    box: Bounds
    size: tuple[int, int]
    padded: tuple[int, int]
    groups: tuple[Bounds, ...] = ()

    @property
    def reduction(self) -> float:
        """Photo pixels for each working pixel along a side, 1 and more."""
        x0, y0, x1, y1 = self.box
        return max((x1 - x0) / self.size[0], (y1 - y0) / self.size[1])

    def reduced(self, factor: float) -> "Crop":
        """The same context at `factor` times the working size, 0..1."""
        size = max(1, round(self.size[0] * factor)), max(1, round(self.size[1] * factor))
        return sized(self.box, size, self.groups)


def plan(
    hole: NDArray[np.bool_],
    longest: int,
    *,
    scale: float = 1.0,
    wider: float = 1.0,
    contexts: Sequence[Bounds] = (),
) -> list[Crop]:
    """The crops that a hole needs.

    hole: (H, W) bool, not empty.  longest: longest side of the network's input.
    scale: further reduction, for candidates that look from farther away.
    wider: the context's margin in proportion to the plain one, at least 1, for candidates that see more.
    contexts: boxes that were chosen instead of the plain ones, each for all holes that lie inside it.
    """
    crops = []
    for box, groups in seen_groups(hole, wider=wider, contexts=contexts):
        width, height = box[2] - box[0], box[3] - box[1]
        factor = min(1.0, longest / max(width, height)) * scale
        size = max(1, round(width * factor)), max(1, round(height * factor))
        crops.append(sized(box, size, tuple(groups)))
    return crops


def seen_groups(
    hole: NDArray[np.bool_], *, wider: float = 1.0, contexts: Sequence[Bounds] = ()
) -> list[tuple[Bounds, list[Bounds]]]:
    """Each box that is looked at, with those of the groups of holes that are filled from it. As for `plan`."""
    size, rest = (hole.shape[1], hole.shape[0]), hole_groups(hole)
    found: list[tuple[Bounds, list[Bounds]]] = []
    for context in contexts:
        inside = [group for group in rest if _holds(context, group)]
        rest = [group for group in rest if group not in inside]
        if inside:
            found.append((context, inside))
    return found + [(context_of(group, size, wider=wider), [group]) for group in rest]


def _holds(box: Bounds, other: Bounds) -> bool:
    return box[0] <= other[0] and box[1] <= other[1] and other[2] <= box[2] and other[3] <= box[3]


def sized(box: Bounds, size: tuple[int, int], groups: tuple[Bounds, ...] = ()) -> Crop:
    """A crop of this working size, padded to what the network takes."""
    return Crop(box, size, (_round_up(size[0]), _round_up(size[1])), groups)


def _round_up(side: int) -> int:
    return max(SMALLEST_INPUT, -(-side // MULTIPLE) * MULTIPLE)
