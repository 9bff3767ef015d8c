"""PySide6 keeps its references.

PySide6 6.12.0 on CPython 3.11 gives back one reference to None for each call of a void method and one to True for
each emitted signal. An event loop then ends in «deallocating None» after some thousand turns. That is why
pyproject.toml says `PySide6-Essentials<6.12`: the pin can go when a newer version passes this test on Python 3.11.
From Python 3.12 on, None, True and False are immortal, so that the counts cannot show the fault there.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.patience import PROCESS_S

# In a process of its own: the counts of this one move with pytest, and a fault would take the whole run down.
PROBE = """
import json, os, sys
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QUndoCommand, QUndoStack

CALLS = 50

class Receiver(QObject):
    told = Signal()
    asked = Signal(object)

    @Slot()
    def on_told(self):
        pass

    @Slot(object)
    def on_asked(self, value):
        pass

class Nothing(QUndoCommand):
    def redo(self):
        pass

application = QGuiApplication([])
receiver = Receiver()
receiver.told.connect(receiver.on_told)
receiver.asked.connect(receiver.on_asked)
image = QImage(8, 8, QImage.Format.Format_RGBA8888)
stack = QUndoStack()

calls = {
    "QGuiApplication.processEvents": application.processEvents,
    "QObject.setObjectName": lambda: receiver.setObjectName("a"),
    "QObject.signalsBlocked": receiver.signalsBlocked,
    "Signal().emit": receiver.told.emit,
    "Signal(object).emit": lambda: receiver.asked.emit(7),
    "QImage.fill": lambda: image.fill(0),
    "QImage.isNull": image.isNull,
    "QUndoStack.push": lambda: stack.push(Nothing("x")),
}

def lost(call, value):
    call()  # the first call may cache something
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        call()
    return (before - sys.getrefcount(value)) / CALLS

print(json.dumps({f"{name}, {value}": lost(call, value)
                  for value in (None, True, False) for name, call in calls.items()}), flush=True)
os._exit(0)  # with lost references the interpreter would die on its way out, and say less than the counts
"""


@pytest.fixture(scope="module")
def losses() -> dict[str, float]:
    """References lost a call, by «method, value»."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("value", [None, True, False])
def test_no_call_loses_a_reference(losses: dict[str, float], value: bool | None) -> None:
    """Half a reference a call is the bound: a thread of Qt may hold a few at the moment of the count."""
    found = {name: loss for name, loss in losses.items() if name.endswith(f", {value}")}
    assert len(found) == 8
    assert {name: loss for name, loss in found.items() if loss > 0.5} == {}
