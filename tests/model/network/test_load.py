"""Weights with planted faults: each is refused in one line that says what is wrong."""

import hashlib
import json

import pytest
import torch
from safetensors.torch import save_file

from model.export.store import save_discriminator, save_generator
from model.inference.errors import BadWeights
from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.network.load import load_discriminator, load_generator

CONFIG = NetworkConfig(width=8)
FIRST = "coarse.encoder.0.conv.weight"


@pytest.fixture
def folder(tmp_path):
    """A weights folder with a small generator."""
    save_generator(Generator(CONFIG), tmp_path / "generator.safetensors")
    vouch(tmp_path)
    return tmp_path


def vouch(folder, **changes):
    files = {}
    for path in folder.glob("*.safetensors"):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        files[path.name] = {"sha256": sha256, "network": CONFIG.to_json()} | changes
    (folder / "manifest.json").write_text(json.dumps({"files": files}))


def test_a_folder_and_its_file_give_the_network_of_the_manifest(folder):
    for path in (folder, str(folder), folder / "generator.safetensors"):
        generator = load_generator(path)
        assert generator.config == CONFIG
        assert {value.dtype for value in generator.state_dict().values()} == {torch.float32}


def test_a_file_by_itself_carries_its_settings(folder):
    (folder / "manifest.json").unlink()
    assert load_generator(folder / "generator.safetensors").config == CONFIG
    with pytest.raises(BadWeights, match=r"manifest\.json"):
        load_generator(folder)


def _plant_name(tensors):
    tensors["coarse.extra"] = tensors.pop(FIRST)


def _plant_shape(tensors):
    tensors[FIRST] = tensors[FIRST][:, :5].contiguous()


def _plant_dtype(tensors):
    tensors[FIRST] = tensors[FIRST].double()


def _plant_nan(tensors):
    tensors[FIRST][0, 0, 0, 0] = float("nan")


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (_plant_name, f"lacks {FIRST} and has unknown coarse.extra"),
        (_plant_shape, f"{FIRST} is 8×5×5×5, wanted 8×6×5×5"),
        (_plant_dtype, "float64, wanted float16 or float32"),
        (_plant_nan, "not finite"),
    ],
)
def test_other_names_shapes_types_and_numbers_are_refused(folder, plant, words):
    tensors = Generator(CONFIG).state_dict()
    plant(tensors)
    save_file(tensors, folder / "generator.safetensors")
    vouch(folder)
    refused(folder, words)


def test_a_wrong_sha256_and_a_file_without_a_voucher_are_refused(folder):
    path = folder / "generator.safetensors"
    vouch(folder, sha256="0" * 64)
    refused(folder, "was changed (sha256")
    refused(path, "was changed (sha256")
    path.rename(folder / "other.safetensors")
    refused(folder / "other.safetensors", "names no other.safetensors")
    refused(folder, "cannot read")


@pytest.mark.parametrize("network", [{"width": 7}, {"depth": 3}, {"convolution": "magic"}, "{", 5])
def test_settings_that_are_not_understood_are_refused(folder, network):
    vouch(folder, network=network)
    refused(folder, "settings are not understood")


def test_a_network_of_any_size_is_compared_before_it_takes_memory(folder):
    (folder / "manifest.json").unlink()
    tensors = Generator(CONFIG).state_dict()
    huge = {"network": json.dumps({"width": 4_000_000})}
    save_file(tensors, folder / "generator.safetensors", metadata=huge)
    with pytest.raises(BadWeights, match=r" is .*, wanted \d*000000.*: restore it"):
        load_generator(folder / "generator.safetensors")


def test_what_was_loaded_can_be_trained(folder):
    generator = load_generator(folder)
    before = generator.get_parameter(FIRST).detach().clone()
    generator(torch.rand(1, 6, 64, 64))[1].square().mean().backward()
    torch.optim.SGD(generator.parameters(), 1.0).step()
    assert not torch.equal(generator.get_parameter(FIRST), before)


@pytest.mark.parametrize("name", ["generator.pt", "generator.pth", "generator.bin", "generator.ckpt", "generator"])
def test_pickles_are_refused_by_their_name(folder, name):
    (folder / name).write_bytes(b"\x80\x04cos\nsystem\n.")
    refused(folder / name, "is no .safetensors file")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\x80\x04cos\nsystem\n.", "a pickle or a zip"), (b"PK\x03\x04", "a pickle"), (b"", "something else")],
)
def test_pickles_are_refused_by_their_content(folder, data, words):
    (folder / "generator.safetensors").write_bytes(data)
    vouch(folder)
    refused(folder, words)


def test_a_discriminator_too_large_for_one_file_is_one_again(tmp_path, monkeypatch):
    monkeypatch.setattr("model.export.store.LARGEST_FILE", 3000)
    tensors = {f"layer.{number}": torch.randn(30, 30) for number in range(3)}
    save_discriminator(tensors, tmp_path)
    vouch(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("d*")) == [
        f"discriminator-{part}.safetensors" for part in (1, 2, 3)
    ]
    assert load_discriminator(tmp_path).keys() == tensors.keys()
    with pytest.raises(BadWeights, match="has no discriminator"):
        load_discriminator(tmp_path / "nowhere")


def refused(path, words):
    with pytest.raises(BadWeights) as caught:
        load_generator(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
