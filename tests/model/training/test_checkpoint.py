"""States: pieces small enough, complete or absent, only the newest kept."""

import pytest
import torch

from model.training.checkpoint import PIECE_BYTES, BadState, State, load_state, newest_state, save_state


def state(step, scale=1.0):
    tensors = {f"part.{i}": torch.full((300, 3_000), scale * i) for i in range(12)}
    return State(tensors, {"step": step})


def test_a_state_comes_back_whole_from_small_pieces(tmp_path):
    path = save_state(tmp_path, state(7))
    pieces = list(path.glob("*.safetensors"))
    assert len(pieces) > 1
    assert max(piece.stat().st_size for piece in pieces) < 16 * 2**20
    assert PIECE_BYTES < 16 * 2**20
    loaded = load_state(newest_state(tmp_path))
    assert loaded.facts == {"step": 7}
    assert all(torch.equal(loaded.tensors[name], value) for name, value in state(7).tensors.items())


def test_only_the_newest_states_are_kept(tmp_path):
    for step in (1, 20, 300):
        save_state(tmp_path, state(step))
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["step-00000020", "step-00000300"]


def test_a_half_written_state_is_not_found(tmp_path):
    save_state(tmp_path, state(5))
    (tmp_path / "partial-99").mkdir()
    (tmp_path / "partial-99" / "piece-00.safetensors").write_bytes(b"half")
    assert newest_state(tmp_path).name == "step-00000005"


def test_an_empty_folder_has_no_state(tmp_path):
    assert newest_state(tmp_path) is None


@pytest.mark.parametrize("fault", ["missing", "cut", "no facts"])
def test_what_is_no_state_is_refused_in_one_line(tmp_path, fault):
    path = save_state(tmp_path, state(5))
    if fault == "missing":
        path = tmp_path / "step-00000009"
    elif fault == "cut":
        piece = next(path.glob("*.safetensors"))
        piece.write_bytes(piece.read_bytes()[:1000])
    else:
        (path / "state.json").write_text("{")
    with pytest.raises(BadState, match=path.name) as refusal:
        load_state(path)
    assert "\n" not in str(refusal.value)
