"""The fill without the network."""

import numpy as np

from model.inference.classical import diffused


def test_known_colours_flow_into_the_hole():
    rgb = np.full((40, 60, 3), -0.5, np.float32)
    rgb[:, 30:] = 0.5
    hole = np.zeros((40, 60), bool)
    hole[10:30, 5:15] = hole[10:30, 40:50] = True
    rgb[hole] = np.nan_to_num(9.0)
    filled = diffused(rgb, hole)
    assert filled.dtype == np.float32
    assert np.abs(filled[10:30, 5:15] + 0.5).max() < 0.02
    assert np.abs(filled[10:30, 40:50] - 0.5).max() < 0.02
