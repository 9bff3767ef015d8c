"""States: pieces small enough, complete or absent, only the newest kept."""

import pytest
import torch

from model.training.checkpoint import (
    PIECE_BYTES,
    BadState,
    State,
    load_state,
    newest_state,
    optimiser_tensors,
    part,
    prefixed,
    restore_optimiser,
    save_state,
)


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


def test_an_optimisers_memory_has_the_layout_of_its_parameter(tmp_path):
    """What a GPU trains in channels_last must take the same steps after a state was saved and read."""
    torch.manual_seed(0)
    start = torch.randn(6, 4, 3, 3).contiguous(memory_format=torch.channels_last)
    gradients = [torch.randn(6, 4, 3, 3).contiguous(memory_format=torch.channels_last) for _ in range(2)]
    straight, resumed = (torch.nn.Parameter(start.clone()) for _ in range(2))
    first, second = (torch.optim.Adam([weight], lr=0.1, fused=True) for weight in (straight, resumed))
    straight.grad = gradients[0]
    first.step()
    saved = State(prefixed("adam", optimiser_tensors(first)), {"step": 1})
    loaded = load_state(save_state(tmp_path, saved))
    resumed.data.copy_(straight.data)
    restore_optimiser(second, part("adam", loaded.tensors))
    for weight, optimiser in ((straight, first), (resumed, second)):
        weight.grad = gradients[1]
        optimiser.step()
    assert torch.equal(straight, resumed)
    assert second.state[resumed]["exp_avg"].stride() == resumed.stride()


def test_memory_of_other_weights_is_told_apart():
    weights = [torch.nn.Parameter(torch.zeros(shape)) for shape in ((4, 2), (3,))]
    optimiser = torch.optim.Adam(weights)
    for weight in weights:
        weight.grad = torch.ones_like(weight)
    optimiser.step()
    memory = optimiser_tensors(optimiser)
    assert restore_optimiser(torch.optim.Adam(weights), memory)
    assert restore_optimiser(torch.optim.Adam(weights), {})
    for other in (torch.optim.Adam(weights[::-1]), torch.optim.Adam(weights[:1])):
        assert not restore_optimiser(other, memory)
        assert not optimiser_tensors(other)
