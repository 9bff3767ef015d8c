"""A run of a tiny network in a process of its own: python -m tests.model.training.tiny_run FOLDER.

Started by torchrun it is one of several that train together.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from model.network import NetworkConfig
from model.training import devices, loop
from model.training.config import Stage
from model.training.machines import end, join, leave
from model.training.photos import HEIGHT, WIDTH, PhotoCache
from model.training.runs import RUNS

STEPS = 8
CONFIG = replace(
    RUNS["tiny"],
    network=NetworkConfig(width=8, discriminator_width=4),
    stages=(Stage(64, 4, 1.0),),
    steps=STEPS,
)


def photos():
    """Four photos of smooth noise."""
    rng = np.random.default_rng(5)
    canvases = rng.integers(60, 200, (4, HEIGHT // 8, WIDTH // 8 + 1, 4), dtype=np.uint8)
    canvases = canvases.repeat(8, axis=1).repeat(8, axis=2)[:, :HEIGHT, :WIDTH]
    return PhotoCache(np.ascontiguousarray(canvases), np.full((4, 2), (HEIGHT, WIDTH), np.int32))


def train(folder, *, resumes=False):
    """STEPS steps, a state after each of them."""
    torch.set_num_threads(1)
    # in bfloat16 two halves of a batch and the whole of it differ by more than a test should allow
    devices.has_fast_bfloat16 = lambda _: False
    loop.SAVE_EVERY_S = 0.0
    _run(folder, *join(torch.device("cpu")), resumes=resumes)
    leave()


def _run(folder, machines, device, *, resumes):
    """The loop is gone when this returns, as in the command: what holds connections may not outlive them."""
    run = loop.Loop(CONFIG, photos(), folder, device, machines=machines)
    if resumes:
        run.resume()
    run.run()


if __name__ == "__main__":
    train(Path(sys.argv[1]))
    end(0)
