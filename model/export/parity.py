"""Do torch and onnxruntime give the same picture? Measured, not assumed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from model.inference.engines.onnx import OnnxEngine
from model.inference.weights import PARAMETERS, Weights
from model.network.generator import Generator

SIZES = ((64, 64), (256, 256), (192, 320))
BOUND = 1e-3


class NotEqual(RuntimeError):
    """The exported file and the network disagree."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Largest absolute difference of the refined picture in [-1, 1] at one (height, width)."""

    size: tuple[int, int]
    difference: float


def sample_planes(height: int, width: int, seed: int) -> np.ndarray:
    """Random but picture-like planes: smooth colours, a rectangular hole, a stroke. (1, 6, H, W) float32."""
    rng = np.random.default_rng(seed)
    coarse = torch.from_numpy(rng.uniform(-1, 1, (1, 3, 8, 8)).astype(np.float32))
    smooth = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic").clamp(-1, 1).numpy()
    planes = np.ones((1, 6, height, width), np.float32)
    planes[:, 4:] = 0.0
    planes[:, 4, height // 4 : height // 2, width // 3 : 2 * width // 3] = 1.0
    planes[:, 5, height // 3, width // 3 : 2 * width // 3] = 1.0
    planes[:, :3] = smooth * (1.0 - planes[:, 4:5])
    return planes


def measure(generator: Generator, path: Path) -> list[Parity]:
    """Run both on the same planes at every size of SIZES. `generator` holds the weights that the file stores."""
    weights = Weights(path, "", PARAMETERS, generator.config.planes, path.read_bytes())
    engine = OnnxEngine(weights, device="cpu", threads=1)  # whatever else the app would take: this one is exact
    results = []
    for number, (height, width) in enumerate(SIZES):
        planes = sample_planes(height, width, number)
        with torch.no_grad():
            expected = generator.eval()(torch.from_numpy(planes))[1].numpy()
        results.append(Parity((height, width), float(np.abs(engine.run(planes) - expected).max())))
    engine.close()
    return results


def agreed(generator: Generator, path: Path) -> list[Parity]:
    """`measure`, refused with NotEqual when the two differ by more than BOUND anywhere."""
    parities = measure(generator, path)
    worst = max(parity.difference for parity in parities)
    if not worst <= BOUND:  # so that NaN is refused too
        raise NotEqual(f"torch and onnxruntime differ by {worst:.2e}, more than {BOUND:.0e}: nothing was written")
    return parities
