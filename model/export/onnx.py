"""The generator as one ONNX file with dynamic height and width, its weights stored in half precision."""

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from model.export.store import SMALLEST_STORED_HALF, stored
from model.inference.crops.planning import MULTIPLE
from model.network.generator import Generator

OPSET = 18
PREFIX, STORED = "generator.", "_half"  # around the names of the weights


class _Refined(nn.Module):
    """The generator with its one answer that is used at run time."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, planes: Tensor) -> Tensor:
        return self.generator(planes)[1]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's remarks on packages that are not needed and on its own internals; errors stay."""
    remarks = logging.getLogger("torch.onnx")
    level = remarks.level
    remarks.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            for kind in (FutureWarning, DeprecationWarning, UserWarning):
                warnings.simplefilter("ignore", kind)
            yield
    finally:
        remarks.setLevel(level)


def export_onnx(generator: Generator, path: Path) -> None:
    """Write `generator` to `path`.

    Input "planes" (1, 6, H, W), output "refined" (1, 3, H, W), float32, H and W multiples of 8, at least 16.
    """
    rows, columns = torch.export.Dim("rows", min=2, max=512), torch.export.Dim("columns", min=2, max=512)
    example = torch.zeros(1, generator.config.planes, 8 * 12, 8 * 16)
    example[:, 4, 32:64, 32:64] = 1.0
    with _quiet():
        program = torch.onnx.export(
            _Refined(generator).eval(),
            (example,),
            input_names=["planes"],
            output_names=["refined"],
            dynamic_shapes={"planes": {2: MULTIPLE * rows, 3: MULTIPLE * columns}},
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    assert program is not None  # the older exporter alone returns nothing
    model = store_half(program.model_proto)
    settings = {"network": generator.config.to_json(), "settled": settled_weights(generator, model)}
    helper.set_model_props(model, {name: json.dumps(value) for name, value in settings.items()})
    onnx.save(model, path)


def store_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large float32 weights as float16 with a Cast behind each: half the file, float32 arithmetic.

    The runtime folds the casts when it loads the file.
    """
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_STORED_HALF:
            continue
        name, half = tensor.name, tensor.name + STORED
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(values, half))
        casts.append(helper.make_node("Cast", [half], [name], to=TensorProto.FLOAT))
    for position, node in enumerate(casts):
        graph.node.insert(position, node)
    del graph.metadata_props[:]
    for node in graph.node:
        # The exporter notes the source lines of this machine beside every node.
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.checker.check_model(model)
    return model


def weights_of(model: onnx.ModelProto) -> dict[str, Tensor]:
    """The initialisers that carry the generator's names, float32; the exporter's constants have others."""
    return {
        name.removeprefix(PREFIX).removesuffix(STORED): value
        for name, value in initialisers(model).items()
        if name.startswith(PREFIX)
    }


def settled_weights(generator: Generator, model: onnx.ModelProto) -> dict[str, str]:
    """Where the weights are that the exporter left out under their own name: name -> initialiser, "" = all zeros.

    It drops biases that are zero, merges equal ones, and keeps a bias only in the shape in which it is added.
    """
    found, named = initialisers(model), weights_of(model)
    places = {}
    for name, value in stored(generator.state_dict()).items():
        if name in named:
            continue
        flat = value.float().flatten()
        equal = (place for place, other in found.items() if torch.equal(other.flatten(), flat))
        place = next(equal, None if flat.any() else "")
        if place is not None:
            places[name] = place
    return places


def initialisers(model: onnx.ModelProto) -> dict[str, Tensor]:
    """The floating-point constants of a file by name, float32."""
    return {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
        for tensor in model.graph.initializer
        if tensor.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16)
    }
