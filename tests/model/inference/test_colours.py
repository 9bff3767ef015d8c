"""Colours that somebody painted in the hole: shown to the network as if they were the photo's, and nowhere else."""

import numpy as np
import pytest

from model.inference.crops import Crop
from model.inference.crops.cutting import cut_colours
from model.inference.errors import BadRequest
from model.inference.passes import View
from model.inference.request import FillRequest
from tests.model.inference.stubs import PaintingEngine, bare, inpainter

ORANGE = (255, 128, 0)


def desk(size=96, channels=3, dtype=np.uint8):
    photo = np.full((size, size, channels), np.iinfo(dtype).max // 4, dtype)
    hole = np.zeros((size, size), bool)
    hole[24:72, 24:72] = True
    colours = np.zeros((size, size, 4), np.uint8)
    colours[40:56, 10:56] = (*ORANGE, 255)
    return photo, hole, colours


def planes_of(photo, hole, colours, **options):
    engine = PaintingEngine()
    result = inpainter(engine).fill(bare(photo, hole, colours=colours, **options))
    return engine.planes[0][0][:, : photo.shape[0], : photo.shape[1]], result


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_network_sees_them_as_known_inside_the_hole_alone(dtype):
    photo, hole, colours = desk(dtype=dtype)
    colours[60:64, 60:64] = (*ORANGE, 127)  # too transparent to count
    planes, result = planes_of(photo, hole, colours)
    painted = hole & (colours[..., 3] >= 128)
    np.testing.assert_array_equal(planes[4] > 0, hole & ~painted)
    np.testing.assert_allclose(
        planes[:3, painted], np.array([[1], [128 / 127.5 - 1], [-1]]) * np.ones(painted.sum()), atol=1e-6
    )
    assert np.ptp(planes[:3, ~hole]) == 0
    candidate = result.candidates[0]
    x0, y0, x1, y1 = candidate.box
    assert (x0, y0, x1, y1) == (24, 24, 72, 72), "outside the hole nothing changes"


def test_none_painted_is_as_if_there_were_none():
    photo, hole, colours = desk()
    colours[..., 3] = 0
    with_none, without = planes_of(photo, hole, colours)[0], planes_of(photo, hole, None)[0]
    np.testing.assert_array_equal(with_none, without)


def test_a_grey_photo_takes_their_brightness():
    photo, hole, colours = desk(channels=1)
    planes, _ = planes_of(photo, hole, colours)
    painted = hole & (colours[..., 3] >= 128)
    luma = (0.299 * 255 + 0.587 * 128) / 127.5 - 1
    np.testing.assert_allclose(planes[:3, painted], luma, atol=1e-5)


def test_beside_a_stroke_the_network_draws_the_edge_itself():
    photo, hole, colours = desk()
    sketch = np.zeros_like(hole)
    sketch[48, 26:70] = True
    planes, _ = planes_of(photo, hole, colours, sketch=sketch)
    assert (planes[4, 46:51, 26:56] > 0).all()
    assert (planes[5, 48, 26:56] > 0).all()
    assert (planes[4, 43, 26:54] == 0).all()


def test_a_reduced_pixel_has_the_mean_of_what_is_painted_under_it():
    colours = np.zeros((64, 64, 4), np.uint8)
    colours[:, :35] = (200, 100, 0, 255)
    colours[0, 0] = (9, 9, 9, 127)  # not painted
    found, painted = cut_colours(colours, Crop((0, 0, 64, 64), (16, 16), (16, 16)))
    assert painted[:, :8].all()
    assert painted[:, 8].all(), "three quarters of it"
    assert not painted[:, 9:].any()
    wanted = np.array([200, 100, 0]) / 127.5 - 1
    np.testing.assert_allclose(found[painted], np.broadcast_to(wanted, (painted.sum(), 3)), atol=0.02)  # of 8-bit means


def test_a_finer_pass_sees_them_only_where_it_paints_anew():
    hole = np.zeros((504, 504), bool)
    hole[64:440, 64:440] = True
    painted = np.zeros_like(hole)
    painted[70:434, 240:260] = True
    rgb = np.where(painted[..., None], np.float32(1), np.zeros((504, 504, 3), np.float32))
    seen = []

    def run(planes):
        seen.append(planes[0])
        return planes[:, :3] * 0

    coarse = np.full((252, 252, 3), -0.5, np.float32)
    answer = View(rgb, hole, None, painted).finer(run, coarse, (504, 504))
    planes = seen[0]
    assert (planes[4, 70:80, 240:260] == 0).all(), "painted, in the band"
    assert (planes[0, 70:80, 240:260] == 1).all()
    np.testing.assert_allclose(planes[0, 200:300, 240:260], -0.5), "farther inside, the coarse picture has taken it up"
    np.testing.assert_allclose(answer[200:300, 240:260], -0.5)


@pytest.mark.parametrize(
    ("colours", "line"),
    [
        (np.zeros((96, 96, 3), np.uint8), "colours are .96, 96, 3. uint8: give .H, W, 4. of uint8"),
        (np.zeros((96, 96, 4), np.float32), "colours are .96, 96, 4. float32"),
        (np.zeros((90, 96, 4), np.uint8), "colours is 96×90, photo is 96×96"),
        ([[1]], "colours is a list"),
    ],
)
def test_what_are_no_colours_is_refused(colours, line):
    photo, hole, _ = desk()
    with pytest.raises(BadRequest, match=line):
        FillRequest(photo, hole, colours=colours)
