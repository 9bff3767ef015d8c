"""What the model's tests share."""

import numpy as np
import pytest
import torch

from model.training.photos import HEIGHT, WIDTH, PhotoCache

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
