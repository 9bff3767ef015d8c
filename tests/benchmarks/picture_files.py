"""What opening and saving a large picture costs: CPU time against Pillow's bare decoding, and peak memory.

    python tests/benchmarks/picture_files.py [--width 6000] [--height 4000] [--rounds 5]

The picture is smooth colour under noise of 6 steps. Each figure is taken in a process of its own, in turns, round
after round; ratios are medians. Memory is the growth of the largest resident size. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from PIL import Image

from app.files.mask import open_mask
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo

MIB = 2**20


def make(folder: Path, width: int, height: int) -> None:
    """The files that are opened, in all the ways of the table."""
    rng = np.random.default_rng(0)
    small = rng.integers(40, 216, (height // 100, width // 100, 3), dtype=np.uint8)
    smooth = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    pixels = np.clip(smooth + rng.normal(0, 6, smooth.shape), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "photo.jpg", quality=92)
    turned = Image.Exif()
    turned[274] = 6
    Image.fromarray(pixels).save(folder / "turned.jpg", quality=92, exif=turned)
    save_photo(folder / "deep.png", pixels.astype(np.uint16) * 257, Metadata())
    save_photo(folder / "deep.tif", pixels.astype(np.uint16) * 257, Metadata())
    white = (smooth > 128).astype(np.uint8) * 255
    Image.fromarray(white[..., 0]).save(folder / "grey_mask.png")
    Image.fromarray(white).save(folder / "colour_mask.png")


def peak() -> int:
    """Largest resident size so far, in bytes. Not ru_maxrss: a process inherits that from the one that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return 1024 * int(found[1]) if found else 0


def bare(path: Path) -> int:
    with Image.open(path) as image:
        image.load()
        return image.width * image.height * len(image.getbands())


def whole(path: Path) -> int:
    if path.stem.endswith("mask"):
        with Image.open(path) as image:
            size = image.size
        return int(open_mask(path, size).nbytes)
    return int(open_photo(path).pixels.nbytes)


def saved(path: Path) -> Callable[[Path], int]:
    def save(target: Path) -> int:
        opened = open_photo(path)
        save_photo(target, opened.pixels, opened.metadata)
        return int(opened.pixels.nbytes)

    return save


def one(what: str, path: Path) -> None:
    """In a process of its own: do it and print what it cost."""
    bare(path.parent / "tiny.jpg")  # plugins are loaded before the clock runs
    before, began = peak(), time.process_time()
    size = {"bare": bare, "ours": whole, "save": saved(path.parent / "photo.jpg")}[what](path)
    seconds = time.process_time() - began
    grown = peak() - before
    print(json.dumps({"seconds": seconds, "grown": grown, "size": size}))


def measured(what: str, path: Path) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__).resolve()), "--one", what, str(path)]
    answer: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=6000)
    parser.add_argument("--height", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one[0], Path(arguments.one[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, arguments.width, arguments.height)
        Image.new("RGB", (8, 8)).save(folder / "tiny.jpg")
        print("| opened | decoded MiB | peak MiB | of decoded | CPU s | of Pillow's bare decoding |")
        print("|---|---|---|---|---|---|")
        for file in ("photo.jpg", "turned.jpg", "deep.png", "deep.tif", "grey_mask.png", "colour_mask.png"):
            path, rounds = folder / file, range(arguments.rounds)
            pairs = [(measured("bare", path), measured("ours", path)) for _ in rounds]
            size, grown, seconds = (
                statistics.median(ours[key] for _, ours in pairs) for key in ("size", "grown", "seconds")
            )
            ratio = statistics.median(ours["seconds"] / plain["seconds"] for plain, ours in pairs)
            memory = f"{size / MIB:.0f} | {grown / MIB:.0f} | {grown / size:.1f}"
            print(f"| {file} | {memory} | {seconds:.2f} | {ratio:.2f} |")
        print("\n| opened from JPEG and saved as | peak MiB | of decoded | CPU s |\n|---|---|---|---|")
        for suffix in (".jpg", ".png", ".webp", ".tif"):
            took = measured("save", folder / f"saved{suffix}")
            grown = took["grown"]
            print(f"| {suffix} | {grown / MIB:.0f} | {grown / took['size']:.1f} | {took['seconds']:.2f} |")


if __name__ == "__main__":
    main()
