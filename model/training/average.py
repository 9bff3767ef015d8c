"""The averaged generator: an exponential moving average of its weights, which is what ships."""

import copy

import torch
from torch import nn

from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.training.checkpoint import State, part


class Average:
    """Averages a network's parameters after every step, and takes over its buffers; in evaluation mode.

    Buffers, such as the statistics of a batch normalisation, are averages already where they are any, and whole numbers
    where they count.

    halflife_steps: after so many steps a weight of today counts half. Early on the memory is shorter, so that
    the average does not drag the random start along.
    """

    def __init__(self, network: nn.Module, *, halflife_steps: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(requires_grad=False).eval()
        self._halflife = halflife_steps

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights that `network` has after step `step` (from 1)."""
        decay = 0.5 ** (1.0 / min(self._halflife, 1.0 + step / 10))
        torch._foreach_lerp_(list(self.network.parameters()), list(network.parameters()), 1.0 - decay)
        for kept, buffer in zip(self.network.buffers(), network.buffers(), strict=True):
            kept.copy_(buffer)


def averaged_generator(state: State) -> Generator:
    """The averaged generator of a training state, of any kind of convolution, in evaluation mode."""
    generator = Generator(NetworkConfig(**state.facts["config"]["network"])).eval()
    generator.load_state_dict(part("average", state.tensors))
    return generator
