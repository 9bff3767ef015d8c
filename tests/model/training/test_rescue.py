"""A collapse is seen for what it is, and what comes back are the networks that were good."""

import json
import math
from dataclasses import replace

import pytest
import torch

from model.training import loop as loop_module
from model.training import rescue as rescue_module
from model.training.batches import BatchMaker
from model.training.checkpoint import load_state
from model.training.loop import Diverged, Loop
from model.training.phases import Phases
from model.training.rescue import COLLAPSE, MOST, SNAPSHOT_STEPS, Rescue
from tests.model.training.conftest import CPU, TINY

RUN = replace(TINY, steps=12)


@pytest.fixture
def rescue():
    return Rescue(Phases(RUN, CPU))


def spoil(rescue):
    with torch.no_grad():
        for parameter in rescue._phases.generator.parameters():
            parameter.mul_(100.0)


def first_weight(rescue):
    return next(rescue._phases.generator.parameters()).detach().clone()


def test_noise_is_no_collapse(rescue):
    losses = [0.08, 0.05, 0.12, 0.06, 0.15, 0.07, 0.19]
    assert not any(rescue.watch(loss, step) for step, loss in enumerate(losses))
    assert not rescue.is_suspicious


def test_one_record_far_above_is_suspicious_two_are_a_collapse(rescue):
    rescue.watch(0.08, 1)
    assert not rescue.watch(0.08 * COLLAPSE * 1.1, 2)
    assert rescue.is_suspicious
    assert rescue.watch(0.08 * COLLAPSE * 1.1, 3)


def test_a_loss_that_is_no_number_is_one_at_once(rescue):
    rescue.watch(0.08, 1)
    assert rescue.watch(math.nan, 2)


def test_the_older_snapshot_comes_back_and_the_rates_are_halved(rescue):
    good = first_weight(rescue)
    rescue.watch(0.08, 0)
    spoil(rescue)  # begins before the next snapshot, and shows after it
    rescue.watch(0.08, SNAPSHOT_STEPS)
    assert rescue.go_back() == 0
    torch.testing.assert_close(first_weight(rescue), good)
    assert rescue.caution == 0.5
    assert not rescue.is_suspicious


def test_a_snapshot_is_not_changed_by_what_is_learnt_from_it(rescue, photo_cache):
    maker = BatchMaker(photo_cache, device=CPU, seed=1, sketch_share=0.0)
    rescue._phases.step(maker.draw(64, 2, 0), gan_weight=0.0)
    rescue.watch(0.08, 0)
    kept = {name: tensor.clone() for name, tensor in rescue._snapshots[0][1].tensors.items()}
    rescue.go_back()
    for step in range(2):
        rescue._phases.step(maker.draw(64, 2, step), gan_weight=0.0)
    now = rescue._snapshots[0][1].tensors
    assert all(torch.equal(tensor, now[name]) for name, tensor in kept.items())


def test_going_back_to_before_the_discriminator_learnt_leaves_nothing_of_the_collapse(rescue, photo_cache):
    """The snapshot has no memory of the discriminator's optimiser: what that gathered since must not stay."""
    maker = BatchMaker(photo_cache, device=CPU, seed=1, sketch_share=0.0)
    phases = rescue._phases
    phases.step(maker.draw(64, 2, 0), gan_weight=0.0)
    rescue.watch(0.08, 0)
    phases.step(maker.draw(64, 2, 1), gan_weight=0.1)
    broken = maker.draw(64, 2, 2)
    phases.step(replace(broken, photo=broken.photo * math.nan), gan_weight=0.1)
    assert not all_finite(phases)
    rescue.go_back()
    assert all_finite(phases)  # memory and the vectors of the spectral norms too
    for step in (3, 4):
        losses = phases.step(maker.draw(64, 2, step), gan_weight=0.1)
        assert all(loss.isfinite() for loss in losses.values())
    assert all_finite(phases)


def all_finite(phases):
    return all(bool(value.isfinite().all()) for value in phases.state({}).tensors.values())


def test_after_so_many_rescues_it_is_over(rescue):
    rescue.watch(0.08, 0)
    for _ in range(MOST):
        assert rescue.go_back() == 0
    assert rescue.go_back() is None


def test_without_a_good_record_there_is_nothing_to_go_back_to(rescue):
    assert rescue.watch(math.nan, 0)
    assert rescue.go_back() is None


def test_a_run_survives_a_collapse_and_says_so(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    monkeypatch.setattr(rescue_module, "SNAPSHOT_STEPS", 1)
    loop = Loop(RUN, photo_cache, tmp_path, CPU)
    step = loop._one_step

    def spoiled(share):
        if loop.standing.step == 6:
            spoil(loop._rescue)
        return step(share)

    monkeypatch.setattr(loop, "_one_step", spoiled)
    state = load_state(loop.run())
    assert all(value.isfinite().all() for value in state.tensors.values() if value.is_floating_point())
    assert state.facts["caution"] < 1
    lines = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    events = [line["event"] for line in lines if "event" in line]
    assert events
    assert all("back to the networks of step" in event for event in events)
    losses = [line["refined"] for line in lines if "refined" in line]
    assert losses[-1] < 2 * losses[4]


@pytest.fixture
def suspicious(tmp_path, photo_cache, monkeypatch):
    """A loop whose last record, of twelve, is far above the usual."""
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    loop = Loop(RUN, photo_cache, tmp_path / "run", CPU)
    step = loop._one_step

    def spoiled(share):
        if loop.standing.step == 11:
            spoil(loop._rescue)
        return step(share)

    monkeypatch.setattr(loop, "_one_step", spoiled)
    return loop


def test_a_run_that_ends_suspiciously_leaves_its_last_good_networks(suspicious, tmp_path, photo_cache, caplog):
    """And going on from them comes to what the run would have come to."""
    path = suspicious.run()
    assert path.name == "step-00000001"  # of the only snapshot
    assert "far above what it was: the run ends with the networks of step-00000001" in caplog.text
    again = Loop(RUN, photo_cache, tmp_path / "run", CPU)
    again.resume()
    straight = Loop(RUN, photo_cache, tmp_path / "straight", CPU)
    found, wanted = (load_state(loop.run()).tensors for loop in (again, straight))
    assert all(torch.equal(value, found[name]) for name, value in wanted.items())


def test_a_run_that_ends_suspiciously_keeps_a_newer_state_that_is_good(suspicious, tmp_path, monkeypatch):
    one_step = suspicious._one_step

    def saved_between(share):
        if suspicious.standing.step == 8:
            suspicious.save()
        return one_step(share)

    monkeypatch.setattr(suspicious, "_one_step", saved_between)
    assert suspicious.run().name == "step-00000008"
    assert [path.name for path in (tmp_path / "run").glob("step-*")] == ["step-00000008"]


def test_after_a_rescue_the_good_networks_stand_where_the_run_does():
    steps = iter((10, 50))
    rescue = Rescue(Phases(RUN, CPU), lambda: {"step": next(steps)})
    assert rescue.newest is None
    rescue.watch(0.08, 10)
    assert rescue.newest.facts == {"step": 10}
    assert rescue.go_back() == 10
    assert rescue.newest.facts == {"step": 50}


def test_a_run_that_collapses_again_and_again_ends(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    loop = Loop(replace(TINY, steps=40), photo_cache, tmp_path, CPU)
    step = loop._one_step

    def spoiled(share):
        if loop.standing.step > 3:
            spoil(loop._rescue)
        return step(share)

    monkeypatch.setattr(loop, "_one_step", spoiled)
    with pytest.raises(Diverged):
        loop.run()
