"""The loop on a tiny network: it learns, stops in good order and goes on exactly where it was."""

import json
import math
import os
import resource
import shutil
import signal
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from model.evaluation.states import open_state
from model.evaluation.viewer.recording import gated_layers
from model.network import CONVOLUTIONS, Generator, NetworkConfig
from model.network.discriminator import Judge
from model.network.gated import GatedConv2d
from model.network.generator import count_parameters
from model.training import loop as loop_module
from model.training.average import averaged_generator
from model.training.checkpoint import StateNotSaved, load_state, newest_state, part
from model.training.config import Stage, TrainConfig
from model.training.devices import NoDevice, choose_device
from model.training.loop import Diverged, Loop
from model.training.losses import PARTIAL_WEIGHTS
from model.training.machines import Machines
from model.training.phases import Phases
from model.training.progress import progress_line, show
from model.training.runs import RUNS
from model.training.samples import HEADER
from model.training.starts import RunRefused
from tests.model.training.conftest import CPU, TINY, run_steps


def equal_states(first, second):
    tensors, others = first.phases.state({}).tensors, second.phases.state({}).tensors
    assert tensors.keys() == others.keys()
    return [name for name, value in tensors.items() if not torch.equal(value, others[name])] == []


def stop_after(loop, steps, number=signal.SIGTERM):
    """Make the loop's run end by a signal after so many steps."""
    one_step = loop._one_step

    def counted(share):
        record = one_step(share)
        if loop.standing.step - loop.standing.first_step >= steps:
            signal.raise_signal(number)
        return record

    loop._one_step = counted


def test_a_resumed_run_equals_one_that_never_stopped_to_the_bit(tmp_path, photo_cache):
    """Rates, sizes, crops and optimiser memory: with a length in steps nothing depends on the clock."""
    config = replace(TINY, steps=6, stages=(Stage(64, 2, 0.5), Stage(128, 1, 1.0)), warmup_steps=2)
    straight = Loop(config, photo_cache, tmp_path / "a", CPU)
    straight.run()
    first = Loop(config, photo_cache, tmp_path / "b", CPU)
    stop_after(first, 2)
    first.run()
    second = Loop(config, photo_cache, tmp_path / "b", CPU)
    second.resume()
    assert (second.standing.step, second.standing.photos) == (2, 4)
    second.run()
    assert second.standing.step == 6
    assert equal_states(straight, second)


def test_a_new_run_does_not_write_over_an_old_one(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(first, 1)
    kept = first.save()
    second = Loop(replace(TINY, seed=2), photo_cache, tmp_path, CPU)
    with pytest.raises(RunRefused, match="--resume"):
        second.run()
    assert load_state(kept).facts["config"]["seed"] == 1


def test_a_batch_that_cannot_be_shared_is_refused_before_the_run(tmp_path, photo_cache):
    with pytest.raises(RunRefused, match="3 processes cannot share a batch of 2"):
        Loop(TINY, photo_cache, tmp_path, CPU, machines=Machines(rank=0, count=3))


@contextmanager
def full_disk(largest):
    """No file can grow past `largest` bytes: what a write to a full disk looks like."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_loses_no_state(tmp_path, photo_cache):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(loop, 1)
    kept = loop.save()
    run_steps(loop, 1)
    with full_disk(20_000), pytest.raises(StateNotSaved, match="make room"):
        loop.save()
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert load_state(newest_state(tmp_path)).facts["step"] == 1
    loop.save()
    assert load_state(newest_state(tmp_path)).facts["step"] == 2


def test_training_goes_on_over_a_full_disk(tmp_path, photo_cache, monkeypatch, caplog):
    monkeypatch.setattr(loop_module, "SAVE_EVERY_S", 0.0)
    loop = Loop(replace(TINY, steps=3), photo_cache, tmp_path, CPU)
    one_step, soft = loop._one_step, resource.getrlimit(resource.RLIMIT_FSIZE)

    def filled_once(share):
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000 if loop.standing.step == 1 else soft[0], soft[1]))
        return one_step(share)

    loop._one_step = filled_once
    try:
        path = loop.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, soft)
    assert load_state(path).facts["step"] == 3
    assert caplog.text.count("goes on and tries again") == 1


def test_losses_fall_on_one_batch(tmp_path, photo_cache):
    config = replace(TINY, gan_weight=0.0)
    loop = Loop(config, photo_cache, tmp_path, CPU)
    batch = loop.batches.draw(64, 4, step=0)
    values = [float(loop.phases.step(batch, gan_weight=0.0)["refined"]) for _ in range(15)]
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


@pytest.mark.parametrize(("length", "told"), [({"minutes": 1e-6}, True), ({"minutes": 1e-6, "steps": 1}, False)])
def test_a_step_that_is_longer_than_the_run_is_told(tmp_path, photo_cache, caplog, length, told):
    Loop(replace(TINY, **length), photo_cache, tmp_path, CPU).run()
    assert ("longer than the whole run: give more --minutes" in caplog.text) == told


def test_milestones_keep_the_average_as_it_was(tmp_path, photo_cache, monkeypatch):
    config = replace(TINY, steps=4, milestones=(0.25, 0.5))
    path = Loop(config, photo_cache, tmp_path, CPU).run()
    kept = [load_state(folder) for folder in sorted((tmp_path / "milestones").iterdir())]
    assert [state.facts["step"] for state in kept] == [1, 2]
    first, second = (averaged_generator(state).state_dict() for state in kept)
    last = averaged_generator(load_state(path)).state_dict()
    assert all(
        not torch.equal(one["coarse.encoder.0.conv.weight"], last["coarse.encoder.0.conv.weight"])
        for one in (first, second)
    )


def test_a_milestone_that_comes_again_after_resuming_takes_the_place_of_the_first(tmp_path, photo_cache):
    """What was killed had passed the second milestone after its last state."""
    config = replace(TINY, steps=10, milestones=(0.2, 0.5))
    kept = tmp_path / "milestones"
    first = Loop(config, photo_cache, tmp_path, CPU)
    stop_after(first, 4)
    first.run()
    assert [path.name for path in kept.iterdir()] == ["step-00000002"]
    for abandoned in ("step-00000005", "step-00000006"):  # by the clock a milestone is not at the same step again
        shutil.copytree(kept / "step-00000002", kept / abandoned)
    second = Loop(config, photo_cache, tmp_path, CPU)
    second.resume()
    second.run()
    assert sorted(path.name for path in kept.iterdir()) == ["step-00000002", "step-00000005"]
    assert load_state(kept / "step-00000005").facts["step"] == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_run_in_good_order(tmp_path, photo_cache, number):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    before = signal.getsignal(number)
    stop_after(loop, 1, number)
    assert load_state(loop.run()).facts["step"] == 1
    assert signal.getsignal(number) == before


def test_under_nohup_a_closed_terminal_does_not_end_the_run(tmp_path, photo_cache):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        loop = Loop(replace(TINY, steps=2), photo_cache, tmp_path, CPU)
        stop_after(loop, 1, signal.SIGHUP)
        assert load_state(loop.run()).facts["step"] == 2
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_closed_terminal_can_be_told_nothing(monkeypatch):
    reading, writing = os.openpty()
    closed = os.fdopen(writing, "w")
    monkeypatch.setattr("sys.stderr", closed)
    show("50%")
    os.close(reading)
    show("60%")
    with pytest.raises(OSError, match="Input/output error"):  # the line is still there to be written
        closed.close()


def test_a_run_that_is_stopped_says_so_and_one_that_is_spent_too(tmp_path, photo_cache, caplog):
    caplog.set_level("INFO")
    config = replace(TINY, steps=4)
    first = Loop(config, photo_cache, tmp_path, CPU)
    stop_after(first, 1)
    first.run()
    assert caplog.messages[-2:] == [
        "stopping after this step, with a state",
        "stopped at 25 %: --resume goes on from here",
    ]
    caplog.clear()
    again = Loop(replace(config, steps=1), photo_cache, tmp_path, CPU)
    again.resume()
    again.run()
    assert caplog.messages == ["nothing is left to train, the run has had its 1 --steps: give more to go on"]


def test_a_loss_that_is_no_number_stops_the_run(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(loop, 1)
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


def test_the_papers_recipe_steps_with_adam_alone(photo_cache):
    config = replace(RUNS["paper"], network=TINY.network)
    phases = Phases(config, CPU)
    assert set(phases._optimisers) == {"adam", "judge"}


def test_samples_are_pictures_of_the_same_crops(tmp_path, photo_cache):
    loop = Loop(replace(TINY, steps=1), photo_cache, tmp_path, CPU)
    loop.run()
    (path,) = (tmp_path / "samples").iterdir()
    assert path.name == "step-00000001.jpg"
    grid = np.asarray(Image.open(path))
    assert grid.shape == (HEADER + 6 * 64, 5 * 64, 3)
    truth = np.asarray(grid[HEADER:, 4 * 64 :], np.float64)
    plain = np.asarray(grid[HEADER:, 2 * 64 : 3 * 64], np.float64)
    assert truth.std() > 10
    assert 0 < np.abs(truth - plain).mean() < 60  # only the hole differs


def test_one_line_tells_how_far_the_run_is():
    record = {"share": 0.5, "step": 1200, "size": 128, "refined": 0.0893}
    line = progress_line(record, left_s=3_725)
    assert line == "[############------------]  50%  step 1,200  128²  loss 0.0893  1:02:05 left"


@pytest.mark.parametrize("discriminator", ["sn-patchgan", "projected"])
def test_every_term_of_the_loss_teaches(photo_cache, tmp_path, discriminator):
    config = replace(
        TINY, gan_weight=0.1, feature_matching_weight=1.0, perceptual_weight=0.5, discriminator=discriminator
    )
    loop = Loop(config, photo_cache, tmp_path, CPU)
    judge = {name: value.clone() for name, value in loop.phases.discriminator.state_dict().items()}
    batch = loop.batches.draw(64, 2, 0)
    losses = loop.phases.step(batch, gan_weight=0.1)
    names = {"discriminator", "coarse", "refined", "perceptual", "adversarial", "feature_matching", "gradient"}
    assert losses.keys() == names
    assert all(value.isfinite() for value in losses.values())
    assert any(not torch.equal(judge[name], value) for name, value in loop.phases.discriminator.state_dict().items())
    assert all(weight.requires_grad for weight in loop.phases._optimisers["judge"].param_groups[0]["params"])


def test_the_generators_phase_leaves_the_discriminator_alone(photo_cache, tmp_path):
    """Its weights, and the vectors of its spectral norms too."""
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    batch = loop.batches.draw(64, 2, 0)
    before = {name: value.clone() for name, value in loop.phases.discriminator.state_dict().items()}
    coarse, refined = loop.phases.generator(batch.planes())
    loop.phases._generator_phase(batch, coarse, refined, 0.1)
    for name, value in loop.phases.discriminator.state_dict().items():
        assert torch.equal(before[name], value), name


def test_the_six_losses_are_a_setting(photo_cache, tmp_path):
    network = NetworkConfig(width=8, discriminator_width=4, convolution="partial")
    config = replace(RUNS["partial"], network=network, stages=(Stage(64, 2, 1.0),))
    loop = Loop(config, photo_cache, tmp_path, CPU)
    values = loop.phases.step(loop.batches.draw(64, 2, 0), gan_weight=0.0)
    assert {f"{stage}_{name}" for stage in ("coarse", "refined") for name in PARTIAL_WEIGHTS} < values.keys()


class Signed(GatedConv2d):
    """A convolution of one's own: gates from -1 to 1."""

    def forward(self, x):
        feature, gate = self.split(x)
        return self._activated(feature) * torch.tanh(gate)


def test_a_convolution_of_ones_own_is_one_line_of_the_table(photo_cache, tmp_path, monkeypatch):
    monkeypatch.setitem(CONVOLUTIONS, "signed", Signed)
    signed = replace(TINY, network=replace(TINY.network, convolution="signed"), steps=1)
    trained = Loop(signed, photo_cache, tmp_path, CPU).run()
    _, generator = open_state(trained)
    assert type(generator.coarse.encoder[0]) is Signed
    assert count_parameters(generator) == count_parameters(Generator(TINY.network))
    assert next(iter(gated_layers(generator))) == "coarse.encoder.0"


class Normed(GatedConv2d):
    """Another one: what it learns of its batches are buffers, no parameters."""

    def __init__(self, in_channels, out_channels, **options):
        super().__init__(in_channels, out_channels, **options)
        self.norm = torch.nn.BatchNorm2d(out_channels)

    def forward(self, x):
        return self.norm(super().forward(x))


def test_the_averaged_generator_has_the_statistics_of_a_batch_normalisation(photo_cache, tmp_path, monkeypatch):
    monkeypatch.setitem(CONVOLUTIONS, "normed", Normed)
    normed = replace(TINY, network=replace(TINY.network, convolution="normed"), steps=2)
    state = load_state(Loop(normed, photo_cache, tmp_path, CPU).run())
    learner, average = (part(name, state.tensors) for name in ("generator", "average"))
    for name in ("running_mean", "running_var", "num_batches_tracked"):
        assert torch.equal(average[f"coarse.encoder.1.norm.{name}"], learner[f"coarse.encoder.1.norm.{name}"])
    assert average["coarse.encoder.1.norm.num_batches_tracked"] == 2
    _, generator = open_state(newest_state(tmp_path))
    assert torch.equal(generator.coarse.encoder[1].norm.running_var, learner["coarse.encoder.1.norm.running_var"])


class Small(Judge):
    """A discriminator of one's own: nothing but its layers."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Conv2d(a, b, 4, 2, 1) for a, b in ((5, 8), (8, 1)))

    def layers_of(self, picture, hole, sketch):
        first = self.layers[0](torch.cat([picture, hole, sketch], 1))
        return [first, self.layers[1](torch.relu(first))]


def test_a_discriminator_of_ones_own_needs_its_layers_alone(photo_cache, tmp_path, monkeypatch):
    monkeypatch.setattr(Phases, "_make_discriminator", lambda _: Small())
    loop = Loop(replace(TINY, feature_matching_weight=0.5, steps=2), photo_cache, tmp_path, CPU)
    before = loop.phases.discriminator.layers[1].weight.detach().clone()
    assert "discriminator.layers.1.weight" in load_state(loop.run()).tensors
    assert not torch.equal(before, loop.phases.discriminator.layers[1].weight)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_named_run_steps(photo_cache, tmp_path, name):
    config = RUNS[name]
    small = replace(config.network, width=8, discriminator_width=4)
    loop = Loop(replace(config, network=small, stages=(Stage(64, 2, 1.0),)), photo_cache, tmp_path, CPU)
    run_steps(loop, 1)
    assert TrainConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_settings_of_older_states_are_read():
    values = TINY.to_json()
    del values["judge_rate"], values["clip_factor"], values["milestones"]
    old = TrainConfig.from_json(values | {"clip": 10.0, "adam_rate": 3e-4})
    assert old.judge_rate == 3e-4
    assert old.clip_factor == TINY.clip_factor


def test_a_resumed_run_has_each_step_in_its_curve_once(tmp_path, photo_cache, monkeypatch):
    monkeypatch.setattr(loop_module, "LOG_EVERY", 1)
    config = replace(TINY, steps=3)
    first = Loop(config, photo_cache, tmp_path, CPU)
    stop_after(first, 1)
    first.run()
    with (tmp_path / "curve.jsonl").open("a") as curve:
        # Of steps after the last state, when the process was killed, the last one while it wrote.
        curve.write('{"step": 2, "refined": 0.5}\n{"step": 3, "ref')
    second = Loop(config, photo_cache, tmp_path, CPU)
    second.resume()
    second.run()
    steps = [json.loads(line)["step"] for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert steps == [1, 2, 3]


def test_a_curve_that_cannot_be_written_does_not_end_the_run(tmp_path, photo_cache, caplog):
    loop = Loop(replace(TINY, steps=2), photo_cache, tmp_path, CPU)
    one_step = loop._one_step

    def broken(share):
        (tmp_path / "curve.jsonl").mkdir(exist_ok=True)
        return one_step(share)

    loop._one_step = broken
    assert load_state(loop.run()).facts["step"] == 2
    assert "no line for step 1 in the curve" in caplog.text


def test_a_run_under_a_file_is_refused(tmp_path, photo_cache):
    (tmp_path / "file").write_text("")
    with pytest.raises(StateNotSaved, match="give another --run"):
        Loop(TINY, photo_cache, tmp_path / "file" / "run", CPU).run()


@pytest.mark.parametrize(("name", "words"), [("tpu", "called tpu"), ("gpu:0", "called gpu:0"), ("cuda", "no CUDA")])
def test_a_device_that_is_not_there_is_named(name, words):
    if name == "cuda" and torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(NoDevice, match=words):
        choose_device(name)
