"""The weights, shipped or named by the environment: found by their manifest, believed only by their sha256."""

import errno
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model.inference import planes
from model.inference.errors import BadWeights
from model.inference.line import Line
from model.inference.onnxfile import names_other_files

FOLDER = Path(__file__).parents[2] / "weights"
VARIABLE = "GATEBRUSH_WEIGHTS"
"""Of the environment: a folder that `model.export` made, used in the place of the shipped one."""
GENERATOR = "generator.onnx"
PARAMETERS = 4_060_878
PLANES = len(planes.PLANES)
COLOURS = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """One checked network file.

    data: the file's bytes, the very ones whose sha256 was compared.
    """

    path: Path
    sha256: str
    parameters: int
    planes: int
    data: bytes


def folder_in_use() -> Path:
    """The folder that VARIABLE names, else the shipped one."""
    return Path(os.environ.get(VARIABLE) or FOLDER)


def load_weights(folder: Path | None = None) -> Weights:
    """Read and check the generator that the manifest of `folder` names; BadWeights says what is wrong.

    folder: None = `folder_in_use`.
    """
    named = os.environ.get(VARIABLE)
    if folder is not None or not named:
        return _load(folder or FOLDER)
    try:
        return _load(Path(named))
    except BadWeights as fault:
        if not (Path(named) / "manifest.json").exists():  # a state, a file, a folder that was moved
            raise BadWeights(
                Line(
                    "{variable} is «{value}», which is no folder of weights: "
                    "give one that model.export made, or unset the variable",
                    variable=VARIABLE,
                    value=named,
                )
            ) from fault
        raise _named_by(named, fault) from fault


def _load(folder: Path) -> Weights:
    path = folder / GENERATOR
    entry, data = read_vouched(folder, GENERATOR)
    _require_whole(path, data)
    if not runs_in_app(entry):
        raise BadWeights(
            Line(
                "{path} is of another network ({parameters} parameters, {planes} planes; "
                "wanted {wanted} and {wanted_planes}): restore it",
                path=path,
                parameters=entry.get("parameters"),
                planes=entry.get("planes"),
                wanted=PARAMETERS,
                wanted_planes=PLANES,
            )
        )
    return Weights(path, str(entry["sha256"]), PARAMETERS, PLANES, data)


def _named_by(value: str, fault: BadWeights) -> BadWeights:
    """The same fault of a folder that the environment names: a person may have forgotten that it does."""
    return BadWeights(
        Line("{variable} is «{value}»: {fault}, or unset the variable", variable=VARIABLE, value=value, fault=fault)
    )


def load_any_weights(folder: Path) -> Weights:
    """As `load_weights`, of a network of any number of parameters: for measuring, not for the app."""
    entry, data = read_vouched(folder, GENERATOR)
    _require_whole(folder / GENERATOR, data)
    parameters = entry.get("parameters")
    if not isinstance(parameters, int) or entry.get("planes") != PLANES:
        raise BadWeights(
            Line(
                "{path} has {planes} planes, wanted {wanted}: restore it",
                path=folder / GENERATOR,
                planes=entry.get("planes"),
                wanted=PLANES,
            )
        )
    return Weights(folder / GENERATOR, str(entry["sha256"]), parameters, PLANES, data)


def _require_whole(path: Path, data: bytes) -> None:
    """Refuse a network whose weights lie in other files: a runtime would read whatever those paths lead to."""
    try:
        outside = names_other_files(data)
    except ValueError as fault:
        raise BadWeights(Line("{path} is no ONNX file ({fault}): restore it", path=path, fault=fault)) from fault
    if outside:
        raise BadWeights(
            Line("{path} keeps weights in other files, which is not allowed: export it in one piece", path=path)
        )


def runs_in_app(entry: Mapping[str, object]) -> bool:
    """Whether a manifest's entry is of the one network that the app runs, the gated one."""
    gated = entry.get("convolution", "gated") == "gated"  # the first manifests did not say it
    return gated and entry.get("parameters") == PARAMETERS and entry.get("planes") == PLANES


def read_vouched(folder: Path, name: str) -> tuple[dict[str, object], bytes]:
    """A file's entry in the manifest of `folder`, and its bytes, which have the sha256 that the entry gives."""
    entry = read_manifest(folder)["files"].get(name)
    if not isinstance(entry, dict):
        raise BadWeights(
            Line("{path} names no {name}: restore the weights folder", path=folder / "manifest.json", name=name)
        )
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise BadWeights(
            Line("cannot read {path}: {reason}: restore the weights folder", path=path, reason=_reason(fault))
        ) from fault
    found = hashlib.sha256(data).hexdigest()
    if found != entry.get("sha256"):
        raise BadWeights(
            Line(
                "{path} was changed (sha256 {sha256}… is not the manifest's): restore it", path=path, sha256=found[:12]
            )
        )
    return entry, data


def read_manifest(folder: Path | None = None) -> dict[str, dict[str, object]]:
    """The manifest as it stands; BadWeights where there is none or it is not JSON.  folder: as of `load_weights`."""
    path = (folder or folder_in_use()) / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadWeights(
            Line("cannot read {path}: {reason}: restore the weights folder", path=path, reason=_reason(fault))
        ) from fault
    except ValueError as fault:
        raise BadWeights(
            Line("{path} is not JSON ({fault}): restore the weights folder", path=path, fault=fault)
        ) from fault
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise BadWeights(Line("{path} lists no files: restore the weights folder", path=path))
    return manifest


def _reason(fault: OSError) -> str:
    """Why a file cannot be read, in the words of the system; a line for the usual reasons."""
    usual = {
        errno.ENOENT: Line("no such file or directory"),
        errno.EACCES: Line("permission denied"),
        errno.EISDIR: Line("is a directory"),
        errno.ENOTDIR: Line("not a directory"),
    }
    return usual.get(fault.errno or 0, str(fault.strerror or fault).lower())
