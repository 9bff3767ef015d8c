"""What the weights files hold: large tensors in half precision, small ones in single, ONNX and safetensors alike."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from model.network.generator import Generator

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
    pieces: list[dict[str, Tensor]] = [{}]
    filled = 0
    for name, value in stored(tensors).items():
        size = value.numel() * value.element_size()
        if pieces[-1] and filled + size > LARGEST_FILE:
            pieces.append({})
            filled = 0
        pieces[-1][name] = value
        filled += size
    for number, piece in enumerate(pieces, start=1):
        suffix = "" if len(pieces) == 1 else f"-{number}"
        save_file(piece, folder / f"discriminator{suffix}.safetensors")
