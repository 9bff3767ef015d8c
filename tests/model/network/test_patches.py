"""Patches are cut and pasted without loss, and no thin hole is."""

import torch

from model.network.patches import blocks, hole_at, overlap_add


def test_a_thin_stroke_is_seen_at_every_position():
    """Nearest sampling would lose a three pixel stroke at most positions; max-pooling never does."""
    for x in range(29):
        hole = torch.zeros(1, 1, 32, 32)
        hole[..., x : x + 3] = 1
        assert hole_at(hole, 8).sum() >= 4


def test_overlap_add_undoes_blocks():
    features = torch.randn(2, 5, 16, 24, generator=torch.Generator().manual_seed(6))
    torch.testing.assert_close(overlap_add(blocks(features)), features)
