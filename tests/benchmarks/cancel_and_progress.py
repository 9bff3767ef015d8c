"""How soon a fill ends when it is cancelled, and how often its progress moves.

    python tests/benchmarks/cancel_and_progress.py [--quality best] [--points 25] [--threads 1]

Fills a hole of a synthetic 24-megapixel photo once for the time that it takes, then cancels at evenly spread points of
that time, and prints the longest wait and where it was. Wall time: other work on the machine counts.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from model.inference import FillRequest, Inpainter
from model.inference.errors import Cancelled

TARGET_S = 0.3


def main() -> int:
    """Print the waits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quality", default="best")
    parser.add_argument("--points", type=int, default=25)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    inpainter = Inpainter.load(threads=arguments.threads)
    print(inpainter.why)
    request = FillRequest(_photo(), _hole(), quality=arguments.quality)
    inpainter.fill(request)
    shares: list[float] = []
    began = time.perf_counter()
    inpainter.fill(request, lambda told: shares.append(told.done / told.total))
    whole_s = time.perf_counter() - began
    moves = len({round(share, 4) for share in shares})
    print(f"{whole_s:.2f} s a fill; progress moved {moves} times, {moves / whole_s:.1f} times a second")
    waits = [_wait(inpainter, request, whole_s * (point + 0.5) / arguments.points) for point in range(arguments.points)]
    met = [(wait, at) for wait, at in waits if wait is not None]
    longest, at = max(met)
    print(f"{len(met)} of {arguments.points} cancelled; longest wait {1000 * longest:.0f} ms, at {at / whole_s:.0%}")
    print(f"median {1000 * sorted(met)[len(met) // 2][0]:.0f} ms; target {1000 * TARGET_S:.0f} ms")
    return 0


def _wait(inpainter: Inpainter, request: FillRequest, at_s: float) -> tuple[float | None, float]:
    """Seconds from the cancelling to the end; None where the fill was over before."""
    stop = threading.Event()
    asked: list[float] = []

    def cancel() -> None:
        asked.append(time.perf_counter())
        stop.set()

    timer = threading.Timer(at_s, cancel)
    timer.start()
    try:
        inpainter.fill(request, cancelled=stop.is_set)
    except Cancelled:
        return time.perf_counter() - asked[0], at_s
    finally:
        timer.cancel()
        timer.join()
    return None, at_s


def _photo() -> np.ndarray:
    rng = np.random.default_rng(3)
    down, across = np.mgrid[0:4000, 0:6000].astype(np.float32)
    plain = 120 + 60 * np.sin(across / 190) + 40 * np.cos(down / 130)
    photo = plain[..., None] + rng.normal(0, 12, (4000, 6000, 1)).astype(np.float32)
    return np.repeat(np.clip(photo, 0, 255).astype(np.uint8), 3, axis=2)


def _hole() -> np.ndarray:
    hole = np.zeros((4000, 6000), np.bool_)
    hole[1200:2600, 2000:3600] = True
    return hole


if __name__ == "__main__":
    raise SystemExit(main())
