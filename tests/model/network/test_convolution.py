"""What all kinds of convolution share: sizes, padding, and a signal that lasts."""

import pytest
import torch

from model.network import CONVOLUTIONS
from model.network.convolution import pad_same
from model.network.layers import Layers, Upsample

KINDS = sorted(CONVOLUTIONS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 1, 1), (5, 1, 1), (3, 2, 1), (3, 1, 16)])
def test_size_is_divided_by_the_stride_alone(kind, kernel, stride, dilation):
    layer = CONVOLUTIONS[kind](2, 5, kernel=kernel, stride=stride, dilation=dilation)
    known = torch.ones(1, 1, 64, 48) if kind == "partial" else None
    x, known = Layers([layer])(torch.zeros(1, 2, 64, 48), known)
    assert x.shape == (1, 5, 64 // stride, 48 // stride)
    assert layer.conv.out_channels == 5 * layer.halves
    assert kind != "partial" or known.shape == (1, 1, 64 // stride, 48 // stride)


def test_strided_layers_pad_one_line_more_after_than_before():
    x = torch.ones(1, 1, 4, 4)
    padded = pad_same(x, 3, 2, 1)
    assert padded.shape[-2:] == (5, 5)
    assert padded[0, 0, 0, 0] == 1  # nothing before
    assert padded[0, 0, -1].abs().sum() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_signal_survives_seventeen_layers(kind):
    """At the start a deep stack must neither die out nor blow up, or the first steps teach nothing."""
    torch.manual_seed(0)
    layers = Layers([CONVOLUTIONS[kind](24, 24) for _ in range(17)])
    known = torch.ones(1, 1, 32, 32) if kind == "partial" else None
    out, _ = layers(torch.randn(1, 24, 32, 32), known)
    assert 1e-1 < out.square().mean().sqrt() / 0.4 < 1e1


def test_upsampling_enlarges_what_is_known_too():
    known = torch.tensor([[[[1.0, 0.0], [0.0, 1.0]]]])
    x, enlarged = Layers([Upsample()])(known * 3, known)
    torch.testing.assert_close(x, enlarged * 3)
    assert enlarged.shape == (1, 1, 4, 4)
    assert enlarged[0, 0, :2, :2].min() == 1
    assert enlarged[0, 0, :2, 2:].max() == 0
