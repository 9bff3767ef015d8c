"""The shipped weights run the paper's way: the whole picture at once, by eager float32 torch.

    OMP_NUM_THREADS=1 python tests/benchmarks/paper_way.py [--size 512] [--rounds 3]

The network is that of `plain_reference.py`: attention as convolutions with kernels cut out of the features for every
cell of the picture, identity fuse, transposed convolution. It differs from ours in the decisions that
`model/network/attention.py` lists, so its pictures are near ours and not equal. Prints CPU seconds and how near.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image

from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.weights import FOLDER
from model.network.load import load_generator
from tests.benchmarks.plain_reference import Gated, PlainGenerator

SAMPLE = Path(__file__).resolve().parents[2] / "resources/samples/otters.jpg"


class ReluGated(Gated):
    """The layer before attention, whose features must not be negative."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        feature, gate = self.conv(F.pad(x, (1, 1, 1, 1))).chunk(2, dim=1)
        return F.relu(feature) * torch.sigmoid(gate)


@cache
def paper_generator(folder: Path = FOLDER) -> PlainGenerator:
    """The plain network with the weights of a weights folder: both list their layers in the same order."""
    ours = load_generator(folder)
    plain = PlainGenerator(ours.config.width)
    plain.before[5] = ReluGated(2 * ours.config.width, 4 * ours.config.width)
    values = ours.state_dict()
    stages = ("coarse", "refined.convolution_branch", "refined.before_attention", "refined.after_attention")
    ordered = [
        value
        for stage in (*stages, "refined.decoder")
        for name, value in values.items()
        if name.startswith(f"{stage}.")
    ]
    plain.load_state_dict(dict(zip(plain.state_dict(), ordered, strict=True)))
    return plain.eval()


def paper_fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """photo (H, W, 3), hole (H, W), sides multiples of 8 -> the photo with its hole filled."""
    rgb = to_rgb(photo, largest=255)
    with torch.no_grad():
        refined = paper_generator()(torch.from_numpy(to_planes(rgb, hole, None)))[1].numpy()
    return np.where(hole[..., None], from_rgb(refined[0].transpose(1, 2, 0), photo), photo)


def main() -> None:
    """Print a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    size = arguments.size
    photo = np.asarray(Image.open(SAMPLE).convert("RGB").resize((size, size)))
    hole = np.zeros((size, size), bool)
    side = round(size * 0.15**0.5)
    start = (size - side) // 2
    hole[start : start + side, start : start + side] = True
    paper_fill(photo, hole)
    rounds = []
    for _ in range(arguments.rounds):
        began = time.process_time()
        found = paper_fill(photo, hole)
        rounds.append(time.process_time() - began)
    with torch.no_grad():
        planes = torch.from_numpy(to_planes(to_rgb(photo, largest=255), hole, None))
        ours = from_rgb(load_generator(FOLDER)(planes)[1][0].permute(1, 2, 0).numpy(), photo)
    apart = np.abs(found.astype(int) - ours)[hole].mean()
    print(
        f"the paper's way at {size}²: {statistics.median(rounds):.2f} CPU s; {apart:.2f} of 255 from ours in the hole"
    )


if __name__ == "__main__":
    main()
