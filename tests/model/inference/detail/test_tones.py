import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.detail import tones
from model.inference.detail.tones import Tones
from tests.examples import examples

SKY, ROCK = np.array([-0.2, 0.2, 0.8], np.float32), np.array([0.3, 0.1, -0.1], np.float32)


def _scene() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sky above, rock below, and in the hole between them rock up to its middle: picture, hole, energy.

    The known rock is rough, energy 1, and the sky is not.
    """
    y, x = np.mgrid[:96, :120]
    hole = (y - 36) ** 2 + (x - 60) ** 2 < 30**2
    rocky = np.where(hole, (y > 36) & (x > 60), y > 62)
    picture = np.where(rocky[..., None], ROCK, SKY).astype(np.float32)
    return picture, hole, (rocky & ~hole).astype(np.float32)


def test_a_place_is_told_by_those_of_its_tone_though_others_are_nearer() -> None:
    picture, hole, energy = _scene()

    carried = Tones(picture, hole, ~hole).carried(energy)

    assert carried[42, 84] > 0.8  # rock, 6 px from the sky and 20 px from rock
    assert carried[16, 60] < 0.15
    assert carried[56, 52] < 0.5  # sky that was painted 10 px from rock


def test_of_one_tone_the_nearer_places_tell_more() -> None:
    hole = np.zeros((96, 120), bool)
    hole[30:66, 30:90] = True
    picture = np.zeros((96, 120, 3), np.float32)
    energy = np.tile(np.linspace(0, 1, 120, dtype=np.float32), (96, 1))

    carried = Tones(picture, hole, ~hole).carried(energy)

    left, middle, right = (float(carried[30:66, x].mean()) for x in (33, 60, 86))
    assert left < middle - 0.1 < right - 0.2


def test_pixels_that_may_not_be_used_tell_nothing() -> None:
    picture, hole, energy = _scene()
    usable = ~hole & (np.arange(96)[:, None] <= 62)

    assert Tones(picture, hole, usable).carried(energy)[hole].max() < 1e-6


@examples(30)
@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    seed=st.integers(0, 9999),
    share=st.floats(0.02, 0.98),
)
def test_what_is_carried_lies_within_what_is_known(size: tuple[int, int], seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    hole = rng.random(size) < share
    hole.ravel()[0], usable = True, ~hole
    if not usable.any():
        return
    picture = rng.uniform(-1, 1, (*size, 3)).astype(np.float32)
    energy = rng.uniform(0.5, 2, size).astype(np.float32)
    energy[hole] = 99

    carried = Tones(picture, hole, usable).carried(energy)

    assert carried.shape == size
    assert carried[hole].min() >= energy[usable].min() * 0.999
    assert carried[hole].max() <= energy[usable].max() * 1.001


def test_more_pairs_than_it_may_compare_are_compared_in_larger_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, hole, energy = _scene()
    fine = Tones(picture, hole, ~hole).carried(energy)[hole]
    monkeypatch.setattr(tones, "MOST", 20_000)
    made = Tones(picture, hole, ~hole)

    assert made._told.size <= 40_000
    assert np.abs(made.carried(energy)[hole] - fine).mean() < 0.1


def test_the_heartbeat_can_end_it() -> None:
    picture, hole, _ = _scene()

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Tones(picture, hole, ~hole, stop)
