"""Cutting a batch's crops out of the canvases: on the CPU with OpenCV, or on a GPU that holds them all."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Crops:
    """Where a batch's pictures come from: photo numbers, top left corners, sides, flips, stroke planes; (N,) each."""

    which: Tensor
    top: Tensor
    left: Tensor
    side: Tensor
    flipped: Tensor
    drawing: Tensor


def cut(canvases: np.ndarray, crops: Crops, size: int) -> tuple[Tensor, Tensor]:
    """The crops' pixels, made on the CPU; of a mapped array only the windows are read.

    canvases: (N, H, W, 4) uint8, in channel 3 eight planes of strokes.
    Returns colours (N, 3, size, size) float in 0..255 and strokes (N, 1, size, size) float of 0 and 1.
    """
    pictures = np.empty((len(crops.which), size, size, 4), np.uint8)
    strokes = np.empty((len(crops.which), 1, size, size), np.float32)
    for i, number in enumerate(crops.which.tolist()):
        y, x, side = int(crops.top[i]), int(crops.left[i]), int(crops.side[i])
        window = np.ascontiguousarray(canvases[number, y : y + side, x : x + side])
        plane = (window[..., 3] >> np.uint8(crops.drawing[i]) & np.uint8(1)) * np.uint8(255)
        smooth, sharp = (cv2.INTER_AREA,) * 2 if side > size else (cv2.INTER_LINEAR, cv2.INTER_NEAREST_EXACT)
        picture = cv2.resize(window, (size, size), interpolation=smooth)
        # Reduced, a pixel counts as soon as a stroke touches it, as `model.inference.crops.cut` has it.
        stroke = cv2.resize(plane, (size, size), interpolation=sharp) > 0
        order = slice(None, None, -1 if crops.flipped[i] else 1)
        pictures[i], strokes[i, 0] = picture[:, order], stroke[:, order]
    return torch.from_numpy(pictures).permute(0, 3, 1, 2)[:, :3].float(), torch.from_numpy(strokes)


def sampled(canvases: Tensor, crops: Crops, size: int) -> tuple[Tensor, Tensor]:
    """What `cut` makes, from canvases (N, H, W, 4) uint8 on their own device: nothing from outside the crops either."""
    device, count = canvases.device, len(crops.which)
    # At least a sample a pixel, averaged: reduced crops stay free of aliasing.
    finer = max(2, -(-int(crops.side.max()) // size))
    fine = size * finer
    # An enlarged crop's outermost samples lie between its last pixel and the next one, which may be beyond the photo.
    sides = crops.side[:, None]
    offsets = (sides * ((torch.arange(fine) + 0.5) / fine)).clamp(min=0.5).minimum(sides - 0.5)
    rows, columns = crops.top[:, None] + offsets, crops.left[:, None] + offsets
    columns = torch.where(crops.flipped[:, None], columns.flip(1), columns)
    height, width = canvases.shape[1:3]
    across = (2 * columns / width - 1)[:, None, :].expand(count, fine, fine)
    down = (2 * rows / height - 1)[:, :, None].expand(count, fine, fine)
    photos = canvases[crops.which.to(device)][..., :3].permute(0, 3, 1, 2).float()
    grid = torch.stack([across, down], dim=-1).to(device)
    colours = F.grid_sample(photos, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return F.avg_pool2d(colours, finer), _touched(canvases, crops, size)


def _touched(canvases: Tensor, crops: Crops, size: int) -> Tensor:
    """The crops' strokes, (N, 1, size, size) float of 0 and 1: every stroke that a pixel touches, to the last one."""
    device, side = canvases.device, crops.side[:, None]
    number = torch.arange(size)
    middle = (2 * number + 1) * side // (2 * size)
    reduced = side > size
    first = torch.where(reduced, number * side // size, middle)
    last = torch.where(reduced, -(-(number + 1) * side // size) - 1, middle)
    most = int((last - first).max()) + 1
    # (N, size * most): the canvas pixels under each pixel of the crop; the last one stands for those too many
    under = torch.minimum(first[..., None] + torch.arange(most), last[..., None])
    turned = torch.where(crops.flipped[:, None, None], under.flip(1), under)
    rows = (crops.top[:, None] + under.flatten(1)).to(device)
    columns = (crops.left[:, None] + turned.flatten(1)).to(device)
    planes = canvases[..., 3][crops.which.to(device)[:, None, None], rows[:, :, None], columns[:, None, :]]
    strokes = planes >> crops.drawing.to(device, torch.uint8)[:, None, None] & 1
    return F.max_pool2d(strokes.float()[:, None], most)
