"""Vanilla convolutions against their formula."""

import pytest
import torch
import torch.nn.functional as F

from model.network.vanilla import GAINS, VanillaConv2d


def test_output_is_the_activated_convolution():
    layer = VanillaConv2d(3, 4)
    torch.nn.init.normal_(layer.conv.bias)
    x = torch.randn(2, 3, 12, 16)
    expected = F.elu(F.conv2d(x, layer.conv.weight, layer.conv.bias, padding=1))
    torch.testing.assert_close(layer(x), expected)


@pytest.mark.parametrize(("activation", "function"), [("elu", F.elu), ("relu", F.relu)])
def test_a_gain_keeps_the_second_moment(activation, function):
    x = torch.randn(1_000_000, generator=torch.Generator().manual_seed(0))
    assert GAINS[activation] ** 2 * function(x).square().mean() == pytest.approx(1, abs=0.01)
