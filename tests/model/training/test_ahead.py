"""Batches drawn ahead are those that would have been drawn, whatever is asked for next."""

import threading
import time

import pytest
import torch

from model.training.ahead import DEPTH, Ahead
from model.training.batches import Batch
from tests.patience import MOMENT_S

CPU = torch.device("cpu")


class Maker:
    """A batch that says which one it is, and the list of those that were asked for."""

    def __init__(self):
        self.made = []

    def draw(self, size, count, step):
        self.made.append((size, count, step))
        if step < 0:
            raise ValueError("no such step")
        return Batch(*(torch.tensor([float(size), float(count), float(step)]) for _ in range(3)))


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def ahead(maker):
    ahead = Ahead(maker.draw, CPU)
    yield ahead
    ahead.close()


def asked(ahead, size, count, step):
    return ahead.draw(size, count, step).photo.tolist() == [size, count, step]


def test_every_step_gets_its_own_batch(ahead):
    assert all(asked(ahead, 64, 4, step) for step in range(6))


def test_the_steps_after_it_are_begun(ahead, maker):
    assert asked(ahead, 64, 4, 7)
    wanted = [(64, 4, 7 + later) for later in range(DEPTH + 1)]
    deadline = time.monotonic() + MOMENT_S
    while maker.made != wanted and time.monotonic() < deadline:
        time.sleep(0.001)
    assert maker.made == wanted


def test_no_batch_is_made_twice(ahead, maker):
    for step in range(5):
        ahead.draw(64, 4, step)
    assert len(maker.made) == len(set(maker.made))


def test_another_size_or_step_is_drawn_anew(ahead):
    assert asked(ahead, 64, 4, 0)
    assert asked(ahead, 128, 2, 1)
    assert asked(ahead, 128, 2, 40)
    assert asked(ahead, 128, 2, 3)


def test_a_fault_of_the_maker_arrives(ahead):
    with pytest.raises(ValueError, match="no such step"):
        ahead.draw(64, 4, -1)


def test_closing_ends_the_thread(maker):
    ahead = Ahead(maker.draw, CPU)
    ahead.draw(64, 4, 0)
    ahead.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("batches")]
