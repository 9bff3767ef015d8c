"""Two ways to a cheaper pass, and what each would give: the coarse stage at half size, decoding the hole alone.

    OMP_NUM_THREADS=1 python tests/benchmarks/cheaper_passes.py SUITE [--limit 30]

SUITE as for `python -m model.evaluation`. The coarse stage at half size sees the planes reduced by area, a half pixel
counting as hole as soon as one of its four is; its picture is enlarged again before the refinement. Decoding the hole
alone is counted, not run: the box around the hole with what the last layers can see (16 pixels) as a share of the
picture, times the multiply-adds of both decoders.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from model.evaluation.suites import load, suite
from model.inference.planes import to_planes, to_rgb
from model.inference.weights import FOLDER
from model.network.generator import Generator
from model.network.load import load_generator

REACH = 16


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--limit", type=int, default=30)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    generator = load_generator(FOLDER).eval()
    with torch.inference_mode():
        whole, coarse, decoders = _work(generator)
        print(
            f"of {whole:.1f} G multiply-adds at 256²: coarse {coarse / whole:.0%}, both decoders {decoders / whole:.0%}"
        )
        print(f"coarse at half size saves {0.75 * coarse / whole:.0%}\n")
        print("| hole | l1 % | l1 %, coarse at half size | decoding the hole alone saves |\n| --- | --- | --- | --- |")
        for kind, sources in suite(arguments.suite, limit=arguments.limit).items():
            usual, halved, saved = [], [], []
            for source in sources:
                case = load(source, size=256)
                planes = torch.from_numpy(to_planes(to_rgb(case.photo, largest=255), case.hole, None))
                truth = torch.from_numpy(to_rgb(case.photo, largest=255)).permute(2, 0, 1)[None]
                usual.append(_l1(generator(planes)[1], truth, planes[:, 4:5]))
                halved.append(_l1(_with_half_coarse(generator, planes), truth, planes[:, 4:5]))
                saved.append((1 - _box_share(case.hole)) * decoders / whole)
            figures = (statistics.mean(usual), statistics.mean(halved), statistics.mean(saved))
            print(f"| {kind} | {figures[0]:.2f} | {figures[1]:.2f} | {figures[2]:.0%} |")
    return 0


def _work(generator: Generator) -> tuple[float, float, float]:
    """G multiply-adds of a pass, of its coarse stage, and of both decoders, at 256²."""
    planes = torch.zeros(1, 6, 256, 256)
    planes[:, 4, 80:180, 80:180] = 1
    features = torch.zeros(1, 4 * generator.config.channels, 64, 64)

    def counted(module: torch.nn.Module, *given: Tensor | None) -> float:
        with FlopCounterMode(display=False) as counter:
            module(*given)
        return counter.get_total_flops() / 2e9

    decoders = counted(generator.coarse.decoder, features, None)
    decoders += counted(generator.refined.decoder, torch.cat([features, features], dim=1), None)
    return counted(generator, planes), counted(generator.coarse, planes), decoders


def _with_half_coarse(generator: Generator, planes: Tensor) -> Tensor:
    """planes (1, 6, H, W) -> refined (1, 3, H, W)."""
    hole = planes[:, 4:5]
    small_hole = F.max_pool2d(hole, 2)
    small = F.avg_pool2d(planes, 2)
    small[:, :3] *= 1 - small_hole
    small[:, 4:5] = small_hole
    small[:, 5:6] = F.max_pool2d(planes[:, 5:6], 2)
    coarse = F.interpolate(generator.coarse(small), scale_factor=2, mode="bicubic")
    composite = coarse * hole + planes[:, :3] * (1 - hole)
    refined: Tensor = generator.refined(torch.cat([composite, planes[:, 3:]], dim=1), hole)
    return refined


def _l1(refined: Tensor, truth: Tensor, hole: Tensor) -> float:
    """Mean |difference| over the hole, percent of the range."""
    return float(((refined.clamp(-1, 1) - truth).abs() * hole).sum() / (3 * hole.sum()) * 50)


def _box_share(hole: NDArray[np.bool_]) -> float:
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    sides = (min(line[-1] + 1 + REACH, length) - max(line[0] - REACH, 0)
             for line, length in ((rows, hole.shape[0]), (columns, hole.shape[1])))  # fmt: skip
    return float(np.prod([int(side) for side in sides]) / hole.size)


if __name__ == "__main__":
    raise SystemExit(main())
