"""A training step as one CUDA graph: captured after a few steps, then replayed without Python in between.

The generator's layers are so narrow that a GPU is done with one before Python has launched the next. A graph is
launched as a whole. All that changes from step to step lies in tensors that the graph reads anew: the batch, the rates,
the weight of the hinge loss.
"""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import torch
from torch import Tensor

from model.training.batches import Batch

WARM_STEPS = 4  # cuDNN chooses its algorithms, compilers load their kernels, optimisers make their memory

Step = Callable[[Batch], dict[str, Tensor]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Captured:
    """A graph, the batch that it reads and the losses that it writes."""

    graph: torch.cuda.CUDAGraph
    batch: Batch
    losses: dict[str, Tensor]


class Graphs:
    """One graph for each kind of step. Where capturing fails, steps go on as they are, and that is logged once."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._taken: dict[Hashable, int] = {}
        self._captured: dict[Hashable, Captured] = {}
        self._stream = torch.cuda.Stream(device)
        self._failed = False

    def run(self, kind: Hashable, batch: Batch, step: Step) -> dict[str, Tensor]:
        """Take one step. kind: what the graph depends on beside the batch's shape.

        Returns the losses; a replay writes them into the same tensors again.
        """
        key = (kind, tuple(batch.photo.shape))
        if key not in self._captured and not self._failed and self._taken.get(key, 0) >= WARM_STEPS:
            self._capture(key, batch, step)
        if key in self._captured:
            return self._replay(self._captured[key], batch)
        self._taken[key] = self._taken.get(key, 0) + 1
        return step(batch) if self._failed else self._warm(batch, step)

    def _warm(self, batch: Batch, step: Step) -> dict[str, Tensor]:
        stream = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(stream)
        with torch.cuda.stream(self._stream):
            losses = step(batch)
        stream.wait_stream(self._stream)
        return losses

    def _capture(self, key: Hashable, batch: Batch, step: Step) -> None:
        graph = torch.cuda.CUDAGraph()
        still = Batch(batch.photo.clone(), batch.hole.clone(), batch.sketch.clone())
        pool = next(iter(self._captured.values())).graph.pool() if self._captured else None
        try:
            torch.cuda.synchronize(self._device)
            # Another thread makes the next batches meanwhile: its calls are none of this capture's business.
            with torch.cuda.graph(graph, pool=pool, stream=self._stream, capture_error_mode="thread_local"):
                losses = step(still)
        except RuntimeError as fault:
            self._failed = True
            log.warning("the step could not be captured and is launched piece by piece: %s", fault)
            return
        self._captured[key] = Captured(graph, still, losses)

    def _replay(self, captured: Captured, batch: Batch) -> dict[str, Tensor]:
        captured.batch.photo.copy_(batch.photo)
        captured.batch.hole.copy_(batch.hole)
        captured.batch.sketch.copy_(batch.sketch)
        captured.graph.replay()
        return captured.losses
