"""The averaged generator: an exponential moving average of its weights, which is what ships."""

import copy

import torch
from torch import nn


class Average:
    """Averages a network's parameters after every step.

    halflife_steps: after so many steps a weight of today counts half. Early on the memory is shorter, so that
    the average does not drag the random start along.
    """

    def __init__(self, network: nn.Module, *, halflife_steps: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(requires_grad=False)
        self._halflife = halflife_steps

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights that `network` has after step `step` (from 1)."""
        decay = 0.5 ** (1.0 / min(self._halflife, 1.0 + step / 10))
        torch._foreach_lerp_(list(self.network.parameters()), list(network.parameters()), 1.0 - decay)
