"""`fill --cluster`: the pictures of a batch handed to a Dask scheduler, and what comes back.

Dask decides which worker fills what, and has the pictures of a lost worker filled by others. The workers read and write
the files, so they need to see the same paths; only lines and records come back.
"""

import os
import queue
import secrets
import signal
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from multiprocessing import resource_tracker
from types import FrameType
from typing import Any

from app.cli.cluster_task import OVER, Ending, Task, close_networks, identity, rest, run_task
from app.cli.exits import CommandLineError, Exit, one_line
from app.cli.orders import FAILED, Order
from app.cli.parse import LOCAL, FillArguments
from app.cli.tally import Tally
from app.cli.voice import Voice
from app.files.photo import photo_size
from app.signals import asking_to_end, of_a_terminal
from model.inference.engines.cores import usable_cores
from model.inference.errors import NoEngine

CONNECT_S = 10
POLL_S = 0.5
# Without a result for so long, the scheduler is asked whether anybody works at all.
SILENCE_S = 30.0
# A picture at which more workers than this were lost is given up: it is likely to be the cause.
LOST_WORKERS = 3

# What a fill may take: the promise of docs/benchmarks.md, with four channels.
MEMORY_OF_A_FILL, PICTURES_IN_MEMORY, CHANNELS = 600_000_000, 4, 4

_SETTINGS = {
    "distributed.scheduler.allowed-failures": LOST_WORKERS,
    # Nothing large is kept by Dask: its watch over memory would only stop workers in the middle of a picture.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
}

_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")


def check_installed() -> None:
    """Raise CommandLineError unless Dask is here."""
    if find_spec("distributed") is None:
        raise CommandLineError("--cluster needs dask.distributed: pip install '.[cluster]'")


def arguments_for(arguments: FillArguments) -> FillArguments:
    """The arguments with paths that mean the same to workers in another folder."""
    if arguments.cluster in (None, LOCAL):
        return arguments
    names = ("photo", "output", "masks", "sketches", "exclude")
    found = {name: getattr(arguments, name) for name in names}
    return replace(arguments, **{name: path.absolute() for name, path in found.items() if path is not None})


def fill_on_cluster(
    orders: Sequence[Order], arguments: FillArguments, cancelled: Callable[[], bool], voice: Voice, tally: Tally
) -> None:
    """Have every order filled; say and count each as it comes back.

    Raises NoEngine where nobody can go on, KeyboardInterrupt; no process started here outlives it.
    """
    where = arguments.cluster or LOCAL
    processes, threads = processes_for(orders) if where == LOCAL else (0, 1)
    if processes:
        voice.remark(f"{processes} processes of {threads} threads")
    with _connected(where, processes) as client:
        errand = _Errand(client, where, cancelled)
        try:
            errand.send(orders, threads)
            for ending in errand.endings():
                ending.tell(voice)
                tally.count(ending.end)
        finally:
            errand.call_back()


def processes_for(orders: Sequence[Order]) -> tuple[int, int]:
    """How many processes of how many threads fill these pictures here: as many as cores and memory allow."""
    import psutil  # comes with distributed
    from distributed.system import MEMORY_LIMIT  # heeds cgroups

    largest = max((order.job.photo for order in orders), key=lambda path: path.stat().st_size if path.exists() else 0)
    width, height = photo_size(largest) or (0, 0)
    one = MEMORY_OF_A_FILL + PICTURES_IN_MEMORY * width * height * CHANNELS
    fitting = min(psutil.virtual_memory().available, MEMORY_LIMIT) // one
    cores = usable_cores()
    processes = max(1, min(cores, fitting, len(orders)))
    return processes, max(1, cores // processes)


class _Errand:
    """The pictures of one batch on their way to the workers and back."""

    def __init__(self, client: Any, where: str, cancelled: Callable[[], bool]) -> None:
        self._client, self._where, self._cancelled = client, where, cancelled
        self._out: dict[str, tuple[Any, Task]] = {}
        self._back: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def send(self, orders: Sequence[Order], threads: int) -> None:
        """Hand all of them over; the scheduler holds back what the workers cannot take yet."""
        batch, wanted = secrets.token_hex(6), identity()
        for number, order in enumerate(orders):
            task = Task(order, f"gatebrush-{batch}-{number}", wanted, threads)
            future = self._client.submit(run_task, task, key=task.mark, pure=False)
            self._out[task.mark] = future, task
            future.add_done_callback(self._back.put)

    def endings(self) -> Iterator[Ending]:
        """What became of each, in the order in which they come back. Raises NoEngine, KeyboardInterrupt."""
        while self._out:
            future = self._next()
            if future.key not in self._out:
                continue
            ending = self._ending_of(future)
            del self._out[future.key]
            self._forget(future.key)
            yield ending

    def call_back(self) -> None:
        """Cancel what is still out, and give the memory of workers back that live on."""
        with suppress(Exception, CancelledError):
            self._client.cancel([future for future, _ in self._out.values()], force=True)
        for mark in list(self._out):
            self._forget(mark)
        if self._out and self._where == LOCAL:
            with suppress(Exception, CancelledError):
                self._client.run(rest, on_error="ignore")
        if self._where != LOCAL:
            with suppress(Exception, CancelledError):
                self._client.run(close_networks, on_error="ignore")

    def _next(self) -> Any:
        waited_s, idle = 0.0, 0
        while True:
            if self._cancelled():  # an interrupt that came inside a callback of Dask is not raised by itself
                raise KeyboardInterrupt
            try:
                return self._back.get(timeout=POLL_S)
            except queue.Empty:
                waited_s += POLL_S
            if waited_s >= SILENCE_S:
                waited_s, idle = 0.0, idle + 1 if self._is_idle() else 0
            if idle == 2:  # once may be the moment in which a lost worker is replaced
                raise NoEngine(f"cluster {self._where} has no workers left: start some, then add --resume")

    def _is_idle(self) -> bool:
        try:
            return not self._client.nthreads()
        except (OSError, RuntimeError, ValueError, CancelledError) as fault:
            raise self._gone() from fault

    def _ending_of(self, future: Any) -> Ending:
        from distributed import KilledWorker

        _, task = self._out[future.key]
        try:
            ending: Ending = future.result()
        except KilledWorker:
            line = f"photo {task.order.name} ended {LOST_WORKERS + 1} workers: reduce it, or give them more memory"
            return Ending(FAILED, (("refuse", (Exit.INPUT, line, task.order.name)),))
        except (OSError, CancelledError) as fault:
            raise self._gone() from fault
        except Exception as fault:
            told = one_line(f"{type(fault).__name__}: {fault}")[:200]
            raise NoEngine(
                f"workers of {self._where} cannot run Gatebrush ({told}): install the same version there"
            ) from fault
        if ending.end == OVER:
            _, (_, line, _) = ending.said[-1]
            raise NoEngine(line)
        return ending

    def _gone(self) -> NoEngine:
        return NoEngine(f"cluster {self._where} has gone: start it again, then add --resume")

    def _forget(self, mark: str) -> None:
        """Marks of a scheduler that lives on would stay for ever."""
        if self._where == LOCAL:
            return
        from distributed import Event

        with suppress(Exception, CancelledError):
            Event(mark, client=self._client).clear()


@contextmanager
def _connected(where: str, processes: int) -> Iterator[Any]:
    """A client of the scheduler at `where`, which is started first if that is LOCAL. Raises NoEngine."""
    # Worker processes read it when they start. A refusal is one line, and Dask would add a page.
    os.environ["DASK_LOGGING"] = repr(dict.fromkeys(_LOGGERS, "critical"))
    import dask  # 0.5 s
    from distributed import Client

    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_SETTINGS))
        try:
            with _interrupts_later(), _interrupts_for_this_thread_alone(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of versions that differ: identity() tells
                address = stack.enter_context(_local(processes)) if where == LOCAL else where
                client = stack.enter_context(Client(address, timeout=CONNECT_S, set_as_default=False))
        except (OSError, RuntimeError, ValueError) as fault:
            told = one_line(str(fault)) or type(fault).__name__
            raise NoEngine(f"cluster {where} cannot be reached ({told}): check its address") from fault
        try:
            _wait_for_workers(client, where)
            yield client
        finally:
            with _interrupts_later():
                stack.close()


def _wait_for_workers(client: Any, where: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as fault:
        raise NoEngine(f"cluster {where} has no workers: start dask worker for it") from fault


@contextmanager
def _local(processes: int) -> Iterator[Any]:
    """A scheduler and its worker processes on this machine, to be reached from this machine alone."""
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory(prefix="gatebrush-") as folder,
        LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tcp",
            dashboard_address=None,
            memory_limit=0,
            local_directory=folder,
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        yield cluster


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """An interrupt that comes meanwhile is raised at the end: what is half made or half closed makes Dask print a page.

    Blocked in this thread, it would come all the same: through a thread of numpy's, to this one's Python.
    """
    if threading.current_thread() is not threading.main_thread():  # no other one is interrupted
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in asking_to_end()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def _interrupts_for_this_thread_alone() -> Iterator[None]:
    """Threads and processes that come to be meanwhile never hear of a terminal's Ctrl+C, nor of its end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, of_a_terminal())
    try:
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, of_a_terminal())  # starting it may have let interrupts through again
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
