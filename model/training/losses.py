"""Losses: tensors in, one scalar out, nothing stepped."""

from collections.abc import Callable, Sequence
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

from model.inference.planes import LUMA_WEIGHTS

# The weights of the six terms of `partial_losses` (arXiv 1804.07723, section 3.3).
PARTIAL_WEIGHTS = {
    "valid": 1.0,
    "hole": 6.0,
    "perceptual": 0.05,
    "style_out": 120.0,
    "style_composite": 120.0,
    "tv": 0.1,
}

STROKE_REACH = 2  # pixels to each side, within which an edge counts as following a stroke
COHERENT = 5  # side of the square in which the steps of one edge go the same way
CLEAR_EDGE = 150 / (8 * 127.5)  # what `edge_strength` gives where Canny's upper threshold of the evaluation is reached
CLEAR_AND_COHERENT = 0.6 * CLEAR_EDGE  # what `coherent_strength` gives for such an edge: the mean across it
SMOOTHING = (0.0545, 0.2442, 0.4026, 0.2442, 0.0545)  # a Gaussian of sigma 1


def weighted_l1(picture: Tensor, truth: Tensor, hole: Tensor, *, known_weight: float) -> Tensor:
    """Mean absolute difference with weight 1 in the hole and `known_weight` outside.

    picture, truth: (N, 3, H, W) in [-1, 1]; hole: (N, 1, H, W) of 0 and 1. With `known_weight` 1 it is the paper's
    l1 over the whole raw output.
    """
    return _weighted((picture - truth).abs(), hole, known_weight)


def weighted_squares(picture: Tensor, truth: Tensor, hole: Tensor, *, known_weight: float) -> Tensor:
    """`weighted_l1` with squared differences: large faults weigh more than many small ones."""
    return _weighted((picture - truth).square(), hole, known_weight)


def _weighted(values: Tensor, hole: Tensor, known_weight: float) -> Tensor:
    """The mean of values (N, 3, H, W) with weight 1 in the hole (N, 1, H, W)."""
    weight = hole + known_weight * (1.0 - hole)
    return (values * weight).sum() / (3.0 * weight.sum())


def near_strokes(sketch: Tensor) -> Tensor:
    """Where a stroke decides what the picture does: strokes grown by STROKE_REACH. (N, 1, H, W) of 0 and 1, twice."""
    return F.max_pool2d(sketch, 2 * STROKE_REACH + 1, 1, STROKE_REACH)


def stroke_steps(picture: Tensor, truth: Tensor, near: Tensor) -> Tensor:
    """Mean absolute difference of the steps from pixel to pixel, near strokes alone.

    picture, truth: (N, 3, H, W) in [-1, 1]; near: `near_strokes`. l1 is content with a soft edge in about the right
    place; a stroke says where the edge is, so there it can be asked to be as steep as the photo's.
    """
    difference = picture - truth
    across = (difference[..., 1:] - difference[..., :-1]).abs() * (near[..., 1:] * near[..., :-1])
    down = (difference[..., 1:, :] - difference[..., :-1, :]).abs() * (near[..., 1:, :] * near[..., :-1, :])
    return (across.sum() + down.sum()) / (6.0 * near.sum().clamp_min(1.0))


def edge_strength(picture: Tensor) -> Tensor:
    """How steep the luma is: (N, 3, H, W) in [-1, 1] -> (N, 1, H, W), as Canny sees it after a Gaussian of sigma 1.

    Sobel's |dx| + |dy| divided by 8: the change from one pixel to the next.
    """
    return _length(_slopes(picture))


def coherent_strength(picture: Tensor) -> Tensor:
    """`edge_strength` of what has one direction: (N, 3, H, W) in [-1, 1] -> (N, 1, H, W).

    The mean slope in a square of COHERENT pixels. Where one colour meets another the slopes of a neighbourhood agree;
    those around a dot cancel out, and so do those of a line's two sides.
    """
    return _length(F.avg_pool2d(_slopes(picture), COHERENT, 1, COHERENT // 2))


def _slopes(picture: Tensor) -> Tensor:
    """Sobel's dx and dy of the smoothed luma, divided by 8: (N, 2, H, W)."""
    weights, gaussian, sobel = _edge_kernels(picture.device, picture.dtype)
    luma = F.conv2d(picture, weights)
    smooth = F.conv2d(F.pad(luma, (2, 2, 2, 2), mode="replicate"), gaussian)
    return F.conv2d(F.pad(smooth, (1, 1, 1, 1), mode="replicate"), sobel)


def _length(slopes: Tensor) -> Tensor:
    return slopes.abs().sum(1, keepdim=True)


@cache
def _edge_kernels(device: torch.device, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    """Luma (1, 3, 1, 1), Gaussian (1, 1, 5, 5), Sobel over 8 (2, 1, 3, 3): made once, a captured step may not wait."""
    line = torch.tensor(SMOOTHING)
    across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8
    luma, gaussian = torch.tensor(LUMA_WEIGHTS).view(1, 3, 1, 1), (line[:, None] * line)[None, None]
    sobel = torch.stack([across, across.t()])[:, None]
    return luma.to(device, dtype), gaussian.to(device, dtype), sobel.to(device, dtype)


def edge_shortfall(picture: Tensor, truth: Tensor, sketch: Tensor) -> Tensor:
    """What the picture's edges lack along strokes: the mean over stroke pixels, 0 where every stroke is followed.

    picture, truth: (N, 3, H, W) in [-1, 1]; sketch: (N, 1, H, W) of 0 and 1. At a stroke there should be an edge within
    STROKE_REACH as strong as the photo's, or as a clear edge where the photo's is stronger than that. Where in that
    reach it lies is left to l1: a term that asks for the very pixel is answered with a soft edge. It is asked for
    twice, steep and coherent: steepness alone is answered with a row of beads.
    """
    steep = _shortfall(edge_strength(picture), edge_strength(truth), CLEAR_EDGE)
    coherent = _shortfall(coherent_strength(picture), coherent_strength(truth), CLEAR_AND_COHERENT)
    return ((steep + coherent) * sketch).sum() / sketch.sum().clamp_min(1.0)


def _shortfall(there: Tensor, truth: Tensor, enough: float) -> Tensor:
    """What the strongest within STROKE_REACH lack, to be as strong as in `truth` or `enough`: (N, 1, H, W)."""
    reach = 2 * STROKE_REACH + 1
    wanted = F.max_pool2d(truth.detach(), reach, 1, STROKE_REACH).clamp_max(enough)
    return torch.relu(wanted - F.max_pool2d(there, reach, 1, STROKE_REACH))


def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """L_D = (E[relu(1 - D(real))] + E[relu(1 + D(fake))]) / 2 over all logits (section 3.3)."""
    return 0.5 * (torch.relu(1.0 - real).mean() + torch.relu(1.0 + fake).mean())


def hinge_generator(fake: Tensor) -> Tensor:
    """L_G = -E[D(fake)] over all logits (section 3.3)."""
    return -fake.mean()


def feature_matching(real_layers: Sequence[Tensor], fake_layers: Sequence[Tensor]) -> Tensor:
    """Mean square difference of a discriminator's layers, averaged over layers (arXiv 2109.07161, section 2.2).

    real_layers, fake_layers: what `layers_of` gives for a photo and for its fill; the logits at the end are left out,
    and no gradient flows to the real ones.
    """
    pairs = zip(real_layers[:-1], fake_layers[:-1], strict=True)
    return torch.stack([F.mse_loss(fake.float(), real.detach().float()) for real, fake in pairs]).mean()


def perceptual(features_a: Sequence[Tensor], features_b: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of features (N, C, h, w), summed over scales (arXiv 1804.07723, equation 3)."""
    return _summed([F.l1_loss(a.float(), b.float()) for a, b in zip(features_a, features_b, strict=True)])


def gram(feature: Tensor) -> Tensor:
    """Products of channels: (N, C, h, w) -> (N, C, C) float32, divided by C x h x w (arXiv 1804.07723, equation 4)."""
    flat = feature.float().flatten(2)
    # Sums over thousands of places are nothing for bfloat16.
    with torch.autocast(feature.device.type, enabled=False):
        return flat @ flat.transpose(1, 2) / (flat.shape[1] * flat.shape[2])


def style(features_a: Sequence[Tensor], features_b: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of Gram matrices, summed over scales (arXiv 1804.07723, equations 4 and 5)."""
    return _summed([F.l1_loss(gram(a), gram(b)) for a, b in zip(features_a, features_b, strict=True)])


def total_variation(composite: Tensor, hole: Tensor) -> Tensor:
    """Differences of neighbours that both lie in the hole grown by one pixel (arXiv 1804.07723, equation 6).

    composite: (N, 3, H, W); hole: (N, 1, H, W) of 0 and 1. The sum is divided by the picture's number of values.
    """
    region = F.max_pool2d(hole, 3, 1, 1)
    across = (composite[..., 1:] - composite[..., :-1]).abs() * (region[..., 1:] * region[..., :-1])
    down = (composite[..., 1:, :] - composite[..., :-1, :]).abs() * (region[..., 1:, :] * region[..., :-1, :])
    return (across.sum() + down.sum()) / composite.numel()


def partial_losses(
    picture: Tensor, truth: Tensor, hole: Tensor, features: Callable[[Tensor], Sequence[Tensor]]
) -> dict[str, Tensor]:
    """The six terms with which partial convolutions were trained, unweighted (arXiv 1804.07723, section 3.3).

    picture: raw output (N, 3, H, W) in [-1, 1]; truth: the photo, alike; hole: (N, 1, H, W) of 0 and 1; features:
    `PretrainedFeatures`. As in that paper `valid` and `hole` are sums over their places divided by the number of values
    of the WHOLE picture. Multiply by PARTIAL_WEIGHTS and add.
    """
    picture = picture.float()
    composite = picture * hole + truth * (1.0 - hole)
    difference = (picture - truth).abs()
    with torch.no_grad():
        of_truth = features(truth)
    of_both = [scale.chunk(2) for scale in features(torch.cat([picture, composite]))]
    of_picture, of_composite = [both[0] for both in of_both], [both[1] for both in of_both]
    return {
        "valid": (difference * (1.0 - hole)).mean(),
        "hole": (difference * hole).mean(),
        "perceptual": perceptual(of_picture, of_truth) + perceptual(of_composite, of_truth),
        "style_out": style(of_picture, of_truth),
        "style_composite": style(of_composite, of_truth),
        "tv": total_variation(composite, hole),
    }


def _summed(terms: list[Tensor]) -> Tensor:
    return torch.stack(terms).sum()
