"""What contextual attention costs by the size of the hole: time and peak memory of both forms, in one run.

    python tests/benchmarks/attention_cost.py [--size 512] [--shares 1 5 15 40 100] [--rounds 3] [--threads 1]
        [--cpu-time]

One square hole of the given share (%) of a square picture, 96 channels, no gradients. Prints Markdown. Ratios are
against the whole form, whose cost does not depend on the hole. Peak memory is what torch's allocator held above the
start, read from its profiler. --cpu-time counts CPU seconds: for a machine that has other work.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

from model.network.attention import attend, contextual_attention

CHANNELS = 96


def square_hole(size: int, share: float) -> Tensor:
    side = round(size * (share / 100) ** 0.5)
    start = (size - side) // 2
    hole = torch.zeros(1, 1, size, size)
    hole[..., start : start + side, start : start + side] = 1
    return hole


def peak_mib(call: Callable[[], object]) -> float:
    """Largest sum of what is allocated and not yet freed during the call."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        call()
    held, peak = 0, 0
    for event in sorted(profiler.profiler.kineto_results.events(), key=lambda event: event.start_ns()):
        if event.name() == "[memory]":
            held += event.nbytes()
            peak = max(peak, held)
    return peak / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--shares", type=float, nargs="+", default=[1, 5, 15, 40, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu-time", action="store_true", help="CPU seconds instead of wall time")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    clock = time.process_time if arguments.cpu_time else time.perf_counter
    features = torch.randn(1, CHANNELS, arguments.size // 4, arguments.size // 4)
    some = square_hole(arguments.size, 15)
    calls = {"whole form": lambda: attend(features, some)}
    for share in arguments.shares:
        hole = square_hole(arguments.size, share)
        calls[f"hole of {share:g} %"] = lambda hole=hole: contextual_attention(features, hole)
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    with torch.no_grad():
        for _ in range(arguments.rounds):
            for name, call in calls.items():
                began = clock()
                call()
                seconds[name].append(clock() - began)
        memory = {name: peak_mib(call) for name, call in calls.items()}
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    kind = "CPU seconds" if arguments.cpu_time else "seconds"
    print(f"{arguments.size} x {arguments.size}, {arguments.threads} thread(s), torch {torch.__version__}\n")
    print(f"| | {kind} | of the whole form | peak MiB | of the whole form |\n| --- | --- | --- | --- | --- |")
    for name in calls:
        time_share, memory_share = (values[name] / values["whole form"] for values in (medians, memory))
        print(f"| {name} | {medians[name]:.3f} | {time_share:.2f} | {memory[name]:.0f} | {memory_share:.2f} |")


if __name__ == "__main__":
    main()
