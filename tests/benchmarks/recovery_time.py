"""How long unsaved work takes to be written: the whole of it at the first change, and what changes after that.

python -m tests.benchmarks.recovery_time --megapixels 24
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Draft
from app.document.planes.stroke import segment
from app.files.project import Project
from app.files.recovery import Store


def photo(megapixels: float) -> np.ndarray:
    """Soft noise of 3:2, which packs about as a photo does."""
    width = round((megapixels * 1.5e6) ** 0.5)
    height = width * 2 // 3
    rough = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    return np.asarray(Image.fromarray(rough).filter(ImageFilter.GaussianBlur(2)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=float, default=24)
    document = Document(photo(parser.parse_args().megapixels))
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder))

        def written(what: str) -> None:
            before = {entry.name for entry in store.folder.iterdir()}
            began_s = time.perf_counter()
            store.write(Project(document), "photo.jpg")
            took_s = time.perf_counter() - began_s
            size = sum(entry.stat().st_size for entry in store.folder.iterdir() if entry.name not in before)
            print(f"{what}: {took_s * 1000:.0f} ms, {size / 2**20:.2f} MiB of new parts")

        written(f"all of {document.size.width}×{document.size.height}")
        for number in range(3):
            draft = Draft(document.hole)
            draft.paint(*segment((400.0 + 300 * number, 900.0), (1500.0, 1200.0), 60.0), erase=False)
            document.hole.swap(draft.finish())
            written("a stroke")
        pixels, alpha = document.photo[:900, :900].copy(), np.full((900, 900), 255, np.uint8)
        document.insert_layer(0, Layer(1, "Fill 1", Box(0, 0, 900, 900), pixels, alpha))
        written("a fill of 900×900")
        store.clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
