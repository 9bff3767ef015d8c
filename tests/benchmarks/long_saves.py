"""How long saving and exporting a large photo with layers takes, and the memory at its peak.

    python -m tests.benchmarks.long_saves [--megapixels 24] [--layers 7] [--photo resources/samples/dune.jpg]
        [--only ora,psd]

The photo is enlarged; each layer is a piece of it, three quarters as wide and high, with a soft mask. Every figure is
taken in a process of its own. Memory is the growth of the largest resident size beyond the document. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.mask import LayerMask
from app.files.export import ExportOptions, format_of, save_export
from app.files.metadata import Metadata
from app.files.project import Project, save_project

MIB = 2**20
KINDS = ("ora", "png", "tif", "webp", "jpg", "psd")


def document_of(photo: Path, megapixels: float, layers: int) -> Document:
    """The photo, 3:2, with layers that lie beside each other on it."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    width = round(1.5 * height)
    with Image.open(photo) as image:
        pixels = np.asarray(image.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)).copy()
    # Enlarging alone would leave flat colours, which any format packs well.
    grain = np.random.default_rng(0).integers(-3, 4, (height, width, 1), dtype=np.int16)
    for top in range(0, height, 256):
        band = pixels[top : top + 256] + grain[top : top + 256]
        pixels[top : top + 256] = np.clip(band, 0, 255)
    document = Document(pixels)
    wide, high = width * 3 // 4, height * 3 // 4
    for number in range(layers):
        x, y = (width - wide) * number // max(1, layers - 1), (height - high) * (number % 3) // 2
        ramp = np.linspace(0, 255, wide, dtype=np.uint8)[np.newaxis].repeat(high, axis=0)
        piece = np.ascontiguousarray(pixels[y : y + high, x : x + wide][::-1])
        mask = LayerMask.of(np.ascontiguousarray(ramp[:, ::-1])) if number % 2 else None
        box = Box(x, y, x + wide, y + high)
        document.insert_layer(number, Layer(document.new_layer_id(), f"Layer {number}", box, piece, ramp, mask=mask))
    return document


def resident(field: str) -> int:
    """VmRSS: now, VmHWM: the most so far; bytes. Not ru_maxrss: that is handed down by whoever starts the process."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return 1024 * int(found[1]) if found else 0


def one(kind: str, photo: Path, megapixels: float, layers: int) -> None:
    """In a process of its own: write it and print what that cost."""
    document = document_of(photo, megapixels, layers)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"saved.{kind}"
        Path("/proc/self/clear_refs").write_text("5")  # the most so far begins anew
        before, began, cpu = resident("VmRSS"), time.perf_counter(), time.process_time()
        if kind == "ora":
            save_project(path, Project(document))
        else:
            save_export(path, document, Metadata(), ExportOptions(format_of(path) or ""))
        took, used = time.perf_counter() - began, time.process_time() - cpu
        grown, size = resident("VmHWM") - before, path.stat().st_size
    print(json.dumps({"took": took, "cpu": used, "grown": grown, "size": size, "before": before}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--layers", type=int, default=7)
    parser.add_argument("--photo", type=Path, default=Path("resources/samples/dune.jpg"))
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.one:
        one(words.one, words.photo, words.megapixels, words.layers)
        return
    print(f"{words.megapixels:g} megapixels, {words.layers} layers\n")
    print("| written | s | CPU s | MiB of the file | MiB of the document | MiB more at the peak |")
    print("|---|---|---|---|---|---|")
    for kind in words.only.split(","):
        command = [sys.executable, "-m", "tests.benchmarks.long_saves", "--one", kind, "--photo", str(words.photo)]
        command += ["--megapixels", str(words.megapixels), "--layers", str(words.layers)]
        cost = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        sizes = " | ".join(f"{cost[key] / MIB:.0f}" for key in ("size", "before", "grown"))
        print(f"| .{kind} | {cost['took']:.1f} | {cost['cpu']:.1f} | {sizes} |", flush=True)


if __name__ == "__main__":
    main()
