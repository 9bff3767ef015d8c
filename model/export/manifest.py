"""The manifest that vouches for the weights: what each file is, what it was made of and how well it does."""

import hashlib
import json
from pathlib import Path
from typing import Any

from model.evaluation.bootstrap import MEANS
from model.export.parity import Parity
from model.network import CONVOLUTIONS
from model.network.generator import Generator, count_parameters

GATE_DIGITS = 4
GATES = tuple(name for name in (*MEANS, "sharpness") if not name.endswith("seconds"))


NOT_STATED: dict[str, Any] = {"summary": "not stated", "sources": []}


class BadFacts(Exception):
    """A file that goes into the manifest is not what it should be; one line."""


def read_data(path: Path) -> dict:
    """What the network was trained on: {"summary": str, "sources": [{"source", "photographs", "terms"}, …]}."""
    data = _json(path)
    sources = data.get("sources") if isinstance(data, dict) else None
    if not isinstance(sources, list) or not sources or not isinstance(data.get("summary"), str):
        raise BadFacts(f"{path}: give an object with a summary and a list of sources")
    for source in sources:
        if not isinstance(source, dict) or source.keys() != {"source", "photographs", "terms"}:
            raise BadFacts(f"{path}: each source has source, photographs and terms, this one not: {source}")
    return data


def read_gates(paths: list[Path]) -> dict:
    """The values of evaluation reports, {size: {kind: {row: {figure: value}}}}, without intervals and pictures."""
    gates = {}
    for path in paths:
        report = _json(path)
        if not isinstance(report, dict) or not isinstance(report.get("kinds"), dict):
            raise BadFacts(f"{path} is no report of model.evaluation: write one with --json")
        if report.get("unfinished"):
            raise BadFacts(f"{path} is of an evaluation that was broken off: measure all pictures")
        gates[str(report["size"] or "full")] = {
            kind: {
                row: {
                    name: round(figure["value"], GATE_DIGITS)
                    for name, figure in values["figures"].items()
                    if name in GATES
                }
                for row, values in found["rows"].items()
            }
            for kind, found in report["kinds"].items()
        }
    return gates


def facts_of(generator: Generator, state: dict, *, data: dict, gates: dict, parities: list[Parity]) -> dict:
    """What the manifest says of a network. state: the facts of the training state that it comes from."""
    return {
        "parameters": count_parameters(generator),
        "planes": generator.config.planes,
        "convolution": generator.config.convolution,
        "widths": widths(generator),
        "network": generator.config.to_json(),
        "steps": state["step"],
        "photos_seen": state["photos"],
        "hours": round(state.get("hours_before", 0.0) + state["seconds"] / 3600, 2),
        "data": data["summary"],
        "terms": data["sources"],
        "gates": gates,
        "parity": {f"{parity.size[1]}x{parity.size[0]}": parity.difference for parity in parities},
    }


def widths(generator: Generator) -> list[int]:
    """The different numbers of channels that the layers' convolutions put out, gates included, narrow to wide."""
    kinds = tuple(CONVOLUTIONS.values())
    return sorted({module.conv.out_channels for module in generator.modules() if isinstance(module, kinds)})


def entry(path: Path, facts: dict) -> dict:
    """A file's part of the manifest."""
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size, **facts}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadFacts(f"cannot read {path}: {str(fault).splitlines()[0]}") from fault
