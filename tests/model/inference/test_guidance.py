"""How clearly strokes are followed: what they ask for, taken so many times, and lifted where it would not be seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.guidance import STRONGEST, answer, followed, lift, slope_beside
from model.inference.planes import PLANES, to_planes
from tests.examples import examples
from tests.model.inference.stubs import PaintingEngine, bare, inpainter

SIDE = 96
SKETCH = PLANES.index("sketch")


class Drawing:
    """A network that paints grey, and below the stroke `step` more: stands in for `Pass`, and counts."""

    def __init__(self, step):
        self.step, self.parts, self.sketches = step, [], []

    def __call__(self, planes, since, until):
        self.parts.append((since, until))
        strokes = planes[0, SKETCH] > 0
        self.sketches.append(strokes.any())
        below = np.cumsum(strokes, axis=0) > 0
        return np.broadcast_to(self.step * below, (1, 3, *below.shape)).astype(np.float32)


def planes(stroke_row=None):
    """Planes with a hole all over but for a frame; the stroke crosses it from side to side."""
    hole = np.zeros((SIDE, SIDE), bool)
    hole[8:-8, 8:-8] = True
    sketch = np.zeros_like(hole)
    if stroke_row is not None:
        sketch[stroke_row - 1 : stroke_row + 2, 8:-8] = True
    return to_planes(np.zeros((SIDE, SIDE, 3), np.float32), hole, sketch)


def test_without_strokes_the_network_is_asked_once():
    network = Drawing(0.5)
    given_planes = planes()
    made = answer(given_planes, STRONGEST, network)
    assert network.parts == [(0.0, 1.0)]
    np.testing.assert_array_equal(made, network(given_planes, 0.0, 1.0))


def test_strength_0_leaves_the_strokes_out_in_one_pass():
    network = Drawing(0.5)
    made = answer(planes(40), 0.0, network)
    assert (network.parts, network.sketches) == ([(0.0, 1.0)], [False])
    assert (made == 0).all()


def test_a_clear_edge_is_taken_as_the_network_makes_it_without_a_second_pass():
    network = Drawing(0.8)
    made = answer(planes(40), 1.0, network)
    assert network.parts == [(0.0, 0.5)]
    np.testing.assert_array_equal(made, Drawing(0.8)(planes(40), 0, 1))


def test_a_faint_edge_is_lifted_beside_its_stroke_and_nowhere_else():
    network = Drawing(0.12)
    made, guided = answer(planes(40), 1.0, network), Drawing(0.12)(planes(40), 0, 1)
    assert (network.parts, network.sketches) == ([(0.0, 0.5), (0.5, 1.0)], [True, False])
    before, after = (slope_beside(picture[0])[40, SIDE // 2] for picture in (guided, made))
    assert 1.5 * before < after <= 2 * before * 1.001
    np.testing.assert_array_equal(made[..., :16, :], guided[..., :16, :])
    np.testing.assert_array_equal(made[..., 40 + 26 :, :], guided[..., 40 + 26 :, :])


@pytest.mark.parametrize("strength", [0.25, 1.25, STRONGEST])
def test_a_clear_edge_is_made_so_many_times_as_strong(strength):
    made = answer(planes(40), strength, Drawing(0.4))
    np.testing.assert_allclose(made[0, :, 60, SIDE // 2], 0.4 * strength, atol=1e-6)


def test_nothing_leaves_the_range_of_colours():
    made = answer(planes(40), STRONGEST, Drawing(0.9))
    assert made.max() == 1


@given(seed=st.integers(0, 2**32 - 1), times=st.floats(0, 2))
@examples(30)
def test_what_is_asked_for_is_taken_so_often_and_its_colours_never_farther_than_its_light(seed, times):
    rng = np.random.default_rng(seed)
    guided, plain = rng.uniform(-0.3, 0.3, (2, 1, 3, 5, 7)).astype(np.float32)
    made = followed(guided, plain, np.full((5, 7), times, np.float32))
    luma = np.array([0.299, 0.587, 0.114], np.float32)
    light = [np.tensordot(luma, picture[0], 1) for picture in (plain, guided, made)]
    np.testing.assert_allclose(light[2], light[0] + np.float32(times) * (light[1] - light[0]), atol=1e-5)
    colours = [picture[0] - its for picture, its in zip((plain, guided, made), light, strict=True)]
    reach = times if times <= 1 else 1 + (times - 1) / 2
    np.testing.assert_allclose(colours[2], colours[0] + np.float32(reach) * (colours[1] - colours[0]), atol=1e-5)


@given(seed=st.integers(0, 2**32 - 1), contrast=st.floats(0, 1))
@examples(30)
def test_a_lift_is_between_one_and_two(seed, contrast):
    rng = np.random.default_rng(seed)
    picture = contrast * rng.uniform(-1, 1, (3, 40, 56)).astype(np.float32)
    strokes = rng.random((40, 56)) < 0.05
    strokes[20, 20] = True
    times = lift(picture, strokes)
    assert times.dtype == np.float32
    assert 1 <= times.min() <= times.max() <= 2 * 1.0001


def test_the_engine_leaves_strokes_out_at_guidance_0_to_the_bit():
    rng = np.random.default_rng(1)
    photo = rng.integers(0, 256, (64, 80, 3), np.uint8)
    hole = np.zeros((64, 80), bool)
    hole[16:48, 20:60] = True
    sketch = np.zeros_like(hole)
    sketch[30, :] = True
    engine = PaintingEngine()
    filled = inpainter(engine).fill(bare(photo, hole, sketch=sketch, guidance=0.0))
    without = inpainter().fill(bare(photo, hole))
    np.testing.assert_array_equal(filled.candidates[0].pixels, without.candidates[0].pixels)
    assert all((planes[0, SKETCH] == 0).all() for planes in engine.planes)


def test_progress_goes_on_through_both_passes():
    photo = np.full((96, 96, 3), 120, np.uint8)
    hole = np.zeros((96, 96), bool)
    hole[24:72, 24:72] = True
    sketch = np.zeros_like(hole)
    sketch[48, 24:72] = True
    engine, told = PaintingEngine(), []
    inpainter(engine).fill(
        bare(photo, hole, sketch=sketch, guidance=STRONGEST), progress=lambda one: told.append(one.done)
    )
    assert [(planes[0, SKETCH] > 0).any() for planes in engine.planes] == [True, False]
    assert told == sorted(told)
    assert told[-1] == 1
