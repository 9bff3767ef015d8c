"""Gradients bounded by what is usual for them.

A fixed bound is either so high that it never acts or so low that it acts all the time. Here one batch can move the
momentum by no more than a few usual ones do: a run of 12,700 good steps once ended in two dozen bad ones, after one
gradient of a million times the usual norm had filled the momentum (docs/training.md).
"""

from collections.abc import Iterable

import torch
from torch import Tensor

MEMORY = 0.02  # of the mean of norms: some fifty steps


class Clip:
    """Scales the gradients of one network down to `factor` times their usual norm; never waits for the device.

    usual: scalar tensor, the running mean of the norms so far, bounded ones as bounded; 0 before the first.
    """

    def __init__(self, factor: float, device: torch.device) -> None:
        self.factor = factor
        self.usual = torch.zeros((), device=device)

    @torch.no_grad()
    def __call__(self, parameters: Iterable[Tensor]) -> Tensor:
        """Bound the gradients of these parameters together, in place; returns their norm as it was."""
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
        known = self.usual > 0
        bounded = torch.where(known, torch.minimum(norm, self.factor * self.usual), norm)
        torch._foreach_mul_(gradients, bounded / norm.clamp_min(1e-12))
        self.usual.copy_(torch.where(known, torch.lerp(self.usual, bounded, MEMORY), bounded))
        return norm
