"""Calls on a thread of their own: results, faults and stops come back to the caller's thread."""

import threading

import pytest

from model.inference.engines.watch import Aside, watched


class Enough(Exception):
    pass


def test_a_result_comes_back_and_the_heartbeat_is_the_callers():
    beats, over = [], threading.Event()

    def heartbeat():
        beats.append(threading.current_thread())
        if len(beats) == 3:
            over.set()

    assert watched(lambda: over.wait(10), heartbeat, lambda: None) is True
    assert set(beats) == {threading.current_thread()}


def test_a_fault_comes_back():
    def work():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        watched(work, lambda: None, lambda: None)


def test_a_heartbeat_that_raises_stops_the_work_and_waits_for_its_end():
    stopped, ended = threading.Event(), []

    def work():
        stopped.wait(10)
        ended.append(True)

    def heartbeat():
        raise Enough

    before = threading.active_count()
    with pytest.raises(Enough):
        watched(work, heartbeat, stopped.set)
    assert ended == [True]
    assert threading.active_count() == before


def test_waiting_can_be_given_up_and_taken_up_again():
    over = threading.Event()
    aside = Aside(lambda: over.wait(10))

    def heartbeat():
        raise Enough

    with pytest.raises(Enough):
        aside.wait(heartbeat)
    over.set()
    aside.wait()
    assert aside.result() is True
