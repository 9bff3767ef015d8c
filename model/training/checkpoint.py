"""Training states on disk: safetensors pieces under 16 MiB and one JSON, complete or absent."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

PIECE_BYTES = 15 * 2**20
KEPT = 2


@dataclass(frozen=True, slots=True)
class State:
    """tensors: by dotted name.  facts: plain JSON values (step, seconds, config)."""

    tensors: dict[str, Tensor]
    facts: dict


def save_state(folder: Path, state: State) -> Path:
    """Write `state` as folder/step-NNNNNNNN and remove all but the newest states.

    The pieces go to a folder of another name which is renamed when complete: a state that can be found is whole,
    whenever the process was killed.
    """
    target = folder / f"step-{state.facts['step']:08d}"
    partial = folder / f"partial-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for number, piece in enumerate(_pieces(state.tensors)):
        save_file(piece, partial / f"piece-{number:02d}.safetensors")
    (partial / "state.json").write_text(json.dumps(state.facts))
    for path in partial.iterdir():
        _sync(path)
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)
    _sync(folder)
    for old in sorted(folder.glob("step-*"))[:-KEPT]:
        shutil.rmtree(old)
    return target


def newest_state(folder: Path) -> Path | None:
    """The newest complete state of a run, or None."""
    states = sorted(folder.glob("step-*"))
    return states[-1] if states else None


def load_state(path: Path) -> State:
    """Read one state; tensors on the CPU."""
    tensors: dict[str, Tensor] = {}
    for piece in sorted(path.glob("*.safetensors")):
        tensors.update(load_file(piece))
    return State(tensors, json.loads((path / "state.json").read_text()))


def prefixed(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Names with `prefix.` before them, contiguous on the CPU."""
    return {f"{prefix}.{name}": value.detach().cpu().contiguous() for name, value in tensors.items()}


def part(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of `prefixed`; empty where there is none."""
    start = prefix + "."
    return {name[len(start) :]: value for name, value in tensors.items() if name.startswith(start)}


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """An optimiser's memory as `index.name`, scalars included."""
    return {
        f"{index}.{name}": torch.as_tensor(value)
        for index, memory in optimiser.state_dict()["state"].items()
        for name, value in memory.items()
    }


def restore_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """Put `optimiser_tensors` back; rates stay as they are."""
    values = optimiser.state_dict()
    memory: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, name = key.split(".", 1)
        memory.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({"state": memory, "param_groups": values["param_groups"]})


def _pieces(tensors: dict[str, Tensor]) -> list[dict[str, Tensor]]:
    pieces: list[dict[str, Tensor]] = [{}]
    filled = 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        if pieces[-1] and filled + size > PIECE_BYTES:
            pieces.append({})
            filled = 0
        pieces[-1][name] = tensor
        filled += size
    return pieces


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
