"""Runs as processes: killed at any moment they go on, and two that train together take the steps of one."""

import functools
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from model.training.checkpoint import load_state, newest_state, part
from model.training.phases import Phases
from tests.model.training.tiny_run import CONFIG, STEPS

ROOT = Path(__file__).parents[3]
RUN = "tests.model.training.tiny_run"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Waits for a run in one process that is never disturbed; its last state."""
    folder = tmp_path_factory.mktemp("whole")

    def state():
        assert process.wait(timeout=120) == 0
        found = load_state(newest_state(folder))
        assert found.facts["step"] == STEPS
        return found

    with subprocess.Popen([sys.executable, "-m", RUN, str(folder)], cwd=ROOT) as process:
        yield functools.cache(state)
        process.kill()


def steps_done(folder):
    newest = newest_state(folder)
    return 0 if newest is None else int(newest.name.removeprefix("step-"))


def test_a_run_killed_again_and_again_ends_as_if_it_never_was(tmp_path, whole):
    seed = time.time_ns()  # any moment will do
    rng = np.random.default_rng(seed)
    for _ in range(3):
        before = steps_done(tmp_path)
        if before == STEPS:
            break
        command = [sys.executable, "-m", RUN, str(tmp_path), *(["--resume"] if before else [])]
        with subprocess.Popen(command, cwd=ROOT) as process:
            deadline = time.monotonic() + 60
            while steps_done(tmp_path) == before and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(rng.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
        assert steps_done(tmp_path) > before, f"moments of seed {seed}"
        load_state(newest_state(tmp_path))
    subprocess.run([sys.executable, "-m", RUN, str(tmp_path), "--resume"], cwd=ROOT, check=True, timeout=120)
    resumed = load_state(newest_state(tmp_path))
    assert resumed.facts["step"] == STEPS
    undisturbed = whole().tensors
    different = [name for name, value in undisturbed.items() if not torch.equal(resumed.tensors[name], value)]
    assert not different, f"moments of seed {seed}"
    assert not list(tmp_path.glob("partial-*"))


def test_two_processes_take_the_steps_of_one(tmp_path, whole):
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    subprocess.run([*command, "-m", RUN, str(tmp_path)], cwd=ROOT, check=True, timeout=180)
    shared = load_state(newest_state(tmp_path))
    assert (shared.facts["step"], shared.facts["photos"]) == (STEPS, whole().facts["photos"])
    started = Phases(CONFIG, torch.device("cpu"))
    for network in ("generator", "discriminator"):
        start = getattr(started, network).state_dict()
        ends = [part(network, state.tensors) for state in (shared, whole())]
        moved, apart = (flat(ends[1]) - flat(start)).norm(), (flat(ends[0]) - flat(ends[1])).norm()
        # Sums in another order: some weights have gradients near 0, of which Adam takes the sign alone.
        assert apart < 0.01 * moved, network


def flat(tensors):
    return torch.cat([tensors[name].flatten() for name in sorted(tensors)])
