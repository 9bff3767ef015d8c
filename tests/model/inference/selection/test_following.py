"""A thin thing is followed beyond its stroke: to its end, and no farther than it is itself."""

import cv2
import numpy as np
import pytest

from model.inference.selection.following import Ground, ends_of, followed
from tests.model.inference.selection.test_thin import ground, line, overlap

WAY = [(30, 60), (200, 130), (330, 120), (470, 200)]
MIDDLE = [(150, 110), (200, 130), (260, 126)]
THICK = 9


def wired(colour=(40, 35, 30), factor=1):
    """A photo with a wire, and which pixels are the wire."""
    picture = cv2.resize(ground(), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    wire = line(picture.shape[:2], [(x * factor, y * factor) for x, y in WAY], THICK * factor)
    picture[wire] = colour
    return picture, wire


def gone_on(picture, thing, yes, no=None):
    """All of it, after following each end of what the stroke is over."""
    thing, no = thing & yes, np.zeros_like(yes) if no is None else no

    def part(mask):
        return lambda box: mask[box[1] : box[3], box[0] : box[2]]

    seen = Ground(picture.shape[1::-1], part(picture), part(thing), part(no))
    for end in ends_of(seen, thing.copy(), yes, (0, 0)):
        for (x0, y0, x1, y1), piece in followed(seen, end):
            thing[y0:y1, x0:x1] |= piece
    return thing


def stroke(shape, factor=1):
    return line(shape, [(x * factor, y * factor) for x, y in MIDDLE], 20 * factor)


@pytest.mark.parametrize("factor", [1, 3])
def test_a_wire_is_followed_to_both_ends_from_its_middle(factor):
    picture, wire = wired(factor=factor)
    yes = stroke(wire.shape, factor)
    assert overlap(wire & yes, wire) < 0.4
    assert overlap(gone_on(picture, wire, yes), wire) > 0.9


def test_it_ends_where_it_is_left_out():
    picture, wire = wired()
    no = np.zeros_like(wire)
    no[:, 350:380] = True
    found = gone_on(picture, wire, stroke(wire.shape), no)
    assert not found[:, 350:].any()
    assert found[wire & (np.arange(wire.shape[1]) < 300)].mean() > 0.9


def test_what_is_much_thicker_or_of_another_colour_is_not_it():
    picture, wire = wired()
    picture[90:260, 380:] = (40, 35, 30)  # a wall of the wire's own colour
    painted = wire & (np.arange(wire.shape[1]) < 100)
    picture[painted] = (235, 225, 240)
    found = gone_on(picture, wire, stroke(wire.shape))
    assert np.count_nonzero(found[90:260, 400:]) < 0.02 * 170 * 100
    assert not (found & (np.arange(wire.shape[1]) < 80)).any()


def test_an_end_under_the_stroke_is_the_end():
    picture, wire = wired()
    yes = line(wire.shape, WAY, 30)
    seen = Ground(wire.shape[::-1], lambda box: picture, lambda box: wire, lambda box: ~wire)
    short = wire & (np.abs(np.arange(wire.shape[1]) - 200) < 60)
    assert ends_of(seen, short, yes, (0, 0)) == []
