"""Which of the known places are compared at all."""

import subprocess
import sys

import numpy as np
import pytest

from model.inference.detail.search import MOST_SOURCES, thinned
from tests.patience import PROCESS_S

SIDE = 256

# In a process of its own: a search that does not end is ended with it, and fails this test alone.
NO_COMMON_DIVISOR = f"""
import numpy as np
from model.inference.detail.search import thinned
rows, columns = np.mgrid[:{SIDE}, :{SIDE}]
places = np.gcd(rows, columns) == 1
found = thinned(places)
assert places.ravel()[found].all()
print(found.size)
"""


def test_places_that_no_grid_meets_end_the_search_and_are_found_all_the_same() -> None:
    """Where row and column have no common divisor no grid that leaves pixels out has a point."""
    done = subprocess.run(
        [sys.executable, "-c", NO_COMMON_DIVISOR], capture_output=True, text=True, timeout=PROCESS_S, check=True
    )
    assert 0 < int(done.stdout) <= MOST_SOURCES


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_there_are_sources_wherever_there_are_places_and_never_too_many(share: float) -> None:
    places = np.random.default_rng(0).random((SIDE, SIDE)) < share
    found = thinned(places)
    assert found.size <= MOST_SOURCES
    assert bool(found.size) == bool(places.any())
    assert places.ravel()[found].all()
    assert (np.diff(found) > 0).all()
