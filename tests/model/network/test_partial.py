"""Partial convolutions against a brute-force loop in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.network.partial import PartialConv2d
from model.network.vanilla import VanillaConv2d
from tests.examples import examples


def elu(x):
    return np.where(x > 0, x, np.expm1(x))


def brute_force(x, known, weight, bias, *, stride, dilation):
    """The paper's rule by a loop over windows: x (C, H, W), known (H, W), float64 numpy."""
    kernel = weight.shape[-1]
    _, height, width = x.shape
    total = max((kernel - 1) * dilation + 1 - stride, 0)
    out = np.zeros((len(weight), height // stride, width // stride))
    after = np.zeros(out.shape[1:])
    for y, u in np.ndindex(*after.shape):
        terms, count = np.zeros(len(weight)), 0
        for i, j in np.ndindex(kernel, kernel):
            row = y * stride - total // 2 + i * dilation
            column = u * stride - total // 2 + j * dilation
            if 0 <= row < height and 0 <= column < width and known[row, column]:
                terms += weight[:, :, i, j] @ x[:, row, column]
                count += 1
        if count:
            out[:, y, u] = terms * kernel**2 / count + bias
            after[y, u] = 1
    return elu(out), after


def layer_of(seed, **shape):
    torch.manual_seed(seed)
    layer = PartialConv2d(2, 3, **shape).double()
    torch.nn.init.normal_(layer.conv.bias)
    return layer


@examples(40)
@given(
    seed=st.integers(0, 1000),
    share=st.sampled_from([0.0, 0.05, 0.3, 1.0]),
    shape=st.sampled_from(
        [
            {"kernel": 3},
            {"kernel": 5},
            {"stride": 2},
            {"kernel": 5, "stride": 2},
            {"dilation": 2},
            {"dilation": 4},
        ]
    ),
)
def test_equals_the_loop_over_windows(seed, share, shape):
    layer = layer_of(seed, **shape)
    rng = np.random.default_rng(seed)
    x, known = rng.standard_normal((2, 8, 10)), rng.random((8, 10)) < share
    with torch.no_grad():
        out, after = layer(torch.from_numpy(x)[None], torch.from_numpy(known).double()[None, None])
    expected, expected_after = brute_force(
        x,
        known,
        layer.conv.weight.detach().numpy(),
        layer.conv.bias.detach().numpy(),
        stride=layer.stride,
        dilation=layer.dilation,
    )
    np.testing.assert_allclose(out[0].numpy(), expected, atol=1e-12)
    np.testing.assert_array_equal(after[0, 0].numpy(), expected_after)


@pytest.mark.parametrize("shape", [{}, {"kernel": 5}, {"stride": 2}, {"dilation": 2}])
def test_with_all_places_known_it_is_a_vanilla_convolution_inside_the_borders(shape):
    partial = layer_of(1, **shape)
    vanilla = VanillaConv2d(2, 3, **shape).double()
    vanilla.load_state_dict(partial.state_dict())
    x = torch.randn(1, 2, 16, 16).double()
    out, known = partial(x, torch.ones(1, 1, 16, 16).double())
    inside = np.s_[..., 2:-2, 2:-2]
    torch.testing.assert_close(out[inside], vanilla(x)[inside])
    assert known.min() == 1


def test_a_window_without_a_known_place_gives_exactly_nothing():
    layer = layer_of(2)
    known = torch.zeros(1, 1, 8, 8).double()
    known[..., 0] = 1
    out, after = layer(torch.full((1, 2, 8, 8), 7.0).double(), known)
    assert out[..., 2:].abs().max() == 0
    assert out[..., :2].abs().min() > 0
    torch.testing.assert_close(after[0, 0].sum(dim=0), torch.tensor([8.0, 8, 0, 0, 0, 0, 0, 0]).double())


def test_a_constant_picture_stays_constant_whatever_is_known():
    """The factor makes up for what is missing, at the hole and at the border of the picture alike."""
    layer = layer_of(3)
    with torch.no_grad():
        layer.conv.weight.fill_(0.01)
        known = (torch.rand(1, 1, 12, 12) < 0.5).double()
        out, after = layer(torch.ones(1, 2, 12, 12).double(), known)
    values = out[0].permute(1, 2, 0)[after[0, 0] > 0]
    torch.testing.assert_close(values, values[:1].expand_as(values))


def test_pixels_of_the_hole_are_not_read():
    layer = layer_of(4)
    known = torch.ones(1, 1, 8, 8).double()
    known[..., 2:6, 2:6] = 0
    x = torch.randn(1, 2, 8, 8).double()
    torch.testing.assert_close(layer(x, known)[0], layer(x + 100 * (1 - known), known)[0], rtol=0, atol=0)
