"""Padded channels change nothing: the path that CUDA takes, walked on the CPU by a tensor that claims to be there."""

import pytest
import torch
from torch import nn

from model.network import aligned


class OnCuda(torch.Tensor):
    """A CPU tensor whose device reads as CUDA."""

    @property
    def device(self):
        return torch.device("cuda")

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function is torch.Tensor.device.__get__:
            return torch.device("cuda")
        with torch._C.DisableTorchFunctionSubclass():
            return function(*args, **(kwargs or {}))


@pytest.mark.parametrize(("before", "after", "stride"), [(6, 24, 1), (12, 3, 1), (6, 10, 2), (8, 16, 1)])
def test_the_results_are_those_of_the_plain_layer(before, after, stride):
    torch.manual_seed(0)
    conv = nn.Conv2d(before, after, 3, stride, 1).double()
    x = torch.randn(2, before, 8, 10, dtype=torch.float64)
    claimed = x.as_subclass(OnCuda)
    assert claimed.device.type == "cuda"
    padded = aligned.conv2d(conv, claimed)
    assert padded.shape == conv(x).shape
    torch.testing.assert_close(padded, conv(x), rtol=1e-12, atol=1e-12)


def test_a_layer_without_bias():
    conv = nn.Conv2d(3, 5, 3, padding=1, bias=False)
    x = torch.randn(1, 3, 6, 6)
    torch.testing.assert_close(aligned.conv2d(conv, x.as_subclass(OnCuda)), conv(x))
