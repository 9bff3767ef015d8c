"""Measures on pictures whose figures are known by hand."""

import numpy as np
import pytest

from model.evaluation.metrics import adherence, edge_energy, measure, ssim_map

HOLE = np.zeros((32, 32), bool)
HOLE[8:24, 8:24] = True


def test_only_hole_pixels_count_and_known_ones_are_put_back():
    truth = np.full((32, 32, 3), 100, np.uint8)
    filled = np.full((32, 32, 3), 151, np.uint8)
    found = measure(filled, truth, HOLE)
    assert found.l1 == pytest.approx(20.0)
    assert found.l2 == pytest.approx(4.0)
    assert found.psnr == pytest.approx(-10 * np.log10(0.04))
    assert found.energy == 0


def test_a_perfect_fill():
    truth = np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)
    found = measure(truth, truth, HOLE)
    assert (found.l1, found.l2, found.psnr) == (0, 0, 60)
    assert found.ssim == pytest.approx(1.0)
    assert found.energy == found.true_energy > 0


def test_energy_counts_pairs_inside_the_hole_alone():
    luma = np.zeros((32, 32))
    luma[:, 8:] = 10.0  # the step lies on the border: one side of each pair is known
    assert edge_energy(luma, HOLE) == 0
    luma[:, 16:] = 13.0
    assert edge_energy(luma, HOLE) == 16 * 9.0


def test_ssim_is_a_gaussian_window_measure():
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 255, (24, 24))
    y = np.clip(x + rng.normal(0, 30, x.shape), 0, 255)
    offsets = np.arange(-5, 6)
    line = np.exp(-(offsets**2) / (2 * 1.5**2))
    window = np.outer(line, line) / line.sum() ** 2
    a, b = x[7:18, 7:18], y[7:18, 7:18]
    mean_a, mean_b = (window * a).sum(), (window * b).sum()
    variance_a, variance_b = (window * a * a).sum() - mean_a**2, (window * b * b).sum() - mean_b**2
    covariance = (window * a * b).sum() - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    expected = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    expected /= (mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)
    assert ssim_map(x, y)[12, 12] == pytest.approx(expected, rel=1e-6)


def test_adherence_of_an_edge_on_the_stroke_and_of_one_elsewhere():
    filled = np.zeros((64, 64, 3), np.uint8)
    filled[:, 32:] = 200
    hole = np.zeros((64, 64), bool)
    hole[16:48, 8:56] = True
    on, off = np.zeros((2, 64, 64), bool)
    on[:, 32] = True
    off[:, 20] = True
    assert adherence(filled, hole, on) == (1.0, 0.0)
    assert adherence(filled, hole, off) == (0.0, 1.0)
    assert np.isnan(adherence(np.zeros_like(filled), hole, np.zeros_like(on))).all()
