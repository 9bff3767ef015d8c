"""Training states on disk: safetensors pieces under 16 MiB and one JSON, complete or absent."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

PIECE_BYTES = 15 * 2**20
KEPT = 2
FACTS = "state.json"


class StateNotSaved(OSError):
    """A state could not be written; the states before it are untouched."""


class BadState(ValueError):
    """A folder is no state, or not a whole one."""


@dataclass(frozen=True, slots=True)
class State:
    """tensors: by dotted name.  facts: plain JSON values (step, seconds, config)."""

    tensors: dict[str, Tensor]
    facts: dict


def save_state(folder: Path, state: State, *, kept: int = KEPT) -> Path:
    """Write `state` as folder/step-NNNNNNNN and remove all but the `kept` newest states.

    The pieces go to a folder of another name which is renamed when complete: a state that can be found is whole,
    whenever the process was killed. StateNotSaved, and no state lost, where the disk is full or cannot be written.
    """
    target = folder / state_name(state.facts["step"])
    if target.exists():
        return target  # nothing was learnt since; taking it away first would leave a moment without it
    partial = folder / f"partial-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _write(partial, state)
        partial.rename(target)
        _sync(folder)
    except (OSError, SafetensorError) as fault:
        shutil.rmtree(partial, ignore_errors=True)
        why = getattr(fault, "strerror", None) or fault
        raise StateNotSaved(f"{target} was not saved ({why}): make room on the disk, or give another folder") from fault
    _tidy(folder, kept)
    return target


def state_name(step: int) -> str:
    """What the folder of a state is called: names are in the order of steps."""
    return f"step-{step:08d}"


def _write(partial: Path, state: State) -> None:
    partial.mkdir(parents=True)
    for number, piece in enumerate(pieces(state.tensors, PIECE_BYTES)):
        save_file(piece, partial / f"piece-{number:02d}.safetensors")
    (partial / FACTS).write_text(json.dumps(state.facts))
    for path in partial.iterdir():
        path.chmod(0o644)  # safetensors keeps its files to their owner
        _sync(path)


def _tidy(folder: Path, kept: int) -> None:
    """Leave the newest states alone, and nothing half-written by this process or by one that was killed."""
    for old in [*sorted(folder.glob("step-*"))[:-kept], *folder.glob("partial-*")]:
        shutil.rmtree(old, ignore_errors=True)


def newest_state(folder: Path) -> Path | None:
    """The newest complete state of a run, or None."""
    states = sorted(folder.glob("step-*"))
    return states[-1] if states else None


def drop_states(folder: Path, *, after: int) -> None:
    """Remove the states of later steps than this: of training that was not gone on from."""
    for path in folder.glob("step-*"):
        if path.name > state_name(after):
            shutil.rmtree(path, ignore_errors=True)


def load_state(path: Path) -> State:
    """Read one state; tensors on the CPU. BadState where it is none."""
    tensors: dict[str, Tensor] = {}
    if not (path / FACTS).is_file():
        raise BadState(f"{path} has no {FACTS}: give a step folder of a training run")
    try:
        facts = json.loads((path / FACTS).read_text())
        if not isinstance(facts, dict) or not isinstance(facts.get("step"), int):
            raise ValueError(f"{FACTS} names no step")
        for piece in sorted(path.glob("*.safetensors")):
            tensors.update(load_file(piece))
    except (OSError, SafetensorError, ValueError) as fault:
        raise BadState(f"{path} is not a whole state ({fault}): take another step-… folder of the run") from fault
    return State(tensors, facts)


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


def restore_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> bool:
    """Put `optimiser_tensors` back, none of them for an optimiser without memory; rates stay as they are.

    False where they are of weights of other shapes, or in another order: then the optimiser is without memory.
    """
    fits = _fits(optimiser, tensors)
    if not fits:
        tensors = {}
    values = optimiser.state_dict()
    memory: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, name = key.split(".", 1)
        memory.setdefault(int(index), {})[name] = value.clone()  # the optimiser counts on in what it is given
    optimiser.load_state_dict({"state": memory, "param_groups": values["param_groups"]})
    for parameter, kept in optimiser.state.items():
        for name, value in kept.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                # Fused optimisers walk both through memory: saved as NCHW, a channels_last one must turn back.
                kept[name] = torch.empty_like(parameter).copy_(value)
    return fits


def _fits(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> bool:
    shapes = [weight.shape for group in optimiser.param_groups for weight in group["params"]]
    of_weights = ((int(key.split(".", 1)[0]), value) for key, value in tensors.items())
    return all(index < len(shapes) and (not value.dim() or value.shape == shapes[index]) for index, value in of_weights)


def pieces(tensors: Mapping[str, Tensor], largest: int) -> list[dict[str, Tensor]]:
    """The tensors in their order, cut into pieces of at most `largest` bytes; a larger tensor is one of its own."""
    found: list[dict[str, Tensor]] = [{}]
    filled = 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        if found[-1] and filled + size > largest:
            found.append({})
            filled = 0
        found[-1][name] = tensor
        filled += size
    return found


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
