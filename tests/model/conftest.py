"""What the model's tests share."""

import numpy as np
import pytest
import torch

from model.training.photos import HEIGHT, WIDTH, PhotoCache
from tests.beside import beside

# Two threads that wait for each other on a busy machine are many times slower than one.
torch.set_num_threads(1)


@pytest.fixture
def rng():
    return np.random.default_rng(11)


@pytest.fixture(scope="session")
def photo_cache():
    """Six synthetic photos, brighter than 40 everywhere, some strokes in the fourth channel."""
    rng = np.random.default_rng(4)
    canvases = np.zeros((6, HEIGHT, WIDTH, 4), np.uint8)
    sizes = np.array([(288, 384), (288, 288), (252, 300), (288, 320), (200, 386), (288, 386)], np.int32)
    for canvas, (height, width) in zip(canvases, sizes, strict=True):
        ramp = np.linspace(60, 200, width)[None, :, None] + rng.uniform(-20, 20, (height, width, 3))
        canvas[:height, :width, :3] = ramp
        canvas[::16, :width, 3] = 255
        canvas[height:] = 0
    return PhotoCache(canvases, sizes)


@pytest.fixture(scope="session", autouse=True)
def whole_run(request, tmp_path_factory):
    """Folder and process of a tiny run, begun with the first test of the model."""
    folder = tmp_path_factory.mktemp("whole")
    with beside(request, "whole", "tests.model.training.tiny_run", str(folder)) as process:
        yield folder, process


@pytest.fixture(scope="session", autouse=True)
def killed_run(request, tmp_path_factory):
    """The same of one that is killed at moments that this seed gives: any will do."""
    folder, seed = tmp_path_factory.mktemp("killed"), 1
    module = "tests.model.training.killed_run"
    with beside(request, "whole", module, str(folder), str(seed)) as process:
        yield folder, seed, process


@pytest.fixture(scope="session", autouse=True)
def shared_run(request, tmp_path_factory):
    """The same of one that two processes share."""
    folder = tmp_path_factory.mktemp("shared")
    words = ["--standalone", "--nproc-per-node", "2", "-m", "tests.model.training.tiny_run", str(folder)]
    with beside(request, "whole", "torch.distributed.run", *words) as process:
        yield folder, process
