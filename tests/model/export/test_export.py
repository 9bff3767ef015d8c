"""Export: torch and onnxruntime agree at several sizes, weights in half precision, manifest true."""

import hashlib
import json
from dataclasses import replace

import onnx
import pytest
import torch

from model.export import promote as promote_module
from model.export.onnx import round_to_half
from model.export.parity import BOUND, SIZES, measure
from model.export.promote import NotEqual, load_generator, promote
from model.inference.weights import FOLDER, load_weights
from model.training.checkpoint import save_state
from model.training.config import RUNS
from model.training.phases import Phases

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def promoted(tmp_path_factory):
    """A random network promoted from a state, with its parities."""
    folder = tmp_path_factory.mktemp("promoted")
    config = replace(RUNS["tiny"], gan_weight=0.0)
    phases = Phases(config, torch.device("cpu"))
    facts = {"step": 40, "photos": 160, "seconds": 36.0, "config": config.to_json()}
    run = folder / "run"
    state = save_state(run, phases.state(facts))
    lines = [json.dumps({"step": step, "refined": 0.1}) for step in range(1, 60)]
    (run / "curve.jsonl").write_text("\n".join(lines))
    weights = folder / "weights"
    parities = promote(state, weights, gates={"brush": 1.0})
    return weights, parities


def test_torch_and_onnxruntime_agree_at_three_sizes(promoted):
    _, parities = promoted
    assert [parity.size for parity in parities] == list(SIZES)
    assert any(height != width for height, width in SIZES)
    assert max(parity.difference for parity in parities) < BOUND


def test_the_promoted_files_pass_the_loader_and_the_limits(promoted):
    weights, _ = promoted
    loaded = load_weights(weights)
    assert loaded.sha256 == hashlib.sha256((weights / "generator.onnx").read_bytes()).hexdigest()
    assert all(path.stat().st_size < 10_000_000 for path in weights.iterdir())
    entry = json.loads((weights / "manifest.json").read_text())["files"]["generator.onnx"]
    assert (entry["steps"], entry["photos_seen"], entry["hours"]) == (40, 160, 0.01)
    assert entry["gates"] == {"brush": 1.0}
    steps = [json.loads(line)["step"] for line in (weights / "curve.jsonl").read_text().splitlines()]
    assert steps == list(range(5, 41, 5))


def test_a_second_promotion_adds_only_new_steps_to_the_curve(tmp_path):
    source, target = tmp_path / "run.jsonl", tmp_path / "curve.jsonl"
    source.write_text("".join(json.dumps({"step": step}) + "\n" for step in range(1, 101)))
    for last in (50, 100):
        promote_module._append_curve(source, target, last)
    assert [json.loads(line)["step"] for line in target.read_text().splitlines()] == list(range(5, 101, 5))


def test_the_file_is_dynamic_and_tells_nothing_of_the_machine_that_made_it(promoted):
    weights, _ = promoted
    model = onnx.load(weights / "generator.onnx")
    shape = model.graph.input[0].type.tensor_type.shape.dim
    assert all(dim.dim_param for dim in shape[2:])
    assert b"site-packages" not in (weights / "generator.onnx").read_bytes()
    assert b".py" not in (weights / "generator.onnx").read_bytes()


def test_files_that_disagree_are_not_promoted(promoted, tmp_path, monkeypatch):
    weights, parities = promoted
    run = weights.parent / "run"
    monkeypatch.setattr(promote_module, "export_onnx", lambda generator, path: path.write_bytes(b""))
    monkeypatch.setattr(promote_module, "measure", lambda *_: [replace(parities[0], difference=0.1)])
    with pytest.raises(NotEqual, match="nothing was promoted"):
        promote(next(run.glob("step-*")), tmp_path / "out", gates={})
    assert not list((tmp_path / "out").iterdir())


def test_the_shipped_files_are_one_network():
    """The ONNX file that the app runs and the safetensors that a researcher loads give the same picture."""
    generator = round_to_half(load_generator(FOLDER / "generator.safetensors"))
    assert max(parity.difference for parity in measure(generator, FOLDER / "generator.onnx")) < BOUND
