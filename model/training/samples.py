"""The sample grid: what the averaged generator makes of the same few crops, again and again."""

from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from model.training.batches import Batch, BatchMaker
from model.training.photos import PhotoCache

ROWS = 6
SEED = 99  # not a run's seed: the same crops for every run, so that grids can be laid side by side
HEADER = 20  # pixels above the pictures for the names of the columns
NAMES = ("hole", "coarse", "refined", "guided", "photo")
TINT = torch.tensor([0.9, -0.2, -0.2]).view(1, 3, 1, 1)
STROKE = torch.tensor([-0.9, 0.6, 0.9]).view(1, 3, 1, 1)


def save_samples(network: nn.Module, cache: PhotoCache, path: Path, *, size: int, device: torch.device) -> None:
    """Write a JPEG of ROWS rows: hole with strokes, coarse, refined, refined with strokes (guided), photo.

    size: side of the crops.  OSError where the file cannot be written.
    """
    # not resident: six crops are no reason for a second copy of all photos on a GPU
    batch = BatchMaker(cache, device=device, seed=SEED, sketch_share=1.0, resident=False).draw(size, ROWS, 0)
    blank = Batch(batch.photo, batch.hole, torch.zeros_like(batch.sketch))
    with torch.no_grad():
        coarse, plain = network(blank.planes())
        _, guided = network(batch.planes())
    columns = [_asked(batch), *(_pasted(picture, batch) for picture in (coarse, plain, guided)), batch.photo.cpu()]
    grid = torch.cat(columns, dim=3)
    rows = grid.permute(0, 2, 3, 1).reshape(-1, grid.shape[3], 3)
    pixels = np.vstack([_header(size), ((rows.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).numpy()])
    path.parent.mkdir(parents=True, exist_ok=True)
    good, data = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 88])
    assert good  # the codec comes with OpenCV
    path.write_bytes(data.tobytes())


def _header(size: int) -> np.ndarray:
    strip = np.full((HEADER, size * len(NAMES), 3), 24, np.uint8)
    for column, name in enumerate(NAMES):
        place = (column * size + 4, HEADER - 6)
        cv2.putText(strip, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (230, 230, 230), 1, cv2.LINE_AA)
    return strip


def _pasted(picture: Tensor, batch: Batch) -> Tensor:
    return (picture.float() * batch.hole + batch.photo * (1.0 - batch.hole)).cpu()


def _asked(batch: Batch) -> Tensor:
    hole, sketch = batch.hole.cpu(), batch.sketch.cpu()
    shown = batch.photo.cpu() * (1.0 - 0.75 * hole) + 0.75 * hole * TINT
    return shown * (1.0 - sketch) + STROKE * sketch
