"""Batches made where the training runs: crops, flips, holes and strokes, without worker processes."""

import logging
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from model.training import holes
from model.training.crops import Crops, cut, sampled
from model.training.photos import PhotoCache
from model.training.tones import recoloured, relit

POOL = 8192
SMALLEST_CROP = 0.5  # of the photo's short side
DRAWINGS = 8  # bit planes of strokes in a canvas, the first one as traced
CHUNK = 256  # canvases copied to a GPU at once

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """photo (N, 3, S, S) float in [-1, 1]; hole, sketch (N, 1, S, S) float of 0 and 1, the sketch inside the hole."""

    photo: Tensor
    hole: Tensor
    sketch: Tensor

    def planes(self) -> Tensor:
        """What the generator sees, (N, 6, S, S): `model.inference.planes` makes the same from numpy."""
        known = self.photo * (1.0 - self.hole)
        return torch.cat([known, torch.ones_like(self.hole), self.hole, self.sketch], dim=1)


class BatchMaker:
    """Draws batches of a stage from a photo cache.

    On CUDA the whole cache and the holes are copied to the device once and all pixels are made there; on a CPU the
    cache stays memory-mapped and only the crops are read. One `torch.Generator` on the CPU decides everything, so a
    seed gives the same crops, flips and holes everywhere; only the pixels' last bits depend on who resamples.

    holes: name of a mix in `holes.KINDS`.  resident: hold the photos in the device's memory; on CUDA unless said.
    """

    def __init__(
        self,
        cache: PhotoCache,
        *,
        device: torch.device,
        seed: int,
        sketch_share: float,
        recolour_share: float = 0.0,
        relight_share: float = 0.0,
        traced_share: float = 1 / DRAWINGS,
        enlarged_share: float = 1.0,
        holes: str = "default",
        resident: bool | None = None,
    ) -> None:
        self.device = device
        self.sketch_share = sketch_share
        self.recolour_share, self.relight_share = recolour_share, relight_share
        self.traced_share, self.enlarged_share = traced_share, enlarged_share
        self._seed, self._cache, self._kinds = seed, cache, holes
        self._sizes = torch.from_numpy(cache.sizes.astype("int64"))
        self._resident = device.type == "cuda" if resident is None else resident
        self._on_device = _copied(cache, device) if self._resident else None
        self._pools: dict[int, Tensor] = {}
        self._said: set[int] = set()

    def draw(self, size: int, count: int, step: int) -> Batch:
        """The batch of this step: the same for the same seed and step, whatever was drawn before."""
        self._say_if_small(size)
        rng = self._rng(step)
        crops = self._choose(size, count, rng)
        if self._on_device is None:
            # The disk reads the next step's photos while the network learns from this one's.
            self._cache.expect(self._which(count, self._rng(step + 1)).numpy())
            colours, strokes = (made.to(self.device) for made in cut(self._cache.canvases, crops, size))
        else:
            colours, strokes = sampled(self._on_device, crops, size)
        colours = recoloured(colours, self.recolour_share, rng)
        hole = self._holes(size, count, rng)
        drawn = torch.rand(count, generator=rng) < self.sketch_share
        sketch = strokes * hole * drawn.to(self.device).view(-1, 1, 1, 1)
        photo = relit(colours, self.relight_share, rng) / 127.5 - 1.0
        return Batch(photo, hole, sketch)

    def _rng(self, step: int) -> torch.Generator:
        return torch.Generator().manual_seed(self._seed * 1_000_003 + step)

    def _which(self, count: int, rng: torch.Generator) -> Tensor:
        return torch.randint(len(self._sizes), (count,), generator=rng)

    def _choose(self, size: int, count: int, rng: torch.Generator) -> Crops:
        """Square crops anywhere, half of them to be flipped. Those that may be enlarged are 50 to 100 % of the
        photo's short side, the others not smaller than `size` where the photo allows it."""
        which = self._which(count, rng)
        sizes = self._sizes[which]
        shortest = sizes.amin(dim=1)
        enlarged = torch.rand(count, generator=rng) < self.enlarged_share
        least = torch.where(enlarged, SMALLEST_CROP * shortest, shortest.clamp(max=size))
        side = (least + (shortest - least) * torch.rand(count, generator=rng)).round().long()
        top = (torch.rand(count, generator=rng) * (sizes[:, 0] - side + 1)).long()
        left = (torch.rand(count, generator=rng) * (sizes[:, 1] - side + 1)).long()
        flipped = torch.rand(count, generator=rng) < 0.5
        drawn = torch.randint(1, DRAWINGS, (count,), generator=rng)
        drawing = torch.where(torch.rand(count, generator=rng) < self.traced_share, 0, drawn)
        return Crops(which, top, left, side, flipped, drawing)

    def _holes(self, size: int, count: int, rng: torch.Generator) -> Tensor:
        """(N, 1, size, size) float of 0 and 1: from the pool on the device, or drawn now, which is the same."""
        numbers = torch.randint(POOL, (count,), generator=rng)
        flips = torch.rand(2, generator=rng) < 0.5
        if self._resident:
            if size not in self._pools:
                self._pools[size] = torch.from_numpy(holes.pool(size, POOL, self._seed, self._kinds)).to(self.device)
            chosen = self._pools[size][numbers.to(self.device)]
        else:
            drawn = [holes.numbered(size, number, self._seed, self._kinds) for number in numbers.tolist()]
            chosen = torch.from_numpy(np.stack(drawn)).to(self.device)
        axes = [axis + 1 for axis in range(2) if flips[axis]]
        return (chosen.flip(axes) if axes else chosen)[:, None].float()

    def _say_if_small(self, size: int) -> None:
        if size in self._said:
            return
        self._said.add(size)
        small = int((self._sizes.amin(dim=1) < size).sum())
        if small:
            log.info("%d of %d photos are smaller than %d: their crops are enlarged", small, len(self._sizes), size)


def _copied(cache: PhotoCache, device: torch.device) -> Tensor:
    canvases = torch.empty(cache.canvases[: len(cache)].shape, dtype=torch.uint8, device=device)
    for start in range(0, len(cache), CHUNK):
        part = np.array(cache.canvases[start : min(start + CHUNK, len(cache))])
        canvases[start : start + len(part)] = torch.from_numpy(part).to(device)
    return canvases
