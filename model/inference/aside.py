"""Blocking calls on a thread of their own, with the caller looking on."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
Heartbeat = Callable[[], None]
"""Called while something else is waited for; whatever it raises ends the waiting."""

POLL_S = 0.02


class Aside(Generic[Result]):
    """One blocking call, begun at once on a thread of its own; Python's end waits for it.

    name: of the thread, for whoever looks at a process from outside.
    """

    def __init__(self, work: Callable[[], Result], name: str = "aside") -> None:
        self._is_heard = True
        self._answers: list[Result] = []
        self._faults: list[BaseException] = []
        self._over = threading.Event()
        # Never as daemonic as the caller's thread may be: native code that comes back to a Python that is gone
        # ends in «terminate called without an active exception».
        self._thread = threading.Thread(target=self._body, args=(work,), name=name, daemon=False)
        self._thread.start()

    def _body(self, work: Callable[[], Result]) -> None:
        try:
            self._answers.append(work())
        except BaseException as fault:  # noqa: BLE001 (raised again on the caller's thread)
            self._faults.append(fault)
        finally:
            if not self._is_heard:
                self._drop()
            self._over.set()

    def _drop(self) -> None:
        self._answers.clear()
        self._faults.clear()

    def wait(self, heartbeat: Heartbeat | None = None) -> None:
        """Until the call has ended; what `heartbeat` raises ends the waiting, not the call."""
        while heartbeat is not None and not self._over.wait(POLL_S):
            heartbeat()
        self._thread.join()

    def forget(self) -> None:
        """Nobody will ask for the result: what it holds is given back as soon as the call has ended."""
        self._is_heard = False
        self._drop()  # of a call that has ended just now; the other one looks for itself

    def result(self) -> Result:
        """What the ended call returned or raised; asked for once."""
        if not self._faults:
            return self._answers[0]
        fault = self._faults.pop()
        try:
            raise fault
        finally:
            # The fault holds this frame, and all pixels of those that called it. If the frame held the fault, they
            # would stay until Python looks for such rings: what did not fit would still fill the memory.
            del fault


class Side:
    """Where one thread has its blocking calls done, one at a time.

    A call that a heartbeat gave up cannot be stopped and goes on unheard, but the next one begins only when it has
    ended: however often somebody changes their mind, no more than one is at work.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._left: Aside[Any] | None = None

    def do(self, work: Callable[[], Result], heartbeat: Heartbeat) -> Result:
        """What `work` returns or raises; what `heartbeat`, called on this thread meanwhile, raises gives it up."""
        self.settle(heartbeat)
        aside = Aside(work, self._name)
        try:
            aside.wait(heartbeat)
        except BaseException:
            aside.forget()
            self._left = aside
            raise
        return aside.result()

    def settle(self, heartbeat: Heartbeat | None = None) -> None:
        """Until a call that was given up has ended; what `heartbeat` raises ends the waiting, not the call."""
        if self._left is not None:
            self._left.wait(heartbeat)
            self._left = None


def watched(work: Callable[[], Result], heartbeat: Heartbeat, stop: Callable[[], None]) -> Result:
    """What `work` returns or raises; `heartbeat` is called on this thread about every POLL_S seconds meanwhile.

    Whatever `heartbeat` raises is raised from here, after `stop` has been called and `work` has ended.
    """
    aside = Aside(work, "network-aside")
    try:
        aside.wait(heartbeat)
    except BaseException:
        stop()
        aside.wait()
        raise
    return aside.result()
