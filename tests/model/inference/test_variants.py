"""Variants: different, repeatable, undone exactly."""

import numpy as np
import pytest

from model.inference.request import MOST_VARIANTS
from model.inference.variants import PLAIN, variants_of


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_the_plain_one_comes_first_and_none_twice(seed):
    variants = variants_of(MOST_VARIANTS, seed)
    assert len(set(variants)) == MOST_VARIANTS
    assert variants[0] == PLAIN
    assert variants == variants_of(MOST_VARIANTS, seed)


def test_seeds_differ():
    assert variants_of(5, 1) != variants_of(5, 2)


def test_turns_undo_themselves():
    planes = np.arange(2 * 3 * 4, dtype=np.float32).reshape(1, 2, 3, 4)
    for variant in variants_of(MOST_VARIANTS, 0):
        np.testing.assert_array_equal(variant.turn_back(variant.turn(planes)), planes)
