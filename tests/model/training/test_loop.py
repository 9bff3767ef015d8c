"""The loop on a tiny network: it learns, stops in good order and goes on exactly where it was."""

import json
import math
import signal
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file

from model.network import NetworkConfig
from model.training import loop as loop_module
from model.training.checkpoint import load_state
from model.training.config import RUNS, Stage, TrainConfig
from model.training.loop import Diverged, Loop, gan_factor, rate_factor
from model.training.phases import Phases

CPU = torch.device("cpu")
TINY = replace(
    RUNS["tiny"],
    network=NetworkConfig(width=8, discriminator_width=4),
    stages=(Stage(64, 2, 1.0),),
    minutes=60.0,
    warmup_steps=0,
)


def run_steps(loop, steps):
    """Run a number of steps at share 0.5, where the discriminator takes part."""
    return [loop._one_step(0.5) for _ in range(steps)]


def test_a_resumed_run_equals_one_that_never_stopped(tmp_path, photo_cache):
    straight = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    run_steps(straight, 4)
    first = Loop(TINY, photo_cache, tmp_path / "b", CPU)
    run_steps(first, 2)
    first.save()
    second = Loop(TINY, photo_cache, tmp_path / "b", CPU)
    second.resume()
    assert (second.step, second.photos) == (2, 4)
    run_steps(second, 2)
    for name, value in straight.phases.state({}).tensors.items():
        torch.testing.assert_close(second.phases.state({}).tensors[name], value, msg=name)


def test_a_compact_state_is_small_and_can_be_resumed(tmp_path, photo_cache):
    loop = Loop(TINY, photo_cache, tmp_path, CPU, compact=True)
    run_steps(loop, 2)
    sizes = {}
    for compact in (False, True):
        tensors = loop.phases.state({}, compact=compact).tensors.values()
        sizes[compact] = sum(tensor.numel() * tensor.element_size() for tensor in tensors)
    assert sizes[True] < 0.8 * sizes[False]  # 0.5 of the real network
    loop.save()
    second = Loop(TINY, photo_cache, tmp_path, CPU)
    second.resume()
    run_steps(second, 1)
    assert second.step == 3


def test_shipped_weights_are_a_start(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    run_steps(first, 1)
    stored = {name: value.half().contiguous() for name, value in first.phases.generator.state_dict().items()}
    save_file(stored, tmp_path / "generator.safetensors")
    second = Loop(TINY, photo_cache, tmp_path / "b", CPU)
    second.start_from_weights(tmp_path / "generator.safetensors")
    for network in (second.phases.generator, second.phases.average.network):
        for name, value in network.state_dict().items():
            torch.testing.assert_close(value, stored[name].float(), msg=name)
    assert (second.step, second.spent_s) == (0, 0.0)


def test_losses_fall_on_one_batch(tmp_path, photo_cache):
    config = replace(TINY, gan_weight=0.0)
    loop = Loop(config, photo_cache, tmp_path, CPU)
    batch = loop.batches.draw(64, 4, step=0)
    values = [float(loop.phases.generator_phase(batch, gan_weight=0.0)["refined"]) for _ in range(15)]
    assert values[-1] < 0.8 * values[0]


def test_minutes_end_the_run_with_a_state_and_a_curve(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    config = replace(TINY, minutes=1.0 / 60)
    path = Loop(config, photo_cache, tmp_path, CPU).run()
    facts = load_state(path).facts
    assert facts["seconds"] >= 1.0
    assert TrainConfig.from_json(facts["config"]) == config
    lines = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert lines[-1]["step"] == facts["step"]
    assert {"coarse", "refined", "gradient", "size", "photos"} <= lines[-1].keys()


def test_a_signal_ends_the_run_in_good_order(tmp_path, photo_cache):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    before = signal.getsignal(signal.SIGTERM)
    step = loop._one_step

    def step_then_signal(share):
        record = step(share)
        signal.raise_signal(signal.SIGTERM)
        return record

    loop._one_step = step_then_signal
    assert load_state(loop.run()).facts["step"] == 1
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_loss_that_is_no_number_stops_the_run(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    kept = loop.save()
    with torch.no_grad():
        next(loop.phases.generator.parameters()).fill_(math.nan)
    with pytest.raises(Diverged, match="not finite"):
        loop.run()
    assert not any(value.isnan().any() for value in load_state(kept).tensors.values() if value.is_floating_point())


def test_a_state_that_is_not_finite_is_never_written(tmp_path, photo_cache):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    with torch.no_grad():
        next(loop.phases.generator.parameters())[0] = math.inf
    with pytest.raises(Diverged):
        loop.save()
    assert not list(tmp_path.glob("step-*"))


def test_the_averaged_generator_follows(photo_cache, tmp_path):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    start = {name: value.clone() for name, value in loop.phases.average.network.state_dict().items()}
    run_steps(loop, 3)
    now, learner = loop.phases.average.network.state_dict(), loop.phases.generator.state_dict()
    name = "coarse.encoder.1.conv.weight"
    assert 0 < (now[name] - start[name]).norm() < (learner[name] - start[name]).norm()


def test_schedules():
    assert rate_factor(0, 0.0, 10) == pytest.approx(0.1)
    assert rate_factor(99, 0.0, 10) == pytest.approx(1.0)
    assert rate_factor(99, 0.5, 10) == pytest.approx(0.5)
    assert rate_factor(99, 1.0, 10) == pytest.approx(0.0)
    assert [gan_factor(share, 0.6) for share in (0.5, 0.65, 0.9)] == pytest.approx([0.0, 0.5, 1.0])
    stages = TrainConfig(stages=(Stage(64, 2, 0.3), Stage(128, 1, 1.0)))
    assert [stages.stage_at(share).size for share in (0.0, 0.3, 1.0)] == [64, 128, 128]


def test_the_papers_recipe_steps_with_adam_alone(photo_cache):
    config = replace(RUNS["paper"], network=TINY.network)
    phases = Phases(config, CPU)
    assert set(phases._optimisers) == {"adam", "judge"}
