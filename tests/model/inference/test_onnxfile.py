"""An ONNX file that names other files is seen, wherever in it that stands, and never handed to a runtime."""

import hashlib
import json
import random
from contextlib import suppress

import pytest

from model.inference.errors import BadWeights
from model.inference.onnxfile import names_other_files
from model.inference.weights import FOLDER, GENERATOR, PARAMETERS, load_any_weights, load_weights


def field(number: int, content: bytes | int) -> bytes:
    """As protobuf writes it."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


INSIDE = field(1, 4) + field(2, 1) + field(8, b"weight") + field(9, bytes(16))
PATH = field(13, field(1, b"location") + field(2, b"../../etc/passwd"))
OUTSIDE = [INSIDE + PATH, field(8, b"weight") + field(14, 1), PATH + field(14, 1)]
PLACES = {
    "an initializer": lambda tensor: field(7, field(5, tensor)),
    "a constant": lambda tensor: field(7, field(1, field(5, field(5, tensor)))),
    "a list of constants": lambda tensor: field(7, field(1, field(5, field(10, tensor)))),
    "a branch": lambda tensor: field(7, field(1, field(5, field(6, field(5, tensor))))),
    "branches": lambda tensor: field(7, field(1, field(5, field(11, field(5, tensor))))),
    "a sparse initializer": lambda tensor: field(7, field(15, field(1, tensor))),
    "sparse indices": lambda tensor: field(7, field(15, field(2, tensor))),
    "a function": lambda tensor: field(25, field(7, field(5, field(5, tensor)))),
    "training": lambda tensor: field(20, field(1, field(5, tensor))),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_tensor_outside_is_seen_wherever_it_stands(place):
    assert not names_other_files(field(1, 8) + PLACES[place](INSIDE))
    for tensor in OUTSIDE:
        assert names_other_files(field(1, 8) + PLACES[place](INSIDE) + PLACES[place](tensor))


def folder_of(tmp_path, data, **changes):
    (tmp_path / GENERATOR).write_bytes(data)
    entry = {"sha256": hashlib.sha256(data).hexdigest(), "parameters": PARAMETERS, "planes": 6} | changes
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {GENERATOR: entry}}))
    return tmp_path


@pytest.mark.parametrize("load", [load_weights, load_any_weights])
def test_such_a_network_is_refused_with_a_right_sha256(tmp_path, load):
    with pytest.raises(BadWeights, match="keeps weights in other files"):
        load(folder_of(tmp_path, PLACES["an initializer"](OUTSIDE[0])))
    with pytest.raises(BadWeights, match="is no ONNX file"):
        load(folder_of(tmp_path, b"\x80\x04pickle"))


def test_the_shipped_network_is_whole_and_changes_of_it_are_no_surprise(tmp_path):
    data = (FOLDER / GENERATOR).read_bytes()
    assert not names_other_files(data)
    rng = random.Random(3)
    for _ in range(60):
        changed = bytearray(data[: rng.randrange(1, 200_000)])
        for _ in range(rng.choice((1, 5))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        with suppress(ValueError):
            names_other_files(bytes(changed))


def model_with(channels_in: int, channels_out: int, output: str) -> bytes:
    """A network that only picks channels: planes in, «output» out."""
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    shape_in, shape_out = [1, channels_in, "h", "w"], [1, channels_out, "h", "w"]
    indices = helper.make_tensor("indices", onnx.TensorProto.INT64, [channels_out], list(range(channels_out)))
    graph = helper.make_graph(
        [helper.make_node("Gather", ["planes", "indices"], [output], axis=1)],
        "g",
        [helper.make_tensor_value_info("planes", kind, shape_in)],
        [helper.make_tensor_value_info(output, kind, shape_out)],
        [indices],
    )
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ((5, 3, "refined"), "other inputs than planes"),
        ((6, 4, "refined"), "no output refined"),
        ((6, 3, "coarse"), "no output refined"),
    ],
)
@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
def test_other_shapes_are_refused_by_the_runtimes(tmp_path, shapes, words, runtime):
    pytest.importorskip(runtime)
    weights = load_weights(folder_of(tmp_path, model_with(*shapes)))
    from model.inference.engines.onnx import OnnxEngine
    from model.inference.engines.openvino import OpenVinoEngine

    with pytest.raises(BadWeights, match=words):
        OnnxEngine(weights, device="cpu", threads=1) if runtime == "onnxruntime" else OpenVinoEngine(weights, threads=1)
