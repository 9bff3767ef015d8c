"""No connection: none from a test, none from the editor or the commands, and no module that could open one."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S
from tests.test_house import MODULES, ROOT

SPEAKERS = {
    "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "socketserver", "ssl",
    "telnetlib", "urllib", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
ALLOWED = {
    "app/editor/safety/interrupts.py": {"socket"},  # a pair of sockets within the process: how signals reach Qt
    "app/editor/display.py": {"socket"},  # that of a Wayland compositor on this machine
    "app/cli/cluster_task.py": {"socket"},  # the machine's own name
}
QT_SPEAKERS = {"QtNetwork", "QtWebSockets", "QtWebEngineCore", "QtHttpServer"}


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


def speakers(source: str) -> set[str]:
    """The modules that a module imports and that can speak to other machines."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            found |= QT_SPEAKERS & {*names, *(node.module or "").split(".")}
            names = [node.module or ""]
        found |= SPEAKERS & {name.split(".")[0] for name in names}
    return found


def test_no_module_can_speak_to_another_machine() -> None:
    found = {str(path.relative_to(ROOT)): speakers(path.read_text(encoding="utf-8")) for path in MODULES}
    assert {path: names for path, names in found.items() if names - ALLOWED.get(path, set())} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import urllib.request",
        "from http import client",
        "def f():\n    import socket",
        "from PySide6 import QtNetwork",
    ],
)
def test_one_that_could_is_seen(source: str) -> None:
    assert len(speakers(source)) == 1


# Python tells its audit hooks of every socket; what native code opens is looked for in the system's own tables.
GUARDED = """
import os, sys

def hook(event, arguments):
    if event == "socket.__new__" and arguments[1] not in (-1, 1):  # 1: within this machine
        os.write(2, f"network: {event} {arguments[1:]}\\n".encode())
        os._exit(99)
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        os.write(2, f"network: {event}\\n".encode())
        os._exit(99)

sys.addaudithook(hook)

def native_sockets():
    mine = set()
    for handle in os.listdir("/proc/self/fd"):
        try:
            mine.add(os.readlink(f"/proc/self/fd/{handle}"))
        except OSError:
            pass
    for table in ("tcp", "tcp6", "udp", "udp6", "raw"):
        try:
            lines = open(f"/proc/self/net/{table}").read().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            if f"socket:[{line.split()[9]}]" in mine:
                return f"{table}: {line}"
    return ""

PLANT
import main
code = main.main(sys.argv[1:])
found = native_sockets()
if found:
    os.write(2, f"network: {found}\\n".encode())
    os._exit(98)
os._exit(code)
"""
MASK = ROOT / "resources" / "samples" / "dune_mask.png"
PHOTO = ROOT / "resources" / "samples" / "dune.jpg"


WITHOUT_OPENVINO = "sys.modules['openvino'] = None"


def guarded(tmp_path: Path, words: list[str], plant: str = "") -> tuple[int, str]:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    # runtimes keep silent on machines that build and test, and where they are told to: neither holds for a person's
    homes |= {"HOME": str(tmp_path / "home"), "CI": "", "GITHUB_ACTIONS": "", "ORT_DISABLE_TELEMETRY": "0"}
    done = subprocess.run(
        [sys.executable, "-c", GUARDED.replace("PLANT", plant), *words],
        cwd=ROOT,
        env={**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("what", ["doctor", "editor"])
def test_the_program_opens_no_connection(tmp_path: Path, what: str) -> None:
    words = {
        "doctor": ["doctor", "--json"],
        "editor": [str(PHOTO), "--screenshot", str(tmp_path / "shot.png")],
    }[what]
    code, told = guarded(tmp_path, words)
    assert "network:" not in told
    assert code == 0, told


@pytest.mark.parametrize("plant", ["", WITHOUT_OPENVINO], ids=["openvino", "onnxruntime"])
def test_a_fill_opens_none_and_keeps_nothing_that_a_runtime_would_report(tmp_path: Path, plant: str) -> None:
    """onnxruntime 1.29 to 1.32 writes an identifier of the machine and a queue of events, before it sends them."""
    words = ["fill", str(PHOTO), "--mask", str(MASK), "-o", str(tmp_path / "out.png"), "--quality", "fast", "--json"]
    code, told = guarded(tmp_path, words, plant)
    assert code == 0, told
    assert "network:" not in told
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == ["out.png"]


@pytest.mark.parametrize(
    ("plant", "code"),
    [
        ("import socket; socket.socket(socket.AF_INET)", 99),
        ("import socket; socket.getaddrinfo('localhost', 9)", 99),
        # as native code would open one, unseen by Python
        (
            "import ctypes\nhandle = ctypes.CDLL(None).socket(2, 1, 0)\nctypes.CDLL(None).listen(handle, 1)",
            98,
        ),
    ],
)
def test_a_planted_connection_is_seen(tmp_path: Path, plant: str, code: int) -> None:
    assert guarded(tmp_path, ["--version"], plant)[0] == code
