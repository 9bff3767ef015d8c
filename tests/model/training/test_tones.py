"""Relighting: a share of the pictures, in range, the same from a seed, and nothing drawn where it is not asked for."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from model.training.tones import BALANCE, GAMMA, relit


def rng(seed: int = 3) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(count: int = 24) -> torch.Tensor:
    return 255 * torch.rand(count, 3, 8, 8, generator=rng(1))


@given(share=st.floats(0, 1), seed=st.integers(0, 2**31))
def test_colours_stay_in_range(share, seed):
    made = relit(pictures(), share, rng(seed))
    assert made.shape == pictures().shape
    assert 0 <= made.min() <= made.max() <= 255


def test_a_share_of_the_pictures_is_changed_and_each_as_a_whole():
    changed = (relit(pictures(400), 0.7, rng()) != pictures(400)).flatten(1).float().mean(dim=1)
    assert 0.6 < (changed > 0).float().mean() < 0.8
    assert changed[changed > 0].min() > 0.9


def test_nothing_is_drawn_where_nothing_is_asked_for():
    left = rng()
    assert torch.equal(relit(pictures(), 0.0, left), pictures())
    assert torch.equal(left.get_state(), rng().get_state())


def test_light_goes_both_ways_and_no_further_than_said():
    made = relit(torch.full((500, 3, 1, 1), 64.0), 1.0, rng()).flatten() / 255
    least, most = ((64 / 255) ** math.exp(way * GAMMA) * math.exp(-way * BALANCE) for way in (1, -1))
    assert least <= made.min() < least + 0.03
    assert most - 0.03 < made.max() <= most


def test_black_stays_black_and_order_stays_order():
    ramp = torch.linspace(0, 200, 64).view(1, 1, 8, 8).expand(30, 3, 8, 8)
    made = relit(ramp, 1.0, rng())
    assert (made[..., 0, 0] == 0).all()
    assert (made.flatten(2).diff(dim=-1) >= 0).all()
