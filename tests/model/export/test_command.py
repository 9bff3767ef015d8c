"""What the manifest takes from files, and the command's refusals: one line and an exit code."""

import json
import sys

import onnx
import pytest

from model.export import __main__ as command
from model.export.manifest import BadFacts, read_data, read_gates
from model.inference.weights import FOLDER


def test_the_shipped_data_add_up():
    data = read_data(FOLDER / "data.json")
    total = sum(source["photographs"] for source in data["sources"])
    assert f"{total:,} photographs" in data["summary"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"summary": "x", "sources": []}', '{"summary": "x", "sources": [{"source": 1}]}']
)
def test_data_without_terms_are_refused(tmp_path, text):
    (tmp_path / "data.json").write_text(text)
    with pytest.raises(BadFacts, match=r"data\.json"):
        read_data(tmp_path / "data.json")


def test_gates_are_the_values_of_reports(tmp_path):
    figures = {"l1": {"value": 7.638412, "low": 7.0, "high": 8.0}, "wall_seconds": {"value": 1.0}}
    report = {"size": 128, "kinds": {"brush": {"rows": {"network": {"figures": figures, "each": {}}}}}}
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert read_gates([tmp_path / "report.json"]) == {"128": {"brush": {"network": {"l1": 7.6384}}}}
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(BadFacts, match="no report of"):
        read_gates([tmp_path / "report.json"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--state", "nowhere", "--out", "OUT/weights"], 3, "no state.json"),
        (["--state", "nowhere", "--out", "OUT", "--data", "OUT/none.json"], 3, "none.json"),
        (["--from-onnx", "OUT/broken.onnx", "--out", "OUT/a.onnx"], 3, "give a .safetensors file"),
        (["--from-onnx", "OUT/broken.onnx", "--out", "OUT/a.safetensors"], 5, "as ONNX"),
        (["--from-onnx", "OUT/none.onnx", "--out", "OUT/a.safetensors"], 5, "cannot read"),
        (["--from-onnx", "OUT/other.onnx", "--out", "OUT/a.safetensors"], 5, "lacks coarse.decoder.0.conv.bias"),
        (["--from-onnx", "OUT/outside.onnx", "--out", "OUT/a.safetensors"], 5, "in other files"),
        (["--from-safetensors", "OUT/a.pt", "--out", "OUT/a.onnx"], 5, "is no .safetensors file"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_line(tmp_path, monkeypatch, capsys, arguments, code, words):
    (tmp_path / "broken.onnx").write_bytes(b"broken")
    outside = onnx.TensorProto(name="generator.x", data_location=onnx.TensorProto.EXTERNAL)
    for name, tensors in (("other", []), ("outside", [outside])):
        graph = onnx.helper.make_graph([], name, [], [], tensors)
        (tmp_path / f"{name}.onnx").write_bytes(onnx.helper.make_model(graph).SerializeToString())
    monkeypatch.setattr(sys, "argv", ["export", *(item.replace("OUT", str(tmp_path)) for item in arguments)])
    assert command.main() == code
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("a.*"))
