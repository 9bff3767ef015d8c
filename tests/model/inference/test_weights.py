"""Weights are believed only by their sha256 and their shapes."""

import hashlib
import json

import pytest

from model.inference.errors import BadWeights
from model.inference.weights import PARAMETERS, VARIABLE, load_any_weights, load_weights, read_manifest

NETWORK = b"\x08\x08"  # a model that says its version and nothing else


def folder_with(tmp_path, *, data=NETWORK, **changes):
    (tmp_path / "generator.onnx").write_bytes(data)
    entry = {"sha256": hashlib.sha256(NETWORK).hexdigest(), "parameters": PARAMETERS, "planes": 6} | changes
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"generator.onnx": entry}}))
    return tmp_path


def test_the_right_file_is_loaded(tmp_path):
    weights = load_weights(folder_with(tmp_path))
    assert weights.data == NETWORK
    assert weights.sha256 == hashlib.sha256(NETWORK).hexdigest()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": b"\x08\x09"}, "was changed"),
        ({"parameters": 1}, "another network"),
        ({"planes": 5}, "another network"),
        ({"sha256": None}, "was changed"),
    ],
)
def test_others_are_refused(tmp_path, changes, message):
    with pytest.raises(BadWeights, match=message):
        load_weights(folder_with(tmp_path, **changes))


def test_other_networks_may_be_measured_when_their_planes_are_ours(tmp_path):
    folder = folder_with(tmp_path, parameters=5, convolution="partial")
    assert load_any_weights(folder).parameters == 5
    with pytest.raises(BadWeights, match="5 planes"):
        load_any_weights(folder_with(tmp_path, planes=5))


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{", '{"files": []}', '{"files": {}}', '{"files": {"generator.onnx": 3}}']
)
def test_a_manifest_that_says_nothing_is_refused(tmp_path, manifest):
    folder_with(tmp_path)
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(BadWeights):
        load_weights(tmp_path)


def test_missing_files_are_named(tmp_path):
    with pytest.raises(BadWeights, match=r"manifest\.json"):
        load_weights(tmp_path)
    (folder_with(tmp_path) / "generator.onnx").unlink()
    with pytest.raises(BadWeights, match=r"generator\.onnx"):
        load_weights(tmp_path)


def test_the_shipped_weights_pass_their_own_check():
    assert load_weights().planes == 6


def test_the_environment_names_other_weights_that_are_checked_alike(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(folder_with(tmp_path)))
    assert load_weights().data == NETWORK
    assert read_manifest()["files"].keys() == {"generator.onnx"}
    folder_with(tmp_path, parameters=1)
    with pytest.raises(BadWeights, match="another network"):
        load_weights()
    for other in ("none", "generator.onnx"):
        monkeypatch.setenv(VARIABLE, str(tmp_path / other))
        with pytest.raises(BadWeights, match=r"give one that model\.export made") as refused:
            load_weights()
        assert str(refused.value).startswith(f"GATEBRUSH_WEIGHTS is «{tmp_path / other}», which is no folder")
    with pytest.raises(BadWeights, match=r"^cannot read"):
        load_weights(tmp_path / "none")  # named by somebody else
    monkeypatch.setenv(VARIABLE, "")
    assert load_weights().planes == 6
