"""Calls on a thread of their own: results, faults and stops come back to the caller's thread."""

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

import model
from model.inference.aside import Aside, Side, watched
from tests.model.inference.stubs import begun_since
from tests.patience import MOMENT_S, PROCESS_S


class Enough(Exception):
    pass


def test_a_result_comes_back_and_the_heartbeat_is_the_callers():
    beats, over = [], threading.Event()

    def heartbeat():
        beats.append(threading.current_thread())
        if len(beats) == 3:
            over.set()

    assert watched(lambda: over.wait(MOMENT_S), heartbeat, lambda: None) is True
    assert set(beats) == {threading.current_thread()}


def test_a_fault_comes_back():
    def work():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        watched(work, lambda: None, lambda: None)


def test_a_heartbeat_that_raises_stops_the_work_and_waits_for_its_end():
    stopped, ended = threading.Event(), []

    def work():
        stopped.wait(MOMENT_S)
        ended.append(True)

    def heartbeat():
        raise Enough

    before = set(threading.enumerate())
    with pytest.raises(Enough):
        watched(work, heartbeat, stopped.set)
    assert ended == [True]
    assert not begun_since(before)


def test_waiting_can_be_given_up_and_taken_up_again():
    over = threading.Event()
    aside = Aside(lambda: over.wait(MOMENT_S))

    def heartbeat():
        raise Enough

    with pytest.raises(Enough):
        aside.wait(heartbeat)
    over.set()
    aside.wait()
    assert aside.result() is True


def give_up():
    raise Enough


def test_calls_that_were_given_up_are_never_at_work_side_by_side():
    side, gate, at_work, most = Side("test-aside"), threading.Event(), [], []

    def work():
        at_work.append(None)
        most.append(len(at_work))
        gate.wait(MOMENT_S)
        at_work.pop()

    before = set(threading.enumerate())
    for _ in range(8):
        with pytest.raises(Enough):
            side.do(work, give_up)
    assert len(begun_since(before)) == 1
    gate.set()
    assert side.do(lambda: "heard", lambda: None) == "heard"
    assert most == [1]
    assert not begun_since(before)


@pytest.mark.parametrize("is_over", [False, True])
def test_what_nobody_asks_for_is_not_held(is_over):
    class Large:
        pass

    gate, held = threading.Event(), []

    def work():
        gate.wait(MOMENT_S)
        large = Large()
        held.append(weakref.ref(large))
        return large

    aside = Aside(work)
    if is_over:
        gate.set()
        aside.wait()
        assert held[0]() is not None
    aside.forget()
    gate.set()
    aside.wait()
    assert held[0]() is None


def test_a_fault_that_was_dealt_with_holds_nothing():
    """What did not fit is tried again smaller: the pixels of the first try have to be gone by then."""

    class Large:
        pass

    held = []

    def work():
        inside = Large()
        held.append(weakref.ref(inside))
        raise MemoryError

    def attempt(ask):
        outside = Large()
        held.append(weakref.ref(outside))
        with pytest.raises(MemoryError):
            ask()

    gc.disable()  # it would come in its own time
    try:
        attempt(lambda: Side("test-aside").do(work, lambda: None))
        attempt(lambda: watched(work, lambda: None, lambda: None))
        assert [one() for one in held] == [None] * 4
    finally:
        gc.enable()


# A daemonic thread, such as Dask's and Qt's are, begins a call, and Python comes to its end in the middle of it.
ENDS_MEANWHILE = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
from model.inference.aside import Aside

begun = threading.Event()

def work():
    begun.set()
    time.sleep(0.3)
    print("ended", flush=True)

threading.Thread(target=Aside, args=(work,), daemon=True).start()
begun.wait(60)
"""


def test_a_call_ends_before_python_does():
    root = Path(model.__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", ENDS_MEANWHILE, str(root)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "ended\n", "")
