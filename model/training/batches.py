"""Batches made on the training device itself: crops, flips, holes and strokes, without a worker process."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from model.training import holes
from model.training.photos import PhotoCache

POOL = 4096
SMALLEST_CROP = 0.5  # of the photo's short side
SUPERSAMPLING = 2  # sampling twice as fine and averaging keeps reduced crops free of aliasing


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

    The whole cache is copied to a CUDA device once; on a CPU it stays memory-mapped and only the batch's photos
    are read. One `torch.Generator` on the CPU decides everything, so a seed gives the same batches everywhere.
    """

    def __init__(
        self,
        cache: PhotoCache,
        *,
        device: torch.device,
        seed: int,
        sketch_share: float,
        recolour_share: float = 0.0,
    ) -> None:
        self.device = device
        self.sketch_share, self.recolour_share = sketch_share, recolour_share
        self._seed = seed
        self._sizes = torch.from_numpy(cache.sizes.astype("float32"))
        self._canvases = cache.canvases
        self._on_device: Tensor | None = None
        if device.type == "cuda":
            self._on_device = torch.from_numpy(cache.canvases[: len(cache)]).to(device)
        self._pools: dict[int, Tensor] = {}

    def draw(self, size: int, count: int, step: int) -> Batch:
        """The batch of this step: the same for the same seed and step, whatever was drawn before."""
        rng = torch.Generator().manual_seed(self._seed * 1_000_003 + step)
        which = torch.randint(len(self._sizes), (count,), generator=rng)
        sampled = self._crops(which, size, rng)
        photo = self._recoloured(sampled[:, :3], rng) / 127.5 - 1.0
        strokes = (sampled[:, 3:] > 64).float()
        hole = self._holes(size, count, rng)
        drawn = torch.rand(count, generator=rng) < self.sketch_share
        sketch = strokes * hole * drawn.to(self.device).view(-1, 1, 1, 1)
        return Batch(photo, hole, sketch)

    def _crops(self, which: Tensor, size: int, rng: torch.Generator) -> Tensor:
        """Random square crops, flipped half of the time: (N, 4, size, size) float in 0..255."""
        count = len(which)
        photos = self._photos(which)
        sizes = self._sizes[which]
        short = sizes.amin(dim=1)
        side = short * (SMALLEST_CROP + (1 - SMALLEST_CROP) * torch.rand(count, generator=rng))
        top = (sizes[:, 0] - side) * torch.rand(count, generator=rng)
        left = (sizes[:, 1] - side) * torch.rand(count, generator=rng)
        fine = size * SUPERSAMPLING
        offsets = (torch.arange(fine) + 0.5) / fine
        rows = top[:, None] + side[:, None] * offsets
        columns = left[:, None] + side[:, None] * offsets
        flipped = torch.rand(count, generator=rng) < 0.5
        columns = torch.where(flipped[:, None], columns.flip(1), columns)
        height, width = photos.shape[-2:]
        grid = torch.stack(
            [
                (2 * columns / width - 1)[:, None, :].expand(count, fine, fine),
                (2 * rows / height - 1)[:, :, None].expand(count, fine, fine),
            ],
            dim=-1,
        ).to(self.device)
        sampled = F.grid_sample(photos, grid, mode="bilinear", padding_mode="border", align_corners=False)
        colours = F.avg_pool2d(sampled[:, :3], SUPERSAMPLING)
        strokes = F.max_pool2d(sampled[:, 3:], SUPERSAMPLING)
        return torch.cat([colours, strokes], dim=1)

    def _recoloured(self, colours: Tensor, rng: torch.Generator) -> Tensor:
        """Some pictures with their channels in another order: (N, 3, S, S) -> the same."""
        count = len(colours)
        order = torch.rand(count, 3, generator=rng).argsort(dim=1)
        chosen = torch.rand(count, generator=rng) < self.recolour_share
        order = torch.where(chosen[:, None], order, torch.arange(3)).to(self.device)
        return colours.gather(1, order[:, :, None, None].expand_as(colours))

    def _photos(self, which: Tensor) -> Tensor:
        if self._on_device is not None:
            chosen = self._on_device[which.to(self.device)]
        else:
            chosen = torch.from_numpy(self._canvases[which.numpy()]).to(self.device)
        return chosen.permute(0, 3, 1, 2).float()

    def _holes(self, size: int, count: int, rng: torch.Generator) -> Tensor:
        if size not in self._pools:
            self._pools[size] = torch.from_numpy(holes.pool(size, POOL, self._seed)).to(self.device)
        chosen = self._pools[size][torch.randint(POOL, (count,), generator=rng).to(self.device)]
        flips = torch.rand(2, generator=rng) < 0.5
        axes = [axis + 1 for axis in range(2) if flips[axis]]
        return chosen.flip(axes)[:, None].float() if axes else chosen[:, None].float()
