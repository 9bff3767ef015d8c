"""A network, and a run, small enough to take real steps in a test."""

from dataclasses import replace

import torch

from model.network import NetworkConfig
from model.training.config import Stage
from model.training.runs import RUNS

CPU = torch.device("cpu")
TINY = replace(
    RUNS["tiny"],
    network=NetworkConfig(width=8, discriminator_width=4),
    stages=(Stage(64, 2, 1.0),),
    minutes=60.0,
    warmup_steps=0,
)


def run_steps(loop, steps):
    """Run a number of steps at share 0.5, where the discriminator takes part."""
    return [loop._one_step(0.5) for _ in range(steps)]
