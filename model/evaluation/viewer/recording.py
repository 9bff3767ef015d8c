"""One pass of a generator, with its gates and the attention's weights written down on the way."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from model.evaluation.viewer.scene import ViewError
from model.network.attention import attend
from model.network.gated import GatedConv2d
from model.network.generator import Generator

ALL = "all"
SMALL = 32  # pixels a side


@dataclass(frozen=True, slots=True)
class Recording:
    """What one pass left behind.

    gates: by the layer's name, (C, h, w) float32 in 0..1, as the layer's `split` has them.
    attention: (L, L) float32, one row a cell of 8 x 8 pixels, its weights over all cells; 0 where nothing is replaced.
    refined: (H, W, 3) float32 in [-1, 1].
    """

    gates: dict[str, NDArray[np.float32]]
    attention: NDArray[np.float32]
    refined: NDArray[np.float32]


def gated_layers(generator: Generator) -> dict[str, GatedConv2d]:
    """The layers with gates by their names in the state dict, in the order in which they were defined."""
    return {name: module for name, module in generator.named_modules() if isinstance(module, GatedConv2d)}


def chosen_layers(generator: Generator, names: Iterable[str]) -> list[str]:
    """The names, or all of them for "all"; ViewError where one is unknown or there are no gates."""
    layers, found = gated_layers(generator), []
    if not layers:
        raise ViewError(f"a generator of {generator.config.convolution} convolutions has no gates: show a gated one")
    for name in names:
        if name == ALL:
            return list(layers)
        if name not in layers:
            raise ViewError(f"no gated layer is called {name}: --list names all {len(layers)}")
        found.append(name)
    return list(dict.fromkeys(found))


def gate_counts(generator: Generator) -> dict[str, int]:
    """How many gates the layers have, by their names in the order of `gated_layers`; a pass over a small picture."""
    layers = gated_layers(generator)
    found = record(generator, torch.zeros(1, generator.config.planes, SMALL, SMALL), layers).gates
    return {name: len(found[name]) for name in layers}


def record(generator: Generator, planes: Tensor, names: Iterable[str]) -> Recording:
    """Run planes (1, 6, H, W) through the generator and write down the gates of the named layers."""
    gates: dict[str, NDArray[np.float32]] = {}
    features: list[Tensor] = []

    def keep_gates(name: str):
        def hook(layer: GatedConv2d, inputs: tuple, _out: Tensor) -> None:
            # Asked anew, at the cost of a second pass of this layer: what a gate is, the layer alone knows.
            gates[name] = torch.sigmoid(layer.split(*inputs)[1])[0].float().numpy()

        return hook

    def keep_features(_layers: nn.Module, _inputs: tuple, found: tuple[Tensor, Tensor | None]) -> None:
        features.append(found[0])

    layers = gated_layers(generator)
    handles = [layers[name].register_forward_hook(keep_gates(name)) for name in names]
    handles.append(generator.refined.before_attention.register_forward_hook(keep_features))
    config = generator.config
    try:
        with torch.no_grad():
            _, refined = generator(planes)
            attended = attend(features[0], planes[:, 4:5], scale=config.attention_scale, fuse=config.fuse)
    finally:
        for handle in handles:
            handle.remove()
    return Recording(gates, attended.weights[0].float().numpy(), refined[0].permute(1, 2, 0).numpy())
