"""Soft edge maps of synthetic photos."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference.edges import soft_edges
from tests.examples import examples


@examples(20)
@given(photo=hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
def test_any_photo_has_a_map_of_its_size(photo):
    edges = soft_edges(photo)
    assert edges.shape == photo.shape[:2]
    assert edges.dtype == np.uint8


@examples(20)
@given(colour=st.tuples(*[st.integers(0, 255)] * 3), shape=st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_an_even_photo_has_no_edge(colour, shape):
    assert not soft_edges(np.full((*shape, 3), colour, np.uint8)).any()


@examples(20)
@given(photo=hnp.arrays(np.uint8, (24, 30, 3)))
def test_a_mirrored_photo_has_mirrored_edges(photo):
    mirrored = soft_edges(np.ascontiguousarray(photo[:, ::-1]))[:, ::-1]
    assert np.abs(mirrored.astype(int) - soft_edges(photo)).max() <= 1


@pytest.mark.parametrize("sides", [((30, 30, 30), (220, 220, 220)), ((200, 60, 60), (60, 140, 60))])
def test_a_step_of_light_or_colour_is_sure(sides):
    photo = np.full((60, 80, 3), sides[0], np.uint8)
    photo[:, 40:] = sides[1]
    edges = soft_edges(photo)
    assert edges[10:50, 38:42].max(axis=1).min() > 200
    assert edges[:, :30].max() == edges[:, 50:].max() == 0


def test_grain_weighs_less_than_an_outline(rng):
    photo = np.full((200, 300, 3), 120.0) + rng.normal(0, 20, (200, 300, 1))
    photo[:, 150:] += 80
    edges = soft_edges(np.clip(photo, 0, 255).astype(np.uint8))
    assert edges[20:180, 148:152].max(axis=1).mean() > 2.5 * edges[20:180, 20:130].mean()


def test_a_step_alone_is_surer_than_one_among_many():
    alone, among = (np.full((120, 160, 3), 80, np.uint8) for _ in range(2))
    alone[:, 80:] = 140
    for column in range(0, 160, 16):
        among[:, column : column + 8] = 140
    assert soft_edges(alone)[60, 78:82].max() > 1.2 * soft_edges(among)[60, 78:82].max()


def test_a_large_photo_is_looked_at_reduced():
    small = np.full((150, 200, 3), 40, np.uint8)
    small[40:110, 60:140] = 210
    large = cv2.resize(small, (2000, 1500), interpolation=cv2.INTER_NEAREST)
    rows = np.flatnonzero(soft_edges(large)[:, 1000] > 150)
    assert np.abs(rows[rows < 750] - 400).max() < 20
    assert np.abs(rows[rows > 750] - 1100).max() < 20
