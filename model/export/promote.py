"""Promote a training state: write the weights folder's files and the manifest that vouches for them."""

import json
import tempfile
from itertools import islice
from pathlib import Path

from model.evaluation.states import open_state
from model.export.manifest import BadFacts, entry, facts_of
from model.export.onnx import export_onnx
from model.export.parity import Parity, agreed
from model.export.store import round_to_half, save_discriminator, save_generator
from model.network.load import DISCRIMINATORS
from model.training.checkpoint import State, part
from model.training.journal import CURVE, whole_lines


def promote(
    state_folder: Path, out: Path, *, data: dict, gates: dict[str, object], discriminator: bool = False
) -> list[Parity]:
    """Export the averaged generator of a state into `out` and append the run's curve to out/curve.jsonl.

    state_folder: within the folder of its run, where the curve lies.
    data: what it was trained on, as `manifest.read_data` gives it.  gates: figures of the evaluation.
    discriminator: put that one beside it, for those who train on.
    Nothing is written when torch and onnxruntime differ by more than parity.BOUND (NotEqual).
    """
    state, generator = open_state(state_folder)
    lacking = [name for name in ("step", "photos", "seconds") if name not in state.facts]
    if lacking:
        raise BadFacts(f"{state_folder} lacks {', '.join(lacking)}: take another step-… folder of the run")
    if discriminator and not part("discriminator", state.tensors):
        raise BadFacts("the state has no discriminator, it was trained without one: leave --discriminator out")
    round_to_half(generator)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        staging = Path(folder)
        export_onnx(generator, staging / "generator.onnx")
        parities = agreed(generator, staging / "generator.onnx")
        save_generator(generator, staging / "generator.safetensors")
        facts = facts_of(generator, state.facts, data=data, gates=gates, parities=parities)
        files = {path.name: entry(path, facts) for path in sorted(staging.iterdir())}
        if discriminator:
            files |= _discriminator(state, staging, facts)
        (staging / "manifest.json").write_text(json.dumps({"files": files}, indent=1) + "\n")
        for name in (*files, "manifest.json"):  # the manifest last: it vouches for the others
            (staging / name).chmod(0o644)
            (staging / name).replace(out / name)
    for stale in out.glob(DISCRIMINATORS):
        if stale.name not in files:
            stale.unlink()  # of an earlier generator; no manifest names it any more
    _append_curve(state_folder.parent / CURVE, out / CURVE, state.facts["step"])
    return parities


def _discriminator(state: State, staging: Path, facts: dict) -> dict[str, dict]:
    tensors = part("discriminator", state.tensors)
    save_discriminator(tensors, staging)
    numbers = sum(value.numel() for value in tensors.values())
    kept = {name: facts[name] for name in ("network", "steps", "photos_seen", "hours", "data", "terms")}
    return {path.name: entry(path, {"parameters": numbers, **kept}) for path in sorted(staging.glob(DISCRIMINATORS))}


def _append_curve(source: Path, target: Path, last_step: int) -> None:
    """Add what is new since the last promotion. Every fifth line is enough to see a run; the repository stays small."""
    if not source.exists():
        return
    known = set(target.read_text().splitlines()) if target.exists() else set()
    chosen = islice(whole_lines(source), 4, None, 5)
    new = [line + "\n" for step, line in chosen if line not in known and step <= last_step]
    if new:  # a short run has none
        with target.open("a") as curve:
            curve.writelines(new)
