"""Which runtime runs here: the order, and for each that cannot, the sentence why not."""

import platform
from collections.abc import Collection
from dataclasses import dataclass

from model.inference.engines.base import Engine
from model.inference.engines.cores import usable_cores
from model.inference.engines.installed import OPENVINO_PACKAGE, WINDOWS_PACKAGE, Runtime, runtimes
from model.inference.engines.onnx import OnnxEngine
from model.inference.engines.openvino import OpenVinoEngine
from model.inference.errors import BadWeights, NoEngine
from model.inference.line import Line
from model.inference.weights import Weights

DEVICES = ("auto", "cpu", "cuda", "coreml", "directml")
AUTO = ("cuda", "coreml", "directml", "cpu")
LABELS = {"cpu": "the CPU", "cuda": "CUDA", "coreml": "CoreML", "directml": "DirectML"}
NEEDS = {
    "cuda": "install '.[gpu]'",
    "coreml": "it is in macOS's onnxruntime",
    "directml": f"it takes Windows and {WINDOWS_PACKAGE}",
    "cpu": "install '.[cpu]'",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that will run.

    why: one sentence for people.  steps: what was tried before it and failed, one line each.  runtime: what it came
    from, as `runtimes` names it.
    """

    engine: Engine
    why: str
    steps: tuple[str, ...] = ()
    runtime: str = ""


def default_threads() -> int:
    """One core is left to the window, so that it never waits for the network."""
    return max(1, usable_cores() - 1)


def choose(
    weights: Weights, *, device: str = "auto", threads: int | None = None, without: Collection[str] = ()
) -> Choice:
    """The best engine for `device`, one of DEVICES, opened; what fails to load is a step, and the next is tried.

    Under "auto" the devices are tried in the order of AUTO. A device asked for by name is that one or NoEngine, which
    names every reason; BadWeights where the runtimes refuse the network itself.
    without: runtimes that are passed over, since they have been tried.
    """
    if device not in DEVICES:
        raise NoEngine(
            Line(
                "no device is called {device}: choose one of {devices}", device=repr(device), devices=", ".join(DEVICES)
            )
        )
    usable = [runtime for runtime in runtimes() if runtime.usable and runtime.name not in without]
    if not usable:
        reasons = "; ".join(f"{runtime.name}: {runtime.why}" for runtime in runtimes())
        raise NoEngine(Line("nothing here can run the network ({reasons})", reasons=reasons))
    steps: list[str] = []
    refusal: BadWeights | None = None
    for name in AUTO if device == "auto" else (device,):
        for runtime in _in_order(usable, name):
            try:
                engine = _opened(runtime, name, weights, threads or default_threads())
            except NoEngine as fault:
                steps.append(str(fault))
            except BadWeights as fault:
                steps.append(str(fault))
                refusal = fault
            else:
                return Choice(engine, _why(engine, device, steps), tuple(steps), runtime.name)
    if refusal is not None:
        raise refusal
    here = ", ".join(f"{runtime.name} {runtime.version}" for runtime in usable)
    raise NoEngine("; ".join(steps) or f"{device}: nothing installed here ({here}) can use it; {NEEDS[device]}")


def _in_order(usable: list[Runtime], device: str) -> list[Runtime]:
    """The runtimes for one device, the faster first.

    On x86-64 OpenVINO took .8 of onnxruntime's time in float32, .4 in bfloat16; elsewhere nobody has measured it.
    """
    found = [runtime for runtime in usable if device in runtime.devices]
    measured = platform.machine().lower() in ("x86_64", "amd64")
    return sorted(found, key=lambda runtime: (runtime.name == OPENVINO_PACKAGE) != measured)


def _opened(runtime: Runtime, device: str, weights: Weights, threads: int) -> Engine:
    if runtime.name == OPENVINO_PACKAGE:
        return OpenVinoEngine(weights, threads=threads)
    return OnnxEngine(weights, device=device, threads=threads)


def _why(engine: Engine, asked: str, steps: list[str]) -> str:
    found = f"{engine.name} in {engine.precision} on {LABELS[engine.device]}"
    if asked != "auto":
        return f"{found}, as asked"
    if engine.device != "cpu":
        return f"{found}, the fastest here"
    return f"{found}: {'what is faster did not open' if steps else 'nothing installed here uses a graphics card'}"
