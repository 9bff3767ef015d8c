"""What holds for every test: no screen, no network, no time limit on one example."""

import os

# before anything imports Qt; a person may set the variable to see the windows
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("GATEBRUSH_WEIGHTS", None)  # the tests are of the shipped ones

import gc
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

# A shared machine may stall one example for a second, which says nothing about the code.
settings.register_profile("gatebrush", deadline=None)
settings.load_profile("gatebrush")


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
def no_waiting_for_the_disk() -> Iterator[None]:
    """No test cuts the power, so `fsync` only looks whether it could: it is called, refuses what it refuses, and may
    be replaced as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: os.fstat(handle) and None)
        yield
