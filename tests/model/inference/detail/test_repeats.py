import numpy as np
import pytest

from model.inference.detail import find_sources, repeats
from model.inference.detail.repeats import Repeats, find_repeats

SHAPE = (120, 140)


def _hole() -> np.ndarray:
    hole = np.zeros(SHAPE, bool)
    hole[36:84, 48:92] = True
    return hole


def _ring(hole: np.ndarray) -> np.ndarray:
    ring = np.zeros_like(hole)
    ring[20:100, 32:108] = True
    return ring & ~hole


def _boards(*, slope: float = 0.0) -> np.ndarray:
    """Boards of different widths with a little grain, lying across the picture: (H, W) float32."""
    rng = np.random.default_rng(3)
    gaps = np.cumsum(rng.integers(5, 11, 60)) - 80
    y = np.arange(SHAPE[0])[:, None] - slope * np.arange(SHAPE[1])
    nearest = np.abs(y[..., None] - gaps).min(axis=2)
    return (0.4 * (nearest > 1) + rng.normal(0, 0.02, SHAPE)).astype(np.float32)


def _found(texture: np.ndarray) -> Repeats:
    hole = _hole()
    return find_repeats((texture - texture.mean()) * ~hole, ~hole, hole, ~hole, _ring(hole))


@pytest.mark.parametrize("slope", [0.0, 0.25, -0.5])
def test_boards_repeat_along_themselves(slope: float) -> None:
    found = _found(_boards(slope=slope))

    assert found.alike[0] > 0.8
    assert found.dy[0] == pytest.approx(slope * found.dx[0], abs=1.0)
    assert (found.dy.astype(float) ** 2 + found.dx.astype(float) ** 2 >= repeats.NEAREST**2).all()


def test_the_offset_is_right_to_the_pixel() -> None:
    rng = np.random.default_rng(1)
    tile = rng.normal(0, 1, (23, 27)).astype(np.float32)
    texture = np.tile(tile, (8, 8))[: SHAPE[0], : SHAPE[1]]

    found = _found(texture)

    assert found.alike.min() > 0.99
    assert not (found.dy % 23).any()
    assert not (found.dx % 27).any()


def test_noise_and_flat_surroundings_do_not_repeat() -> None:
    noise = np.random.default_rng(2).normal(0, 0.2, SHAPE).astype(np.float32)

    assert not _found(noise).alike.size
    assert not _found(np.zeros(SHAPE, np.float32)).alike.size
    assert not _found(noise).astray(SHAPE).size


def test_what_is_astray_costs_more_than_any_repetition() -> None:
    one = Repeats(np.array([0, -SHAPE[0] + 1]), np.array([30, SHAPE[1] - 1]), np.array([0.8, 0.6], np.float32))

    astray = one.astray(SHAPE)

    assert astray[SHAPE[0], SHAPE[1] + 30] == 0
    assert astray[1, 2 * SHAPE[1] - 1] == pytest.approx(0.2)
    assert astray[SHAPE[0], SHAPE[1] + 40] == pytest.approx(0.8)
    assert astray.shape == (2 * SHAPE[0] + 1, 2 * SHAPE[1] + 1)


def test_boards_go_on_in_the_hole_instead_of_breaking_up(monkeypatch: pytest.MonkeyPatch) -> None:
    boards, hole = _boards(), _hole()
    # A guide that knows nothing of where the gaps between the boards are.
    picture = np.where(hole, boards.mean(), boards)[..., None].repeat(3, axis=2).astype(np.float32)

    def agreement() -> float:
        sources = find_sources(picture, hole, ~hole, mode="on", reduction=1.0)
        filled = (picture + sources.moved)[..., 0][hole]
        return float(np.corrcoef(filled, boards[hole])[0, 1])

    going_on = agreement()
    monkeypatch.setattr(repeats, "LEAST", 2.0)

    assert going_on > 0.7
    assert going_on > agreement() + 0.2
