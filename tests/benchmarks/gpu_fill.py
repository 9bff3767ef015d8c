"""The shipped network on a graphics card: do its pictures agree with the CPU's, and what does a pass cost.

    python tests/benchmarks/gpu_fill.py [--device cuda] [--sizes 256 384 512] [--rounds 20] [--weights FOLDER]

Torch from the safetensors in float32, with TensorFloat-32 and under bfloat16's autocast, and our own engine where
onnxruntime's CUDA provider can be opened. Against torch on the CPU in float32, on one 512² photo with a hole of 15 %:
the differences are of the refined picture, range 2. A pass: median milliseconds of the rounds, by the device's own
events where torch runs on it, the way there and back included for the engine. What is missing here is said and left
out. --device cpu tries the script itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from model.inference.engines.onnx import OnnxEngine
from model.inference.errors import FillError
from model.inference.planes import to_planes, to_rgb
from model.inference.weights import FOLDER, load_weights

try:
    import torch

    from model.network.load import load_generator
except ImportError as fault:
    print(f"nothing to measure: {fault}")
    sys.exit()

SAMPLE = Path(__file__).resolve().parents[2] / "resources/samples/otters.jpg"
COMPARED = 512
SHARE = 0.15  # of the picture, the hole
SECONDS = 1.2  # after which a cell of the table ends with the rounds it has
Planes = NDArray[np.float32]
Pass = Callable[[Planes], tuple[NDArray[np.float32], float]]
"""Planes (1, 6, H, W) -> refined (1, 3, H, W), and the milliseconds it took."""


def planes_of(size: int) -> Planes:
    """A square hole in the middle of the sample; of soft noise, where nothing here reads a JPEG."""
    try:
        from PIL import Image

        photo = np.asarray(Image.open(SAMPLE).convert("RGB").resize((size, size)))
    except ImportError:
        coarse = np.random.default_rng(0).integers(0, 256, (size // 8, size // 8, 3), np.uint8)
        photo = coarse.repeat(8, axis=0).repeat(8, axis=1)
    side = round(size * SHARE**0.5)
    start = (size - side) // 2
    hole = np.zeros((size, size), bool)
    hole[start : start + side, start : start + side] = True
    return to_planes(to_rgb(photo, largest=255), hole)


def torch_pass(generator: torch.nn.Module, device: str, *, tf32: bool = False, bfloat16: bool = False) -> Pass:
    """The generator lies on the device already."""

    def run(planes: Planes) -> tuple[NDArray[np.float32], float]:
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = tf32
        given = torch.from_numpy(planes).to(device)
        within = torch.autocast(device, torch.bfloat16) if bfloat16 else nullcontext()
        with torch.inference_mode(), within:
            refined, milliseconds = timed(lambda: generator(given)[1], device)
        return refined.float().cpu().numpy(), milliseconds

    return run


def timed(work: Callable[[], torch.Tensor], device: str) -> tuple[torch.Tensor, float]:
    """The work's answer and its milliseconds."""
    if device == "cpu":
        began = time.perf_counter()
        return work(), 1000 * (time.perf_counter() - began)
    begun, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begun.record()
    answer = work()
    ended.record()
    torch.cuda.synchronize()
    return answer, begun.elapsed_time(ended)


def engine_pass(engine: OnnxEngine) -> Pass:
    """As the app runs it."""

    def run(planes: Planes) -> tuple[NDArray[np.float32], float]:
        began = time.perf_counter()
        refined = engine.run(planes)
        return refined, 1000 * (time.perf_counter() - began)

    return run


def passes(generator: torch.nn.Module, device: str, folder: Path) -> Iterator[tuple[str, Pass]]:
    """What can run here, by name."""
    yield "torch, float32", torch_pass(generator, device)
    if device != "cpu":
        yield "torch, TensorFloat-32", torch_pass(generator, device, tf32=True)
    yield "torch, bfloat16 autocast", torch_pass(generator, device, bfloat16=True)
    try:
        engine = OnnxEngine(load_weights(folder), device=device, threads=torch.get_num_threads())
    except FillError as fault:
        print(f"| our engine | left out: {fault} |")
    else:
        yield f"{engine.name}, float32", engine_pass(engine)


def row(run: Pass, reference: NDArray[np.float32], sizes: list[int], rounds: int) -> str:
    """Differences and times of one way."""
    apart = np.abs(run(planes_of(COMPARED))[0] - reference)
    cells = [f"{apart.max():.1e}", f"{apart.mean():.1e}"]
    for size in sizes:
        planes, times = planes_of(size), []
        run(planes)  # what a size needs once
        began = time.perf_counter()
        while len(times) < rounds and time.perf_counter() - began < SECONDS:
            times.append(run(planes)[1])
        cells.append(f"{statistics.median(times):.1f}")
    return " | ".join(cells)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 384, 512])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--weights", type=Path, default=FOLDER)
    words = parser.parse_args()
    if words.device == "cuda" and not torch.cuda.is_available():
        print(f"nothing to measure: torch {torch.__version__} finds no CUDA device here")
        return
    card = torch.cuda.get_device_name() if words.device == "cuda" else "the CPU"
    generator = load_generator(words.weights)
    reference, _ = torch_pass(generator, "cpu")(planes_of(COMPARED))
    generator.to(words.device)
    print(f"torch {torch.__version__} on {card}\n")
    columns = ["", "largest difference", "mean difference", *(f"{size}², ms" for size in words.sizes)]
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    for name, run in passes(generator, words.device, words.weights):
        try:
            cells = row(run, reference, words.sizes, words.rounds)
        except (RuntimeError, FillError) as fault:  # a card that is too old, too small, or lacks a library
            cells = f"failed: {str(fault).splitlines()[0]}"
        print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
