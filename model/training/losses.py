"""Losses: tensors in, one scalar out, nothing stepped."""

import torch
from torch import Tensor


def weighted_l1(picture: Tensor, truth: Tensor, hole: Tensor, *, known_weight: float) -> Tensor:
    """Mean absolute difference with weight 1 in the hole and `known_weight` outside.

    picture, truth: (N, 3, H, W) in [-1, 1]; hole: (N, 1, H, W) of 0 and 1. With `known_weight` 1 it is the paper's
    l1 over the whole raw output.
    """
    weight = hole + known_weight * (1.0 - hole)
    return ((picture - truth).abs() * weight).sum() / (3.0 * weight.sum())


def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """L_D = (E[relu(1 - D(real))] + E[relu(1 + D(fake))]) / 2 over all logits (section 3.3)."""
    return 0.5 * (torch.relu(1.0 - real).mean() + torch.relu(1.0 + fake).mean())


def hinge_generator(fake: Tensor) -> Tensor:
    """L_G = -E[D(fake)] over all logits (section 3.3)."""
    return -fake.mean()
