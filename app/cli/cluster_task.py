"""What a worker of a cluster does: one picture at a time, with a network that stays loaded between them."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from socket import gethostname
from typing import Any, Protocol

from app import __version__
from app.cli.exits import Exit, code_of, line_of
from app.cli.fill import Network, never
from app.cli.orders import Order, fill_order
from app.cli.voice import Voice
from model.inference import Inpainter
from model.inference.errors import BadWeights, Cancelled, NoEngine
from model.inference.weights import GENERATOR, read_manifest

OVER = "over"
"""How a task ends after which no other can succeed; besides DONE and FAILED."""

# Loading the engine is the longest that a picture does without looking whether it is still wanted.
REST_S = 4.0
POLL_S = 0.02


class Mark(Protocol):
    """A sign that all workers see and that outlives each of them."""

    def is_set(self) -> bool:
        """Whether a worker of this batch has begun to fill this picture."""

    def set(self) -> None:
        """Say that one has."""


@dataclass(frozen=True, slots=True)
class Task:
    """A picture for a worker.

    mark: name of the picture's Mark.  identity: version and weights that the batch is to be filled with.
    threads: CPU threads of a pass.
    """

    order: Order
    mark: str
    identity: str
    threads: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ended, and what there is to say: method of Voice and its arguments."""

    end: str
    said: tuple[tuple[str, tuple[Any, ...]], ...]

    def tell(self, voice: Voice) -> None:
        """Have it said."""
        for method, words in self.said:
            getattr(voice, method)(*words)


class Notebook:
    """A Speaker that writes down; exceptions and their tracebacks stay on this machine."""

    def __init__(self) -> None:
        self.said: list[tuple[str, tuple[Any, ...]]] = []

    def progress(self, name: str, stage: str, done: float, total: int) -> None:
        """Nobody is watching."""

    def remark(self, text: str) -> None:
        """See Speaker."""
        self.said.append(("remark", (text,)))

    def finish(self, text: str) -> None:
        """See Speaker."""
        self.said.append(("finish", (text,)))

    def result(self, lines: Iterable[str], record: dict[str, Any]) -> None:
        """See Speaker."""
        self.said.append(("result", (tuple(lines), record)))

    def refusal(self, fault: BaseException, name: str | None) -> Exit:
        """See Speaker."""
        code = code_of(fault)
        self.said.append(("refuse", (code, line_of(fault), name)))
        return code


class _Networks:
    """The loaded networks that wait for a picture; a worker with several threads comes to have several."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[str, int], Network]] = []
        self._lock = threading.Lock()

    def take(self, device: str, threads: int) -> Network:
        """One that nobody else uses."""
        with self._lock:
            for index, (kind, network) in enumerate(self._waiting):
                if kind == (device, threads):
                    del self._waiting[index]
                    return network

        def load(device: str) -> Inpainter:
            return Inpainter.load(device, threads=threads)

        return Network(load, device, never)

    def give_back(self, device: str, threads: int, network: Network) -> None:
        """Let the next picture have it."""
        network.cancelled = never
        with self._lock:
            self._waiting.append(((device, threads), network))

    def close(self) -> None:
        """Give the memory of all that wait back."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for _, network in waiting:
            network.close()


NETWORKS = _Networks()

# One for each picture that is being filled in this process.
_AT_WORK: set[object] = set()


def identity() -> str:
    """Version and weights: workers that differ in it would fill differently."""
    entry = read_manifest()["files"].get(GENERATOR)
    sha256 = entry.get("sha256") if isinstance(entry, dict) else None
    return f"{__version__}, weights {str(sha256)[:12]}"


def run_task(task: Task) -> Ending:
    """The function that Dask runs."""
    from distributed import Event, Reschedule

    at_work = object()
    _AT_WORK.add(at_work)
    try:
        return fill_task(task, Event(task.mark), _cancelled_by_dask())
    except (Cancelled, KeyboardInterrupt):
        # Either nobody waits for it any more, or this worker is being stopped and another one has to fill it.
        raise Reschedule from None
    finally:
        _AT_WORK.discard(at_work)


def fill_task(task: Task, mark: Mark, cancelled: Callable[[], bool]) -> Ending:
    """Fill one picture. Raises Cancelled or KeyboardInterrupt, and nothing else."""
    notebook = Notebook()
    arguments = task.order.arguments
    network = NETWORKS.take(arguments.device, task.threads)
    network.cancelled = cancelled
    try:
        here = identity()
        if here != task.identity:
            raise NoEngine(f"worker {gethostname()} has {here}, wanted {task.identity}: install the same there")
        end = fill_order(_marked(task.order, mark), network, notebook)
    except (NoEngine, BadWeights) as fault:
        notebook.refusal(fault, task.order.name)
        end = OVER
    finally:
        NETWORKS.give_back(arguments.device, task.threads, network)
    return Ending(end, tuple(notebook.said))


async def rest() -> None:
    """Run on every worker before it is ended: until its pictures have been given up, or for REST_S.

    A connection that a picture opens while the worker closes its own is nobody's, and Dask prints a page about it.
    """
    until = time.monotonic() + REST_S
    while _AT_WORK and time.monotonic() < until:
        await asyncio.sleep(POLL_S)


def close_networks() -> None:
    """Run on every worker when a batch is over: the workers may live on."""
    NETWORKS.close()


def _marked(order: Order, mark: Mark) -> Order:
    """The order; it may replace an output that a worker wrote which was lost before it could say so.

    The mark is set only where no output was there, and before one is: what stands there later is of this batch.
    """
    if order.arguments.overwrite:
        return order
    if mark.is_set():
        return replace(order, arguments=replace(order.arguments, overwrite=True))
    if not any(map(os.path.lexists, order.job.outputs)):
        mark.set()
    return order


def _cancelled_by_dask() -> Callable[[], bool]:
    """Whether the task that runs on this thread is still wanted."""
    from distributed import get_worker

    worker = get_worker()
    key, tasks = worker.get_current_task(), worker.state.tasks

    def cancelled() -> bool:
        found = tasks.get(key)
        return found is None or found.state == "cancelled" or worker.status.name in ("closing", "closed", "failed")

    return cancelled
