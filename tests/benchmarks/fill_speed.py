"""What a fill costs: against the paper's way, by the size of the photo, warm and cold, beside PatchMatch.

    OMP_NUM_THREADS=1 python tests/benchmarks/fill_speed.py [--photo FILE] [--rounds 3] [--only CASE ...]

The photo (default: a sample) is cut to 512 x 512 and enlarged to 6000 x 4000. CPU seconds of one thread, median of
alternated rounds, so that other work on the machine counts little; ratios are what to quote. Peak memory is that of
the real command in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inference import FillRequest, Inpainter

ROOT = Path(__file__).resolve().parents[2]
CASES = ("paper", "patchmatch", "cold", "memory")
LARGE = (6000, 4000)
LARGE_SHARE, SMALL_SHARE = 0.01, 0.15


def main() -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=ROOT / "resources/samples/otters.jpg")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patchmatch-limit", type=float, default=600.0, help="seconds for PatchMatch at 24 MP")
    parser.add_argument("--only", nargs="+", choices=CASES, default=CASES)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    photo = Image.open(arguments.photo).convert("RGB")
    side = min(photo.size)
    small = np.asarray(photo.crop((0, 0, side, side)).resize((512, 512), Image.Resampling.LANCZOS))
    hole = brush_hole((512, 512), SMALL_SHARE, width=28)
    inpainter = Inpainter.load(threads=1)
    print(f"{inpainter.why}; {inpainter.engine}")
    ours = {"512², hole 15 %": Case(inpainter, small, hole)}
    large = np.asarray(photo.resize(LARGE, Image.Resampling.BICUBIC))
    spot = np.zeros(large.shape[:2], np.bool_)
    cut = brush_hole((1200, 1200), LARGE_SHARE * large.shape[0] * large.shape[1] / 1200**2, width=180)
    spot[1300:2500, 2000:3200] = cut
    ours["24 MP, hole 1 %"] = Case(inpainter, large, spot)
    ours["512², hole 15 %, detail off"] = Case(inpainter, small, hole, detail="off")
    for name, case in ours.items():
        case.fill()  # compiles and warms what there is to compile and warm
        case.rounds.clear()
        case.name = name
    contenders: list[Case | Timed] = list(ours.values())
    if "paper" in arguments.only:
        from tests.benchmarks.paper_way import paper_fill

        contenders.append(Timed("the paper's way, whole at 512²", lambda: paper_fill(small, hole)))
    for index in range(arguments.rounds):
        for contender in contenders if index % 2 == 0 else contenders[::-1]:
            contender.fill()
    base = statistics.median(ours["512², hole 15 %"].rounds)
    print("\n| | CPU s | ratio | of it network | detail |\n| --- | --- | --- | --- | --- |")
    for contender in contenders:
        middle = statistics.median(contender.rounds)
        print(f"| {contender.name} | {middle:.2f} | {middle / base:.2f} | {contender.parts()} |")
    if "patchmatch" in arguments.only:
        patchmatch(small, hole, large, spot, base, arguments.patchmatch_limit)
    if "cold" in arguments.only:
        cold(arguments.rounds)
    if "memory" in arguments.only:
        memory(large, spot)
    return 0


class Timed:
    """Something that is timed in rounds."""

    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        self.name, self._work = name, work
        self.rounds: list[float] = []

    def fill(self) -> None:
        began = time.process_time()
        self._work()
        self.rounds.append(time.process_time() - began)

    def parts(self) -> str:
        return " | "


class Case(Timed):
    """One of our fills."""

    def __init__(self, inpainter: Inpainter, photo: NDArray[np.uint8], hole: NDArray[np.bool_], **options: Any) -> None:
        super().__init__("", lambda: self._run())
        self._inpainter, self._request = inpainter, FillRequest(photo, hole, **options)
        self._shares: list[tuple[float, float]] = []

    def _run(self) -> None:
        seconds = self._inpainter.fill(self._request).report.seconds
        self._shares.append((seconds["network"] / seconds["total"], seconds["detail"] / seconds["total"]))

    def parts(self) -> str:
        network, detail = (statistics.median(share) for share in zip(*self._shares, strict=True))
        return f"{network:.0%} | {detail:.0%}"


def patchmatch(
    small: NDArray[np.uint8],
    hole: NDArray[np.bool_],
    large: NDArray[np.uint8],
    spot: NDArray[np.bool_],
    base: float,
    limit_s: float,
) -> None:
    """Time PatchMatch on both pictures, each in a process that is ended at the limit."""
    for name, photo, mask in (("512²", small, hole), ("24 MP", large, spot)):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            waiting = pool.apply_async(_patchmatch_once, (photo, mask))
            try:
                spent = waiting.get(limit_s)
            except multiprocessing.TimeoutError:
                print(f"| PatchMatch, {name} | > {limit_s:.0f} (ended) | > {limit_s / base:.0f} | | |")
            else:
                print(f"| PatchMatch, {name} | {spent:.2f} | {spent / base:.2f} | | |")


def _patchmatch_once(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> float:
    from model.evaluation.rivals import patchmatch

    fill = patchmatch()
    began = time.process_time()
    fill(photo, hole, None)
    return time.process_time() - began


def cold(rounds: int) -> None:
    """The whole command on a small picture, less the network's own time."""
    photo, mask = ROOT / "resources/samples/dune.jpg", ROOT / "resources/samples/dune_mask.png"
    rest = []
    for _ in range(rounds + 1):  # the first fills the caches
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            answer = _command(photo, mask, Path(folder) / "out.png")
            rest.append(time.perf_counter() - began - answer["seconds"]["network"])
    print(f"\ncold start of the command, without the network: {statistics.median(rest[1:]):.2f} s (wall)")


def memory(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> None:
    """Peak memory of the whole command on the large photo."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Image.fromarray(photo).save(folder / "photo.jpg", quality=92)
        Image.fromarray(hole.astype(np.uint8) * 255).save(folder / "mask.png")
        peak_mb = _peak_mb(folder / "photo.jpg", folder / "mask.png", folder / "out.jpg")
    decoded = photo.nbytes / 2**20
    print(f"peak memory at 24 MP: {peak_mb:.0f} MiB, decoded {decoded:.0f} MiB, limit {4 * decoded + 600:.0f} MiB")


def _command(photo: Path, mask: Path, out: Path) -> dict[str, Any]:
    words = [sys.executable, "main.py", "fill", str(photo), "--mask", str(mask), "-o", str(out), "--json"]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _peak_mb(photo: Path, mask: Path, out: Path) -> float:
    """In a process of its own, since the peak of all children of a process is kept as one."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, "
        "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    words = [sys.executable, "main.py", "fill", str(photo), "--mask", str(mask), "-o", str(out)]
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)


def brush_hole(size: tuple[int, int], share: float, *, width: int) -> NDArray[np.bool_]:
    """Strokes of a wandering brush until `share` of the picture is covered: (H, W) bool, always the same."""
    rng = np.random.default_rng(7)
    hole = np.zeros(size, np.uint8)
    while np.count_nonzero(hole) < share * hole.size:
        point = rng.uniform(0.15, 0.85, 2) * size
        angle = rng.uniform(0, 2 * np.pi)
        for _ in range(4):
            angle += rng.uniform(-0.9, 0.9)
            end = np.clip(point + 0.12 * size[0] * np.array([np.cos(angle), np.sin(angle)]), 0, np.array(size) - 1)
            cv2.line(hole, tuple(point.astype(int).tolist()), tuple(end.astype(int).tolist()), 1, width)
            point = end
    return hole > 0


if __name__ == "__main__":
    raise SystemExit(main())
