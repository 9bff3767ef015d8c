"""The guard of conftest.py is there: no test, and so nothing that a test runs, opens a connection unseen."""

import socket

import pytest


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_connection_is_refused(family: socket.AddressFamily) -> None:
    for name in ("connect", "connect_ex"):
        with (
            socket.socket(family, socket.SOCK_STREAM) as opened,
            pytest.raises(AssertionError, match="reached for the network"),
        ):
            getattr(opened, name)(("localhost", 9))


def test_a_unix_socket_is_left_alone() -> None:
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as opened,
        pytest.raises(OSError, match="No such file"),
    ):
        opened.connect("/nowhere/at/all")
