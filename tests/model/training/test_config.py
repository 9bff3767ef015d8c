"""Settings say what is wrong with them when they are made, not by a strange training or deep in a run."""

import json
import math
import re
import sys
from dataclasses import fields, replace

import pytest

from model.network.config import NetworkConfig
from model.training import __main__ as command
from model.training.config import (
    ABOVE_NOTHING,
    CHOICES,
    COUNTS,
    NOT_BELOW_NOTHING,
    SHARES,
    SWITCHES,
    Stage,
    TrainConfig,
)
from model.training.runs import RUNS


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"objective": "l2"}, "objective is 'l2': take one of l1, partial"),
        ({"discriminator": "patchgan"}, "discriminator is 'patchgan': take one of sn-patchgan, projected"),
        ({"clock": "gpu"}, "clock is 'gpu'"),
        ({"holes": "freeform"}, "holes is 'freeform': take one of default, brushes, paper"),
        ({"sketch_share": 50}, "sketch_share is 50: give a number from 0 to 1"),
        ({"gan_weight": float("nan")}, "gan_weight is nan: give a number from 0 on"),
        ({"known_weight": -1.0}, "known_weight is -1.0"),
        ({"minutes": 0.0}, "minutes is 0.0: give a number above 0"),
        ({"minutes": float("inf")}, "minutes is inf"),
        ({"minutes": "5"}, "minutes is '5'"),
        ({"steps": 1.5}, "steps is 1.5: give a whole number from 0 on"),
        ({"restart_at": 0.0}, "restart_at is 0"),
        ({"feature_matching_weight": 0.5}, "feature_matching_weight without gan_weight"),
        ({"sketch_share": True}, "sketch_share is True: give a number from 0 to 1"),
        ({"gan_weight": "0.1"}, "gan_weight is '0.1': give a number from 0 on"),
        ({"muon_apart": "no"}, "muon_apart is 'no': give true or false"),
        ({"muon_apart": 0}, "muon_apart is 0: give true or false"),
        ({"name": 5}, "name is 5: give a text"),
        ({"milestones": (1.5,)}, "milestones are"),
        ({"milestones": ("0.5",)}, "milestones are ('0.5',)"),
        ({"milestones": (True,)}, "milestones are (True,)"),
        ({"stages": ()}, "the stages end at []"),
        ({"stages": (Stage(64, 2, 0.5),)}, "the stages end at [0.5]"),
        ({"stages": (Stage(64, 2, 0.5), Stage(128, 2, 0.5), Stage(128, 2, 1.0))}, "that rise"),
    ],
)
def test_what_would_train_something_else_is_refused(changed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        TrainConfig(**changed)


@pytest.mark.parametrize("until", [True, "1.0", None, math.nan])
def test_a_stage_that_ends_at_no_number_is_refused(until):
    with pytest.raises(ValueError, match="give a share of the run"):
        Stage(64, 2, until)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"fuse": "false"}, "fuse is 'false': give true or false"),
        ({"fuse": 1}, "fuse is 1"),
        ({"attention_scale": True}, "attention_scale is True: give a number"),
        ({"attention_scale": "10"}, "attention_scale is '10'"),
        ({"width": True}, "width is True: give a whole number"),
    ],
)
def test_a_network_of_words_is_refused(changed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        NetworkConfig(**changed)


@pytest.mark.parametrize(
    ("size", "batch", "words"),
    [(100, 2, "a stage of 100 pixels: give a multiple of 64"), (32, 2, "32 pixels"), (64, 0, "a batch of 0")],
)
def test_a_stage_that_the_networks_cannot_take_is_refused(size, batch, words):
    with pytest.raises(ValueError, match=words):
        Stage(size, batch, 1.0)


def test_every_number_and_choice_is_checked():
    checked = {*CHOICES, *COUNTS, *SWITCHES, *SHARES, *ABOVE_NOTHING, *NOT_BELOW_NOTHING}
    others = {"name", "stages", "milestones", "network"}
    assert checked | others == {field.name for field in fields(TrainConfig)}
    assert not checked & others


@pytest.mark.parametrize("name", sorted(RUNS))
def test_named_settings_survive_a_file(name):
    assert TrainConfig.from_json(json.loads(json.dumps(RUNS[name].to_json()))) == RUNS[name]
    assert RUNS[name].name == name


def test_settings_of_ones_own_are_called_as_on_the_command_line(monkeypatch):
    monkeypatch.setitem(RUNS, "mine", replace(RUNS["paper"], stages=(Stage(64, 2, 1.0),)))
    found = settings_of(monkeypatch, "--settings", "mine", "--steps", 3)
    assert (found.name, found.steps, found.gan_weight) == ("mine", 3, 1.0)


def settings_of(monkeypatch, *options):
    line = ["training", "--photos", "a", "--cache", "b", "--run", "c", *map(str, options)]
    monkeypatch.setattr(sys, "argv", line)
    return command.settings(command.parse())


def test_settings_are_taken_from_the_file_of_a_run(monkeypatch, tmp_path):
    written = replace(RUNS["paper"], name="mine", stages=(Stage(64, 2, 1.0),), steps=7)
    (tmp_path / "config.json").write_text(json.dumps(written.to_json()))
    assert settings_of(monkeypatch, "--settings", tmp_path / "config.json") == written
    found = settings_of(monkeypatch, "--settings", tmp_path / "config.json", "--minutes", 3, "--seed", 0)
    assert found == replace(written, minutes=3.0, steps=0, seed=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot read"),
        ("{", "holds no settings of a run"),
        ("[]", "holds no settings of a run"),
        ("{}", "holds no settings of a run"),
        (json.dumps(RUNS["tiny"].to_json() | {"objective": "l2"}), "objective is 'l2'"),
        (json.dumps(RUNS["tiny"].to_json() | {"colour": "red"}), "colour"),
        (json.dumps(RUNS["tiny"].to_json() | {"muon_apart": "false"}), "muon_apart is 'false': give true or false"),
        (json.dumps(RUNS["tiny"].to_json() | {"network": {"fuse": "false"}}), "fuse is 'false': give true or false"),
    ],
)
def test_a_file_that_holds_no_settings_is_refused(monkeypatch, tmp_path, capsys, text, words):
    if text is not None:
        (tmp_path / "a.json").write_text(text)
    with pytest.raises(SystemExit) as ended:
        settings_of(monkeypatch, "--settings", tmp_path / "a.json")
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_settings_without_a_name_are_refused_with_the_names(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        settings_of(monkeypatch, "--settings", "tyni")
    assert "no settings are called tyni: take a config.json, or one of default, tiny" in capsys.readouterr().err
