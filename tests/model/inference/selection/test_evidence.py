"""What colours and texture say, and the outline that follows from odds."""

import cv2
import numpy as np

from model.inference.selection.cutting import cut, two_channels
from model.inference.selection.evidence import Evidence


def three_fields():
    """Red, green and blue fields with some noise, in Lab."""
    rng = np.random.default_rng(2)
    picture = np.zeros((40, 90, 3))
    picture[:, :30], picture[:, 30:60], picture[:, 60:] = (180, 60, 60), (60, 150, 60), (60, 70, 180)
    noisy = np.clip(picture + rng.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)
    return cv2.cvtColor(noisy, cv2.COLOR_RGB2Lab).astype(np.float32)


def test_colours_under_strokes_speak_for_the_thing_and_those_around_it_against():
    inside, outside = np.zeros((40, 90), np.float32), np.zeros((40, 90), np.float32)
    inside[10:20, 5:25], outside[10:20, 65:85] = 1, 1
    odds = Evidence(three_fields()).odds(inside, outside)
    assert odds[:, :28].mean() > 2
    assert odds[:, 62:].mean() < -2
    assert abs(odds[:, 34:56].mean()) < 1  # seen nowhere: nothing is said


def test_texture_tells_what_has_one_colour():
    rng = np.random.default_rng(2)
    lab = np.full((60, 120, 3), 128, np.float32)
    lab[:, :60, 0] += rng.normal(0, 15, (60, 60))
    inside, outside = np.zeros((60, 120), np.float32), np.zeros((60, 120), np.float32)
    inside[20:40, 10:30], outside[20:40, 90:110] = 1, 1
    odds = Evidence(lab).odds(inside, outside)
    assert odds[5:-5, 5:50].mean() > odds[5:-5, 70:-5].mean() + 1


def test_an_outline_follows_the_odds_and_keeps_to_sure_pixels():
    lab = three_fields()
    odds = np.full((40, 90), -4, np.float32)
    odds[:, :30] = 4
    marks = np.where(odds > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[:5, :30], marks[35:, 80:] = cv2.GC_BGD, cv2.GC_FGD
    before = marks.copy()
    found = cut(two_channels(lab), odds, marks)
    assert found[8:32, :29].all()
    assert not found[8:32, 31:70].any()
    assert not found[:5, :30].any()
    assert found[35:, 80:].all()
    np.testing.assert_array_equal(marks, before)
