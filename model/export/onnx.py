"""The generator as one ONNX file with dynamic height and width, its weights stored in half precision."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from model.inference.crops import MULTIPLE
from model.network.generator import Generator

OPSET = 18
SMALLEST_STORED_HALF = 256  # numbers; biases and constants below it stay in single precision


class _Refined(nn.Module):
    """The generator with its one answer that is used at run time."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, planes: Tensor) -> Tensor:
        return self.generator(planes)[1]


def export_onnx(generator: Generator, path: Path) -> None:
    """Write `generator` to `path`.

    Input "planes" (1, 6, H, W), output "refined" (1, 3, H, W), float32, H and W multiples of 8, at least 16.
    """
    rows, columns = torch.export.Dim("rows", min=2, max=512), torch.export.Dim("columns", min=2, max=512)
    example = torch.zeros(1, generator.config.planes, 8 * 12, 8 * 16)
    example[:, 4, 32:64, 32:64] = 1.0
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
    onnx.save(store_half(program.model_proto), path)


def store_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large float32 weights as float16 with a Cast behind each: half the file, float32 arithmetic.

    The runtime folds the casts when it loads the file.
    """
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_STORED_HALF:
            continue
        name, stored = tensor.name, tensor.name + "_half"
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(values, stored))
        casts.append(helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT))
    for position, node in enumerate(casts):
        graph.node.insert(position, node)
    del graph.metadata_props[:]
    for node in graph.node:
        # The exporter notes the source lines of this machine beside every node.
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.checker.check_model(model)
    return model


def round_to_half(generator: Generator) -> Generator:
    """Round the weights in place to what the files store; tensors below the limit stay as they are."""
    with torch.no_grad():
        for parameter in generator.parameters():
            if parameter.numel() >= SMALLEST_STORED_HALF:
                parameter.copy_(parameter.half().float())
    return generator
