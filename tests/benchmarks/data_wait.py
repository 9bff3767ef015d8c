"""How long the network waits for its pictures: a batch against the training step that it feeds, in one run.

    python tests/benchmarks/data_wait.py --cache CACHE [--threads 1] [--device cpu] [--steps 5]

CACHE is what `python -m model.training --cache` made. Prints a Markdown table, medians over the steps.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch

from model.training.batches import BatchMaker
from model.training.config import TrainConfig
from model.training.devices import choose_device
from model.training.phases import Phases
from model.training.photos import open_cache


def main() -> None:
    """Measure the stages of the default settings."""
    parser = argparse.ArgumentParser(description="Measure the wait for training batches.")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--steps", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = choose_device(arguments.device)
    config = TrainConfig()
    phases = Phases(config, device)
    phases.set_rates(0.0)
    batches = BatchMaker(
        open_cache(arguments.cache, arguments.cache),
        device=device,
        seed=1,
        sketch_share=config.sketch_share,
        recolour_share=config.recolour_share,
        relight_share=config.relight_share,
    )
    print("| size, batch | batch ms | step ms | wait share % |\n| --- | --- | --- | --- |")
    for stage in config.stages:
        waits, steps = [], []
        for step in range(arguments.steps + 1):
            began = finished(device)
            batch = batches.draw(stage.size, stage.batch, step)
            drawn = finished(device)
            phases.step(batch, gan_weight=0.0)
            waits.append(drawn - began)
            steps.append(finished(device) - drawn)
        # The first step warms up: pools, caches of the allocator.
        wait, learn = statistics.median(waits[1:]), statistics.median(steps[1:])
        share = 100 * wait / (wait + learn)
        print(f"| {stage.size}², {stage.batch} | {1e3 * wait:.1f} | {1e3 * learn:.0f} | {share:.2f} |", flush=True)


def finished(device: torch.device) -> float:
    """The time when the device has done its work, in seconds."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


if __name__ == "__main__":
    main()
