"""A suite of two small pictures on disk."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def suite_folder(tmp_path: Path) -> Path:
    """photos/, masks/brush, masks/rect and sketches/brush of 128 x 128; no sketches/rect."""
    folder = tmp_path / "suite"
    rng = np.random.default_rng(2)
    for name in ("photos", "masks/brush", "masks/rect", "sketches/brush"):
        (folder / name).mkdir(parents=True)
    for i in range(2):
        photo = np.kron(rng.integers(0, 255, (4, 4, 3)), np.ones((32, 32, 1))).astype(np.uint8)
        Image.fromarray(photo).save(folder / "photos" / f"{i:03}.png")
        hole = np.zeros((128, 128), np.uint8)
        hole[30:70, 40:90] = 255
        for kind in ("brush", "rect"):
            Image.fromarray(hole).convert("1").save(folder / "masks" / kind / f"{i:03}.png")
        sketch = np.zeros_like(hole)
        sketch[50, 30:100] = 255
        Image.fromarray(sketch).convert("1").save(folder / "sketches" / "brush" / f"{i:03}.png")
    return folder
