"""Intervals: repeatable, around the value, narrow where pictures agree, paired where rows share their pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.evaluation.bootstrap import compare, summarise


def pictures(values, **others):
    base = {"energy": 2.0, "true_energy": 4.0} | others
    return [base | {"l1": float(value)} for value in values]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_the_interval_lies_around_the_mean_and_within_the_values(values):
    found = summarise(pictures(values))["l1"]
    assert found.value == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_the_interval_has_the_width_that_theory_gives():
    values = np.random.default_rng(0).normal(10, 2, 400)
    found = summarise(pictures(values))["l1"]
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert found == summarise(pictures(values))["l1"]


def test_sharpness_is_a_ratio_of_sums():
    rows = [{"l1": 1.0, "energy": 1.0, "true_energy": 10.0}, {"l1": 1.0, "energy": 8.0, "true_energy": 8.0}]
    found = summarise(rows)["sharpness"]
    assert found.value == 9 / 18
    assert (found.low, found.high) == (0.1, 1.0)
    assert "sharpness" not in summarise([{"l1": 1.0, "energy": 0.0, "true_energy": 0.0}])


def test_pictures_without_strokes_do_not_count():
    rows = [figures | {"adherence": value} for figures, value in zip(pictures([1, 2]), [0.5, np.nan], strict=True)]
    assert summarise(rows)["adherence"].value == 0.5
    assert "adherence" not in summarise([figures | {"adherence": np.nan} for figures in rows])


def test_differences_are_paired():
    values = np.random.default_rng(1).uniform(0, 100, 50)
    found = compare(pictures(values + 1), pictures(values))["l1"]
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))


def with_undrawn(*values):
    rows = pictures([1] * len(values))
    return [figures | {"undrawn": value} for figures, value in zip(rows, values, strict=True)]


def test_a_picture_without_the_figure_in_either_row_is_in_no_difference():
    first, second = with_undrawn(0.9, 0.1, 0.2, 0.3), with_undrawn(np.nan, 0.1, 0.2, 0.3)
    for found in (compare(first, second)["undrawn"], compare(second, first)["undrawn"]):
        assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert set(compare(with_undrawn(0.9, np.nan), with_undrawn(np.nan, 0.9))) == {"l1", "sharpness"}
