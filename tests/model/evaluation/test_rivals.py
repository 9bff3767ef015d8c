"""Rivals fill without having seen the truth."""

import sys

import numpy as np
import pytest

from model.evaluation.rivals import RIVALS, RivalMissing
from model.evaluation.suites import load, suite


@pytest.mark.parametrize("name", RIVALS)
def test_the_truth_in_the_hole_is_never_shown_to_a_rival(suite_folder, name):
    case = load(suite(suite_folder)["brush"][0])
    spoiled = case.photo.copy()
    spoiled[case.hole] = 0
    if name == "patchmatch":
        pytest.importorskip("patchmatch")
    fill = RIVALS[name]()
    filled = fill(case.photo, case.hole, None)
    np.testing.assert_array_equal(filled[case.hole], fill(spoiled, case.hole, None)[case.hole])
    assert (filled[case.hole] != 255).any()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "patchmatch", None)
    with pytest.raises(RivalMissing, match="pip install pypatchmatch"):
        RIVALS["patchmatch"]()
