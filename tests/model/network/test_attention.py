"""Contextual attention against a brute-force loop over patches in float64, its two forms, and what they cost."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from model.network import attention
from model.network.attention import attend, contextual_attention, fuse_scores
from tests.examples import examples

FORMS = [None, 1, 3]


def brute_force(features, hole, *, scale, fuse):
    """The same attention by loops over cells: features (C, h, w), hole (H, W), float64 numpy."""
    _, height, width = features.shape
    rows, columns = height // 2, width // 2
    cells = features[:, ::2, ::2]
    padded = np.pad(cells, ((0, 0), (1, 1), (1, 1)))
    hole_cells = hole.reshape(rows, 8, columns, 8).max(axis=(1, 3))
    dirty = np.pad(hole_cells, 1)
    index = [(y, x) for y in range(rows) for x in range(columns)]
    patch = {(y, x): padded[:, y : y + 3, x : x + 3].ravel() for y, x in index}
    clean = {(y, x): dirty[y : y + 3, x : x + 3].max() == 0 for y, x in index}
    score = {(q, k): patch[q] @ patch[k] / max(np.linalg.norm(patch[k]), 1e-4) for q in index for k in index}
    for dy, dx in [(0, 1), (1, 0)] if fuse else []:
        score = {
            (q, k): sum(
                score.get(((q[0] + s * dy, q[1] + s * dx), (k[0] + s * dy, k[1] + s * dx)), 0.0) for s in (-1, 0, 1)
            )
            for q, k in score
        }
    keys = [k for k in index if clean[k]]
    out = features.copy()
    if not keys:
        return out
    raw = np.pad(features, ((0, 0), (1, 1), (1, 1)))
    total, count = np.zeros_like(raw), np.zeros(raw.shape[1:])
    for y, x in index:
        logits = scale * np.array([score[(y, x), k] for k in keys])
        weights = np.exp(logits - logits.max())
        weights /= weights.sum()
        window = np.s_[2 * y : 2 * y + 4, 2 * x : 2 * x + 4]
        for weight, (v, u) in zip(weights, keys, strict=True):
            total[(slice(None), *window)] += weight * raw[:, 2 * v : 2 * v + 4, 2 * u : 2 * u + 4]
        count[window] += 1
    attended = (total / count)[:, 1:-1, 1:-1]
    touched = np.array([[not clean[y, x] for x in range(columns)] for y in range(rows)])
    replace = touched.repeat(2, axis=0).repeat(2, axis=1)
    return np.where(replace, attended, out)


def picture(seed, height=16, width=24, channels=5, samples=2):
    return torch.randn(samples, channels, height, width, generator=torch.Generator().manual_seed(seed)) * 0.3


def box(samples, height, width, *bounds):
    """A hole (samples, 1, height, width) of 1 within (top, bottom, left, right)."""
    top, bottom, left, right = bounds
    hole = torch.zeros(samples, 1, height, width)
    hole[:, :, top:bottom, left:right] = 1
    return hole


@pytest.fixture
def whole(monkeypatch):
    """Eager calls without `rows` get the whole form, as tracers do."""
    monkeypatch.setattr(attention, "_prefers_whole", lambda features: True)


@pytest.mark.parametrize("rows", FORMS)
@pytest.mark.parametrize("fuse", [True, False])
@pytest.mark.parametrize("corner", [(20, 28), (0, 0), (46, 75)])
def test_equals_the_loop_over_patches_in_float64_inside_and_at_borders(whole, fuse, corner, rows):
    features = picture(1).double()
    hole = torch.zeros(2, 1, 64, 96)
    hole[0, 0, corner[0] : corner[0] + 18, corner[1] : corner[1] + 21] = 1
    hole[1, 0, 40:44, 70:90] = 1
    found = contextual_attention(features, hole, scale=2.0, fuse=fuse, rows=rows)
    for sample in range(2):
        expected = brute_force(features[sample].numpy(), hole[sample, 0].double().numpy(), scale=2.0, fuse=fuse)
        np.testing.assert_allclose(found[sample].numpy(), expected, atol=1e-12)


@st.composite
def scenes(draw):
    """Features, a hole of separate boxes for each sample (sometimes none, sometimes everything), and rows."""
    samples, rows, columns = draw(st.integers(1, 2)), draw(st.integers(1, 8)), draw(st.integers(1, 8))
    features = picture(draw(st.integers(0, 99)), 2 * rows, 2 * columns, 3, samples)
    hole = torch.zeros(samples, 1, 8 * rows, 8 * columns)
    for sample in range(samples):
        for _ in range(draw(st.integers(0, 2))):
            top, left = draw(st.integers(0, 8 * rows - 1)), draw(st.integers(0, 8 * columns - 1))
            hole[sample, 0, top : top + draw(st.integers(1, 20)), left : left + draw(st.integers(1, 20))] = 1
    return features.double(), hole, draw(st.sampled_from([None, 1, 2, 3, 5])), draw(st.booleans())


@examples(40)
@given(scenes())
def test_blocks_of_any_height_equal_the_whole_form_in_value_and_gradient(scene):
    features, hole, rows, fuse = scene
    results = []
    for form in (attention._attend_hole, lambda *given, rows, **named: attend(*given, **named).features):
        leaf = features.clone().requires_grad_()
        found = form(leaf, hole, scale=3.0, fuse=fuse, rows=rows)
        (gradient,) = torch.autograd.grad((found * torch.sin(torch.arange(found.numel())).view_as(found)).sum(), leaf)
        results.append((found, gradient))
    torch.testing.assert_close(results[0], results[1], rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("rows", [None, 1])
def test_the_gradient_is_that_of_finite_differences(whole, rows):
    features = picture(7, 8, 6, 1, 1).double().requires_grad_()
    hole = box(1, 32, 24, 1, 7, 9, 15)
    assert torch.autograd.gradcheck(lambda x: contextual_attention(x, hole, scale=2.0, rows=rows), features)


@pytest.mark.parametrize("rows", FORMS)
def test_known_cells_keep_their_features_and_the_hole_does_not(whole, rows):
    features = picture(2)
    found = contextual_attention(features, box(2, 64, 96, 16, 32, 16, 32), rows=rows)
    same = (found == features).all(dim=1)
    assert same[:, 12:].all()
    assert not same[:, 4:8, 4:8].any()


@pytest.mark.parametrize("rows", FORMS)
def test_without_a_clean_key_the_features_come_back_with_finite_gradients(whole, rows):
    features = picture(3).requires_grad_()
    hole = torch.ones(2, 1, 64, 96)
    hole[1, 0, 20:40] = 0  # only this sample's known cells are all touched by hole cells, save some
    hole[1, 0, :, :8] = 1
    found = contextual_attention(features, hole, rows=rows)
    found.square().sum().backward()
    torch.testing.assert_close(found[0], features[0])
    torch.testing.assert_close(features.grad[0], 2 * features[0].detach())
    assert found.isfinite().all()
    assert features.grad.isfinite().all()


@pytest.mark.parametrize("rows", FORMS)
def test_without_a_hole_nothing_changes(whole, rows):
    features = picture(4)
    torch.testing.assert_close(contextual_attention(features, torch.zeros(2, 1, 64, 96), rows=rows), features)


@pytest.mark.parametrize("rows", FORMS)
def test_each_sample_has_its_own_hole(whole, rows):
    """Two samples at once get what each gets alone."""
    features = picture(8)
    hole = torch.cat([box(1, 64, 96, 0, 16, 8, 40), box(1, 64, 96, 40, 60, 60, 96)])
    together = contextual_attention(features, hole, rows=rows)
    for sample in range(2):
        alone = contextual_attention(features[sample : sample + 1], hole[sample : sample + 1], rows=rows)
        torch.testing.assert_close(together[sample : sample + 1], alone, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("rows", FORMS)
def test_strong_features_stay_finite_in_bfloat16(whole, rows):
    features = picture(5).bfloat16() * 100
    found = contextual_attention(features, box(2, 64, 96, 8, 40, 8, 40), rows=rows)
    assert found.dtype == torch.bfloat16
    assert found.isfinite().all()


def test_weights_sum_to_one_where_a_cell_is_replaced_and_are_zero_elsewhere():
    features = picture(9)
    hole = torch.cat([box(1, 64, 96, 16, 30, 24, 40), torch.ones(1, 1, 64, 96)])
    attended = attend(features, hole)
    replaced = torch.zeros(2, 8, 12)
    replaced[0, 1:5, 2:6] = 1  # two by two hole cells and one more around
    torch.testing.assert_close(attended.weights.sum(dim=2), replaced.flatten(1))
    assert (attended.weights[0, :, replaced[0].flatten() > 0] == 0).all()
    torch.testing.assert_close(attended.features, contextual_attention(features, hole))


def test_eager_calls_on_a_cpu_take_the_hole_form_and_tracers_the_whole_one():
    features = picture(10)
    assert not attention._prefers_whole(features)

    class Attention(torch.nn.Module):
        def forward(self, features, hole):
            return contextual_attention(features, hole)

    hole = box(2, 64, 96, 8, 40, 8, 40)
    program = torch.export.export(Attention(), (features, hole))
    names = {str(node.target) for node in program.graph.nodes}
    assert not any("nonzero" in name for name in names)
    another = box(2, 64, 96, 30, 60, 50, 90)
    torch.testing.assert_close(program.module()(features, another), contextual_attention(features, another))


def multiplications(features, hole, rows=None):
    with FlopCounterMode(display=False) as counter:
        attention._attend_hole(features, hole, scale=10.0, fuse=True, rows=rows)
    return counter.get_total_flops() // 2


def test_work_follows_the_hole():
    """Scores for the hole's cells grown by 3, pasting for those grown by 2, from clean keys only: counted exactly."""
    channels, cells = 4, 32 * 32
    features = picture(11, 64, 64, channels, 1)
    counted = {}
    for side in (1, 4, 8, 16):
        hole = box(1, 256, 256, 64, 64 + 8 * side, 64, 64 + 8 * side)
        scored, asked, clean = (side + 6) ** 2, (side + 4) ** 2, cells - (side + 2) ** 2
        zero_row = 1
        expected = (scored + zero_row) * cells * 9 * channels + asked * clean * 16 * channels
        counted[side] = multiplications(features, hole)
        assert counted[side] == expected
    everywhere = cells * cells * 25 * channels
    assert counted[1] < 0.04 * everywhere
    assert counted[8] < 0.19 * everywhere


@pytest.mark.parametrize("hole", [torch.zeros(1, 1, 256, 256), torch.ones(1, 1, 256, 256)])
def test_there_is_no_work_without_a_hole_or_without_a_key(hole):
    assert multiplications(picture(12, 64, 64, 4, 1), hole) == 0


def test_blocks_bound_the_largest_tensor(monkeypatch):
    """With blocks of few rows no score tensor is larger than those rows and the fuse's two more."""
    largest = []
    softmax = torch.softmax

    def noting(scores, dim):
        largest.append(scores.shape[0])
        return softmax(scores, dim)

    monkeypatch.setattr(torch, "softmax", noting)
    features, hole = picture(13, 64, 64, 4, 1), box(1, 256, 256, 32, 224, 32, 224)
    attention._attend_hole(features, hole, scale=10.0, fuse=True, rows=4)
    assert max(largest) <= 4 * 32
    assert len(largest) == 28 // 4


def test_fuse_sums_equal_shifts_and_stops_at_borders():
    height, width = 3, 4
    scores = torch.zeros(1, 12, 12)
    scores[0, 5, 6] = 1.0  # query (1, 1), key (1, 2)
    fused = fuse_scores(scores, height, width)
    expected = torch.zeros(3, 4, 3, 4)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            expected[1 + dy, 1 + dx, 1 + dy, 2 + dx] = 1.0
    torch.testing.assert_close(fused[0], expected.reshape(12, 12))
    ends = torch.zeros(1, 12, 12)
    ends[0, 3, 3] = 1.0  # the last column must not spill into the next line
    spilled = fuse_scores(ends, height, width)[0].reshape(3, 4, 3, 4)
    assert spilled[1, 0, 1, 0] == 0
    assert spilled[1, 2, 1, 2] == 1


@pytest.mark.parametrize("rows", FORMS)
def test_the_right_patch_is_found(whole, rows):
    """A picture made of two halves of different texture: a hole in the left is filled from the left."""
    torch.manual_seed(0)
    left, right = torch.randn(6, 1, 1), torch.randn(6, 1, 1)
    features = torch.cat([left.expand(6, 16, 16), right.expand(6, 16, 16)], dim=2)[None]
    found = contextual_attention(features, box(1, 64, 128, 24, 40, 16, 32), rows=rows)
    assert F.l1_loss(found[..., 6:10, 4:8], left.expand(1, 6, 4, 4)) < 0.05
