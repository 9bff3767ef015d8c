"""What runs here and why not, as plain data; `main.py doctor` prints it."""

from dataclasses import dataclass

import numpy as np

from model.inference.engines.installed import Runtime, runtimes
from model.inference.errors import FillError
from model.inference.inpainter import Inpainter
from model.inference.request import FillReport, FillRequest
from model.inference.weights import load_weights

_SIDE = 64


@dataclass(frozen=True, slots=True)
class WeightsState:
    """The network file that passed its checks."""

    file: str
    sha256: str
    parameters: int
    planes: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found.

    engines: every runtime known, usable or not.  chosen: "runtime on device", or None.  why: a sentence on the choice.
    problems: one line each, among them what failed to open before the chosen one did.
    """

    engines: tuple[Runtime, ...]
    chosen: str | None
    weights: WeightsState | None
    problems: tuple[str, ...]
    why: str = ""


def diagnose() -> Diagnosis:
    """Check the weights, open the engine that a fill would use, and fill a small picture: some engines open and then
    cannot compute."""
    problems: list[str] = []
    weights, chosen, why = None, None, ""
    try:
        found = load_weights()
        weights = WeightsState(str(found.path), found.sha256, found.parameters, found.planes)
        report, why = _tried()
        problems.extend(report.steps)
        if report.by_network:
            chosen = f"{report.engine} on {report.device}"
    except FillError as fault:
        problems.append(str(fault))
    return Diagnosis(runtimes(), chosen, weights, tuple(problems), why if chosen else "")


def _tried() -> tuple[FillReport, str]:
    """How a small picture was filled, and why on what it was. Raises FillError."""
    photo = np.random.default_rng(0).integers(0, 256, (_SIDE, _SIDE, 3), np.uint8)
    hole = np.zeros((_SIDE, _SIDE), np.bool_)
    hole[_SIDE // 4 : -_SIDE // 4, _SIDE // 4 : -_SIDE // 4] = True
    inpainter = Inpainter.load()
    try:
        return inpainter.fill(FillRequest(photo, hole, quality="fast", detail="off")).report, inpainter.why
    finally:
        inpainter.close()
