"""Export: torch and onnxruntime agree at several sizes, weights in half precision, manifest true."""

import hashlib
import json
from dataclasses import replace

import onnx
import pytest
import torch

from model.export import parity as parity_module
from model.export import promote as promote_module
from model.export.convert import from_onnx, onnx_to_safetensors
from model.export.manifest import BadFacts
from model.export.parity import BOUND, SIZES, NotEqual, agreed, measure
from model.export.promote import promote
from model.export.store import round_to_half
from model.inference.weights import FOLDER, load_weights
from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.network.load import load_discriminator, load_generator
from model.training.checkpoint import State, load_state, part, prefixed, save_state
from tests.model.export.promotion import DATA

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")


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
    assert (entry["convolution"], entry["widths"]) == ("gated", [24, 48, 96, 192])
    assert (entry["data"], entry["terms"]) == (DATA["summary"], DATA["sources"])
    steps = [json.loads(line)["step"] for line in (weights / "curve.jsonl").read_text().splitlines()]
    assert steps == list(range(5, 41, 5))


def test_a_second_promotion_adds_only_new_steps_to_the_curve(tmp_path):
    source, target = tmp_path / "run.jsonl", tmp_path / "curve.jsonl"
    source.write_text("".join(json.dumps({"step": step}) + "\n" for step in range(1, 105)) + '{"step": 105, "ref')
    promote_module._append_curve(source, target, 4)
    assert not target.exists()  # of a run too short for its every fifth line
    for last in (50, 105):
        promote_module._append_curve(source, target, last)
    assert [json.loads(line)["step"] for line in target.read_text().splitlines()] == list(range(5, 101, 5))


def test_the_file_is_dynamic_and_tells_nothing_of_the_machine_that_made_it(promoted):
    weights, _ = promoted
    model = onnx.load(weights / "generator.onnx")
    shape = model.graph.input[0].type.tensor_type.shape.dim
    assert all(dim.dim_param for dim in shape[2:])
    assert b"site-packages" not in (weights / "generator.onnx").read_bytes()
    assert b".py" not in (weights / "generator.onnx").read_bytes()


def test_the_discriminator_comes_back_rounded(promoted):
    weights, _ = promoted
    tensors = load_discriminator(weights)
    run = load_state(next((weights.parent / "run").glob("step-*")))
    wanted = part("discriminator", run.tensors)
    assert tensors.keys() == wanted.keys()
    for name, value in wanted.items():
        torch.testing.assert_close(tensors[name], value.float(), atol=1e-3, rtol=1e-3)


def test_onnx_and_safetensors_hold_the_same_numbers(promoted, tmp_path):
    weights, _ = promoted
    shipped = load_generator(weights).state_dict()
    torch.testing.assert_close(from_onnx(weights / "generator.onnx").state_dict(), shipped, rtol=0, atol=0)
    parities = onnx_to_safetensors(weights / "generator.onnx", tmp_path / "back.safetensors")
    assert max(parity.difference for parity in parities) < BOUND
    torch.testing.assert_close(load_generator(tmp_path / "back.safetensors").state_dict(), shipped, rtol=0, atol=0)


def test_files_that_disagree_are_neither_promoted_nor_converted(promoted, tmp_path, monkeypatch):
    weights, parities = promoted
    run = weights.parent / "run"
    monkeypatch.setattr(promote_module, "export_onnx", lambda generator, path: path.write_bytes(b""))
    for difference in (0.1, float("nan")):
        monkeypatch.setattr(
            parity_module, "measure", lambda *_, wrong=difference: [replace(parities[0], difference=wrong)]
        )
        with pytest.raises(NotEqual, match="nothing was written"):
            promote(next(run.glob("step-*")), tmp_path / "out", data=DATA, gates={})
        with pytest.raises(NotEqual, match="nothing was written"):
            onnx_to_safetensors(weights / "generator.onnx", tmp_path / "out" / "back.safetensors")
    assert not list((tmp_path / "out").iterdir())


def test_a_state_without_a_discriminator_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    config = NetworkConfig(width=8)
    facts = {"step": 4, "photos": 16, "seconds": 3.0, "config": {"network": config.to_json()}}
    state = save_state(tmp_path / "run", State(prefixed("average", Generator(config).state_dict()), facts))
    monkeypatch.setattr(promote_module, "export_onnx", lambda *_: pytest.fail("exported"))
    with pytest.raises(BadFacts, match="no discriminator"):
        promote(state, tmp_path / "out", data=DATA, gates={}, discriminator=True)
    assert not (tmp_path / "out").exists()


def test_parity_sees_one_weight_that_differs(promoted):
    weights, _ = promoted
    generator = load_generator(weights)
    with torch.no_grad():
        generator.refined.decoder[-1].conv.bias[0] += 0.01
    with pytest.raises(NotEqual, match="torch and onnxruntime differ"):
        agreed(generator, weights / "generator.onnx")


def test_the_shipped_files_are_one_network():
    """The ONNX file that the app runs and the safetensors that a researcher loads give the same picture."""
    generator = round_to_half(load_generator(FOLDER))
    assert max(parity.difference for parity in measure(generator, FOLDER / "generator.onnx")) < BOUND
