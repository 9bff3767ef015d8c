"""The real runtime on the shipped weights, and what is said when there is none."""

import threading

import numpy as np
import pytest

from model.inference import FillRequest, Inpainter
from model.inference.engines import choose
from model.inference.engines import choose as choose_function
from model.inference.engines.choose import runtimes
from model.inference.errors import BadWeights, Cancelled, NoEngine
from model.inference.weights import Weights, load_weights


@pytest.fixture(scope="module")
def engine():
    opened = choose(load_weights(), device="cpu")
    yield opened
    opened.close()


@pytest.mark.parametrize(("height", "width"), [(64, 64), (128, 200)])
def test_a_pass_gives_a_picture_of_the_same_size(engine, height, width):
    planes = np.ones((1, 6, height, width), np.float32)
    planes[:, 4:] = 0
    planes[:, 4, 20:40, 20:40] = 1
    refined = engine.run(planes)
    assert refined.shape == (1, 3, height, width)
    assert refined.dtype == np.float32
    assert np.abs(refined).max() <= 1


def test_a_pass_is_stopped_from_another_thread(engine):
    planes = np.ones((1, 6, 512, 512), np.float32)
    with pytest.raises(Cancelled):
        engine.run(planes, cancelled=lambda: True)
    assert not [thread for thread in threading.enumerate() if thread.name == "fill-cancel"]
    small = planes[..., :64, :64]
    assert engine.run(small, cancelled=lambda: False).shape == (1, 3, 64, 64)


@pytest.mark.parametrize("size", [(8, 8), (8, 300), (33, 17)])
def test_small_and_odd_pictures_are_filled(engine, size):
    photo = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    hole = np.zeros(size, bool)
    hole[3:5, 3:6] = True
    (candidate,) = Inpainter(engine, weights_sha256="", load_s=0.0).fill(FillRequest(photo, hole)).candidates
    assert candidate.box == (3, 3, 6, 5)


def test_what_is_no_network_is_refused(tmp_path):
    weights = Weights(tmp_path / "generator.onnx", "", 0, 6, b"not a network")
    with pytest.raises(BadWeights, match="refused"):
        choose(weights, device="cpu")


def test_an_unknown_device_is_named():
    with pytest.raises(NoEngine, match="toaster"):
        choose(load_weights(), device="toaster")


def test_no_runtime_and_two_runtimes_are_explained(monkeypatch):
    module = choose_function.__globals__
    monkeypatch.setitem(module, "installed_version", lambda package: None)
    with pytest.raises(NoEngine, match=r"pip install '\.\[cpu\]'"):
        choose(load_weights())
    monkeypatch.setitem(module, "installed_version", lambda package: "1.0")
    assert all("overwrite each other" in runtime.why for runtime in runtimes())
    with pytest.raises(NoEngine, match="overwrite each other"):
        choose(load_weights())
