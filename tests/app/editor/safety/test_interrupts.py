"""Signals of the system reach Qt's loop, and their handlers are given back."""

from __future__ import annotations

import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from app.editor.safety.interrupts import Interrupts
from app.signals import asking_to_end

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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


def test_a_hangup_that_nohup_has_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert asking_to_end() == (signal.SIGINT, signal.SIGTERM)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert asking_to_end() == NUMBERS
    finally:
        signal.signal(signal.SIGHUP, before)
