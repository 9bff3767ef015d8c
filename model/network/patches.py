"""Patches of feature maps, cut and pasted by padding, slicing and pixel shuffle alone, so that all of it exports."""

import torch
import torch.nn.functional as F
from torch import Tensor


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
