"""Training steps a second: a straightforward eager float32 step beside this project's, in one run.

    python tests/benchmarks/training_step.py [--sizes 128 256] [--batches 16 6] [--rounds 3] [--threads 1]
        [--losses l1 gan] [--device auto] [--compile] [--cpu-time]

Both get the same batch on the same machine; rounds alternate, medians are printed, as Markdown. The reference is
`plain_reference.py`; ours is `model.training.phases.Phases`, the very thing that the training loop calls. The second
table times parts of our step alone, forward and backward, and says what share of the step they explain.
--cpu-time counts CPU seconds of this process instead of wall time: for a machine that has other work.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from plain_reference import PlainStep
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from model.network import attention
from model.training import holes
from model.training.batches import Batch
from model.training.config import TrainConfig
from model.training.devices import autocast, choose_device
from model.training.phases import Phases


class Clock:
    """Time of calls, waiting for the device: wall time, or CPU seconds of all threads."""

    def __init__(self, device: torch.device, *, cpu_time: bool) -> None:
        self.device = device
        self._read_s = time.process_time if cpu_time else time.perf_counter

    def now_s(self) -> float:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        return self._read_s()

    def once_s(self, call: Callable[[], object]) -> float:
        began_s = self.now_s()
        call()
        return self.now_s() - began_s

    def median_s(self, call: Callable[[], object], rounds: int) -> float:
        self.once_s(call)
        return statistics.median(self.once_s(call) for _ in range(rounds))


def batch_of(size: int, count: int, device: torch.device) -> Batch:
    """Noise photos with holes as training draws them. The numbers in a photo do not change the work, the holes do."""
    rng = np.random.default_rng(0)
    drawn = np.stack([holes.sample(size, rng) for _ in range(count)])
    hole = torch.from_numpy(drawn)[:, None].float().to(device)
    photo = torch.rand(count, 3, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1
    return Batch(photo.to(device), hole, torch.zeros_like(hole))


def our_step(phases: Phases, batch: Batch, *, gan: bool) -> None:
    phases.step(batch, gan_weight=0.1 if gan else 0.0)


def compared(phases: Phases, plain: PlainStep, batch: Batch, clock: Clock, rounds: int, *, gan: bool) -> float:
    """Print the line of both medians, one step of each a round after one unmeasured round; our seconds a step."""

    def reference() -> None:
        plain(batch.photo, batch.hole, batch.sketch, gan=gan)

    def ours() -> None:
        our_step(phases, batch, gan=gan)

    reference()
    ours()
    pairs = [(clock.once_s(reference), clock.once_s(ours)) for _ in range(rounds)]
    reference_s, ours_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    count, _, size, _ = batch.photo.shape
    speeds = f"{count / reference_s:.2f} | {count / ours_s:.2f} | {reference_s / ours_s:.2f}"
    print(f"| {size} | {count} | {'gan' if gan else 'l1'} | {speeds} |", flush=True)
    return ours_s


def inputs_of(phases: Phases, batch: Batch) -> tuple[list[tuple[nn.Module, Tensor]], tuple[Tensor, Tensor]]:
    """What every layer with full-resolution output sees in one pass, and what the attention sees."""
    seen: list[tuple[nn.Module, Tensor]] = []
    side = batch.photo.shape[-1]

    def note(module: nn.Module, arguments: tuple[Tensor], output: Tensor) -> None:
        if output.shape[-1] == side:
            seen.append((module, arguments[0].detach()))

    features: list[Tensor] = []
    layers = [module for module in phases.generator.modules() if isinstance(getattr(module, "conv", None), nn.Conv2d)]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    before = phases.generator.refined.before_attention
    hooks.append(
        before.register_forward_hook(lambda _module, _arguments, output: features.append(tensor_of(output).detach()))
    )
    with torch.no_grad(), autocast(phases.device):
        phases.generator(batch.planes())
    for hook in hooks:
        hook.remove()
    return seen, (features[0], batch.hole)


def tensor_of(output: Tensor | tuple[Tensor, ...]) -> Tensor:
    """What a module made, without what it hands on beside it."""
    return output if isinstance(output, Tensor) else output[0]


def both_ways(call: Callable[[Tensor], Tensor], given: Tensor, device: torch.device) -> None:
    """Forward under autocast, backward, gradients dropped."""
    given = given.clone().requires_grad_(given.shape[1] > 6)  # the planes themselves get no gradient
    with autocast(device):
        output = call(given)
    output.sum().backward()


def parts_s(phases: Phases, batch: Batch, clock: Clock, rounds: int, *, gan: bool) -> dict[str, float]:
    """Seconds of the parts of one step, each alone, and of the optimisers within a step."""
    layers, (features, hole) = inputs_of(phases, batch)
    network = phases.config.network

    def attend(given: Tensor) -> Tensor:
        return attention.contextual_attention(given, hole, scale=network.attention_scale, fuse=network.fuse)

    parts = {
        "attention": clock.median_s(lambda: both_ways(attend, features, phases.device), rounds),
        "layers at full resolution": clock.median_s(
            lambda: [both_ways(layer, given, phases.device) for layer, given in layers], rounds
        ),
    }
    if gan:
        parts["discriminator"] = clock.median_s(lambda: judge(phases, batch), rounds)
    parts["optimisers"] = optimisers_s(phases, batch, clock, gan=gan)
    phases.generator.zero_grad(set_to_none=True)
    return parts


def judge(phases: Phases, batch: Batch) -> None:
    """The discriminator's own work in a step: 2 N pictures for itself, N for the generator."""
    both = torch.cat([batch.photo, batch.photo])
    with autocast(phases.device):
        logits = phases.discriminator(both, batch.hole.repeat(2, 1, 1, 1), batch.sketch.repeat(2, 1, 1, 1))
    logits.float().sum().backward()
    phases.discriminator.requires_grad_(requires_grad=False)
    picture = batch.photo.clone().requires_grad_(requires_grad=True)
    with autocast(phases.device):
        logits = phases.discriminator(picture, batch.hole, batch.sketch)
    logits.float().sum().backward()
    phases.discriminator.requires_grad_(requires_grad=True)


def optimisers_s(phases: Phases, batch: Batch, clock: Clock, *, gan: bool) -> float:
    """Seconds inside all optimisers' step() during one step."""
    marks: list[float] = []
    hooks = [
        register_optimizer_step_pre_hook(lambda *_: marks.append(-clock.now_s())),
        register_optimizer_step_post_hook(lambda *_: marks.append(clock.now_s())),
    ]
    our_step(phases, batch, gan=gan)
    for hook in hooks:
        hook.remove()
    return sum(marks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[128, 256])
    parser.add_argument("--batches", type=int, nargs="+", default=[16, 6], help="one for each size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--compile", action="store_true", help="torch.compile ours, as the training's option does")
    parser.add_argument("--cpu-time", action="store_true", help="CPU seconds instead of wall time")
    parser.add_argument("--losses", nargs="+", default=["l1", "gan"], choices=["l1", "gan"])
    arguments = parser.parse_args()
    if len(arguments.sizes) != len(arguments.batches):
        parser.error(f"{len(arguments.sizes)} sizes but {len(arguments.batches)} batches: give one batch a size")
    torch.set_num_threads(arguments.threads)
    device = choose_device(arguments.device)
    clock = Clock(device, cpu_time=arguments.cpu_time)
    where = torch.cuda.get_device_name(device) if device.type == "cuda" else f"CPU, {arguments.threads} thread(s)"
    seconds = "CPU seconds" if arguments.cpu_time else "wall time"
    print(f"{where}, torch {torch.__version__}, {seconds}, median of {arguments.rounds} alternated rounds\n")
    print("| size | batch | losses | reference img/s | ours img/s | ratio |\n| --- | --- | --- | --- | --- | --- |")
    shares = []
    for size, count in zip(arguments.sizes, arguments.batches, strict=True):
        batch = batch_of(size, count, device)
        phases, plain = Phases(TrainConfig(), device, compiled=arguments.compile), PlainStep(device)
        for losses in arguments.losses:
            gan = losses == "gan"
            step_s = compared(phases, plain, batch, clock, arguments.rounds, gan=gan)
            shares.append((size, losses, step_s, parts_s(phases, batch, clock, arguments.rounds, gan=gan)))
    print("\n| size | losses | part | seconds | share of the step |\n| --- | --- | --- | --- | --- |")
    for size, losses, step_s, parts in shares:
        for name, part_s in {**parts, "rest": step_s - sum(parts.values()), "whole step": step_s}.items():
            print(f"| {size} | {losses} | {name} | {part_s:.3f} | {100 * part_s / step_s:.0f} % |")


if __name__ == "__main__":
    main()
