"""Contextual attention (arXiv 1801.07892 and 1806.03589, section 3.2) as matrix products and shifts.

What the paper's code does with convolutions of run-time kernels is written here with pad, slice, matmul and
pixel shuffle alone: the same numbers, batched, and exportable with dynamic height and width. Four decisions
differ from the original on purpose, in training and inference alike:

- the hole reaches feature size by max-pooling, so that no thin stroke vanishes between the samples;
- the score fuse stops at the picture's borders instead of wrapping around the ends of lines;
- overlapping patches are divided by their true count, so border cells are not dimmed;
- only cells whose patches touch the hole are replaced; known cells keep their own features.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

NORM_FLOOR = 1e-4
MASKED_SCORE = -1e4


def hole_at(hole: Tensor, factor: int) -> Tensor:
    """Reduce a hole so that every touched cell counts.

    hole: (N, 1, H, W) float of 0 and 1, H and W multiples of `factor` -> (N, 1, H / factor, W / factor).
    """
    return F.max_pool2d(hole, factor, factor)


def neighbourhoods(cells: Tensor) -> Tensor:
    """The 3 x 3 patch around every cell, zeros outside: (N, C, h, w) -> (N, 9 C, h, w)."""
    height, width = cells.shape[-2:]
    padded = F.pad(cells, (1, 1, 1, 1))
    shifts = [padded[..., i : i + height, j : j + width] for i in range(3) for j in range(3)]
    return torch.cat(shifts, dim=1)


def blocks(features: Tensor) -> Tensor:
    """The 4 x 4 patch at every second cell, one line of zeros around: (N, C, h, w) -> (N, 16 C, h / 2, w / 2).

    The channels are ordered (quadrant row, quadrant column, C, row in 2, column in 2), as `overlap_add` reads them.
    """
    half_height, half_width = features.shape[-2] // 2, features.shape[-1] // 2
    corners = F.pixel_unshuffle(F.pad(features, (1, 1, 1, 1)), 2)
    quadrants = [corners[..., i : i + half_height, j : j + half_width] for i in range(2) for j in range(2)]
    return torch.cat(quadrants, dim=1)


def overlap_add(patches: Tensor) -> Tensor:
    """Average overlapping 4 x 4 patches: the inverse of `blocks`, (N, 16 C, h / 2, w / 2) -> (N, C, h, w)."""
    height, width = 2 * patches.shape[-2], 2 * patches.shape[-1]
    total = _place_quadrants(patches)
    count = _place_quadrants(torch.ones_like(patches[:1, :16]))
    return (total / count)[..., 1 : height + 1, 1 : width + 1]


def _place_quadrants(patches: Tensor) -> Tensor:
    quadrants = patches.chunk(4, dim=1)
    pads = [(0, 2, 0, 2), (2, 0, 0, 2), (0, 2, 2, 0), (2, 0, 2, 0)]
    placed = [F.pad(F.pixel_shuffle(quadrant, 2), pad) for quadrant, pad in zip(quadrants, pads, strict=True)]
    return placed[0] + placed[1] + placed[2] + placed[3]


def fuse_scores(scores: Tensor, height: int, width: int) -> Tensor:
    """Sum the scores of equally shifted query and key over a 3 x 3 neighbourhood.

    scores: (N, height * width queries, height * width keys). Neighbours outside the picture count as 0.
    """
    grid = scores.unflatten(2, (height, width)).unflatten(1, (height, width))  # (N, y, x, v, u)
    along_rows = F.pad(grid, (1, 1, 0, 0, 1, 1))
    grid = grid + along_rows[:, :, :-2, :, :-2] + along_rows[:, :, 2:, :, 2:]
    along_columns = F.pad(grid, (0, 0, 1, 1, 0, 0, 1, 1))
    grid = grid + along_columns[:, :-2, :, :-2] + along_columns[:, 2:, :, 2:]
    return grid.flatten(3, 4).flatten(1, 2)


def contextual_attention(features: Tensor, hole: Tensor, *, scale: float = 10.0, fuse: bool = True) -> Tensor:
    """Rebuild the features of the hole from 4 x 4 patches of known features.

    features: (N, C, h, w) at a quarter of the picture, h and w even; computed in float32 whatever comes in.
    hole: (N, 1, 4 h, 4 w) float of 0 and 1, one for each sample. A sample without a single clean key
    comes back unchanged. Returns (N, C, h, w) in the dtype of `features`.
    """
    with torch.autocast(device_type=features.device.type, enabled=False):
        attended = _attend(features.float(), hole.float(), scale=scale, fuse=fuse)
    return attended.to(features.dtype)


def _attend(features: Tensor, hole: Tensor, *, scale: float, fuse: bool) -> Tensor:
    cells = features[..., ::2, ::2]
    height, width = cells.shape[-2:]
    hole_cells = hole_at(hole, 8)

    queries = neighbourhoods(cells).flatten(2).transpose(1, 2)  # (N, L, 9 C)
    norms = queries.norm(dim=2, keepdim=True).clamp_min(NORM_FLOOR)
    scores = queries @ (queries / norms).transpose(1, 2)  # (N, L queries, L keys)
    if fuse:
        scores = fuse_scores(scores, height, width)

    dirty = F.max_pool2d(hole_cells, 3, 1, 1).flatten(1)  # (N, L): the key's patch holds a hole cell
    scores = scale * scores + MASKED_SCORE * scale * dirty[:, None, :]
    weights = torch.softmax(scores, dim=2)

    values = blocks(features).flatten(2).transpose(1, 2)  # (N, L, 16 C)
    patches = (weights @ values).transpose(1, 2).unflatten(2, (height, width))
    attended = overlap_add(patches)

    replace = F.interpolate(F.max_pool2d(hole_cells, 3, 1, 1), scale_factor=2, mode="nearest")
    replace = replace * (1.0 - dirty.amin(dim=1))[:, None, None, None]
    return features + replace * (attended - features)
