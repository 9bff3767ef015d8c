"""What is thinner than a stroke is found under it, on the photo's own pixels; what is not is left to others."""

import cv2
import numpy as np
import pytest

from model.inference.selection.thin import _radius_of, thin_things


def ground(height=300, width=500, seed=4):
    """Rough, with soft shades."""
    rng = np.random.default_rng(seed)
    shades = cv2.resize(rng.normal(0, 18, (6, 9, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.array((120, 140, 110)) + shades + rng.normal(0, 10, (height, width, 3)), 0, 255).astype(np.uint8)


def line(shape, points, thickness):
    """(H, W) bool."""
    canvas = np.zeros(shape, np.uint8)
    cv2.polylines(canvas, [np.array(points, np.int32)], isClosed=False, color=1, thickness=thickness)
    return canvas.astype(bool)


def looked_for(picture, yes, no=None):
    def read(box):
        x0, y0, x1, y1 = box
        return picture[y0:y1, x0:x1]

    return thin_things(read, yes, np.zeros_like(yes) if no is None else no)


def overlap(found, thing):
    return (found & thing).sum() / (found | thing).sum()


WAY = [(40, 60), (200, 130), (320, 110), (460, 240)]


@pytest.mark.parametrize("thickness", [5, 9, 16])
@pytest.mark.parametrize("brush", [12, 24])
def test_a_wire_is_found_and_not_the_stroke(thickness, brush):
    picture = ground()
    wire = line(picture.shape[:2], WAY, thickness)
    picture[wire] = (40, 35, 30)
    yes = line(wire.shape, [(x + 1, y - 2) for x, y in WAY], brush)  # a hand is off by a little
    thin, rest = looked_for(picture, yes)
    assert overlap(thin, wire) > 0.8
    assert not rest.any()


def test_a_broad_brush_is_looked_at_on_reduced_pixels():
    picture = cv2.resize(ground(), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    way = [(3 * x, 3 * y) for x, y in WAY]
    pole = line(picture.shape[:2], way, 40)
    picture[pole] = (230, 225, 235)
    thin, rest = looked_for(picture, line(pole.shape, way, 90))
    assert overlap(thin, pole) > 0.85
    assert not rest.any()


def test_where_it_looks_like_what_is_beside_it_it_goes_on():
    picture = ground(400, 900)
    way = [(50, 200), (850, 210)]
    wire = line(picture.shape[:2], way, 6)
    picture[wire] = (35, 30, 30)
    picture[:, 390:510] = (36, 31, 29)  # a dark wall, before which nothing is seen of it
    yes = line(wire.shape, way, 24)
    thin, rest = looked_for(picture, yes)
    assert not rest.any()
    assert thin.any(axis=0)[60:840].all()
    assert thin.sum() < 0.7 * yes.sum()


@pytest.mark.parametrize("brush", [10, 24, 60])
def test_a_stroke_over_a_broad_thing_is_not_one_over_a_thin_one(brush):
    picture = ground()
    thing = np.zeros(picture.shape[:2], bool)
    thing[40:260, 60:440] = True
    picture[thing] = ground(seed=9)[thing] // 2
    yes = line(thing.shape, [(110, 110), (380, 190)], brush)
    thin, rest = looked_for(picture, yes)
    assert not thin.any()
    np.testing.assert_array_equal(rest, yes)


def test_a_short_stroke_over_something_small_is_left_to_others():
    picture = ground()
    thing = line(picture.shape[:2], [(200, 150), (260, 150)], 40)
    picture[thing] = (40, 35, 30)
    yes = line(thing.shape, [(205, 150), (255, 150)], 30)
    thin, rest = looked_for(picture, yes)
    assert not thin.any()
    np.testing.assert_array_equal(rest, yes)


def test_each_stroke_is_asked_by_itself():
    picture = ground()
    leg, body = line(picture.shape[:2], [(60, 20), (80, 280)], 7), np.zeros(picture.shape[:2], bool)
    body[40:260, 200:460] = True
    picture[leg], picture[body] = (40, 35, 30), ground(seed=9)[body] // 2
    along, over = line(leg.shape, [(60, 20), (80, 280)], 20), line(leg.shape, [(260, 100), (400, 190)], 20)
    thin, rest = looked_for(picture, along | over)
    assert overlap(thin, leg) > 0.8
    np.testing.assert_array_equal(rest, over)


def test_the_same_strokes_find_the_same():
    picture = ground()
    wire = line(picture.shape[:2], WAY, 5)
    picture[wire] = (40, 35, 30)
    yes = line(wire.shape, WAY, 20)
    np.testing.assert_array_equal(looked_for(picture, yes)[0], looked_for(picture, yes)[0])


def test_a_dot_and_a_stroke_over_all_there_is_are_no_thin_things():
    picture = ground(40, 60)
    dot, all_of_it = np.zeros((40, 60), bool), np.ones((40, 60), bool)
    dot[20, 30] = True
    for yes in (dot, all_of_it):
        thin, rest = looked_for(picture, yes)
        assert not thin.any()
        np.testing.assert_array_equal(rest, yes)


@pytest.mark.parametrize("radius", [1, 4, 30])
def test_the_radius_is_that_of_the_broadest_stroke_on_a_large_picture_too(radius):
    yes = np.zeros((600, 5000), bool)
    yes[300, 10:4900] = True
    y, x = np.ogrid[:600, :5000]
    yes |= np.hypot(y - 200, x - 3001) <= radius
    assert _radius_of(yes) == pytest.approx(radius + 1, abs=max(1, 0.1 * radius))
