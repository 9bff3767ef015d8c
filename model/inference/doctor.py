"""What runs here and why not, as plain data; `main.py doctor` prints it."""

from dataclasses import dataclass

from model.inference.engines.choose import choose
from model.inference.engines.installed import Runtime, runtimes
from model.inference.errors import FillError
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
    """Check the weights and really open the engine that a fill would use."""
    problems = []
    weights = None
    try:
        found = load_weights()
        weights = WeightsState(str(found.path), found.sha256, found.parameters, found.planes)
    except FillError as fault:
        problems.append(str(fault))
    chosen, why = None, ""
    if weights is not None:
        try:
            choice = choose(found)
            chosen, why = f"{choice.engine.name} on {choice.engine.device}", choice.why
            problems.extend(choice.steps)
            choice.engine.close()
        except FillError as fault:
            problems.append(str(fault))
    return Diagnosis(runtimes(), chosen, weights, tuple(problems), why)
