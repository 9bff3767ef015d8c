"""Training holes: seeded, at any size, as large as the paper's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.training import holes
from model.training.silhouettes import OBJECTS, objects
from tests.examples import examples

MAKERS = [holes.brush, holes.rectangle, holes.rectangles, holes.polylines, objects, holes.brush_and_rectangle]


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_seed_gives_the_same_hole(maker):
    first, again = (maker(96, np.random.default_rng(5)) for _ in range(2))
    other = maker(96, np.random.default_rng(6))
    assert first.shape == (96, 96)
    assert first.dtype == bool
    assert (first == again).all()
    assert (first != other).any()


@examples(40)
@given(size=st.integers(32, 512), seed=st.integers(0, 2**32), kinds=st.sampled_from(sorted(holes.KINDS)))
def test_any_size_gives_holes_within_the_bounds_of_their_mix(size, seed, kinds):
    hole = holes.sample(size, np.random.default_rng(seed), kinds)
    assert hole.shape == (size, size)
    assert hole.dtype == bool
    assert holes.KINDS[kinds].least <= hole.mean() <= holes.KINDS[kinds].most
    assert hole.any()
    assert not hole.all()


@examples(20)
@given(size=st.integers(32, 200), number=st.integers(0, 30), seed=st.integers(0, 1000))
def test_a_hole_drawn_alone_is_the_pool_s(size, number, seed):
    drawn = holes.pool(size, number + 1, seed)
    assert drawn.shape == (number + 1, size, size)
    assert (drawn[number] == holes.numbered(size, number, seed)).all()


@pytest.mark.parametrize(
    ("maker", "mean", "low", "high"),
    [
        # measured with the paper's code, 2,000 draws: mean, 5 % and 95 % of the area
        (holes.brush, 0.153, 0.039, 0.292),
        (holes.rectangle, 0.191, 0.153, 0.231),
        (holes.brush_and_rectangle, 0.310, 0.210, 0.428),
    ],
)
def test_areas_are_the_paper_s(maker, mean, low, high):
    shares = np.array([maker(256, np.random.default_rng([1, number])).mean() for number in range(800)])
    assert shares.mean() == pytest.approx(mean, abs=0.012)
    assert np.percentile(shares, 5) == pytest.approx(low, abs=0.02)
    assert np.percentile(shares, 95) == pytest.approx(high, abs=0.025)


@examples(60)
@given(seed=st.integers(0, 2**32))
def test_brush_strokes_have_the_paper_s_angles_and_widths(seed):
    strokes = holes.brush_strokes(np.random.default_rng(seed))
    assert 1 <= len(strokes) <= 3
    for points, width in strokes:
        assert 5 <= len(points) <= 12  # the start and 4 to 11 turns
        assert 12 <= width < 40
        assert points.min() >= 0
        assert points.max() <= holes.BASE
        for turn, (x, y) in enumerate(np.diff(points, axis=0)):
            inside = ((points[turn + 1] > 0) & (points[turn + 1] < holes.BASE)).all()
            if inside and math.hypot(x, y) > 1e-6:  # a clipped step has another angle
                angle = math.degrees(math.atan2(-y if turn % 2 == 0 else y, x))
                assert 48 - 1e-6 <= angle <= 96 + 1e-6
                assert math.hypot(x, y) <= 2 * holes.BRUSH_RADIUS + 1e-6


def test_too_large_and_too_small_holes_are_drawn_again():
    shares = holes.pool(32, 3000, seed=2).mean(axis=(1, 2))
    assert shares.min() >= 0.02
    assert shares.max() <= 0.5


def side(size, rng):
    """A kind of hole of one's own: more than the half of a picture."""
    hole = np.zeros((size, size), bool)
    hole[:, : round(size * rng.uniform(0.55, 0.7))] = True
    return hole


@pytest.mark.parametrize("drawn", [holes.numbered, holes.pool])
def test_a_mix_that_never_comes_within_its_bounds_is_named(monkeypatch, drawn):
    monkeypatch.setattr(holes, "TRIES", 50)
    monkeypatch.setitem(holes.KINDS, "sides", holes.Mix(((side, 1.0),), least=0.02, most=0.5))
    words = r"of the mix 'sides' at 64² covers 0\.02 to 0\.5 of the picture, they cover 0\.5\d+ to 0\.6\d+: "
    with pytest.raises(holes.HolesOutOfBounds, match=words) as told:
        drawn(64, 3, 1, "sides")
    assert "\n" not in str(told.value)
    monkeypatch.setitem(holes.KINDS, "sides", holes.Mix(((side, 1.0),), least=0.0, most=1.0))
    assert drawn(64, 3, 1, "sides").any()


@pytest.mark.parametrize("shares", [(), (0.5, 0.4), (0.7, 0.7), (1.5, -0.5), (1.0, 0.0), (0.5, math.nan)])
def test_shares_of_a_mix_are_positive_and_one_in_all(shares):
    with pytest.raises(ValueError, match="numbers above 0 that are 1 in all"):
        holes.Mix(tuple((side, share) for share in shares), least=0.0, most=1.0)


@pytest.mark.parametrize("bounds", [(0.5, 0.02), (0.3, 0.3), (-0.1, 1.0), (0.02, 50), (0.0, math.nan)])
def test_bounds_of_a_mix_are_shares_that_rise(bounds):
    with pytest.raises(ValueError, match="give two that rise, 0 to 1"):
        holes.Mix(((side, 1.0),), *bounds)


def test_the_default_mix_draws_every_kind():
    shares = [share for _, share in holes.KINDS["default"].makers]
    assert sum(shares) == pytest.approx(1)
    assert sum(share for _, share, _ in OBJECTS) == pytest.approx(1)
    drawn = holes.pool(64, 300, seed=3).mean(axis=(1, 2))
    assert 0.13 < drawn.mean() < 0.2


@pytest.mark.parametrize("maker", [maker for maker, _, _ in OBJECTS])
def test_bodies_are_of_about_unit_size(maker):
    for seed in range(20):
        points = np.concatenate(maker(np.random.default_rng(seed)))
        assert np.isfinite(points).all()
        assert 0.4 < np.ptp(points, axis=0).max() < 2


def test_a_shape_scales_with_the_picture():
    for maker in MAKERS:
        small, large = (maker(size, np.random.default_rng(9)).mean() for size in (64, 256))
        assert abs(small - large) < 0.06
