"""The order of devices and runtimes, every way down it, and what is said of it."""

import sys

import numpy as np
import pytest

from model.inference.engines import choose, installed
from model.inference.errors import BadWeights, NoEngine, OutOfMemory
from model.inference.weights import Weights, load_weights
from tests.model.inference.engines.runtimes import onnxruntime

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
PLANES = np.zeros((1, 6, 64, 64), np.float32)


@pytest.fixture
def weights(tmp_path):
    return Weights(tmp_path / "generator.onnx", "", 0, 6, b"not a network")


@pytest.fixture
def machine(monkeypatch):
    """Give the machine packages by name -> version, and a module in the place of onnxruntime."""

    def give(packages, module=None):
        monkeypatch.setattr(installed, "installed_version", packages.get)
        monkeypatch.setitem(sys.modules, "onnxruntime", module)
        monkeypatch.setitem(sys.modules, "openvino", None)  # installed, as far as it is, but it cannot be imported

    return give


def test_the_first_device_that_opens_is_taken(machine, weights):
    machine({"onnxruntime-gpu": "9.9"}, onnxruntime({CUDA: None, CPU: None}))
    choice = choose(weights)
    assert (choice.engine.device, choice.engine.precision, choice.steps) == ("cuda", "float32", ())
    assert choice.why == "onnxruntime 9.9 in float32 on CUDA, the fastest here"


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (onnxruntime({CUDA: RuntimeError("no libcublas\nmore"), CPU: None}), "cuda: no libcublas"),
        (onnxruntime({CPU: None}), "cuda: CUDAExecutionProvider is not in this build"),
        (onnxruntime({CUDA: None, CPU: None}, falls_back=(CUDA,)), "cuda: onnxruntime 9.9 cannot use it here"),
    ],
)
def test_a_device_that_does_not_open_is_a_step_down(machine, weights, module, words):
    machine({"onnxruntime-gpu": "9.9"}, module)
    choice = choose(weights)
    assert choice.engine.device == "cpu"
    assert len(choice.steps) == 1
    assert choice.steps[0].startswith(words)
    assert "did not open" in choice.why
    with pytest.raises(NoEngine, match=words):
        choose(weights, device="cuda")


def test_a_cpu_runtime_that_cannot_be_loaded_is_a_step_down(machine, weights):
    machine({"onnxruntime": "9.9", "openvino": "2026.4"}, onnxruntime({CPU: None}))
    choice = choose(weights, device="cpu")
    assert choice.engine.name == "onnxruntime 9.9"
    assert choice.steps[0].startswith("openvino: ")
    assert choice.why.endswith("as asked")


def test_a_broken_package_is_explained(machine, weights):
    machine({"onnxruntime": "9.9"}, None)
    with pytest.raises(NoEngine, match=r"^onnxruntime: "):
        choose(weights)
    machine({"onnxruntime": "9.9"}, object())
    with pytest.raises(NoEngine, match="empty shell"):
        choose(weights)


@pytest.mark.parametrize(("device", "remedy"), [("cuda", r"\.\[gpu\]"), ("coreml", "macOS"), ("directml", "Windows")])
def test_a_device_that_no_package_has_names_the_remedy(machine, weights, device, remedy):
    machine({"onnxruntime": "9.9"}, onnxruntime({CPU: None}))
    with pytest.raises(NoEngine, match=f"^{device}: nothing installed here .*{remedy}"):
        choose(weights, device=device)


@pytest.mark.parametrize(
    ("platform", "packages", "provider", "device"),
    [
        ("darwin", {"onnxruntime": "9.9"}, "CoreMLExecutionProvider", "coreml"),
        ("win32", {"onnxruntime-directml": "9.9"}, "DmlExecutionProvider", "directml"),
    ],
)
def test_other_systems_have_devices_of_their_own(machine, weights, monkeypatch, platform, packages, provider, device):
    monkeypatch.setattr(installed.sys, "platform", platform)
    machine(packages, onnxruntime({provider: None, CPU: None}))
    assert choose(weights).engine.device == device
    assert choose(weights, device="cpu").engine.device == "cpu"


def test_an_unknown_device_is_named(weights):
    with pytest.raises(NoEngine, match="toaster"):
        choose(weights, device="toaster")


def test_what_is_no_network_is_refused(weights):
    with pytest.raises(BadWeights, match="refused"):
        choose(weights, device="cpu")


def test_no_runtime_and_two_builds_are_explained(machine, weights):
    machine({})
    with pytest.raises(NoEngine, match=r"pip install '\.\[cpu\]'"):
        choose(weights)
    machine({"onnxruntime": "9.9", "onnxruntime-gpu": "9.9"})
    found = installed.runtimes()
    assert ["overwrite each other" in runtime.why for runtime in found] == [True, True, False]
    assert "onnxruntime and onnxruntime-gpu" in found[0].why
    with pytest.raises(NoEngine, match="overwrite each other"):
        choose(weights)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (RuntimeError("CUDA failure 2: out of memory"), OutOfMemory),
        (RuntimeError("BFCArena: Failed to allocate memory for requested buffer"), OutOfMemory),
        (MemoryError(), OutOfMemory),
        (RuntimeError("CUDA error 700: an illegal memory access was encountered"), RuntimeError),
    ],
)
def test_a_full_device_is_told_from_a_broken_one(machine, weights, fault, kind):
    machine({"onnxruntime-gpu": "9.9"}, onnxruntime({CUDA: None}, answer=fault))
    engine = choose(weights, device="cuda").engine
    for heartbeat in (None, lambda: None):
        with pytest.raises(kind):
            engine.run(PLANES, heartbeat)
    engine.trim()  # not even the smallest pass fits, and still nothing is raised


def test_the_runtimes_of_this_machine_open():
    usable = [runtime for runtime in installed.runtimes() if runtime.usable]
    if not usable:
        pytest.skip("no runtime is installed")
    choice = choose(load_weights(), threads=1)
    assert any(choice.engine.name.split()[0] in runtime.name for runtime in usable)
    assert np.isfinite(choice.engine.run(PLANES)).all()
    choice.engine.close()
