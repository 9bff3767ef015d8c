"""Which runtime runs here: the order, and for each that cannot, the sentence why not."""

from dataclasses import dataclass
from importlib import metadata

from model.inference.engines.base import Engine
from model.inference.engines.cores import usable_cores
from model.inference.engines.onnx import OnnxEngine
from model.inference.errors import NoEngine
from model.inference.weights import Weights

DEVICES = ("auto", "cpu", "cuda")
CPU_PACKAGE, GPU_PACKAGE = "onnxruntime", "onnxruntime-gpu"


@dataclass(frozen=True, slots=True)
class Runtime:
    """A runtime as it is installed.

    devices: what this build could use.  why: empty if usable, else why not and what to do.
    """

    name: str
    version: str
    devices: tuple[str, ...]
    usable: bool
    why: str = ""


def installed_version(package: str) -> str | None:
    """The version of an installed package, without importing it."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def runtimes() -> tuple[Runtime, ...]:
    """Every runtime that Gatebrush knows, in the order in which they are tried. Imports none of them."""
    cpu, gpu = installed_version(CPU_PACKAGE), installed_version(GPU_PACKAGE)
    if cpu and gpu:
        why = (
            f"{CPU_PACKAGE} and {GPU_PACKAGE} overwrite each other: pip uninstall both, then install '.[cpu]' or "
            "'.[gpu]'"
        )
        return (Runtime(GPU_PACKAGE, gpu, (), usable=False, why=why), Runtime(CPU_PACKAGE, cpu, (), False, why))  # noqa: FBT003
    found = []
    for package, version, devices, extra in (
        (GPU_PACKAGE, gpu, ("cuda", "cpu"), "gpu"),
        (CPU_PACKAGE, cpu, ("cpu",), "cpu"),
    ):
        why = "" if version else f"not installed: pip install '.[{extra}]'"
        found.append(Runtime(package, version or "", devices if version else (), usable=bool(version), why=why))
    return tuple(found)


def default_threads() -> int:
    """One core is left to the window, so that it never waits for the network."""
    return max(1, usable_cores() - 1)


def choose(weights: Weights, *, device: str = "auto", threads: int | None = None) -> Engine:
    """The best engine for `device`, opened. NoEngine names every reason when there is none.

    device: "auto", "cpu" or "cuda".
    """
    if device not in DEVICES:
        raise NoEngine(f"no device is called {device!r}: choose one of {', '.join(DEVICES)}")
    usable = [runtime for runtime in runtimes() if runtime.usable]
    if not usable:
        reasons = "; ".join(f"{runtime.name}: {runtime.why}" for runtime in runtimes())
        raise NoEngine(f"nothing here can run the network ({reasons})")
    wanted = ("cuda", "cpu") if device == "auto" else (device,)
    faults = []
    for name in wanted:
        if not any(name in runtime.devices for runtime in usable):
            faults.append(f"{name}: {usable[0].name} {usable[0].version} cannot use it; install '.[gpu]'")
            continue
        try:
            return OnnxEngine(weights, device=name, threads=threads or default_threads())
        except NoEngine as fault:
            faults.append(str(fault))
    raise NoEngine("; ".join(faults))
