"""Contextual attention for the queries that a hole needs, in operations that an ONNX graph can hold.

What `queries.answer` does in blocks, chosen by Python as it goes, is done here at once and without a branch: the cells
are found by their numbers, and cells that are not among them point to a line of zeros in front.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def answer_in_graph(
    patches: Tensor, keys: Tensor, values: Tensor, dirty: Tensor, *, fuse: bool, unfit: float
) -> Tensor:
    """Answer the queries of one sample that its replaced cells need; the other rows are 0.

    patches: (L, 9 C) queries.  keys: (L, 9 C), scaled, so that a product is a logit.  values: (L, 16 C).
    dirty: (1, 1, h, w) float of 0 and 1, h * w = L: cells to replace, whose own patches are no keys.
    unfit: what is added to a logit of theirs.  Returns (L, 16 C).
    """
    height, width = dirty.shape[-2:]
    # A graph without any query would multiply empty matrices, which not every runtime can: the first cell always asks.
    first = F.pad(torch.ones_like(dirty[..., :1, :1]), (0, width - 1, 0, height - 1))
    queries = torch.maximum(_grown(dirty, 1, 1), first)
    middle = _grown(queries, 1, 0) if fuse else queries
    scored = _grown(middle, 0, 1) if fuse else queries
    logits = patches.index_select(0, _cells(scored)) @ keys.transpose(0, 1)  # (S, L)
    if fuse:
        grid = _with_zero(logits).unflatten(1, (height, width))
        before, own, after = (grid.index_select(0, rows) for rows in _neighbour_rows(scored, middle, axis=3))
        grid = _with_zero(own + F.pad(before, (1, -1)) + F.pad(after, (-1, 1)))
        before, own, after = (grid.index_select(0, rows) for rows in _neighbour_rows(middle, queries, axis=2))
        logits = (own + F.pad(before, (0, 0, 1, -1)) + F.pad(after, (0, 0, -1, 1))).flatten(1)
    weights = torch.softmax(logits + unfit * dirty.flatten()[None], dim=1)
    return _with_zero(weights.to(values.dtype) @ values).index_select(0, _ranks(queries).flatten())


def _grown(cells: Tensor, vertical: int, horizontal: int) -> Tensor:
    return F.max_pool2d(cells, (2 * vertical + 1, 2 * horizontal + 1), 1, (vertical, horizontal))


def _with_zero(rows: Tensor) -> Tensor:
    """A row of zeros in front."""
    return F.pad(rows, (0, 0) * (rows.dim() - 1) + (1, 0))


def _cells(chosen: Tensor) -> Tensor:
    return chosen.flatten().nonzero()[:, 0]


def _ranks(chosen: Tensor) -> Tensor:
    """Of each chosen cell its number among them from 1 on, of the others 0: int64, in the shape of `chosen`."""
    inside = (chosen > 0).to(torch.int64)  # a runtime that sums in bfloat16 would lose count after 256
    return (torch.cumsum(inside.flatten(), 0) * inside.flatten()).view_as(chosen)


def _neighbour_rows(source: Tensor, target: Tensor, *, axis: int) -> list[Tensor]:
    """Where the cells before, at and after each target cell stand among the source cells, from 1 on; 0 if nowhere."""
    padded = F.pad(_ranks(source), (1, 1) if axis == 3 else (0, 0, 1, 1))
    length = source.shape[axis]
    return [padded.narrow(axis, i, length).flatten().index_select(0, _cells(target)) for i in range(3)]
