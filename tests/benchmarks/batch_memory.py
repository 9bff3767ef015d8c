"""Memory of a long batch: `main.py fill FOLDER` in one process, its resident size after 20 pictures and after all.

    python tests/benchmarks/batch_memory.py [--pictures 200] [--size 128]

Prints a row for docs/benchmarks.md. The pictures have 16 sizes and holes of their own, so that caches by size would
show; weights and engine are the real ones.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

MAIN = Path(__file__).parents[2] / "main.py"
EARLY = 20


def draw(folder: Path, pictures: int, size: int) -> None:
    """Noise with a hole, under `photos` and `masks`."""
    rng = np.random.default_rng(0)
    for name in ("photos", "masks"):
        (folder / name).mkdir()
    for index in range(pictures):
        height, width = size + 8 * (index % 4), size + 8 * (index // 4 % 4)
        x, y = rng.integers(4, size // 2, 2)
        hole = np.zeros((height, width), np.uint8)
        hole[y : y + size // 4, x : x + size // 4] = 255
        photo = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        Image.fromarray(photo).save(folder / "photos" / f"{index:04}.png")
        Image.fromarray(hole).save(folder / "masks" / f"{index:04}.png")


def memory_mib(pid: int) -> tuple[float, float]:
    """Resident now, and at most so far."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return tuple(int(found[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]


def main() -> None:
    """Run the command and look at it whenever it says that a picture is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--detail", default="auto")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        draw(folder, asked.pictures, asked.size)
        words = ["fill", "photos", "--masks", "masks", "-o", "out", "--quality", "fast", "--detail", asked.detail]
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, str(MAIN), *words, "--device", "cpu", "--quiet"],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        assert process.stdout is not None
        seen = [memory_mib(process.pid) for _ in process.stdout]
        assert process.wait() == 0
        seconds = time.perf_counter() - began
    last = len(seen) - 2  # after the last line the process may be gone
    print("| pictures | MiB after 20 | MiB after all | ratio | peak after 20 | peak after all | s a picture |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    (early, early_peak), (late, late_peak) = seen[EARLY - 1], seen[last]
    figures = f"{early:.0f} | {late:.0f} | {late / early:.3f} | {early_peak:.0f} | {late_peak:.0f}"
    print(f"| {len(seen)} | {figures} | {seconds / len(seen):.2f} |")


if __name__ == "__main__":
    main()
