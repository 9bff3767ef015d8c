"""Runs as processes: killed at any moment they go on, and two that train together take the steps of one."""

import pytest
import torch

from model.training.checkpoint import load_state, newest_state, part
from model.training.phases import Phases
from tests.model.training.tiny_run import CONFIG, STEPS


@pytest.fixture(scope="module")
def whole(whole_run):
    """The last state of a run in one process that is never disturbed."""
    folder, process = whole_run
    process.answer()
    found = load_state(newest_state(folder))
    assert found.facts["step"] == STEPS
    return found


def test_a_run_killed_again_and_again_ends_as_if_it_never_was(whole, killed_run):
    folder, seed, process = killed_run
    process.answer()
    resumed = load_state(newest_state(folder))
    assert resumed.facts["step"] == STEPS
    undisturbed = whole.tensors
    different = [name for name, value in undisturbed.items() if not torch.equal(resumed.tensors[name], value)]
    assert not different, f"moments of seed {seed}"
    assert not list(folder.glob("partial-*"))


def test_two_processes_take_the_steps_of_one(whole, shared_run):
    folder, process = shared_run
    process.answer()
    shared = load_state(newest_state(folder))
    assert (shared.facts["step"], shared.facts["photos"]) == (STEPS, whole.facts["photos"])
    started = Phases(CONFIG, torch.device("cpu"))
    for network in ("generator", "discriminator"):
        start = getattr(started, network).state_dict()
        ends = [part(network, state.tensors) for state in (shared, whole)]
        moved, apart = (flat(ends[1]) - flat(start)).norm(), (flat(ends[0]) - flat(ends[1])).norm()
        # Sums in another order: some weights have gradients near 0, of which Adam takes the sign alone.
        assert apart < 0.01 * moved, network


def flat(tensors):
    return torch.cat([tensors[name].flatten() for name in sorted(tensors)])
