"""Whether there is a display to open a window on: asked before Qt, which would abort the process."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

WAIT_S = 5.0  # for a compositor on this machine, which answers at once unless it hangs


@contextmanager
def display() -> Iterator[bool]:
    """Whether there is one that answers. The connection stays while Qt makes its own: some X servers begin anew, or
    end, when nobody is connected any more."""
    with ExitStack() as held:
        yield not sys.platform.startswith("linux") or any(_reaches(name, held) for name in _platforms())


def _platforms() -> list[str]:
    """Those that Qt would try, by their names."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [part.split(":")[0] for part in chosen.split(";")]
    named = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "xcb"))
    return [platform for variable, platform in named if os.environ.get(variable)]


def _reaches(platform: str, held: ExitStack) -> bool:
    if platform == "xcb":
        return _reaches_x(held)
    return _reaches_wayland(held) if platform.startswith("wayland") else True


def _reaches_x(held: ExitStack) -> bool:
    """By the library that Qt uses: it knows all that DISPLAY may say, and who may connect."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt says what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    held.callback(xcb.xcb_disconnect, connection)
    return not xcb.xcb_connection_has_error(connection)


def _reaches_wayland(held: ExitStack) -> bool:
    """By hand: its library writes to the terminal where nobody answers."""
    if os.environ.get("WAYLAND_SOCKET"):  # an open connection that the process was started with
        return True
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / os.environ.get("WAYLAND_DISPLAY", "wayland-0")
    if not place.is_absolute():
        return False
    opened = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    opened.settimeout(WAIT_S)
    with suppress(OSError):
        opened.connect(str(place))
        return True
    return False
