"""Weights into torch: believed only by their manifest's sha256, names, shapes and types; never by a pickle."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from torch import Tensor

from model.inference.errors import BadWeights
from model.inference.weights import read_vouched
from model.network.config import NetworkConfig
from model.network.generator import Generator

GENERATOR = "generator.safetensors"
DISCRIMINATORS = "discriminator*.safetensors"  # one file, or numbered ones where one would be too large
DTYPES = (torch.float16, torch.float32)


def load_generator(path: str | Path) -> Generator:
    """The generator of a weights folder or of one safetensors file, in float32.

    Where a manifest lies beside the file, it must name it with this sha256; a folder must have one. A file without
    a manifest is checked by names, shapes and types alone. BadWeights says in one line what is wrong.
    """
    path = Path(path)
    file = path / GENERATOR if path.is_dir() else path
    entry, data = _read(file, vouched=path.is_dir() or (file.parent / "manifest.json").exists())
    tensors = read_tensors(file, data)
    config = _config(file, entry.get("network") or _metadata(data).get("network"))
    with torch.device("meta"):  # of any size without its memory, which nothing has vouched for yet
        generator = Generator(config)
    check(file, tensors, generator.state_dict())
    # Copies: the tensors stand in the file's bytes, which no training may write to.
    own = {name: value.to(torch.float32, copy=True) for name, value in tensors.items()}
    generator.load_state_dict(own, assign=True)
    return generator.eval()


def load_discriminator(folder: Path) -> dict[str, Tensor]:
    """The state dict of the discriminator in a weights folder, in float32, from as many files as it was stored in."""
    tensors: dict[str, Tensor] = {}
    paths = sorted(folder.glob(DISCRIMINATORS))
    if not paths:
        raise BadWeights(f"{folder} has no discriminator: export one with --discriminator")
    for path in paths:
        _, data = _read(path, vouched=True)
        tensors |= {name: value.float() for name, value in read_tensors(path, data).items()}
    return tensors


def read_tensors(path: Path, data: bytes) -> dict[str, Tensor]:
    """The tensors in the bytes of a safetensors file; path: for the message alone."""
    try:
        return load_tensors(data)
    except SafetensorError as fault:
        kind = "a pickle or a zip" if data[:1] == b"\x80" or data[:2] == b"PK" else "something else"
        raise BadWeights(f"{path} is {kind}, not safetensors: nothing of it was opened; restore it") from fault


def check(path: Path, tensors: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> None:
    """Refuse tensors of other names, shapes or types than the network's, and numbers that are not finite."""
    missing, unknown = sorted(wanted.keys() - tensors.keys()), sorted(tensors.keys() - wanted.keys())
    if missing or unknown:
        parts = [f"lacks {_some(missing)}"] if missing else []
        parts += [f"has unknown {_some(unknown)}"] if unknown else []
        raise BadWeights(f"{path} {' and '.join(parts)}: it is of another network, restore it")
    for name, value in tensors.items():
        if value.shape != wanted[name].shape:
            raise BadWeights(f"{path}: {name} is {_shape(value)}, wanted {_shape(wanted[name])}: restore it")
        if value.dtype not in DTYPES:
            raise BadWeights(f"{path}: {name} is {value.dtype}, wanted float16 or float32: restore it")
        if not value.isfinite().all():
            raise BadWeights(f"{path}: {name} has numbers that are not finite: restore it")


def _read(path: Path, *, vouched: bool) -> tuple[dict[str, object], bytes]:
    if path.suffix.lower() != ".safetensors" and path.exists():
        raise BadWeights(f"{path} is no .safetensors file: others may be pickles, which run code when they are opened")
    if vouched:
        return read_vouched(path.parent, path.name)
    try:
        return {}, path.read_bytes()
    except OSError as fault:
        raise BadWeights(f"cannot read {path}: {fault.strerror or fault}") from fault


def _metadata(data: bytes) -> dict[str, str]:
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]).get("__metadata__", {})


def _config(path: Path, values: object) -> NetworkConfig:
    """The settings that travel with the weights; the first weights of the project have none and are the default."""
    try:
        settings: Any = json.loads(values) if isinstance(values, str) else values
        return NetworkConfig(**settings) if settings else NetworkConfig()
    except (TypeError, ValueError) as fault:
        raise BadWeights(f"{path}: its network settings are not understood ({fault}): restore it") from fault


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _shape(value: Tensor) -> str:
    return "×".join(map(str, value.shape)) or "one number"
