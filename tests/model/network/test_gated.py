"""Gated convolutions against their formula."""

import pytest
import torch
import torch.nn.functional as F

from model.network.gated import GatedConv2d, pad_same


def test_output_is_feature_times_gate():
    layer = GatedConv2d(3, 8)
    x = torch.randn(2, 3, 12, 16)
    both = F.conv2d(x, layer.conv.weight, layer.conv.bias, padding=1)
    expected = F.elu(both[:, :4]) * torch.sigmoid(both[:, 4:])
    torch.testing.assert_close(layer(x), expected)


def test_relu_layer_is_never_negative():
    layer = GatedConv2d(3, 8, activation="relu")
    assert layer(torch.randn(1, 3, 16, 16)).min() >= 0


@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 1, 1), (5, 1, 1), (3, 2, 1), (3, 1, 16)])
def test_size_is_divided_by_the_stride_alone(kernel, stride, dilation):
    layer = GatedConv2d(2, 4, kernel=kernel, stride=stride, dilation=dilation)
    assert layer(torch.zeros(1, 2, 64, 48)).shape == (1, 2, 64 // stride, 48 // stride)


def test_strided_layers_pad_one_line_more_after_than_before():
    x = torch.ones(1, 1, 4, 4)
    padded = pad_same(x, 3, 2, 1)
    assert padded.shape[-2:] == (5, 5)
    assert padded[0, 0, 0, 0] == 1  # nothing before
    assert padded[0, 0, -1].abs().sum() == 0


def test_odd_channels_are_refused():
    with pytest.raises(ValueError, match="even number"):
        GatedConv2d(3, 7)


def test_signal_survives_seventeen_layers():
    """At the start a deep stack must neither die out nor blow up, or the first steps teach nothing."""
    torch.manual_seed(0)
    layers = torch.nn.Sequential(*(GatedConv2d(24, 48) for _ in range(17)))
    out = layers(torch.randn(1, 24, 32, 32))
    assert 1e-2 < out.std() < 1e2
