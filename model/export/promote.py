"""Promote a training state: write the weights folder's files and the manifest that vouches for them."""

import hashlib
import json
import tempfile
from pathlib import Path

from safetensors.torch import load_file, save_file

from model.export.onnx import export_onnx, round_to_half
from model.export.parity import BOUND, Parity, measure
from model.inference.weights import PARAMETERS
from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.training.checkpoint import load_state, part

DATA = "6,498 photographs of scenes and objects, most of them for research use, 647 openly licensed: see MODEL_CARD.md"


class NotEqual(RuntimeError):
    """The exported file and the network disagree."""


def promote(state_folder: Path, out: Path, *, gates: dict[str, object]) -> list[Parity]:
    """Export the averaged generator of a state into `out` and append the run's curve to out/curve.jsonl.

    state_folder: within the folder of its run, where the curve lies.
    gates: figures of the evaluation, as they go into the manifest.
    Nothing is written when torch and onnxruntime differ by more than BOUND (NotEqual).
    """
    state = load_state(state_folder)
    generator = Generator(NetworkConfig(**state.facts["config"]["network"]))
    generator.load_state_dict(part("average", state.tensors))
    round_to_half(generator)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        staging = Path(folder)
        export_onnx(generator, staging / "generator.onnx")
        parities = measure(generator, staging / "generator.onnx")
        worst = max(parity.difference for parity in parities)
        if worst > BOUND:
            raise NotEqual(f"torch and onnxruntime differ by {worst:.2e}, more than {BOUND:.0e}: nothing was promoted")
        tensors = {name: value.half().contiguous() for name, value in generator.state_dict().items()}
        save_file(tensors, staging / "generator.safetensors")
        facts = _facts(state.facts, gates, parities)
        manifest = {"files": {path.name: _entry(path, facts) for path in sorted(staging.iterdir())}}
        (staging / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
        for name in (*manifest["files"], "manifest.json"):  # the manifest last: it vouches for the others
            (staging / name).chmod(0o644)
            (staging / name).replace(out / name)
    _append_curve(state_folder.parent / "curve.jsonl", out / "curve.jsonl", state.facts["step"])
    return parities


def load_generator(path: Path) -> Generator:
    """The generator of a shipped safetensors file, in float32."""
    generator = Generator()
    generator.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return generator


def _facts(state: dict, gates: dict[str, object], parities: list[Parity]) -> dict[str, object]:
    return {
        "parameters": PARAMETERS,
        "planes": state["config"]["network"]["planes"],
        "steps": state["step"],
        "photos_seen": state["photos"],
        "hours": round(state["seconds"] / 3600, 2),
        "data": DATA,
        "gates": gates,
        "parity": {f"{parity.size[1]}x{parity.size[0]}": parity.difference for parity in parities},
    }


def _entry(path: Path, facts: dict[str, object]) -> dict[str, object]:
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size, **facts}


def _append_curve(source: Path, target: Path, last_step: int) -> None:
    """Add what is new since the last promotion. Every fifth line is enough to see a run; the repository stays small."""
    if not source.exists():
        return
    known = set(target.read_text().splitlines()) if target.exists() else set()
    with target.open("a") as curve:
        for line in source.read_text().splitlines()[4::5]:
            if line not in known and json.loads(line)["step"] <= last_step:
                curve.write(line + "\n")
