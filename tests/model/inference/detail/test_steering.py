from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.detail import Residuals, Sources, find_sources, steered
from model.inference.detail.steering import STRONGEST, WEAKEST, steps_of
from model.inference.planes import to_rgb
from tests.examples import examples


def _box(shape: tuple[int, int], x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    box = np.zeros(shape, bool)
    box[y0:y1, x0:x1] = True
    return box


def _noise(height: int, width: int, strength: float = 30.0) -> np.ndarray:
    noise = np.random.default_rng(5).normal(128, strength, (height, width, 1))
    return np.clip(np.repeat(noise, 3, axis=2), 0, 255).astype(np.uint8)


def _case(scale: int, photo: np.ndarray) -> tuple[Sources, np.ndarray]:
    """What is found for a flat fill in the middle of a photo that is reduced; and the hole at the photo's size."""
    height, width = photo.shape[0] // scale, photo.shape[1] // scale
    hole = _box((height, width), width // 4, height // 4, 3 * width // 4, 3 * height // 4)
    small = to_rgb(cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA), largest=255)
    picture = np.where(hole[..., None], small.mean(axis=(0, 1)), small).astype(np.float32)
    sources = find_sources(picture, hole, ~hole, mode="on", reduction=float(scale))
    return sources, cv2.resize(hole.astype(np.uint8), photo.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0


def _strength(photo: np.ndarray, sources: Sources, hole: np.ndarray) -> float:
    added = Residuals(photo, sources).tile(0, 0, *photo.shape[1::-1])[..., 0]
    return float(added[hole].std())


@pytest.mark.parametrize("scale", [2, 4])
@pytest.mark.parametrize("times", [0.6, 1.8])
def test_a_texture_that_is_too_weak_or_too_strong_is_drawn_to_its_surroundings(scale: int, times: float) -> None:
    photo = _noise(96 * scale, 96 * scale)
    sources, hole = _case(scale, photo)
    off = replace(sources, moved=sources.moved * np.float32(times), finest=sources.finest * np.float32(times))

    before, after = (_strength(photo, one, hole) for one in (off, steered(off, photo, ~hole)))

    wanted = to_rgb(photo, largest=255)[~hole].std()
    assert abs(np.log(after / wanted)) < 0.6 * abs(np.log(before / wanted))


def test_only_within_limits() -> None:
    photo = _noise(192, 192)
    sources, hole = _case(2, photo)

    weak, strong = (
        replace(sources, moved=sources.moved * np.float32(times), finest=sources.finest * np.float32(times))
        for times in (0.01, 100)
    )

    for one, limit in ((weak, STRONGEST), (strong, WEAKEST)):
        inside = sources.hole
        np.testing.assert_allclose(steered(one, photo, ~hole).finest[inside], limit * one.finest[inside], rtol=1e-5)


def test_at_the_photo_s_own_size_everything_stays() -> None:
    photo = _noise(96, 96)
    sources, hole = _case(1, photo)
    assert steered(sources, photo, ~hole) is sources


def test_a_calm_place_stays_calmer_than_the_rest() -> None:
    """Left of the hole lies strong texture and right of it weak one."""
    photo = _noise(256, 256)
    photo[:, 128:] = 128 + (photo[:, 128:].astype(int) - 128) // 8
    sources, hole = _case(2, photo)

    added = Residuals(photo, steered(sources, photo, ~hole)).tile(0, 0, 256, 256)

    assert added[70:186, 160:186].std() < 0.6 * added[70:186, 70:96].std()


def test_what_is_hidden_says_nothing() -> None:
    photo = _noise(128, 128)
    sources, hole = _case(4, photo)
    other = photo.copy()
    other[hole] = np.random.default_rng(2).integers(0, 256, (int(hole.sum()), 3))

    one, two = (steered(sources, pixels, ~hole) for pixels in (photo, other))

    np.testing.assert_array_equal(one.moved, two.moved)
    np.testing.assert_array_equal(one.finest, two.finest)


def test_nothing_known_leaves_everything_as_it_was() -> None:
    photo = _noise(192, 192)
    sources, _ = _case(2, photo)
    unused = replace(sources, used=False)

    assert steered(sources, photo, np.zeros((192, 192), bool)) is sources
    assert steered(unused, photo, np.ones((192, 192), bool)) is unused


@given(
    scale=st.floats(1, 9),
    dtype=st.sampled_from([np.uint8, np.uint16]),
    channels=st.integers(1, 4),
    seed=st.integers(0, 99),
)
@examples(25)
def test_steps_are_those_of_the_known_neighbours(scale: float, dtype: type, channels: int, seed: int) -> None:
    """Of stripes of one pixel every step across is the same, whatever the reduction."""
    rng = np.random.default_rng(seed)
    height, width = round(24 * scale), round(18 * scale)
    largest = np.iinfo(dtype).max
    photo = np.zeros((height, width, channels), dtype)
    photo[:, ::2] = largest
    known = _box((height, width), width // 2, 0, width, height)
    photo[~known] = rng.integers(0, largest, (int((~known).sum()), channels))

    steps, there = steps_of(photo, known, (24, 18))

    # Half of the pairs lie across the stripes, and differ by all of the range, 2. Borders have fewer of either kind.
    assert there[:, 10:].all()
    assert not there[:, :8].any()
    inner = steps[1:, 10:]
    assert np.all((inner > 1.2) & (inner < 2.8))
