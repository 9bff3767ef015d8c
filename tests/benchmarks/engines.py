"""What a pass of the network costs in each runtime, precision and graph, and where the floor is.

    OMP_NUM_THREADS=1 python tests/benchmarks/engines.py [--sizes 256 384 512] [--share 15] [--rounds 3] [--threads 1]
        [--graph NAME=FILE.onnx ...]

CPU seconds of this process, median of rounds in which the contenders alternate; ratios are against the first row.
"first" is what the first pass of that size costs beyond a later one. --graph: other ONNX files, say of an export with
another attention, beside the shipped one. The floor is the multiply-adds of the pass, counted in torch, over what a
product of two 2048 x 2048 matrices reaches here on as many threads.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

from model.inference.engines import Engine
from model.inference.engines.installed import OPENVINO_PACKAGE, installed_version
from model.inference.engines.onnx import OnnxEngine
from model.inference.engines.openvino import OpenVinoEngine, fast_precision
from model.inference.planes import to_planes, to_rgb
from model.inference.weights import FOLDER, Weights, load_weights
from model.network.load import load_generator

SAMPLE = Path(__file__).resolve().parents[2] / "resources/samples/otters.jpg"


@dataclass
class Contender:
    name: str
    engine: Engine
    opening: float
    first: float = 0.0
    rounds: list[float] = field(default_factory=list)

    def run(self, planes: NDArray[np.float32]) -> float:
        began = time.process_time()
        self.engine.run(planes)
        return time.process_time() - began


def contenders(graphs: dict[str, Weights], threads: int) -> list[Contender]:
    """Every runtime and precision that makes sense here, with every graph."""
    found = []
    for name, weights in graphs.items():
        ways = {f"onnxruntime float32, {name}": lambda w: OnnxEngine(w, device="cpu", threads=threads)}
        if installed_version(OPENVINO_PACKAGE):
            for precision in dict.fromkeys(("float32", fast_precision())):
                ways[f"openvino {precision}, {name}"] = lambda w, p=precision: OpenVinoEngine(
                    w, threads=threads, precision=p
                )
        for way, opened in ways.items():
            began = time.process_time()
            engine = opened(weights)
            found.append(Contender(way, engine, time.process_time() - began))
    return found


def planes_of(size: int, share: float) -> NDArray[np.float32]:
    """The sample photo at size², a square hole of the given share (%) in the middle."""
    photo = np.asarray(Image.open(SAMPLE).convert("RGB").resize((size, size)))
    side = round(size * (share / 100) ** 0.5)
    start = (size - side) // 2
    hole = np.zeros((size, size), bool)
    hole[start : start + side, start : start + side] = True
    return to_planes(to_rgb(photo, largest=255), hole, None)


def peak(dtype: torch.dtype) -> float:
    """Multiply-adds a CPU second of a matrix product, best of five."""
    matrix = torch.randn(2048, 2048).to(dtype)
    best = 0.0
    for _ in range(5):
        began = time.process_time()
        matrix @ matrix
        best = max(best, 2048**3 / (time.process_time() - began))
    return best


def multiply_adds(planes: NDArray[np.float32]) -> float:
    generator = load_generator(FOLDER)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        generator(torch.from_numpy(planes))
    return counter.get_total_flops() / 2


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 384, 512])
    parser.add_argument("--share", type=float, default=15.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--graph", action="append", default=[], metavar="NAME=FILE")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    graphs = {"shipped": load_weights()}
    for word in arguments.graph:
        name, file = word.split("=", 1)
        graphs[name] = replace(graphs["shipped"], data=Path(file).read_bytes(), path=Path(file))
    speeds = {"float32": peak(torch.float32), "bfloat16": peak(torch.bfloat16)}
    print(", ".join(f"{name}: {speed / 1e9:.0f} G multiply-adds a CPU second" for name, speed in speeds.items()))
    for size in arguments.sizes:
        planes = planes_of(size, arguments.share)
        work = multiply_adds(planes)
        running = contenders(graphs, arguments.threads)
        for contender in running:
            contender.first = contender.run(planes)
        for index in range(arguments.rounds):
            for contender in running if index % 2 == 0 else running[::-1]:
                contender.rounds.append(contender.run(planes))
        print(f"\n{size}², hole {arguments.share:g} %, {arguments.threads} threads, {work / 1e9:.1f} G multiply-adds\n")
        print("| | opening | first | CPU s | ratio | of the floor |\n| --- | --- | --- | --- | --- | --- |")
        base = statistics.median(running[0].rounds)
        for contender in running:
            middle = statistics.median(contender.rounds)
            floor = work / speeds[contender.engine.precision]
            row = f"{contender.name} | {contender.opening:.2f} | {contender.first - middle:+.2f} | {middle:.2f}"
            print(f"| {row} | {middle / base:.2f} | {middle / floor:.2f} |")
            contender.engine.close()


if __name__ == "__main__":
    main()
