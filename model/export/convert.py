"""safetensors <-> ONNX, each way checked to give the same picture."""

import json
import tempfile
from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from model.export.onnx import export_onnx, initialisers, weights_of
from model.export.parity import Parity, agreed
from model.export.store import round_to_half, save_generator
from model.inference.errors import BadWeights
from model.inference.weights import read_manifest, read_vouched
from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.network.load import check, load_generator


def onnx_to_safetensors(source: Path, out: Path) -> list[Parity]:
    """Write the weights of an ONNX file of `export_onnx` as safetensors; refused unless they give the same picture."""
    generator = from_onnx(source)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        written = Path(folder) / "generator.safetensors"
        save_generator(generator, written)
        parities = agreed(load_generator(written), source)
        written.chmod(0o644)
        written.replace(out)
    return parities


def safetensors_to_onnx(source: Path, out: Path) -> list[Parity]:
    """Write a safetensors file, or that of a weights folder, as ONNX; refused unless they give the same picture."""
    generator = round_to_half(load_generator(source))
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        written = Path(folder) / "generator.onnx"
        export_onnx(generator, written)
        parities = agreed(generator, written)
        written.chmod(0o644)
        written.replace(out)
    return parities


def from_onnx(path: Path) -> Generator:
    """The generator whose weights an ONNX file of `export_onnx` holds, in float32; BadWeights where it is another."""
    try:
        model = onnx.load_model_from_string(_bytes(path))
    except (OSError, DecodeError) as fault:
        raise BadWeights(f"cannot read {path} as ONNX: {str(fault).splitlines()[0]}") from fault
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer):
        raise BadWeights(f"{path} keeps its weights in other files: give an ONNX file that holds them itself")
    notes = {item.key: json.loads(item.value) for item in model.metadata_props if item.key in ("network", "settled")}
    generator = Generator(NetworkConfig(**notes.get("network", {})))
    wanted, found = generator.state_dict(), initialisers(model)
    tensors = weights_of(model)
    for name in notes.get("settled", {}).keys() & wanted.keys():
        place, shape = notes["settled"][name], wanted[name].shape
        if place == "":
            tensors[name] = torch.zeros(shape)
        elif place in found and found[place].numel() == shape.numel():
            tensors[name] = found[place].reshape(shape)
    check(path, tensors, wanted)
    generator.load_state_dict(tensors)
    return generator.eval()


def _bytes(path: Path) -> bytes:
    """A file's bytes, which have the sha256 of the manifest beside it where that names the file."""
    if (path.parent / "manifest.json").exists() and path.name in read_manifest(path.parent)["files"]:
        return read_vouched(path.parent, path.name)[1]
    return path.read_bytes()
