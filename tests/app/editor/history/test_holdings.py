"""What the steps hold is counted as it changes; here against counting it anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer
from app.editor.history.commands import Step
from app.editor.history.holdings import Holdings


def layer(number: int, side: int, other: Layer | None = None) -> Layer:
    """other: whose pixels it has."""
    pixels = np.zeros((side, side, 3), np.uint8) if other is None else other.pixels
    alpha = np.zeros(pixels.shape[:2], np.uint8)
    box = Box(0, 0, pixels.shape[1], pixels.shape[0])
    candidates = Candidate(box, pixels, alpha), Candidate(box, pixels + 1, alpha)
    return Layer(number, "", box, pixels, alpha, fill=Fill(candidates))


ALL = [layer(0, 2), layer(1, 3), layer(2, 4)]
ALL.append(layer(3, 4, ALL[2]))


class Held(Step):
    def __init__(self, size: int, layers: Sequence[Layer]) -> None:
        super().__init__("")
        self._size, self._of = size, tuple(layers)

    @property
    def tile_bytes(self) -> int:
        return self._size

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self._of


def counted(steps: Sequence[Step], present: Sequence[Layer]) -> int:
    def arrays(layers: Sequence[Layer]) -> dict[int, int]:
        fills = [one for each in layers for one in each.fill.candidates]  # type: ignore[union-attr]
        found = [array for one in (*layers, *fills) for array in (one.pixels, one.alpha)]
        return {id(array): array.nbytes for array in found}

    there, held = arrays(present), arrays([each for step in steps for each in step.layers])
    return sum(step.tile_bytes for step in steps) + sum(size for key, size in held.items() if key not in there)


LAYERS = st.lists(st.sampled_from(ALL), max_size=4)
HELD = st.builds(Held, st.integers(0, 9), LAYERS)


@given(st.lists(st.tuples(st.integers(0, 5), HELD | st.none()), max_size=12), LAYERS)
def test_it_is_as_if_it_were_counted_anew(changes: list[tuple[int, Held | None]], present: list[Layer]) -> None:
    """Each change looks at a step again, or lets go of all from there on."""
    held, steps = Holdings(), []  # type: ignore[var-annotated]
    for number, step in changes:
        at = min(number, len(steps))
        if step is None:
            held.forget_from(at)
            del steps[at:]
        else:
            steps[at : at + 1] = [step]
            held.look(at, step)
        assert held.used(present) == counted(steps, present)
    held.forget_from(0)
    assert held.used(()) == 0
    assert not held._arrays
    assert not held._holders
