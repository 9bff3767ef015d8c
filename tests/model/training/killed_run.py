"""A run that is killed again and again, and goes on to its end: python -m tests.model.training.killed_run FOLDER SEED.

Each of its processes is forked from this one, which has imported torch but calculated nothing.
"""

import multiprocessing
import sys
import time
from pathlib import Path

import numpy as np

from model.training.checkpoint import load_state, newest_state
from tests.model.training import tiny_run
from tests.patience import PROCESS_S

KILLS = 3
FORK = multiprocessing.get_context("fork")


def steps_done(folder):
    """Of a run's newest state."""
    newest = newest_state(folder)
    return 0 if newest is None else int(newest.name.removeprefix("step-"))


def train_a_while(folder, later_s):
    """Killed so many seconds after its next state."""
    before = steps_done(folder)
    process = FORK.Process(target=tiny_run.train, args=(folder,), kwargs={"resumes": before > 0})
    process.start()
    deadline = time.monotonic() + PROCESS_S
    while steps_done(folder) == before and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(later_s)
    process.kill()
    process.join()
    assert steps_done(folder) > before, f"moments of seed {sys.argv[2]}"
    load_state(newest_state(folder))


def main():
    """Some kills, and the rest of the steps after them."""
    folder, rng = Path(sys.argv[1]), np.random.default_rng(int(sys.argv[2]))
    for _ in range(KILLS):
        if steps_done(folder) < tiny_run.STEPS:
            train_a_while(folder, rng.uniform(0, 0.2))
    tiny_run.train(folder, resumes=True)


if __name__ == "__main__":
    main()
