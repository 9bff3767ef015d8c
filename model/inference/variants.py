"""Other honest answers of the same network: the photo mirrored, seen from farther away, with more around the hole."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inference.crops.grouping import WIDEST


@dataclass(frozen=True, slots=True)
class Variant:
    """How one candidate looks at the photo.

    scale: working size in proportion to the plain one, 0..1.
    wider: margin of the context in proportion to the plain one, 1 to WIDEST.
    mirrored, upside_down: flips of what the network sees; its answer is flipped back.
    seed: which of the sources that fit about as well give the detail.
    """

    scale: float = 1.0
    wider: float = 1.0
    mirrored: bool = False
    upside_down: bool = False
    seed: int = 0

    def turn(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, C, H, W) -> the same, flipped."""
        axes = [axis for axis, flipped in ((3, self.mirrored), (2, self.upside_down)) if flipped]
        return np.ascontiguousarray(np.flip(planes, tuple(axes))) if axes else planes

    turn_back = turn  # a flip undoes itself


PLAIN = Variant()
# Whoever asks for a few more wants to see others: another size or context differs in the large things, a mirrored view
# in little ones. So the flips come after all of these.
_VIEWS = ((1.0, 1.0), (0.75, 1.0), (1.0, WIDEST), (0.5, 1.0))
OTHERS = tuple(
    Variant(scale, wider, mirrored, upside_down, seed)
    for seed, (scale, wider, (mirrored, upside_down)) in enumerate(
        (
            (scale, wider, flips)
            for flips in ((False, False), (True, False), (False, True), (True, True))
            for scale, wider in _VIEWS
        )
    )
    if seed > 0
)


def variants_of(count: int, seed: int) -> list[Variant]:
    """`count` different variants, the plain one first; the same seed, the same list.

    seed 0 takes the others in their own order, any other seed shuffles them.
    """
    order = np.arange(len(OTHERS)) if seed == 0 else np.random.default_rng(seed).permutation(len(OTHERS))
    return [PLAIN, *(OTHERS[index] for index in order)][:count]
