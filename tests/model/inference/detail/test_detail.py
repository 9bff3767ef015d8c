from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.detail import MODES, Residuals, Sources, costs, find_sources
from model.inference.detail.bands import stack_of
from model.inference.detail.paste import cuts_of
from model.inference.detail.softness import ring_around
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones
from model.inference.planes import to_rgb
from tests.examples import examples


def _textured(height: int, width: int, *, channels: int = 3, dtype: type = np.uint8) -> np.ndarray:
    largest = np.iinfo(dtype).max
    noise = np.random.default_rng(5).normal(0.5, 0.12, (height, width, 1))
    return np.clip(np.repeat(noise, channels, axis=2) * largest, 0, largest).astype(dtype)


def _soft_fill(photo: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The photo with a flat fill: (H, W, 3) float32 in [-1, 1]."""
    rgb = to_rgb(photo, largest=np.iinfo(photo.dtype).max)
    return np.where(hole[..., None], rgb.mean(axis=(0, 1)), rgb).astype(np.float32)


def _box(shape: tuple[int, int], x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    hole = np.zeros(shape, bool)
    hole[y0:y1, x0:x1] = True
    return hole


def _reduced_case(scale: float) -> tuple[np.ndarray, Sources]:
    import cv2

    hole = _box((64, 72), 20, 16, 50, 44)
    photo = _textured(round(64 * scale), round(72 * scale))
    small = cv2.resize(photo, (72, 64), interpolation=cv2.INTER_AREA)
    sources = find_sources(_soft_fill(small, hole), hole, ~hole, mode="auto", reduction=scale)
    return photo, sources


def test_a_soft_fill_of_a_textured_photo_becomes_as_sharp_as_the_ring() -> None:
    hole = _box((96, 96), 30, 30, 66, 60)
    photo = _textured(96, 96)

    sources = find_sources(_soft_fill(photo, hole), hole, ~hole, mode="auto", reduction=1.0)

    assert sources.used
    assert sources.sharpness[0] < 0.05
    assert 0.6 < sources.sharpness[1] < 1.3
    assert "0.00" in sources.why


def test_auto_leaves_a_sharp_fill_alone_and_on_does_not() -> None:
    hole = _box((96, 96), 30, 30, 66, 60)
    picture = to_rgb(_textured(96, 96), largest=255)

    assert not find_sources(picture, hole, ~hole, mode="auto", reduction=1.0).used
    assert find_sources(picture, hole, ~hole, mode="auto", reduction=2.0).used
    assert find_sources(picture, hole, ~hole, mode="on", reduction=1.0).used


def test_off_adds_nothing() -> None:
    hole = _box((96, 96), 30, 30, 66, 60)
    photo = _textured(96, 96)

    sources = find_sources(_soft_fill(photo, hole), hole, ~hole, mode="off", reduction=4.0)

    assert not sources.used
    assert not Residuals(photo, sources).tile(0, 0, 96, 96).any()


def test_an_unknown_mode_is_refused() -> None:
    hole = _box((16, 16), 4, 4, 8, 8)
    with pytest.raises(ValueError, match="detail is sharp"):
        find_sources(np.zeros((16, 16, 3), np.float32), hole, ~hole, mode="sharp", reduction=1.0)
    assert MODES == ("off", "auto", "on")


@examples(12)
@given(
    scale=st.sampled_from([1.0, 2.0, 3.37]),
    cuts=st.lists(st.floats(0.05, 0.95), min_size=1, max_size=3),
)
def test_tiles_agree_whatever_the_tiling_and_stay_in_the_hole(scale: float, cuts: list[float]) -> None:
    photo, sources = _reduced_case(scale)
    height, width = photo.shape[:2]
    residuals = Residuals(photo, sources)
    whole = residuals.tile(0, 0, width, height)
    columns = sorted({0, width, *(int(cut * width) for cut in cuts)})
    rows = sorted({0, height, *(int(cut * height) for cut in cuts)})

    tiled = np.zeros_like(whole)
    for y0, y1 in pairwise(rows):
        for x0, x1 in pairwise(columns):
            tiled[y0:y1, x0:x1] = residuals.tile(x0, y0, x1, y1)

    assert sources.used
    assert whole.any()
    np.testing.assert_array_equal(tiled, whole)
    touched = np.argwhere(whole.any(axis=2)) / scale
    assert (touched >= [16 - 1, 20 - 1]).all()
    assert (touched <= [44 + 1, 50 + 1]).all()


@examples(12)
@given(x=st.integers(0, 70), y=st.integers(0, 70), scale=st.sampled_from([1.0, 3.0]))
def test_nothing_is_copied_from_pixels_that_may_not_be(x: int, y: int, scale: float) -> None:
    import cv2

    shape = (96, 96)
    hole = _box(shape, 34, 36, 62, 58)
    barred = _box(shape, x, y, x + 26, y + 26) & ~hole
    photo = _textured(round(96 * scale), round(96 * scale))
    large = cv2.resize(barred.astype(np.uint8), photo.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    planted = photo.copy()
    planted[large] = np.where(np.indices(large.shape).sum(axis=0)[large] % 5 < 2, 255, 0)[:, None] * [1, 0, 1]

    small = cv2.resize(planted, shape[::-1], interpolation=cv2.INTER_AREA)
    sources = find_sources(_soft_fill(small, hole), hole, ~hole & ~barred, mode="on", reduction=scale)
    added = Residuals(planted, sources).tile(0, 0, *planted.shape[1::-1])

    assert sources.used
    # The photo is grey: any colour can only come from the barred place.
    assert float(np.ptp(added, axis=2).max()) < 1e-4


@examples(25)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    share=st.floats(0.0, 1.0),
    scale=st.sampled_from([1.0, 1.7, 3.37]),
    seed=st.integers(0, 99),
)
def test_any_small_case_gives_finite_numbers_in_the_hole_alone(
    height: int, width: int, share: float, scale: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    hole = rng.random((height, width)) < share
    usable = ~hole & (rng.random((height, width)) < 0.95)
    photo = rng.integers(0, 65536, (max(1, round(height * scale)), max(1, round(width * scale)), 1), np.uint16)
    picture = rng.uniform(-1, 1, (height, width, 3)).astype(np.float32)

    sources = find_sources(picture, hole, usable, mode="on", reduction=scale)
    added = Residuals(photo, sources).tile(0, 0, photo.shape[1], photo.shape[0])

    assert added.shape == (*photo.shape[:2], 3)
    assert np.isfinite(added).all()
    assert sources.why
    if scale == 1.0:
        assert not added[~hole].any()


@pytest.mark.parametrize("hole", [_box((48, 48), 0, 0, 30, 48), _box((48, 48), 20, 20, 21, 21)])
def test_holes_at_the_border_and_of_one_pixel_are_served(hole: np.ndarray) -> None:
    photo = _textured(48, 48, dtype=np.uint16)

    sources = find_sources(_soft_fill(photo, hole), hole, ~hole, mode="on", reduction=1.0)

    assert sources.used
    assert np.isfinite(Residuals(photo, sources).tile(0, 0, 48, 48)).all()


def test_with_nothing_to_copy_it_says_so() -> None:
    hole = _box((48, 48), 10, 10, 30, 30)
    picture = _soft_fill(_textured(48, 48), hole)

    for usable in (np.zeros_like(hole), _box((48, 48), 0, 0, 5, 5)):
        sources = find_sources(picture, hole, usable, mode="on", reduction=2.0)
        assert not sources.used
        assert "may be copied" in sources.why


def test_the_same_request_gives_the_same_answer_and_another_seed_may_differ() -> None:
    hole = _box((96, 96), 20, 20, 76, 70)
    photo = _textured(96, 96)
    picture = _soft_fill(photo, hole)

    first, second = (find_sources(picture, hole, ~hole, mode="on", reduction=1.0, seed=3) for _ in range(2))

    np.testing.assert_array_equal(first.dy, second.dy)
    np.testing.assert_array_equal(first.moved, second.moved)


def test_the_heartbeat_can_end_the_search() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    hole = _box((96, 96), 20, 20, 76, 70)
    with pytest.raises(Stop):
        find_sources(_soft_fill(_textured(96, 96), hole), hole, ~hole, mode="on", reduction=1.0, heartbeat=stop)


def test_a_calm_place_gets_no_strong_texture_from_elsewhere() -> None:
    calm, hole = _box((96, 160), 80, 0, 160, 96), _box((96, 160), 100, 30, 140, 66)
    picture = to_rgb(_textured(96, 160), largest=255)
    picture[calm] *= np.float32(0.1)
    picture = np.where(hole[..., None], np.float32(0), picture)
    # The calm ring is too thin to be copied, so that all there is to copy is strong.
    ring = _box((96, 160), 96, 26, 144, 70) & ~hole
    usable = ring | ~calm

    sources = find_sources(picture, hole, usable, mode="on", reduction=1.0)

    assert sources.used
    assert sources.moved[hole].std() < 3 * picture[ring].std()
    assert sources.finest[hole].max() < 0.5
    assert sources.moved[hole].std() < 0.5 * picture[~calm].std()


def _two_pieces(hole: np.ndarray, why: str) -> Sources:
    """The left half of a hole 16 wide comes from 8 px above, the right one from 8 px below; nothing but the finest."""
    return Sources(
        used=True,
        why=why,
        sharpness=(0.0, 1.0),
        hole=hole,
        fit=~hole,
        dy=(np.where(np.arange(16) < 8, -8, 8) * hole).astype(np.int32),
        dx=np.zeros(hole.shape, np.int32),
        moved=np.zeros((*hole.shape, 3), np.float32),
        finest=np.ones(hole.shape, np.float32),
        picture=np.zeros((*hole.shape, 3), np.float32),
        calm=np.ones(hole.shape, np.float32),
    )


def test_pieces_run_into_each_other_where_the_photo_was_reduced() -> None:
    scale, hole = 8, _box((24, 16), 0, 8, 16, 16)
    photo = np.full((24 * scale, 16 * scale, 3), 128, np.uint8)
    photo[: 8 * scale], photo[16 * scale :] = 192, 64
    sources = _two_pieces(hole, "two pieces, one light and one dark")

    line = Residuals(photo, sources).tile(0, 0, 16 * scale, 24 * scale)[12 * scale, :, 0]

    assert line[0] > 0.45
    assert line[-1] < -0.45
    assert np.abs(np.diff(line)).max() < 1.5 * (line[0] - line[-1]) / scale


def test_cuts_lie_on_both_sides_of_a_change_and_in_the_hole_alone() -> None:
    hole = _box((6, 8), 1, 1, 7, 5)
    dx = np.where(np.arange(8) < 4, 3, -3).astype(np.int32) * hole

    cuts = cuts_of(np.zeros_like(dx), dx, hole)

    np.testing.assert_array_equal(cuts, _box((6, 8), 3, 1, 5, 5))


def test_strong_texture_keeps_together_instead_of_lying_about_in_islands(monkeypatch: pytest.MonkeyPatch) -> None:
    # Strong texture on one side, calm on the other, and a fill that says nothing of which it should be.
    strength = np.where(np.arange(144) < 72, 1, 0.1)[:, None]
    picture = (to_rgb(_textured(144, 144), largest=255) * strength).astype(np.float32)
    hole = _box((144, 144), 40, 40, 104, 104)
    picture[hole] = 0

    def changes() -> int:
        sources = find_sources(picture, hole, ~hole, mode="on", reduction=1.0)
        is_strong = (np.arange(144) + sources.dx < 72)[40:104, 40:104]
        return int(np.diff(is_strong, axis=0).sum() + np.diff(is_strong, axis=1).sum())

    kept_together = changes()
    monkeypatch.setattr(costs, "STEP_UP", 0.0)

    assert kept_together < 0.8 * changes()


def test_where_pieces_mix_their_texture_stays_as_strong_as_it_is() -> None:
    scale, hole = 8, _box((24, 16), 0, 8, 16, 16)
    photo = _textured(24 * scale, 16 * scale)
    sources = _two_pieces(hole, "two pieces that have nothing to do with each other")

    strength = Residuals(photo, sources).tile(0, 8 * scale, 16 * scale, 16 * scale)[..., 0].std(axis=0)

    middle, rest = strength[7 * scale : 9 * scale], strength[: 7 * scale]
    assert middle.mean() == pytest.approx(rest.mean(), rel=0.06)


def test_in_a_calm_place_no_texture_is_expected_however_strong_it_is_farther_off() -> None:
    """A flower's texture is not carried into the sky beside it, where the network painted sky."""
    rng = np.random.default_rng(8)
    hole = _box((96, 128), 44, 24, 84, 72)
    grain = rng.normal(0.2, 0.004, (96, 128, 3)).astype(np.float32)
    texture = grain + rng.normal(0, 0.25, (96, 128, 1)).astype(np.float32)

    def expected(photo: np.ndarray) -> float:
        picture = np.where(hole[..., None], np.float32(0.2), photo)
        ring, tones = ring_around(hole, ~hole), Tones(picture, hole, ~hole)
        return float(stack_of(picture, hole, ring, Surroundings(~hole), tones, lambda: None).around[0][52, 64])

    below = np.arange(96)[:, None, None] >= 66
    everywhere = expected(texture)
    assert expected(np.where(below, texture, grain)) < everywhere / 1000
    assert everywhere > 0.01


def test_a_shape_that_somebody_drew_has_the_texture_of_its_tone_up_to_its_crest() -> None:
    """Sand below calm water; in the water a rock of the sand's tone, most of whose border the water is."""
    rng = np.random.default_rng(4)
    sandy = np.arange(128)[:, None] >= 96
    y, x = np.mgrid[:128, :160]
    hole = (y - 60) ** 2 + (x - 80) ** 2 < 44**2
    rock = hole & (y - 100 > -60 + 1.4 * np.abs(x - 80))
    water = np.array([-0.8, -0.4, -0.4]) + rng.normal(0, 0.006, (128, 160, 1))
    sand = np.array([0.4, 0.2, 0.0]) + rng.normal(0, 0.15, (128, 160, 1))
    painted = np.where(rock[..., None], np.array([0.4, 0.2, 0.0]), np.array([-0.8, -0.4, -0.4]))
    picture = np.where(hole[..., None], painted, np.where(sandy[..., None], sand, water)).astype(np.float32)

    moved = find_sources(picture, hole, ~hole, mode="auto", reduction=1.0).moved

    crest = rock & (y < 60) & (np.abs(x - 80) < 10)
    assert crest.sum() > 100
    assert moved[crest].std() > 0.6 * 0.15
    assert moved[hole & ~rock & (y < 40)].std() < 0.02
