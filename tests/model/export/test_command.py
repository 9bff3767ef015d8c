"""What the manifest takes from files, and the command's refusals: one line and an exit code."""

import json
import sys

import onnx
import pytest

from model.evaluation.outputs import OutputError
from model.export import __main__ as command
from model.export.manifest import NOT_STATED, BadFacts, read_data, read_gates
from model.inference.weights import FOLDER, PARAMETERS


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
    (tmp_path / "report.json").write_text(json.dumps(report | {"unfinished": True}))
    with pytest.raises(BadFacts, match="broken off"):
        read_gates([tmp_path / "report.json"])
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
        (["--from-safetensors", "OUT/old.pt", "--out", "OUT/a.onnx"], 5, "is no .safetensors file"),
        (["--from-onnx", "OUT/vouched/flipped.onnx", "--out", "OUT/a.safetensors"], 5, "was changed"),
        (["--state", "OUT/empty", "--out", "OUT/a.weights"], 3, "names no step"),
        (["--state", "OUT/empty", "--out", "OUT/vouched"], 4, "--overwrite"),
        (["--state", "OUT/empty", "--out", "OUT/broken.onnx/a.weights"], 4, "is a file"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_line(tmp_path, monkeypatch, capsys, arguments, code, words):
    (tmp_path / "broken.onnx").write_bytes(b"broken")
    (tmp_path / "old.pt").write_bytes(b"pickled")
    outside = onnx.TensorProto(name="generator.x", data_location=onnx.TensorProto.EXTERNAL)
    for name, tensors in (("other", []), ("outside", [outside])):
        graph = onnx.helper.make_graph([], name, [], [], tensors)
        (tmp_path / f"{name}.onnx").write_bytes(onnx.helper.make_model(graph).SerializeToString())
    for folder, name, text in (
        ("vouched", "manifest.json", '{"files": {"flipped.onnx": {"sha256": "0"}}}'),
        ("vouched", "flipped.onnx", ""),
        ("empty", "state.json", "{}"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text)
    monkeypatch.setattr(sys, "argv", ["export", *(item.replace("OUT", str(tmp_path)) for item in arguments)])
    assert command.main() == code
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("a.*"))


def test_data_are_not_stated_unless_they_are_given(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(command, "promote", lambda *_, **facts: given.append(facts["data"]) or [])
    for more in ([], ["--data", str(FOLDER / "data.json")]):
        command.export(command.parse(["--state", "x", "--out", str(tmp_path / "out"), *more]))
    assert given == [NOT_STATED, read_data(FOLDER / "data.json")]


def test_vouched_weights_are_replaced_only_when_asked(tmp_path, monkeypatch):
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "generator.onnx").touch()
    monkeypatch.setattr(command, "promote", lambda *_, **__: [])
    monkeypatch.setattr(command, "safetensors_to_onnx", lambda *_: [])
    ways = (
        ["--state", "x", "--out", str(tmp_path)],
        ["--from-safetensors", "x", "--out", f"{tmp_path}/generator.onnx"],
    )
    for way in ways:
        with pytest.raises(OutputError, match="--overwrite"):
            command.export(command.parse(way))
        assert command.export(command.parse([*way, "--overwrite"])) == []


@pytest.mark.parametrize(("convolution", "noted"), [("gated", False), ("partial", True)])
def test_weights_that_the_app_does_not_run_are_exported_with_a_note(tmp_path, monkeypatch, capsys, convolution, noted):
    def promoted(_state, out, **_facts):
        out.mkdir()
        entry = {"parameters": PARAMETERS, "planes": 6, "convolution": convolution}
        (out / "manifest.json").write_text(json.dumps({"files": {"generator.onnx": entry}}))
        return []

    monkeypatch.setattr(command, "promote", promoted)
    monkeypatch.setattr(sys, "argv", ["export", "--state", "x", "--out", str(tmp_path / "out")])
    assert command.main() == 0
    printed = capsys.readouterr().out
    assert ("the app runs the gated network" in printed) is noted
    assert printed.splitlines()[-1] == str(tmp_path / "out")
