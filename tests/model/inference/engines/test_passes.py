"""Real passes of the shipped weights, through every runtime that is installed here."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from model.inference import FillRequest, Inpainter
from model.inference.engines.onnx import OnnxEngine
from model.inference.engines.openvino import OpenVinoEngine, fast_precision
from model.inference.errors import BadWeights, OutOfMemory
from model.inference.weights import Weights, load_weights
from tests.model.inference.stubs import begun_since
from tests.patience import PROCESS_S

ROOT = Path(__file__).parents[4]


class Enough(Exception):
    pass


def opened(name):
    pytest.importorskip(name.split()[0])
    if name == "onnxruntime":
        return OnnxEngine(load_weights(), device="cpu", threads=1)
    return OpenVinoEngine(load_weights(), threads=1, precision="float32")


@pytest.fixture(scope="module", params=["onnxruntime", "openvino"])
def engine(request):
    found = opened(request.param)
    yield found
    found.close()


def planes_of(height, width):
    """Noise with a hole in the middle: (1, 6, height, width)."""
    planes = np.ones((1, 6, height, width), np.float32)
    planes[0, :3] = np.random.default_rng(1).uniform(-1, 1, (3, height, width))
    planes[:, 4:] = 0
    planes[:, 4, height // 4 : height // 2, width // 4 : width // 2] = 1
    planes[:, :3] *= 1 - planes[:, 4:5]
    return planes


def test_a_pass_gives_a_picture_of_the_same_size(engine):
    planes = planes_of(72, 64)
    refined = engine.run(planes)
    assert refined.shape == (1, 3, 72, 64)
    assert refined.dtype == np.float32
    assert np.abs(refined).max() <= 1
    engine.trim()
    assert np.array_equal(engine.run(planes, lambda: None), refined)


def test_the_runtimes_agree(engine):
    pytest.importorskip("onnxruntime")
    if isinstance(engine, OnnxEngine):
        pytest.skip("it is the one that the others are compared with")
    reference = opened("onnxruntime")
    assert np.abs(reference.run(planes_of(72, 64)) - engine.run(planes_of(72, 64))).max() < 1e-3
    reference.close()


def test_bfloat16_is_near(engine):
    if not isinstance(engine, OpenVinoEngine) or fast_precision() != "bfloat16":
        pytest.skip("only openvino computes in bfloat16, and where the CPU emulates it nobody does")
    half = OpenVinoEngine(load_weights(), threads=1, precision="bfloat16")
    assert 0 < np.abs(half.run(planes_of(72, 64)) - engine.run(planes_of(72, 64))).mean() < 0.02
    half.close()


@pytest.mark.parametrize("late", [False, True])
def test_a_pass_ends_with_what_its_heartbeat_raises(engine, late):
    planes = planes_of(512, 512)
    before = set(threading.enumerate())
    beats = []

    def heartbeat():
        assert threading.current_thread() is threading.main_thread()
        beats.append(time.perf_counter())
        if not late or len(beats) > 30:
            raise Enough

    with pytest.raises(Enough):
        engine.run(planes, heartbeat)
    engine.trim()  # waits for a compilation that was under way
    assert not begun_since(before)


def test_what_is_no_network_is_refused(tmp_path):
    pytest.importorskip("openvino")
    with pytest.raises(BadWeights, match="openvino refused"):
        OpenVinoEngine(Weights(tmp_path / "generator.onnx", "", 0, 6, b"not a network"), threads=1)


class Pass:
    """What a compilation leaves: answers with the planes' colours."""

    def start_async(self, inputs):
        self.answer = inputs[0][:, :3]

    def wait(self):
        pass

    def get_output_tensor(self, number):
        return SimpleNamespace(data=self.answer)


def test_few_sizes_are_kept_and_the_oldest_go_first(monkeypatch):
    pytest.importorskip("openvino")
    monkeypatch.setattr("model.inference.engines.openvino.KEPT_SIZES", 2)
    engine = OpenVinoEngine(load_weights(), threads=1)
    compiled = []
    monkeypatch.setattr(engine, "_compile", lambda size: compiled.append(size) or Pass())
    for height in (64, 128, 64, 192, 64, 640):
        engine.run(planes_of(height, 64))
    assert compiled == [(64, 64), (128, 64), (192, 64), (640, 64)]
    assert list(engine._compiled) == [(64, 64), (640, 64)]
    engine.close()


def test_the_size_that_comes_next_is_compiled_beside_the_pass_and_once(monkeypatch):
    pytest.importorskip("openvino")
    engine = OpenVinoEngine(load_weights(), threads=1)
    compiled = []
    monkeypatch.setattr(engine, "_compile", lambda size: compiled.append(size) or Pass())
    engine.prepare((128, 64))
    engine.run(planes_of(64, 64))
    assert engine._pending[0] == (128, 64)
    engine.run(planes_of(128, 64))
    engine.run(planes_of(64, 64))
    assert compiled == [(64, 64), (128, 64)]
    engine.close()


@pytest.mark.parametrize("fault", [RuntimeError("Exception from src/inference: std::bad_alloc"), MemoryError()])
def test_a_preparation_that_fails_harms_only_the_pass_that_it_is_for(monkeypatch, fault):
    pytest.importorskip("openvino")
    engine = OpenVinoEngine(load_weights(), threads=1)

    def compile_small(size):
        if size[0] > 64:
            raise fault
        return Pass()

    monkeypatch.setattr(engine, "_compile", compile_small)
    engine.prepare((128, 64))
    engine.run(planes_of(64, 64))
    engine.run(planes_of(64, 72))
    with pytest.raises((OutOfMemory, MemoryError)):
        engine.run(planes_of(128, 64))
    engine.prepare((128, 64))
    engine.run(planes_of(64, 64))
    engine.trim()  # between two rungs: a fault from here would end the ladder
    engine.close()


def breaking(monkeypatch, words):
    """An engine whose compiler ends with these words."""
    pytest.importorskip("openvino")
    engine = OpenVinoEngine(load_weights(), threads=1)

    def broken(size):
        raise RuntimeError(words)

    monkeypatch.setattr(engine, "_compile", broken)
    return engine


def test_a_pass_that_does_not_fit_says_so(monkeypatch):
    engine = breaking(monkeypatch, "Exception from src/inference: std::bad_alloc")
    for heartbeat in (None, lambda: None):
        with pytest.raises(OutOfMemory, match="128×64"):
            engine.run(planes_of(64, 128), heartbeat)
    monkeypatch.setattr(engine, "_compile", lambda size: Pass())
    assert engine.run(planes_of(64, 64)).shape == (1, 3, 64, 64)
    engine.close()


def test_what_the_runtime_breaks_with_is_not_its_own_cause(monkeypatch):
    """It would hold itself, and with it the pixels of all that called the pass."""
    engine = breaking(monkeypatch, "no such instruction")
    with pytest.raises(RuntimeError, match="no such instruction") as caught:
        engine.run(planes_of(64, 64))
    assert caught.value.__cause__ is None
    engine.close()


def test_openvino_comes_without_its_telemetry(tmp_path):
    pytest.importorskip("openvino")
    code = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith(("socket.", "os.mkdir")) else None)
from model.inference.engines.openvino import import_silently
openvino = import_silently()
import threading
assert openvino.Core
assert not [name for name in sys.modules if "telemetry" in name and sys.modules[name] is not None]
assert threading.active_count() == 1, threading.enumerate()
assert not seen, seen
"""
    home = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=home, check=True, timeout=PROCESS_S)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("model name: x\nflags\t\t: fpu avx512f avx512_bf16\n", "bfloat16"),
        ("flags : fpu amx_bf16 amx_tile\n", "bfloat16"),
        ("flags : fpu avx512f avx512_vnni\nbugs : avx512_bf16\n", "float32"),
        ("Features : bf16 asimd\n", "float32"),
        (None, "float32"),
    ],
)
def test_bfloat16_is_taken_where_the_cpu_has_it_itself(tmp_path, text, precision):
    facts = tmp_path / "cpuinfo"
    if text is not None:
        facts.write_text(text)
    assert fast_precision(facts) == precision


def test_small_and_odd_pictures_are_filled():
    inpainter = Inpainter.load("cpu", threads=1)
    for size in ((8, 8), (33, 17), (8, 130)):
        photo = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
        hole = np.zeros(size, bool)
        hole[3:5, 3:6] = True
        (candidate,) = inpainter.fill(FillRequest(photo, hole)).candidates
        assert candidate.box == (3, 3, 6, 5)
    inpainter.close()
