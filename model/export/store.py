"""What the weights files hold: large tensors in half precision, small ones in single, ONNX and safetensors alike."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from model.network.generator import Generator
from model.training.checkpoint import pieces

SMALLEST_STORED_HALF = 256  # numbers; biases and constants below it stay in single precision
LARGEST_FILE = 9_500_000  # bytes of one file; a version control system carries it


def stored(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors as the files hold them: float16 from 256 numbers on, float32 below."""
    return {
        name: (value.half() if value.numel() >= SMALLEST_STORED_HALF else value.float()).contiguous()
        for name, value in tensors.items()
    }


def round_to_half(generator: Generator) -> Generator:
    """Round the weights in place to what the files store; tensors below the limit stay as they are."""
    with torch.no_grad():
        for parameter in generator.parameters():
            if parameter.numel() >= SMALLEST_STORED_HALF:
                parameter.copy_(parameter.half().float())
    return generator


def save_generator(generator: Generator, path: Path) -> None:
    """Write a safetensors file that carries its network's settings."""
    metadata = {"network": json.dumps(generator.config.to_json())}
    save_file(stored(generator.state_dict()), path, metadata=metadata)


def save_discriminator(tensors: Mapping[str, Tensor], folder: Path) -> None:
    """Write discriminator.safetensors into `folder`, or discriminator-1, -2, … where one file would be too large."""
    found = pieces(stored(tensors), LARGEST_FILE)
    for number, piece in enumerate(found, start=1):
        suffix = "" if len(found) == 1 else f"-{number}"
        save_file(piece, folder / f"discriminator{suffix}.safetensors")
