"""States part of the way between two: exactly there, all else as it was, refusals in one line."""

import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from model.training import between as command
from model.training.between import BadBeginning, between
from model.training.checkpoint import State, load_state, save_state

BEGINNING = {"a.weight": torch.tensor([1.0, -2.0]), "b.bias": torch.zeros(3)}


def state():
    tensors = {
        "average.a.weight": torch.tensor([3.0, 4.0]),
        "average.b.bias": torch.ones(3),
        "generator.a.weight": torch.tensor([9.0, 9.0]),
    }
    return State(tensors, {"step": 7, "config": {}})


@given(st.floats(0, 1))
def test_the_average_lies_on_the_line_and_nothing_else_moves(share):
    mixed = between(BEGINNING, state(), share)
    torch.testing.assert_close(mixed.tensors["average.a.weight"], torch.tensor([1 + 2 * share, -2 + 6 * share]))
    torch.testing.assert_close(mixed.tensors["average.b.bias"], torch.full((3,), share))
    assert torch.equal(mixed.tensors["generator.a.weight"], torch.tensor([9.0, 9.0]))
    assert mixed.facts == {"step": 7, "config": {}, "between": share}


@pytest.mark.parametrize("beginning", [{}, {"a.weight": torch.zeros(2)}, BEGINNING | {"b.bias": torch.zeros(4)}])
def test_another_network_is_refused(beginning):
    with pytest.raises(BadBeginning, match="another network"):
        between(beginning, state(), 0.5)


def test_the_command_writes_a_state_that_opens(tmp_path, monkeypatch):
    save_file(BEGINNING, tmp_path / "start.safetensors")
    step = save_state(tmp_path / "run", state())
    assert call(monkeypatch, step, tmp_path / "start.safetensors", "0.5", tmp_path / "mixed") == 0
    torch.testing.assert_close(
        load_state(tmp_path / "mixed" / "step-00000007").tensors["average.a.weight"], torch.tensor([2.0, 1.0])
    )


def test_a_weights_folder_is_taken_as_its_file(tmp_path, monkeypatch):
    save_file(BEGINNING, tmp_path / "generator.safetensors")
    (tmp_path / "manifest.json").write_text("{}")
    step = save_state(tmp_path / "run", state())
    assert call(monkeypatch, step, tmp_path, "0", tmp_path / "mixed") == 0
    mixed = load_state(tmp_path / "mixed" / "step-00000007").tensors
    torch.testing.assert_close(mixed["average.a.weight"], BEGINNING["a.weight"])


def test_the_averages_of_two_runs_are_mixed(tmp_path, monkeypatch):
    one = save_state(tmp_path / "one", state())
    other = state()
    other.tensors["average.a.weight"] = torch.tensor([7.0, 0.0])
    step = save_state(tmp_path / "other", other)
    assert call(monkeypatch, one, step, "0.25", tmp_path / "mixed") == 0
    mixed = load_state(tmp_path / "mixed" / "step-00000007").tensors
    torch.testing.assert_close(mixed["average.a.weight"], torch.tensor([6.0, 1.0]))


def test_refusals_are_one_line_and_a_code(tmp_path, monkeypatch, capsys):
    save_file(BEGINNING, tmp_path / "start.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"broken")
    step = save_state(tmp_path / "run", state())
    assert call(monkeypatch, tmp_path, tmp_path / "start.safetensors", "0.5", tmp_path / "out") == 3
    assert call(monkeypatch, step, tmp_path / "none.safetensors", "0.5", tmp_path / "out") == 5
    assert call(monkeypatch, step, tmp_path / "broken.safetensors", "0.5", tmp_path / "out") == 5
    assert call(monkeypatch, step, tmp_path / "start.safetensors", "0.5", tmp_path / "broken.safetensors") == 4
    assert call(monkeypatch, step, tmp_path, "0.5", tmp_path / "out") == 3  # a folder, but no state
    (tmp_path / "listed").mkdir()
    (tmp_path / "listed" / "state.json").write_text("[]")
    assert call(monkeypatch, tmp_path / "listed", tmp_path / "start.safetensors", "0.5", tmp_path / "out") == 3
    assert capsys.readouterr().err.count("\n") == 6
    with pytest.raises(SystemExit):
        call(monkeypatch, step, tmp_path / "start.safetensors", "1.5", tmp_path / "out")


def test_a_folder_with_states_is_never_mixed_into(tmp_path, monkeypatch, capsys):
    """Neither is an older mixture taken for the new one, nor does a run lose its states."""
    save_file(BEGINNING, tmp_path / "start.safetensors")
    step = save_state(tmp_path / "run", state())
    for share, code in (("0.5", 0), ("0.75", 4)):
        assert call(monkeypatch, step, tmp_path / "start.safetensors", share, tmp_path / "mixed") == code
    assert "holds a state already" in capsys.readouterr().err
    assert load_state(tmp_path / "mixed" / "step-00000007").facts["between"] == 0.5


def call(monkeypatch, step, weights, share, out):
    words = ["between", "--state", step, "--weights", weights, "--share", share, "--out", out]
    monkeypatch.setattr(sys, "argv", list(map(str, words)))
    return command.main()
