import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.detail import find_sources
from model.inference.detail.edges import BESIDE, LEAST, Edges, find_edges

SIDE = 96
BITS = 40  # of cable around the hole
WHOLE = np.s_[0:SIDE, 0:SIDE]


def _off_line(slope: float) -> np.ndarray:
    """Distance in px from the line through the middle: (SIDE, SIDE) float64."""
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    return (y - slope * x) / np.hypot(1, slope)


def _hole() -> np.ndarray:
    hole = np.zeros((SIDE, SIDE), bool)
    hole[30:66, 30:66] = True
    return hole


@pytest.mark.parametrize("slope", [0.0, 0.3, -1.0, 4.0])
def test_a_soft_edge_is_found_with_its_direction(slope: float) -> None:
    off = _off_line(slope)
    edges = find_edges(np.tanh(off / 3).astype(np.float32) * 0.3, WHOLE)

    inner = np.zeros((SIDE, SIDE), bool)
    inner[16:-16, 16:-16] = True
    on, away = inner & (np.abs(off) < 1), np.abs(off) > 30
    turned = np.abs(edges.down - slope * edges.across) / np.hypot(1, slope)
    assert edges.strength[on].min() > 0.8
    assert turned[on].max() < 0.05
    assert not edges.strength[away].any()


def test_noise_and_plain_places_have_no_edges() -> None:
    noise = np.random.default_rng(1).normal(0, 0.2, (SIDE, SIDE)).astype(np.float32)

    assert not find_edges(np.zeros((SIDE, SIDE), np.float32), WHOLE).strength.any()
    assert (find_edges(noise, WHOLE).strength > LEAST).mean() < 0.1


def test_only_the_part_is_looked_at() -> None:
    luma = np.tanh(_off_line(0.0) / 2).astype(np.float32)

    edges = find_edges(luma, np.s_[20:80, 10:40])

    assert edges.strength[48, 12] > LEAST
    assert not edges.strength[:, 40:].any()


@given(
    st.lists(
        st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1), st.floats(0, 6.3), st.sampled_from([0.0, 0.7])),
        min_size=1,
        max_size=20,
    ),
    st.integers(0, 2**16),
)
def test_ends_lie_on_the_line_and_may_be_copied(places: list[tuple[int, int, float, float]], seed: int) -> None:
    y, x, angle, strength = (np.array(values) for values in zip(*places, strict=True))
    edges = Edges(np.sin(angle).astype(np.float32), np.cos(angle).astype(np.float32), np.asarray(strength, np.float32))
    fits = cv2.resize(np.random.default_rng(seed).random((6, 6)), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST) > 0.8

    for dy, dx in edges.ends(y, x, fits):
        led = (dy != 0) | (dx != 0)
        assert not led[strength == 0].any()
        assert fits[(y + dy)[led], (x + dx)[led]].all()
        assert (np.abs(dy * np.cos(angle) - dx * np.sin(angle)) < 1).all()
        # Off by less than a pixel for the rounding, a quarter of what counts as off the line.
        assert (edges.astray(np.arange(y.size), dy, dx) <= 0.7 / BESIDE**2).all()


def test_offsets_off_the_line_cost_and_no_more_than_the_edge_is_strong() -> None:
    edges = Edges(np.zeros(2, np.float32), np.ones(2, np.float32), np.array([0.6, 0], np.float32))

    assert edges.astray(np.array([0, 0, 0, 1]), np.array([0, 1, 30, 30]), np.array([50, 50, 50, 50])) == pytest.approx(
        [0, 0.6 / BESIDE**2, 0.6, 0]
    )


def _cable(slope: float, seed: int) -> np.ndarray:
    """How far beside its own line each pixel of a cable is copied from, px; soft in the hole, among other bits."""
    rng = np.random.default_rng(seed)
    hole, off = _hole(), _off_line(slope)
    ground = cv2.GaussianBlur(rng.normal(0, 0.2, (SIDE, SIDE, 3)).astype(np.float32), (0, 0), 1.5)
    y, x = np.mgrid[:SIDE, :SIDE]
    for _ in range(BITS):  # pieces of cable of about the same slope, none of which goes on
        v, u = rng.uniform(0, SIDE, 2)
        far = _off_line(slope + rng.uniform(-0.2, 0.2) * (1 + slope**2))
        far = far - far[int(v), int(u)]
        bit = (np.hypot(y - v, x - u) < 8) & (np.abs(off) > 6)
        ground = np.where(bit[..., None], np.clip(3 - np.abs(far), 0, 1)[..., None] * 0.8, ground)
    cable = np.clip(3 - np.abs(off), 0, 1)[..., None] * np.float32(0.8)
    picture = np.where(hole[..., None], cv2.GaussianBlur(cable, (0, 0), 4)[..., None], ground * (1 - cable) + cable)
    sources = find_sources(picture.astype(np.float32), hole, ~hole, mode="on", reduction=1.0)
    y, x = np.nonzero(hole & (np.abs(off) < 2))
    return np.asarray(np.abs(off[y + sources.dy[y, x], x + sources.dx[y, x]] - off[y, x]))


def test_a_single_cable_goes_on_straight_through_the_hole() -> None:
    beside = np.concatenate([_cable(slope, seed) for seed, slope in enumerate((0.2, -0.5, 0.8, 2.0, -4.0))])

    assert (beside <= 1).mean() > 0.8
