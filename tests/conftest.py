"""What holds for every test: no screen, no network, no time limit on one example."""

import os

# before anything imports Qt; a person may set the variable to see the windows
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("GATEBRUSH_WEIGHTS", None)  # the tests are of the shipped ones

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

# A shared machine may stall one example for a second, which says nothing about the code.
settings.register_profile("gatebrush", deadline=None)
settings.load_profile("gatebrush")


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
