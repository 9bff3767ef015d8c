"""Gated convolutions against their formula."""

import torch
import torch.nn.functional as F

from model.network.gated import GatedConv2d


def test_output_is_feature_times_gate():
    layer = GatedConv2d(3, 4)
    x = torch.randn(2, 3, 12, 16)
    both = F.conv2d(x, layer.conv.weight, layer.conv.bias, padding=1)
    expected = F.elu(both[:, :4]) * torch.sigmoid(both[:, 4:])
    torch.testing.assert_close(layer(x), expected)


def test_relu_layer_is_never_negative():
    layer = GatedConv2d(3, 4, activation="relu")
    assert layer(torch.randn(1, 3, 16, 16)).min() >= 0
