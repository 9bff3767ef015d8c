"""Contextual attention (arXiv 1801.07892 and 1806.03589, section 3.2) as matrix products and shifts.

What the paper's code does with convolutions of run-time kernels is written here with pad, slice, matmul and
pixel shuffle alone: batched, each sample by its own hole, and exportable with dynamic height and width. Seven decisions
differ from the original on purpose, in training and inference alike; all else gives its numbers:

- the hole reaches feature size by max-pooling, so that no thin stroke vanishes between the samples;
- the score fuse stops at the picture's borders instead of wrapping around the ends of lines;
- overlapping patches are divided by their true count, so border cells are not dimmed;
- only cells whose patches touch the hole are replaced; known cells keep their own features;
- keys in the hole weigh nothing: the original gives them a score of 0, which takes its share of the softmax;
- a key's length counts as NORM_FLOOR at least;
- scores are taken of every second cell, where the original's resize with aligned corners drifts from them by a cell.

There are three forms with the same results. The whole form asks for every cell at once, has no control flow that
depends on the data, and is what a compiler sees. The hole form asks only what the hole needs, in blocks: its cost
follows the hole and, without gradients, its memory the block. The graph form asks the same in one block, as ONNX can
say it.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from model.network.graph_queries import answer_in_graph
from model.network.patches import blocks, hole_at, neighbourhoods, overlap_add
from model.network.queries import answer

# Of a key before it is scaled. Trained ones measure .3 and more; the paper's 1e-4 lets the gradient of one that fades
# away grow a hundred thousand times.
NORM_FLOOR = 1e-2
MASKED_LOGIT = -1e5


class Attended(NamedTuple):
    """What attention made.

    features: (N, C, h, w) in the dtype that came in.
    weights: (N, L, L), L = h w / 4 cells, line by line: softmax weights of every replaced cell over all cells; each
    row sums to 1, or is 0 where a cell is not replaced.
    """

    features: Tensor
    weights: Tensor


def contextual_attention(
    features: Tensor, hole: Tensor, *, scale: float = 10.0, fuse: bool = True, rows: int | None = None
) -> Tensor:
    """Rebuild the features of the hole from 4 x 4 patches of known features.

    features: (N, C, h, w) at a quarter of the picture, h and w even; scores and softmax are computed in float32 or
    better. hole: (N, 1, 4 h, 4 w) float of 0 and 1, one for each sample. A sample without a single clean key comes
    back unchanged. Returns (N, C, h, w) in the dtype of `features`.

    rows: the hole form with blocks of so many rows of cells (8 x 8 pixels). None chooses: the hole form with blocks
    of a moderate size where it was measured to be faster, the whole form for compilers and GPUs. An export to ONNX,
    of one sample, takes the graph form.
    """
    with torch.autocast(device_type=features.device.type, enabled=False):
        if torch.onnx.is_in_onnx_export():
            return _attend_in_graph(features, hole, scale=scale, fuse=fuse)
        if rows is None and _prefers_whole(features):
            return _attend_whole(features, hole, scale=scale, fuse=fuse)[0]
        return _attend_hole(features, hole, scale=scale, fuse=fuse, rows=rows)


def attend(features: Tensor, hole: Tensor, *, scale: float = 10.0, fuse: bool = True) -> Attended:
    """`contextual_attention` in its whole form, with its weights for whoever moves something else by them."""
    with torch.autocast(device_type=features.device.type, enabled=False):
        attended, weights, cells = _attend_whole(features, hole, scale=scale, fuse=fuse)
    return Attended(attended, weights * cells.flatten(1)[:, :, None])


def _prefers_whole(features: Tensor) -> bool:
    if torch.compiler.is_compiling():
        return True
    # A GPU waits for the index lists and then runs many small kernels, one sample after the other.
    return features.device.type != "cpu"


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


def _queries_and_keys(features: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """Both (N, L, 9 C), float32 or better: 3 x 3 patches of every second cell; keys of length `scale`."""
    cells = features[..., ::2, ::2].to(torch.promote_types(features.dtype, torch.float32))
    queries = neighbourhoods(cells).flatten(2).transpose(1, 2)
    norms = queries.norm(dim=2, keepdim=True).clamp_min(NORM_FLOOR)
    return queries, queries * (scale / norms)


def _replaced(features: Tensor, attended: Tensor, cells: Tensor) -> Tensor:
    """Put what was attended into the cells (N, 1, h / 2, w / 2) of 1."""
    chosen = F.interpolate(cells, scale_factor=2, mode="nearest").to(attended.dtype)
    return (features + chosen * (attended - features)).to(features.dtype)


def _attend_whole(features: Tensor, hole: Tensor, *, scale: float, fuse: bool) -> tuple[Tensor, Tensor, Tensor]:
    """The new features, the softmax weights of all cells, and which cells were replaced (N, 1, h / 2, w / 2)."""
    height, width = features.shape[-2] // 2, features.shape[-1] // 2
    queries, keys = _queries_and_keys(features, scale)
    logits = queries @ keys.transpose(1, 2)  # (N, L queries, L keys)
    if fuse:
        logits = fuse_scores(logits, height, width)

    dirty = F.max_pool2d(hole_at(hole.to(logits.dtype), 8), 3, 1, 1)  # the cell's patch holds a hole cell
    unfit = dirty.flatten(1)
    weights = torch.softmax(logits + MASKED_LOGIT * unfit[:, None, :], dim=2)

    values = blocks(features).flatten(2).transpose(1, 2)  # (N, L, 16 C)
    patches = (weights.to(values.dtype) @ values).to(logits.dtype)
    attended = overlap_add(patches.transpose(1, 2).unflatten(2, (height, width)))
    cells = dirty * (1.0 - dirty.amin(dim=(1, 2, 3), keepdim=True))  # none where there is no key
    return _replaced(features, attended, cells), weights, cells


def _attend_hole(features: Tensor, hole: Tensor, *, scale: float, fuse: bool, rows: int | None) -> Tensor:
    height, width = features.shape[-2] // 2, features.shape[-1] // 2
    dirty = F.max_pool2d(hole_at(hole.float(), 8), 3, 1, 1)
    touched = dirty[:, 0] > 0
    if not (touched.flatten(1).any(dim=1) & ~touched.flatten(1).all(dim=1)).any():
        return features  # no sample has both a hole and a key
    queries, keys = _queries_and_keys(features, scale)
    values = blocks(features).flatten(2).transpose(1, 2)
    answers = [answer(queries[n], keys[n], values[n], touched[n], fuse=fuse, rows=rows) for n in range(len(features))]
    patches = torch.stack(answers).to(queries.dtype)
    attended = overlap_add(patches.transpose(1, 2).unflatten(2, (height, width)))
    cells = dirty * (1.0 - dirty.amin(dim=(1, 2, 3), keepdim=True))
    return _replaced(features, attended, cells)


def _attend_in_graph(features: Tensor, hole: Tensor, *, scale: float, fuse: bool) -> Tensor:
    """features (1, C, h, w)."""
    height, width = features.shape[-2] // 2, features.shape[-1] // 2
    queries, keys = _queries_and_keys(features, scale)
    values = blocks(features).flatten(2).transpose(1, 2)
    dirty = F.max_pool2d(hole_at(hole.to(queries.dtype), 8), 3, 1, 1)
    answers = answer_in_graph(queries[0], keys[0], values[0], dirty, fuse=fuse, unfit=MASKED_LOGIT)
    attended = overlap_add(answers.to(queries.dtype).transpose(0, 1).unflatten(1, (height, width))[None])
    cells = dirty * (1.0 - dirty.amin(dim=(1, 2, 3), keepdim=True))  # none where there is no key
    return _replaced(features, attended, cells)
