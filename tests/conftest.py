"""What holds for every test: no screen, no network, no time limit on one example."""

import os

# before anything imports Qt; a person may set the variable to see the windows
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("GATEBRUSH_WEIGHTS", None)  # the tests are of the shipped ones

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.beside import IS_WORKER, waits

# A shared machine may stall one example for a second, which says nothing about the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run: what fails with a change fails because of it.
settings.register_profile("gatebrush", patient, derandomize=True)
# Others in each run, for whoever looks for what those miss; tests/examples.py makes it ten times as many everywhere.
settings.register_profile("explore", patient, derandomize=False, max_examples=10 * patient.max_examples)
settings.load_profile("gatebrush")


@pytest.hookimpl(trylast=True)  # once hypothesis has loaded the profile that is asked for
def pytest_configure() -> None:
    """Where examples are the same in every run, none comes from the numbers and words in the code: hypothesis would
    look for those in what is imported by then, and not if the clone lies in a folder named «test»."""
    if settings().derandomize:
        providers.is_local_module_file = lambda path: False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=waits, reverse=IS_WORKER)


def pytest_collection_finish() -> None:
    """What all tests import stays: looking through torch and Qt again at each collection takes longer than the tests
    of windows themselves."""
    gc.collect()
    gc.freeze()


def _refusing(connect: Callable[..., Any]) -> Callable[..., Any]:
    """`connect` of a socket that refuses every address outside this machine's own files."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            raise AssertionError(f"a test reached for the network: {address}")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Any connection of this process that is not to a Unix socket fails the test that opened it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _refusing(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True, scope="session")
def no_deaf_children() -> Iterator[None]:
    """Under `nohup` this process ignores that its terminal was closed, and so would those that tests begin, which are
    to hear it. A handler that does nothing is not handed on."""
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is None or signal.getsignal(hangup) is not signal.SIG_IGN:
        yield
        return
    signal.signal(hangup, lambda *_: None)
    yield
    signal.signal(hangup, signal.SIG_IGN)


@pytest.fixture(autouse=True, scope="session")
def no_waiting_for_the_disk() -> Iterator[None]:
    """No test cuts the power, so `fsync` only looks whether it could: it is called, refuses what it refuses, and may
    be replaced as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: os.fstat(handle) and None)
        yield
