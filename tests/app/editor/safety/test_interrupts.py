"""Signals of the system reach Qt's loop, and their handlers are given back."""

from __future__ import annotations

import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from app.editor.safety.interrupts import NUMBERS, Interrupts


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_is_told_once(qtbot: QtBot, number: signal.Signals) -> None:
    before = [signal.getsignal(each) for each in NUMBERS]
    interrupts, told = Interrupts(), []
    try:
        interrupts.came.connect(lambda: told.append(number))
        qtbot.wait(20)
        assert not interrupts.seen
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: bool(told))
        os.kill(os.getpid(), number)
        qtbot.wait(20)
        assert interrupts.seen
        assert len(told) == 1
    finally:
        interrupts.stop()
    assert [signal.getsignal(each) for each in NUMBERS] == before
    assert signal.set_wakeup_fd(-1) == -1
