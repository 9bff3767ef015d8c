"""A coarse shape gets the edge that the picture has, in a box that holds it."""

import numpy as np
import pytest

from model.inference.selection.redrawing import with_fine_edge


def test_the_edge_is_drawn_on_finer_pixels():
    picture = np.full((120, 160, 3), 40, np.uint8)
    picture[:, 83:] = 200
    coarse = np.zeros((24, 32), np.uint8)
    coarse[:, 16:] = 1  # three pixels off
    (x0, y0, x1, y1), inside = with_fine_edge(coarse, picture)
    assert (y0, x1, y1) == (0, 160, 120)
    np.testing.assert_array_equal(inside, picture[:, x0:, 0] > 100)


@pytest.mark.parametrize("times", [5, 9, 13])
def test_only_the_box_around_the_shape_is_drawn_and_nothing_of_it_is_lost(times):
    """On the crop's own pixels, on half and on a quarter of them."""
    rng = np.random.default_rng(2)
    coarse = np.zeros((60, 80), np.uint8)
    coarse[20:30, 33:61] = 1
    truth = np.kron(coarse, np.ones((times, times), np.uint8)) > 0
    picture = np.clip(rng.normal(60, 10, (*truth.shape, 3)) + 120 * truth[..., None], 0, 255).astype(np.uint8)
    (x0, y0, x1, y1), inside = with_fine_edge(coarse, picture)
    assert inside.shape == (y1 - y0, x1 - x0)
    assert inside.size < truth.size / 3
    mask = np.zeros_like(truth)
    mask[y0:y1, x0:x1] = inside
    assert np.count_nonzero(mask ^ truth) < 0.02 * np.count_nonzero(truth)


def test_nothing_is_nowhere():
    box, inside = with_fine_edge(np.zeros((12, 16), np.uint8), np.zeros((120, 160, 3), np.uint8))
    assert box == (0, 0, 0, 0)
    assert inside.shape == (0, 0)
