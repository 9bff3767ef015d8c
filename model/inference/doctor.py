"""What runs here and why not, as plain data; `main.py doctor` prints it."""

from dataclasses import dataclass

from model.inference.engines.choose import Runtime, runtimes
from model.inference.errors import FillError
from model.inference.inpainter import Inpainter
from model.inference.weights import load_weights


@dataclass(frozen=True, slots=True)
class WeightsState:
    """The network file that passed its checks."""

    file: str
    sha256: str
    parameters: int
    planes: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """engines: every runtime known, usable or not.  chosen: "runtime on device", or None.  problems: one line each."""

    engines: tuple[Runtime, ...]
    chosen: str | None
    weights: WeightsState | None
    problems: tuple[str, ...]


def diagnose(device: str = "auto") -> Diagnosis:
    """Check the weights and really open the engine that a fill would use."""
    problems = []
    weights = None
    try:
        found = load_weights()
        weights = WeightsState(str(found.path), found.sha256, found.parameters, found.planes)
    except FillError as fault:
        problems.append(str(fault))
    chosen = None
    if weights is not None:
        try:
            inpainter = Inpainter.load(device)
            chosen = f"{inpainter.engine} on {inpainter.device}"
            inpainter.close()
        except FillError as fault:
            problems.append(str(fault))
    return Diagnosis(runtimes(), chosen, weights, tuple(problems))
