"""What a run starts from: taken over to the number, or refused before anything is touched."""

import hashlib
import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file

from model.export.store import save_discriminator
from model.inference.errors import BadWeights
from model.network import NetworkConfig
from model.network.load import load_discriminator
from model.training import phases
from model.training.checkpoint import BadState, load_state, part
from model.training.loop import Loop
from model.training.muon import hidden_weights
from model.training.starts import RunRefused
from tests.model.training.conftest import CPU, TINY, run_steps


@pytest.mark.parametrize(
    ("change", "named"), [({"muon_rate": 0.5}, "muon_rate"), ({"network": NetworkConfig(width=12)}, "network")]
)
def test_a_run_of_other_settings_is_not_resumed(tmp_path, photo_cache, change, named):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(first, 1)
    first.save()
    before = sorted(path.name for path in tmp_path.rglob("*"))
    other = Loop(replace(TINY, **change), photo_cache, tmp_path, CPU)
    with pytest.raises(RunRefused, match=named):
        other.resume()
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_longer_run_may_be_resumed(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(first, 1)
    first.save()
    second = Loop(replace(TINY, minutes=90.0), photo_cache, tmp_path, CPU)
    second.resume()
    assert second.standing.step == 1


def test_nothing_to_resume_is_said(tmp_path, photo_cache):
    with pytest.raises(RunRefused, match="no state to go on from"):
        Loop(TINY, photo_cache, tmp_path, CPU).resume()


def test_minutes_go_on_where_they_stopped(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    first.standing.spent_s = 1200.0
    run_steps(first, 1)
    first.save()
    second = Loop(TINY, photo_cache, tmp_path, CPU)
    second.resume()
    assert second.standing.share(TINY) == pytest.approx(1 / 3)


def test_memory_that_is_shared_out_to_other_optimisers_is_gathered_anew(tmp_path, photo_cache, monkeypatch, caplog):
    """As of states from when hidden layers with as many inputs as planes were taken for first ones."""
    caplog.set_level("INFO")
    narrow = replace(TINY, network=replace(TINY.network, width=12), steps=3)

    def fewer(generator):
        return {2: [weight for weight in hidden_weights(generator)[2] if weight.shape[1] != 6]}

    with monkeypatch.context() as then:
        then.setattr(phases, "hidden_weights", fewer)
        first = Loop(narrow, photo_cache, tmp_path, CPU)
        run_steps(first, 1)
        first.save()
    second = Loop(narrow, photo_cache, tmp_path, CPU)
    second.resume()
    assert caplog.text.count("of other weights: it is gathered anew") == 2
    assert second.phases.state({}).tensors.keys() >= {"optimiser-judge.0.exp_avg"}
    assert load_state(second.run()).facts["step"] == 3


def test_a_run_with_muon_starts_from_the_state_of_one_without(tmp_path, photo_cache):
    first = Loop(replace(TINY, muon_rate=0.0), photo_cache, tmp_path / "first", CPU)
    run_steps(first, 1)
    second = Loop(replace(TINY, steps=2), photo_cache, tmp_path / "second", CPU)
    second.start_from_state(first.save())
    assert load_state(second.run()).facts["step"] == 3


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
    assert second.standing.step == 3


def test_a_run_does_not_start_from_another_network(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    run_steps(first, 1)
    kept = first.save()
    other = Loop(replace(TINY, network=NetworkConfig(width=12)), photo_cache, tmp_path / "b", CPU)
    with pytest.raises(RunRefused, match=r"another network, with .*width .*\(the settings: "):
        other.start_from_state(kept)


def test_a_run_that_was_stopped_before_its_first_step_goes_on(photo_cache, tmp_path):
    other = Loop(replace(TINY, steps=1), photo_cache, tmp_path / "other", CPU)
    kept = other.run()
    first = Loop(replace(TINY, steps=1), photo_cache, tmp_path / "run", CPU)
    first.start_from_state(kept)
    first._stop()
    assert first.run().parent == tmp_path / "run"
    assert first.standing.step == 1

    with pytest.raises(RunRefused, match="--resume goes on with it"):
        Loop(replace(TINY, steps=1), photo_cache, tmp_path / "run", CPU).run()
    second = Loop(replace(TINY, steps=1), photo_cache, tmp_path / "run", CPU)
    second.resume()
    second.run()
    assert (second.standing.first_step, second.standing.step) == (1, 2)


def test_a_state_without_a_piece_is_refused(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    run_steps(first, 1)
    kept = first.save()
    for piece in kept.glob("*.safetensors"):
        piece.unlink()
    with pytest.raises(BadState, match="lacks a part"):
        Loop(TINY, photo_cache, tmp_path / "b", CPU).start_from_state(kept)


def test_weights_that_nobody_vouches_for_are_no_start(tmp_path, photo_cache):
    loop = Loop(TINY, photo_cache, tmp_path, CPU)
    (tmp_path / "generator.safetensors").write_bytes(b"\x80 no weights")
    with pytest.raises(BadWeights, match="pickle"):
        loop.start_from_weights(tmp_path / "generator.safetensors")


def test_shipped_weights_are_a_start(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    run_steps(first, 1)
    stored = {name: value.half().contiguous() for name, value in first.phases.generator.state_dict().items()}
    metadata = {"network": json.dumps(TINY.network.to_json())}
    save_file(stored, tmp_path / "generator.safetensors", metadata=metadata)
    second = Loop(TINY, photo_cache, tmp_path / "b", CPU)
    second.start_from_weights(tmp_path / "generator.safetensors")
    for network in (second.phases.generator, second.phases.average.network):
        for name, value in network.state_dict().items():
            torch.testing.assert_close(value, stored[name].float(), msg=name)
    assert (second.standing.step, second.standing.photos, second.standing.hours_before) == (0, 0, 0.0)


def test_the_history_of_shipped_weights_counts_on(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    save_file(first.phases.generator.state_dict(), tmp_path / "generator.safetensors")
    data = (tmp_path / "generator.safetensors").read_bytes()
    entry = {"sha256": hashlib.sha256(data).hexdigest(), "steps": 40, "photos_seen": 900, "hours": 1.5}
    entry["network"] = TINY.network.to_json()
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"generator.safetensors": entry}}))
    second = Loop(replace(TINY, steps=2), photo_cache, tmp_path / "b", CPU)
    second.start_from_weights(tmp_path / "generator.safetensors")
    facts = load_state(second.run()).facts
    assert (facts["step"], facts["photos"], facts["hours_before"]) == (42, 904, 1.5)


@pytest.mark.parametrize("lacking", ["config", "photos", "seconds"])
@pytest.mark.parametrize("how", ["resume", "start_from_state"])
def test_a_state_with_other_facts_is_refused_in_one_line(tmp_path, photo_cache, lacking, how):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(first, 1)
    kept = first.save()
    facts = json.loads((kept / "state.json").read_text())
    del facts[lacking]
    (kept / "state.json").write_text(json.dumps(facts))
    second = Loop(TINY, photo_cache, tmp_path, CPU)
    with pytest.raises(BadState, match=f"{lacking}.*take another"):
        second.resume() if how == "resume" else second.start_from_state(kept)


def test_a_state_of_settings_that_nobody_knows_is_not_resumed(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path, CPU)
    run_steps(first, 1)
    kept = first.save()
    facts = json.loads((kept / "state.json").read_text())
    facts["config"]["colour_weight"] = 1.0
    (kept / "state.json").write_text(json.dumps(facts))
    with pytest.raises(BadState, match="colour_weight"):
        Loop(TINY, photo_cache, tmp_path, CPU).resume()


def test_a_manifest_without_the_history_is_refused_in_one_line(tmp_path, photo_cache):
    first = Loop(TINY, photo_cache, tmp_path / "a", CPU)
    save_file(first.phases.generator.state_dict(), tmp_path / "generator.safetensors")
    data = (tmp_path / "generator.safetensors").read_bytes()
    entry = {"sha256": hashlib.sha256(data).hexdigest(), "steps": 40, "network": TINY.network.to_json()}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"generator.safetensors": entry}}))
    with pytest.raises(BadWeights, match="does not say the 'photos_seen'"):
        first.start_from_weights(tmp_path)


def test_the_discriminator_beside_the_weights_goes_on_and_is_handed_on(tmp_path, photo_cache):
    judged = Loop(replace(TINY, gan_weight=0.1, gan_from=0.0), photo_cache, tmp_path / "a", CPU)
    run_steps(judged, 1)
    folder = export_of(judged, tmp_path / "weights")
    trained = load_discriminator(folder)

    second = Loop(judged.config, photo_cache, tmp_path / "b", CPU)
    second.start_from_weights(folder)
    for name, value in second.phases.discriminator.state_dict().items():
        assert torch.equal(value, trained[name]), name

    without = Loop(replace(TINY, gan_weight=0.0), photo_cache, tmp_path / "c", CPU)
    assert not part("discriminator", load_state(without.save()).tensors)
    without.start_from_weights(folder)
    run_steps(without, 1)
    kept = part("discriminator", load_state(without.save()).tensors)
    assert kept.keys() == trained.keys()
    assert all(torch.equal(value, trained[name]) for name, value in kept.items())


def test_a_discriminator_of_another_kind_is_left_where_it_is(tmp_path, photo_cache, caplog):
    caplog.set_level("INFO")
    judged = Loop(replace(TINY, gan_weight=0.1, gan_from=0.0), photo_cache, tmp_path / "a", CPU)
    folder = export_of(judged, tmp_path / "weights")
    other = Loop(replace(judged.config, discriminator="projected"), photo_cache, tmp_path / "b", CPU)
    before = {name: value.clone() for name, value in other.phases.discriminator.state_dict().items()}
    other.start_from_weights(folder)
    assert "another kind" in caplog.text
    assert all(torch.equal(value, before[name]) for name, value in other.phases.discriminator.state_dict().items())


def export_of(loop, folder):
    """A weights folder as `model.export` leaves it, without a manifest's history."""
    folder.mkdir()
    stored = {name: value.half().contiguous() for name, value in loop.phases.generator.state_dict().items()}
    save_file(stored, folder / "generator.safetensors", metadata={"network": json.dumps(TINY.network.to_json())})
    save_discriminator(part("discriminator", load_state(loop.save()).tensors), folder)
    entries = {}
    for path in folder.glob("*.safetensors"):
        entries[path.name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    entries["generator.safetensors"] |= {"steps": 1, "photos_seen": 4, "hours": 0.1, "network": TINY.network.to_json()}
    (folder / "manifest.json").write_text(json.dumps({"files": entries}))
    return folder
