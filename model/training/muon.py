"""Muon for convolutions: momentum, then the nearest semi-orthogonal matrix as the update.

A convolution is viewed as (out, in x kernel x kernel); the feature half and the gate half of a gated layer have
different jobs and are orthogonalised apart by default. First and output layers and biases stay with Adam.
"""

from typing import cast

import torch
from torch import Tensor

from model.network.convolution import Convolution
from model.network.generator import Generator
from model.training import devices

# Quintic Newton-Schulz coefficients of K. Jordan's Muon: fast at small singular values, settling around 1.
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5


def orthogonalise(matrices: Tensor) -> Tensor:
    """Bring all singular values close to 1: (N, rows, columns) float, rows <= columns -> the same shape."""
    a, b, c = COEFFICIENTS
    x = matrices / matrices.flatten(1).norm(dim=1).clamp_min(1e-7)[:, None, None]
    for _ in range(ITERATIONS):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x


def hidden_weights(generator: Generator) -> dict[int, list[Tensor]]:
    """The weights that Muon steps, by the number of halves of their layer: convolutions but the first ones.

    The output layers are no such convolutions and stay with Adam as well.
    """
    found: dict[int, list[Tensor]] = {}
    first = generator.first_layers()
    for module in generator.modules():
        if isinstance(module, Convolution) and module not in first:
            found.setdefault(module.halves, []).append(module.conv.weight)
    return found


class Muon(torch.optim.Optimizer):
    """Step convolution weights (out, in, k, k) by orthogonalised momentum.

    weights: by the number of equal parts along `out` that are orthogonalised apart, 2 for feature and gate.
    rate: length of a step, in units of the spectral norm: each singular value of each part moves by about it.
    decay: share of a weight that a step of rate 1 takes away. Steps of equal length make weights grow without end.
    """

    def __init__(
        self, weights: dict[int, list[Tensor]], *, rate: float | Tensor, momentum: float = 0.95, decay: float = 0.0
    ) -> None:
        groups = [{"params": group, "parts": parts} for parts, group in sorted(weights.items())]
        super().__init__(groups, {"lr": rate, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002 - torch's own signature
        """One step for every weight that has a gradient; equal shapes are orthogonalised together."""
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[Tensor]] = {}
            for weight in group["params"]:
                if weight.grad is not None:
                    by_shape.setdefault(weight.shape, []).append(weight)
            for weights in by_shape.values():
                self._step_together(weights, group)

    def _step_together(self, weights: list[Tensor], group: dict) -> None:
        gradients = [cast(Tensor, weight.grad) for weight in weights]
        for weight in weights:
            if not self.state[weight]:
                self.state[weight]["momentum"] = torch.zeros_like(weight)
        momenta = [self.state[weight]["momentum"] for weight in weights]
        torch._foreach_lerp_(momenta, gradients, 1.0 - group["momentum"])
        nesterov = torch._foreach_lerp(gradients, momenta, group["momentum"])
        rows = weights[0].shape[0] // group["parts"]
        flat = torch.cat([direction.reshape(group["parts"], rows, -1) for direction in nesterov])
        if devices.has_fast_bfloat16(flat.device):
            flat = flat.bfloat16()  # the iteration settles anywhere near 1; its last digits are worth nothing
        # The rate may be a tensor on the device, which a captured step reads anew each time.
        updates = (orthogonalise(flat).float() * group["lr"]).chunk(len(weights))
        shaped = [update.reshape(weight.shape) for weight, update in zip(weights, updates, strict=True)]
        if group["decay"]:
            torch._foreach_mul_(weights, 1.0 - group["lr"] * group["decay"])
        torch._foreach_sub_(weights, shaped)
