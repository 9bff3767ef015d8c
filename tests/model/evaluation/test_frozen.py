"""Figures that another programme computed: SciPy's filters and distances, on pictures made by a formula."""

import numpy as np
import pytest

from model.evaluation.metrics import adherence, measure


def test_measures_equal_those_of_the_reference():
    row, column = np.indices((40, 40))
    step = 128 + 90 * np.sign(column - 20)
    truth = np.stack([(7 * row + 3 * column) % 256, (row * row + 5 * column) % 256, step], -1).astype(np.uint8)
    other = 128 + 80 * np.sign(column - 23)
    filled = np.stack([(5 * row + 4 * column) % 256, (row * row + 3 * column + 40) % 256, other], -1).astype(np.uint8)
    hole = ((row - 18) ** 2 + (column - 22) ** 2 < 120) | ((row > 30) & (column < 9))
    found = measure(filled, truth, hole)
    assert hole.mean() == 0.28375
    assert found.l1 == pytest.approx(13.43525956638162, rel=1e-12)
    assert found.l2 == pytest.approx(6.783201536063448, rel=1e-12)
    assert found.psnr == pytest.approx(11.6856527939672, rel=1e-12)
    assert found.ssim == pytest.approx(0.7316555780172325, rel=1e-9)
    assert found.energy == pytest.approx(1531039.3871439998, rel=1e-12)
    assert found.true_energy == pytest.approx(1743726.86624, rel=1e-12)


def test_adherence_equals_that_of_the_reference():
    row, column = np.indices((64, 64))
    luma = np.where(column + row // 4 > 38, 200, 40) + np.where((row - 40) ** 2 + (column - 16) ** 2 < 49, 120, 0)
    filled = np.repeat(luma.astype(np.uint8)[..., None], 3, axis=2)
    hole = (row > 10) & (row < 52) & (column > 6) & (column < 50)
    followed, undrawn = adherence(filled, hole, hole & (column == 33))
    assert followed == pytest.approx(0.4878048780487805, rel=1e-12)
    assert undrawn == pytest.approx(0.651685393258427, rel=1e-12)
