"""The next batches, made on another thread and another stream while a GPU learns from this one."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import torch

from model.training.batches import Batch

DEPTH = 2  # batches in the making or waiting

Draw = Callable[[int, int, int], Batch]
Asked = tuple[int, int, int]


class Ahead:
    """`draw(size, count, step)` as the maker's own, with the steps after it already begun.

    A batch depends on its step alone, so what is drawn ahead is what would have been drawn. Copies to a GPU wait for
    all work that their stream was given before; on a stream of their own they wait for each other alone.
    """

    def __init__(self, draw: Draw, device: torch.device) -> None:
        self._draw, self._device = draw, device
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="batches")
        self._begun: dict[Asked, Future[tuple[Batch, torch.cuda.Event | None]]] = {}

    def draw(self, size: int, count: int, step: int) -> Batch:
        """The batch of this step; those of a size or a step that nobody will ask for any more are let go."""
        wanted = [(size, count, step + later) for later in range(DEPTH + 1)]
        for asked in [asked for asked in self._begun if asked not in wanted]:
            self._begun.pop(asked).cancel()
        for asked in wanted:
            if asked not in self._begun:
                self._begun[asked] = self._thread.submit(self._make, asked)
        batch, made = self._begun.pop(wanted[0]).result()
        if made is not None:
            stream = torch.cuda.current_stream(self._device)
            stream.wait_event(made)
            for tensor in (batch.photo, batch.hole, batch.sketch):
                tensor.record_stream(stream)  # else its memory could be given away while this stream still reads it
        return batch

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(cancel_futures=True)
        self._begun.clear()

    def _make(self, asked: Asked) -> tuple[Batch, torch.cuda.Event | None]:
        if self._stream is None:
            return self._draw(*asked), None
        with torch.cuda.device(self._device), torch.cuda.stream(self._stream):
            return self._draw(*asked), self._stream.record_event()
