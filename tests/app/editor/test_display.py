"""Whether a window can be opened is known before Qt is asked: one line, and no abort."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.editor.display import display
from tests.app.editor.test_start import ROOT, START, environment_in
from tests.patience import PROCESS_S

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
DEAD = "no display to open a window on: start it on a desktop, or use `main.py fill`\n"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is one")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Without any display."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def is_there() -> bool:
    with display() as there:
        return there


@pytest.mark.parametrize(
    ("variables", "there"),
    [
        ({}, False),
        ({"DISPLAY": ":4711"}, False),
        ({"DISPLAY": "no display at all"}, False),
        ({"WAYLAND_DISPLAY": "wayland-4711"}, False),
        ({"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"}, False),
        ({"WAYLAND_DISPLAY": "/nowhere/wayland-0", "DISPLAY": ":4711"}, False),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb"}, False),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "wayland;xcb:x=y"}, False),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "wayland;vnc:size=640x480"}, True),
    ],
)
def test_a_display_that_does_not_answer_is_none(
    environment: pytest.MonkeyPatch, variables: dict[str, str], there: bool
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert is_there() is there


def test_a_compositor_that_answers_is_one(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    environment.setenv("WAYLAND_DISPLAY", "wayland-1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as compositor:
        compositor.bind(str(tmp_path / "wayland-1"))
        assert not is_there()  # its file alone says nothing
        compositor.listen()
        assert is_there()
    environment.setenv("WAYLAND_DISPLAY", str(tmp_path / "wayland-1"))
    assert not is_there()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no X server to ask")
def test_an_x_server_that_answers_is_one(environment: pytest.MonkeyPatch) -> None:
    """Also one that ends with its last client: it is there for Qt afterwards."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "64x64x24", "-nolisten", "tcp", "-terminate"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        environment.setenv("DISPLAY", ":" + os.read(read, 16).decode().strip())
        with display() as there:
            assert there
            assert server.poll() is None
        server.wait(PROCESS_S)
        assert not is_there()
    finally:
        server.kill()
        server.wait()
        os.close(read)
        os.close(write)


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_dead_display_ends_in_one_line(environment: pytest.MonkeyPatch, tmp_path: Path, variable: str) -> None:
    environment.setenv(variable, ":4711")
    variables = environment_in(tmp_path)
    del variables["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "shot.png")],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", DEAD)
