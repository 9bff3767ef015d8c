"""An unexpected fault is written down, the work is put in safety, and one dialog says so: wherever it comes from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QTimer, qWarning
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.document.geometry import Box
from app.editor.safety.faultlog import FaultLog
from app.editor.safety.faults import CRASHES, LAST_CRASH, Faults, crash_file
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.errors import OutputRefused
from app.files.recovery import Store, find_stores
from app.files.settings import Settings
from tests.app.editor.conftest import stroke
from tests.app.editor.test_start import ROOT, environment_in, live
from tests.patience import PROCESS_S

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "not" / "yet" / "editor.log"


@pytest.fixture
def watched(window: Window, place: Path, tmp_path: Path, qtbot) -> Iterator[tuple[Window, Faults]]:
    """With recovery. The hooks that pytest's own plugins need come back at the end."""
    safety = Safety(window, tmp_path / "recovery")
    faults = Faults(FaultLog(place), lambda: window, lambda: [safety.recovery])
    yield window, faults
    faults.stop()
    for box in boxes(window):
        box.close()
    safety.end(keep=False)


def boxes(window: Window) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def fail(words: str = "oh") -> None:
    raise ZeroDivisionError(words)


def hook(words: str = "oh") -> None:
    """As PySide does for a fault in a slot."""
    try:
        fail(words)
    except ZeroDivisionError as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)


def in_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


@pytest.mark.parametrize("how", ["hook", "slot", "thread"])
def test_a_fault_is_told_in_one_dialog_and_the_work_is_safe(watched, place: Path, tmp_path: Path, qtbot, how: str):
    window, _ = watched
    stroke(window.canvas, LINE)
    if how == "thread":
        in_a_thread()
    elif how == "slot":
        QTimer.singleShot(0, window, hook)
    else:
        hook()
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    (box,) = boxes(window)
    assert box.informativeText() == (
        "Your work as it is now is kept. If Gatebrush should end, the next start offers it.\n\n"
        f"What happened is written in {place}"
    )
    assert "ZeroDivisionError: oh" in box.detailedText()
    assert "test_faults.py" in place.read_text()
    assert len(list((tmp_path / "recovery").glob("*/index.json"))) == 1


def test_many_faults_are_one_dialog_and_many_entries(watched, place: Path, qtbot) -> None:
    window, _ = watched
    for number in range(20):
        hook(f"fault {number}")
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    QApplication.processEvents()
    assert len(boxes(window)) == 1
    assert place.read_text().count("ZeroDivisionError: fault") == 20
    boxes(window)[0].close()
    hook("again")  # of the same place: it has been told
    QApplication.processEvents()
    assert boxes(window) == []


def test_a_dialog_that_goes_with_its_window_is_not_the_last(window: Window, place: Path, qtbot) -> None:
    other = QWidget()
    fronts: list[QWidget] = [other, window]
    faults = Faults(FaultLog(place), lambda: fronts.pop(0), list)
    try:
        hook()
        qtbot.waitUntil(lambda: fronts == [window])
        other.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
        sys.excepthook(ValueError, ValueError("another"), None)
        qtbot.waitUntil(lambda: len(boxes(window)) == 1)
        boxes(window)[0].close()
    finally:
        faults.stop()


def test_a_window_that_is_closed_meanwhile_is_not_asked(
    window: Window, door, photo_file: Path, place: Path, tmp_path: Path, qtbot
) -> None:
    other = Window(Settings(), door)
    with qtbot.waitSignal(other.filing.loaded):
        other.filing.open(photo_file)
    windows = [window, other]
    safeties = {one: Safety(one, tmp_path / "recovery") for one in windows}
    faults = Faults(FaultLog(place), lambda: window, lambda: [safeties[one].recovery for one in windows])
    try:
        stroke(window.canvas, LINE)
        qtbot.waitUntil(lambda: safeties[window].recovery.has_all)
        with qtbot.waitSignal(safeties[window].recovery.written):
            stroke(window.canvas, [(200.0, 200.0), (240.0, 200.0)])
            hook()
            QApplication.processEvents()
            windows.remove(other)
            safeties[other].end(keep=False)
            other.stop()
            shiboken6.delete(other)
        qtbot.waitUntil(lambda: len(boxes(window)) == 1)
        assert boxes(window)[0].informativeText().startswith("Your work as it is now is kept.")
        boxes(window)[0].close()
    finally:
        faults.stop()
        safeties[window].end(keep=False)


def test_work_that_cannot_be_kept_is_to_be_saved(watched, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    window, _ = watched

    def refuse(*_: object, **__: object) -> None:
        raise OutputRefused("The recovery folder r cannot be written (no space left on device)")

    monkeypatch.setattr(Store, "write", refuse)
    stroke(window.canvas, LINE)
    hook()
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    assert boxes(window)[0].informativeText().startswith("Your work could not be kept for a next start: save it now.")


def test_a_log_that_cannot_be_written_is_not_named(window: Window, tmp_path: Path, qtbot, capsys) -> None:
    (tmp_path / "file").touch()
    faults = Faults(FaultLog(tmp_path / "file" / "editor.log"), lambda: window, list)
    try:
        hook()
        qtbot.waitUntil(lambda: len(boxes(window)) == 1)
        assert boxes(window)[0].informativeText() == ""
        boxes(window)[0].close()
    finally:
        faults.stop()
    assert "Logging error" not in capsys.readouterr().err


@pytest.mark.qt_log_ignore("a word of Qt")
def test_words_of_qt_are_written_down(watched, place: Path) -> None:
    qWarning("a word of Qt")
    assert "Qt: a word of Qt" in place.read_text()


def test_hooks_are_given_back(window: Window, place: Path) -> None:
    before = sys.excepthook, threading.excepthook
    faults = Faults(FaultLog(place), lambda: window, list)
    assert sys.excepthook is not before[0]
    faults.stop()
    assert (sys.excepthook, threading.excepthook) == before
    assert not place.with_name(CRASHES).exists()  # nothing crashed


def test_what_the_last_crash_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / CRASHES).write_text("Fatal Python error")
    file = crash_file(tmp_path)
    assert file is not None
    file.close()
    assert (tmp_path / LAST_CRASH).read_text() == "Fatal Python error"


# A fill whose native code ends the process.
DEED = (
    "import numpy; mask = numpy.zeros((300, 400), bool); mask[20:60, 30:90] = True; "
    "self.session.set_mask('Mask', mask); self.filling.start()"
)
CRASH = live(DEED).replace(
    "def fill(self, *_): raise RuntimeError", "def fill(self, *_): __import__('faulthandler')._sigsegv()"
)


def test_a_crash_of_native_code_costs_nothing(tmp_path: Path, photo_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(photo_file)],
        cwd=ROOT,
        env=environment_in(tmp_path),
        capture_output=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == -signal.SIGSEGV
    (crash,) = tmp_path.rglob(CRASHES)
    assert "Segmentation fault" in crash.read_text()
    ((store, _),) = find_stores(tmp_path / "state" / "gatebrush" / "recovery").stores
    assert os.path.commonpath([crash, store.folder]) == str(tmp_path / "state" / "gatebrush")
    document = store.read().document
    assert document.hole.bounds() == Box(30, 20, 90, 60)  # as it was when the fill began
    store.release()
