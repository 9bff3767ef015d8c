"""Contextual attention against a brute-force loop over patches in float64."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from model.network.attention import blocks, contextual_attention, fuse_scores, hole_at, overlap_add


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


def picture(seed, height=16, width=24, channels=5):
    return torch.randn(2, channels, height, width, generator=torch.Generator().manual_seed(seed)) * 0.3


@pytest.mark.parametrize("fuse", [True, False])
@pytest.mark.parametrize("corner", [(20, 28), (0, 0), (0, 40)])
def test_equals_the_loop_over_patches_with_a_hole_for_each_sample(fuse, corner):
    features = picture(1)
    hole = torch.zeros(2, 1, 64, 96)
    hole[0, 0, corner[0] : corner[0] + 18, corner[1] : corner[1] + 21] = 1
    hole[1, 0, 40:44, 70:90] = 1
    found = contextual_attention(features, hole, scale=2.0, fuse=fuse)
    for sample in range(2):
        expected = brute_force(
            features[sample].double().numpy(), hole[sample, 0].double().numpy(), scale=2.0, fuse=fuse
        )
        np.testing.assert_allclose(found[sample].numpy(), expected, atol=2e-5)


def test_known_cells_keep_their_features_and_the_hole_does_not():
    features = picture(2)
    hole = torch.zeros(2, 1, 64, 96)
    hole[:, :, 16:32, 16:32] = 1
    found = contextual_attention(features, hole)
    same = (found == features).all(dim=1)
    assert same[:, 12:].all()
    assert not same[:, 4:8, 4:8].any()


def test_without_a_clean_key_the_features_come_back_unchanged():
    features = picture(3)
    found = contextual_attention(features, torch.ones(2, 1, 64, 96))
    torch.testing.assert_close(found, features)


def test_without_a_hole_nothing_changes():
    features = picture(4)
    torch.testing.assert_close(contextual_attention(features, torch.zeros(2, 1, 64, 96)), features)


def test_strong_features_stay_finite_in_bfloat16():
    features = picture(5).bfloat16() * 100
    hole = torch.zeros(2, 1, 64, 96)
    hole[:, :, 8:40, 8:40] = 1
    found = contextual_attention(features, hole)
    assert found.dtype == torch.bfloat16
    assert found.isfinite().all()


def test_a_thin_stroke_is_seen_at_every_position():
    """Nearest sampling would lose a three pixel stroke at most positions; max-pooling never does."""
    for x in range(29):
        hole = torch.zeros(1, 1, 32, 32)
        hole[..., x : x + 3] = 1
        assert hole_at(hole, 8).sum() >= 4


def test_overlap_add_undoes_blocks():
    features = picture(6)
    torch.testing.assert_close(overlap_add(blocks(features)), features)


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


def test_the_right_patch_is_found():
    """A picture made of two halves of different texture: a hole in the left is filled from the left."""
    torch.manual_seed(0)
    left, right = torch.randn(6, 1, 1), torch.randn(6, 1, 1)
    features = torch.cat([left.expand(6, 16, 16), right.expand(6, 16, 16)], dim=2)[None]
    hole = torch.zeros(1, 1, 64, 128)
    hole[..., 24:40, 16:32] = 1
    found = contextual_attention(features, hole)
    assert F.l1_loss(found[..., 6:10, 4:8], left.expand(1, 6, 4, 4)) < 0.05
