"""Other honest answers of the same network: the photo mirrored, and seen from farther away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Variant:
    """How one candidate looks at the photo.

    scale: working size in proportion to the plain one, 0..1.
    mirrored, upside_down: flips of what the network sees; its answer is flipped back.
    """

    scale: float = 1.0
    mirrored: bool = False
    upside_down: bool = False

    def turn(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, C, H, W) -> the same, flipped."""
        axes = [axis for axis, flipped in ((3, self.mirrored), (2, self.upside_down)) if flipped]
        return np.ascontiguousarray(np.flip(planes, tuple(axes))) if axes else planes

    turn_back = turn  # a flip undoes itself


PLAIN = Variant()
OTHERS = tuple(
    Variant(scale, mirrored, upside_down)
    for scale in (1.0, 0.75, 0.5)
    for mirrored in (False, True)
    for upside_down in (False, True)
    if (scale, mirrored, upside_down) != (1.0, False, False)
)


def variants_of(count: int, seed: int) -> list[Variant]:
    """`count` different variants, the plain one first; the same seed, the same list.

    seed 0 takes the others in their own order, any other seed shuffles them.
    """
    order = np.arange(len(OTHERS)) if seed == 0 else np.random.default_rng(seed).permutation(len(OTHERS))
    return [PLAIN, *(OTHERS[index] for index in order)][:count]
