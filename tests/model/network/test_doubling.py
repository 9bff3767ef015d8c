"""Enlarging and convolving at once is enlarging and convolving."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from model.network.doubling import DoublingConv2d
from tests.examples import examples


def plain(layer, x):
    return F.conv2d(F.interpolate(x, scale_factor=2, mode="nearest"), layer.weight, layer.bias, padding=1)


@examples(25)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(1, 3), st.integers(1, 4))
def test_it_equals_the_two_steps_with_its_gradients(height, width, inputs, outputs):
    torch.manual_seed(height + 10 * width)
    layer = DoublingConv2d(inputs, outputs).double()
    x = torch.randn(2, inputs, height, width, dtype=torch.float64, requires_grad=True)
    found, wanted = layer(x), plain(layer, x)
    torch.testing.assert_close(found, wanted)
    weight = torch.randn_like(wanted)
    leaves = (x, layer.weight, layer.bias)
    for one, other in zip(
        torch.autograd.grad(found, leaves, weight), torch.autograd.grad(wanted, leaves, weight), strict=True
    ):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_under_autocast_it_has_the_dtype_of_a_convolution(dtype):
    layer, x = DoublingConv2d(4, 6), torch.randn(1, 4, 8, 8)
    with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
        found, wanted = layer(x), plain(layer, x)
    assert found.dtype == wanted.dtype == dtype
    torch.testing.assert_close(found.float(), wanted.float(), rtol=0.02, atol=0.02)
