"""Losses against plain arithmetic."""

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode

from model.training.losses import (
    CLEAR_EDGE,
    PARTIAL_WEIGHTS,
    coherent_strength,
    edge_shortfall,
    edge_strength,
    feature_matching,
    gram,
    hinge_discriminator,
    hinge_generator,
    near_strokes,
    partial_losses,
    perceptual,
    stroke_steps,
    style,
    total_variation,
    weighted_l1,
    weighted_squares,
)


def two_faults(in_hole: float, in_known: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Picture, truth and hole of 2 x 2: one pixel is hole, one of the other three is off too."""
    truth, picture, hole = torch.zeros(1, 3, 2, 2), torch.zeros(1, 3, 2, 2), torch.zeros(1, 1, 2, 2)
    picture[..., 0, 0], picture[..., 1, 1], hole[..., 0, 0] = in_hole, in_known, 1.0
    return picture, truth, hole


def test_l1_weighs_hole_and_known():
    planes = two_faults(1.0, 1.0)
    assert weighted_l1(*planes, known_weight=1.0) == pytest.approx(0.5)
    assert weighted_l1(*planes, known_weight=0.0) == pytest.approx(1.0)
    assert weighted_l1(*planes, known_weight=0.5) == pytest.approx(1.5 / 2.5)


def test_squares_weigh_hole_and_known():
    planes = two_faults(0.5, 1.0)
    assert weighted_squares(*planes, known_weight=0.0) == pytest.approx(0.25)
    assert weighted_squares(*planes, known_weight=0.5) == pytest.approx((0.25 + 0.5) / 2.5)


def test_steps_are_compared_near_strokes_alone():
    sketch = torch.zeros(1, 1, 12, 12)
    sketch[..., 6] = 1.0
    near = near_strokes(sketch)
    assert near[0, 0, 0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0]
    truth = torch.zeros(1, 3, 12, 12)
    truth[..., 6:] = 1.0
    assert stroke_steps(truth, truth, near) == 0
    assert stroke_steps(truth + 0.3, truth, near) == pytest.approx(0, abs=1e-6)  # only steps count
    flat = torch.zeros_like(truth)
    # One step of 1 missing in each of 12 lines, in three channels: 36 over 6 x 60.
    assert stroke_steps(flat, truth, near) == pytest.approx(36 / 360)
    elsewhere = torch.zeros_like(truth)
    elsewhere[..., 1] = 1.0
    assert stroke_steps(elsewhere + truth, truth, near) == 0
    assert stroke_steps(flat, truth, near_strokes(torch.zeros_like(sketch))) == 0


def test_edges_are_as_strong_as_canny_finds_them():
    """OpenCV's own Gaussian and Sobel, in Canny's measure |dx| + |dy| of 255, divided by 8 x 127.5."""
    grey = np.random.default_rng(1).integers(0, 256, (24, 30), dtype=np.uint8)
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (5, 5), 1.0, borderType=cv2.BORDER_REPLICATE)
    steps = sum(
        np.abs(cv2.Sobel(smooth, cv2.CV_32F, *axes, ksize=3, borderType=cv2.BORDER_REPLICATE))
        for axes in ((1, 0), (0, 1))
    )
    picture = torch.from_numpy(grey).float().expand(1, 3, -1, -1) / 127.5 - 1
    strength = edge_strength(picture)[0, 0].numpy() / CLEAR_EDGE * 150
    assert np.abs(strength - steps).max() < 0.5


def step_at(column: int, height: float) -> torch.Tensor:
    picture = torch.zeros(1, 3, 16, 16)
    picture[..., column:] = height
    return picture


def test_an_edge_within_reach_follows_a_stroke():
    sketch = torch.zeros(1, 1, 16, 16)
    sketch[..., 8] = 1.0
    photo = step_at(8, 0.3)
    flat = torch.zeros_like(photo)
    assert edge_shortfall(photo, photo, sketch) == 0
    assert edge_shortfall(step_at(9, 0.3), photo, sketch) == 0
    # Which side is lighter is l1's affair.
    assert edge_shortfall(step_at(8, -0.3), photo, sketch) == pytest.approx(0, abs=1e-6)
    missing = edge_shortfall(flat, photo, sketch)
    wanted = edge_strength(photo).max() + coherent_strength(photo)[..., 4:-4, :].max()
    assert missing == pytest.approx(float(wanted), rel=0.05)  # the mean slope ends at the border
    assert 0 < edge_shortfall(step_at(8, 0.15), photo, sketch) < missing
    assert edge_shortfall(step_at(15, 0.3), photo, sketch) == pytest.approx(float(missing), rel=0.02)  # out of reach
    assert edge_shortfall(flat, photo, torch.zeros_like(sketch)) == 0


def test_a_step_makes_no_tensor_on_the_host():
    """A captured CUDA step may not copy from the host: what is constant is made in the steps before it."""
    sketch = torch.zeros(1, 1, 16, 16)
    picture = torch.zeros(1, 3, 16, 16, requires_grad=True)
    edge_shortfall(picture, step_at(8, 0.3), sketch)
    photo = step_at(8, 0.3)
    with Called() as called:
        edge_shortfall(picture, photo, sketch).backward()
    assert called.names
    assert not {name for name in called.names if "lift_fresh" in name or "_to_copy" in name}


class Called(TorchDispatchMode):
    """The names of the operations that run inside."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.add(str(func))
        return func(*args, **(kwargs or {}))


def test_no_more_than_a_clear_edge_is_asked_for():
    sketch = torch.zeros(1, 1, 16, 16)
    sketch[..., 8] = 1.0
    missing = edge_shortfall(torch.zeros(1, 3, 16, 16), step_at(8, 2.0), sketch)
    assert missing == pytest.approx(1.6 * CLEAR_EDGE, rel=0.05)
    assert edge_shortfall(step_at(8, 1.0), step_at(8, 2.0), sketch) == pytest.approx(0, abs=1e-6)


def test_a_row_of_beads_is_less_of_an_edge_than_one_that_goes_on():
    """Beads are what a network paints that is asked for a steep slope somewhere near each pixel, and no more."""
    sketch = torch.zeros(1, 1, 24, 24)
    sketch[..., 12] = 1.0
    photo, beads = torch.zeros(2, 1, 3, 24, 24)
    photo[..., 12:] = 0.3
    beads[..., ::4, 11:13] = beads[..., 1::4, 11:13] = 0.6
    assert (edge_strength(beads)[..., 8:-8, 10:15].amax(dim=-1) >= edge_strength(photo).max()).all()
    assert (coherent_strength(beads)[..., 8:-8, 12] < 0.5 * coherent_strength(photo)[..., 8:-8, 12]).all()
    assert edge_shortfall(beads, photo, sketch) > 0.05 * edge_shortfall(torch.zeros_like(photo), photo, sketch)


def test_a_soft_edge_learns_to_be_steep():
    sketch = torch.zeros(1, 1, 16, 16)
    sketch[..., 8] = 1.0
    picture = (torch.linspace(0, 0.3, 16).expand(1, 3, 16, 16)).clone().requires_grad_()
    before = edge_shortfall(picture, step_at(8, 0.3), sketch)
    before.backward()
    assert edge_shortfall(picture - picture.grad, step_at(8, 0.3), sketch) < before


def test_hinge_is_zero_outside_the_margin():
    assert hinge_discriminator(torch.tensor([1.0, 3.0]), torch.tensor([-1.0, -9.0])) == 0
    assert hinge_discriminator(torch.tensor([0.0]), torch.tensor([0.0])) == 1
    assert hinge_generator(torch.tensor([2.0, -4.0])) == 1


def test_feature_matching_leaves_the_logits_out():
    real = [torch.zeros(1, 2, 2, 2), torch.ones(1, 1, 1, 1), torch.zeros(3)]
    fake = [torch.full((1, 2, 2, 2), 3.0), torch.full((1, 1, 1, 1), 2.0), torch.full((3,), 100.0)]
    assert feature_matching(real, fake) == pytest.approx((9.0 + 1.0) / 2)


def test_feature_matching_teaches_the_fake_side_only():
    real, fake = torch.ones(1, 2, requires_grad=True), torch.zeros(1, 2, requires_grad=True)
    feature_matching([real, real], [fake, fake]).backward()
    assert real.grad is None
    assert fake.grad is not None
    assert fake.grad.tolist() == [[-1.0, -1.0]]


def test_perceptual_sums_the_means_of_the_scales():
    seen = [torch.zeros(2, 1, 2, 2), torch.zeros(2, 3, 1, 1)]
    wanted = [torch.full((2, 1, 2, 2), -0.5), torch.full((2, 3, 1, 1), 2.0)]
    assert perceptual(seen, wanted) == pytest.approx(2.5)


def test_gram_matrix_and_style_by_hand():
    feature = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]])
    assert gram(feature).tolist() == [[[5 / 4, 11 / 4], [11 / 4, 25 / 4]]]
    assert style([feature, feature], [torch.zeros_like(feature)] * 2) == pytest.approx(2 * (52 / 4) / 4)


def test_gram_stays_exact_under_autocast():
    feature = torch.rand(1, 4, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.autocast("cpu", torch.bfloat16):
        rough = gram(feature)
    assert rough.dtype == torch.float32
    assert torch.equal(rough, gram(feature))


@given(seed=st.integers(0, 2**31), channels=st.integers(1, 5), places=st.integers(1, 20))
def test_style_does_not_ask_where(seed, channels, places):
    generator = torch.Generator().manual_seed(seed)
    feature = torch.rand(2, channels, 1, places, generator=generator)
    shuffled = feature[..., torch.randperm(places, generator=generator)]
    assert style([feature], [shuffled]).item() == pytest.approx(0.0, abs=1e-6)
    assert style([feature], [2 * feature]).item() > 0


def test_total_variation_counts_pairs_inside_the_grown_hole():
    hole = torch.zeros(1, 1, 5, 5)
    hole[..., 1, 1] = 1
    composite = torch.zeros(1, 3, 5, 5)
    composite[:, 0, 1, 1] = 1.0  # four steps of one
    composite[:, :, :, 3:] = 7.0  # starts where the grown hole has ended
    assert total_variation(composite, hole) == pytest.approx(4 / 75)
    assert total_variation(composite, torch.zeros_like(hole)) == 0


def halves(picture):
    """Stands for a pretrained network: one scale, half of the picture."""
    return [picture / 2]


def test_the_six_terms_by_hand():
    truth = torch.zeros(1, 3, 4, 4)
    picture = torch.full((1, 3, 4, 4), 0.5)
    hole = torch.zeros(1, 1, 4, 4)
    hole[..., :2] = 1
    terms = partial_losses(picture, truth, hole, halves)
    # In the grown hole, columns 0 to 2, the composite has one step of 0.5 in each of 4 rows and 3 channels.
    wanted = {
        "valid": 0.25,
        "hole": 0.25,
        "perceptual": 0.25 + 0.125,
        "style_out": 0.25 * 0.25 / 3,
        "style_composite": 0.25 * 0.25 / 3 / 2,
        "tv": 12 * 0.5 / 48,
    }
    assert {name: term.item() for name, term in terms.items()} == pytest.approx(wanted)
    assert PARTIAL_WEIGHTS == {
        "valid": 1, "hole": 6, "perceptual": 0.05, "style_out": 120, "style_composite": 120, "tv": 0.1,
    }  # fmt: skip


def test_a_perfect_fill_loses_nothing_but_its_own_variation():
    truth = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(3))
    hole = torch.zeros(2, 1, 8, 8)
    hole[..., 2:5, 2:5] = 1
    terms = partial_losses(truth.clone(), truth, hole, halves)
    assert {name for name, term in terms.items() if term > 0} == {"tv"}


@pytest.mark.parametrize("name", PARTIAL_WEIGHTS)
def test_every_term_teaches_the_picture(name):
    generator = torch.Generator().manual_seed(5)
    truth = torch.rand(1, 3, 8, 8, generator=generator)
    picture = torch.rand(1, 3, 8, 8, generator=generator).requires_grad_()
    hole = torch.zeros(1, 1, 8, 8)
    hole[..., 3:6, 3:6] = 1
    partial_losses(picture, truth, hole, halves)[name].backward()
    assert picture.grad is not None
    inside = (picture.grad.abs() * hole).sum() > 0
    outside = (picture.grad.abs() * (1 - hole)).sum() > 0
    assert (inside.item(), outside.item()) == {
        "valid": (False, True),
        "hole": (True, False),
        "perceptual": (True, True),
        "style_out": (True, True),
        "style_composite": (True, False),
        "tv": (True, False),
    }[name]
