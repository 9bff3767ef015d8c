"""From working size to the photo's own pixels."""

import numpy as np
import pytest

from model.inference import render
from model.inference.crops import Enlargement


@pytest.mark.parametrize("side", [7, 64, 4096])
@pytest.mark.parametrize("channels", [1, 4])
def test_only_the_hole_is_painted_and_alike_whatever_the_tiles(monkeypatch, side, channels):
    rng = np.random.default_rng(4)
    photo = rng.integers(0, 65535, (70, 90, channels)).astype(np.uint16)
    hole = rng.random((70, 90)) < 0.2
    picture = rng.uniform(-1, 1, (40, 50, 3)).astype(np.float32)

    def painted():
        pixels, shares = photo.copy(), []
        render.paint(pixels, hole, Enlargement(picture, (120, 100)).tile, at=(9, 5), between=shares.append)
        return pixels, shares

    whole, _ = painted()
    monkeypatch.setattr(render, "SIDE", side)
    tiled, shares = painted()
    assert np.abs(whole.astype(int) - tiled).max() <= 1
    np.testing.assert_array_equal(tiled[~hole], photo[~hole])
    assert (tiled[hole] != photo[hole]).any(axis=1).mean() > 0.9
    if channels == 4:
        np.testing.assert_array_equal(tiled[..., 3], photo[..., 3])
    assert shares == sorted(shares)
    assert shares[0] == 0
