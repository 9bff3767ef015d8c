"""Blocking calls on a thread of their own, with the caller looking on."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from model.inference.engines.base import POLL_S, Heartbeat

Result = TypeVar("Result")


class Aside(Generic[Result]):
    """One blocking call, begun at once on a thread of its own; Python's end waits for it."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._answers: list[Result] = []
        self._faults: list[BaseException] = []
        self._over = threading.Event()
        # Never as daemonic as the caller's thread may be: native code that comes back to a Python that is gone
        # ends in «terminate called without an active exception».
        self._thread = threading.Thread(target=self._body, name="network-aside", daemon=False)
        self._thread.start()

    def _body(self) -> None:
        try:
            self._answers.append(self._work())
        except BaseException as fault:  # noqa: BLE001 (raised again on the caller's thread)
            self._faults.append(fault)
        finally:
            self._over.set()

    def wait(self, heartbeat: Heartbeat | None = None) -> None:
        """Until the call has ended; what `heartbeat` raises ends the waiting, not the call."""
        while heartbeat is not None and not self._over.wait(POLL_S):
            heartbeat()
        self._thread.join()

    def result(self) -> Result:
        """What the ended call returned or raised."""
        if self._faults:
            raise self._faults[0]
        return self._answers[0]


def watched(work: Callable[[], Result], heartbeat: Heartbeat, stop: Callable[[], None]) -> Result:
    """What `work` returns or raises; `heartbeat` is called on this thread about every POLL_S seconds meanwhile.

    Whatever `heartbeat` raises is raised from here, after `stop` has been called and `work` has ended.
    """
    aside = Aside(work)
    try:
        aside.wait(heartbeat)
    except BaseException:
        stop()
        aside.wait()
        raise
    return aside.result()
