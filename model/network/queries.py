"""Contextual attention for the queries that a hole needs, block by block (the same numbers as for all of them).

A replaced cell takes its features from the patches of the cells around it, and the score fuse reads one ring more, so
scores are needed for the replaced cells dilated by 2, the softmax and the pasting for those dilated by 1. Keys whose
patch touches the hole are dropped after the fuse, which reads them as neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

# Numbers in a block of scores: 16 MiB of float32, of which a handful of copies live at once.
BLOCK_SCORES = 1 << 22


@dataclass(frozen=True, slots=True)
class Block:
    """One block of queries of one sample. All are int64 cell or row numbers; a cell past the last one is a zero.

    scored: (S + 1,) cells whose scores are computed, and the zero.
    columns: (3, M + 1) rows of `scored`: the left neighbour, the cell itself and the right one of the cells that
    the fuse along columns reads.
    lines: (3, Q) rows of those: the upper neighbour, the query itself and the lower one.
    queries: (Q,) cells that get an answer.
    """

    scored: Tensor
    columns: Tensor
    lines: Tensor
    queries: Tensor


def dilated(cells: Tensor, vertical: int, horizontal: int) -> Tensor:
    """Bool (h, w) grown by so many cells up and down, left and right."""
    kernel, padding = (2 * vertical + 1, 2 * horizontal + 1), (vertical, horizontal)
    return F.max_pool2d(cells[None, None].float(), kernel, 1, padding)[0, 0] > 0


def query_blocks(wanted: Tensor, *, fuse: bool, rows: int | None) -> Iterator[Block]:
    """Cut the wanted queries, bool (h, w), into blocks of at most `rows` cell rows; rows without any are skipped."""
    height, width = wanted.shape
    rows = rows or max(1, BLOCK_SCORES // (height * width * width))
    occupied = wanted.any(dim=1).tolist()
    start = 0
    while start < height:
        if not occupied[start]:
            start += 1
            continue
        part = torch.zeros_like(wanted)
        part[start : start + rows] = wanted[start : start + rows]
        yield _block(part, fuse=fuse)
        start += rows


def _block(queries: Tensor, *, fuse: bool) -> Block:
    middle = dilated(queries, 1, 0) if fuse else queries
    scored = dilated(middle, 0, 1) if fuse else queries
    zero = torch.full((1,), queries.numel(), device=queries.device)
    return Block(
        scored=torch.cat([_cells(scored), zero]),
        columns=_neighbour_rows(scored, middle, axis=1, zero=True),
        lines=_neighbour_rows(middle, queries, axis=0, zero=False),
        queries=_cells(queries),
    )


def _cells(chosen: Tensor) -> Tensor:
    return chosen.flatten().nonzero().flatten()


def _neighbour_rows(source: Tensor, target: Tensor, *, axis: int, zero: bool) -> Tensor:
    """Where the cells before, at and after each target cell stand among the source cells; past the end if nowhere."""
    count = int(source.sum())
    rank = torch.full_like(source, count, dtype=torch.int64)
    rank[source] = torch.arange(count, device=source.device)
    along = rank.movedim(axis, -1)
    padded = F.pad(along, (1, 1), value=count)
    length = along.shape[-1]
    found = [padded[..., i : i + length].movedim(-1, axis)[target] for i in range(3)]
    rows = torch.stack(found)
    return F.pad(rows, (0, 1), value=count) if zero else rows


def fused_scores(scores: Tensor, block: Block, height: int, width: int) -> Tensor:
    """`fuse_scores` for the queries of a block: (S + 1, height * width keys) -> (Q, height * width keys)."""
    grid = scores.unflatten(1, (height, width))
    left, own, right = (grid.index_select(0, rows) for rows in block.columns)
    grid = own + F.pad(left, (1, -1)) + F.pad(right, (-1, 1))
    upper, own, lower = (grid.index_select(0, rows) for rows in block.lines)
    return (own + F.pad(upper, (0, 0, 1, -1)) + F.pad(lower, (0, 0, -1, 1))).flatten(1)


def answer(patches: Tensor, keys: Tensor, values: Tensor, dirty: Tensor, *, fuse: bool, rows: int | None) -> Tensor:
    """Answer the queries of one sample that its replaced cells need; the other rows are 0.

    patches: (L, 9 C) queries.  keys: (L, 9 C), scaled, so that a product is a logit.  values: (L, 16 C).
    dirty: bool (h, w), h * w = L: cells to replace, whose own patches are no keys. Returns (L, 16 C).
    """
    height, width = dirty.shape
    answers = torch.zeros_like(values)
    clean = _cells(~dirty)
    if not len(clean) or len(clean) == dirty.numel():
        return answers
    clean_values = values.index_select(0, clean)
    patches = F.pad(patches, (0, 0, 0, 1))
    found, where = [], []
    for block in query_blocks(dilated(dirty, 1, 1), fuse=fuse, rows=rows):
        scores = patches.index_select(0, block.scored) @ keys.T
        scores = fused_scores(scores, block, height, width) if fuse else scores[:-1]
        weights = torch.softmax(scores.index_select(1, clean), dim=1)
        found.append(weights.to(values.dtype) @ clean_values)
        where.append(block.queries)
    return answers.index_copy(0, torch.cat(where), torch.cat(found))
