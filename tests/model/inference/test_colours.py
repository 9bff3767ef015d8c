"""Colours that somebody painted in the hole: shown to the network as if they were the photo's, and nowhere else."""

import numpy as np
import pytest

from model.inference.crops import Crop
from model.inference.crops.cutting import cut_colours
from model.inference.errors import BadRequest
from model.inference.passes import View
from model.inference.request import FillRequest
from model.inference.window import window_of
from tests.model.inference.stubs import PaintingEngine, SmallEngine, bare, inpainter

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


def test_beside_the_hole_alone_they_cost_nothing():
    photo, hole, colours = desk()
    colours[hole] = 0
    assert window_of(bare(photo, hole, colours=colours)).colours is None


def test_of_several_holes_in_one_crop_those_without_paint_are_as_ever():
    photo, hole, colours = desk()
    hole[78:90, 30:60] = True
    planes, _ = planes_of(photo, hole, colours)
    without, _ = planes_of(photo, hole, None)
    np.testing.assert_array_equal(planes[:, 74:], without[:, 74:])
    np.testing.assert_array_equal(planes[:, ~hole], without[:, ~hole])
    assert (planes[4, 40:56, 24:56] == 0).all()


def test_what_is_excluded_counts_no_less_inside_the_hole_and_no_more_beside_it():
    photo, hole, colours = desk()
    exclude = np.zeros_like(hole)
    exclude[36:60, 4:60] = True
    planes, _ = planes_of(photo, hole, colours, exclude=exclude)
    painted = hole & (colours[..., 3] >= 128)
    np.testing.assert_array_equal(planes[4] > 0, (hole | exclude) & ~painted)


def test_known_pixels_that_share_theirs_with_the_hole_stay_the_photos():
    """Where no reduced pixel is free of the hole, those that are known in part count as known."""
    photo, hole = np.full((32, 32, 3), 60, np.uint8), np.zeros((32, 32), bool)
    hole[:, :16], hole[::2] = True, True
    colours = np.full((32, 32, 4), 255, np.uint8)
    view = window_of(bare(photo, hole, colours=colours)).view(Crop((0, 0, 32, 32), (16, 16), (16, 16)))
    np.testing.assert_array_equal(view.painted, view.unseen)
    np.testing.assert_allclose(view.rgb[~view.unseen], 60 / 127.5 - 1, atol=1e-6)
    assert not view.blank.any()


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


def test_the_order_in_memory_does_not_matter():
    colours = np.zeros((64, 64, 4), np.uint8)
    colours[:, :35] = (200, 100, 0, 255)
    crop = Crop((8, 8, 56, 56), (48, 48), (48, 48))
    for other in (colours[..., [0, 1, 2, 3]], np.asfortranarray(colours), colours[::-1, ::-1][::-1, ::-1]):
        for found, wanted in zip(cut_colours(other, crop), cut_colours(colours, crop), strict=True):
            np.testing.assert_array_equal(found, wanted)


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


@pytest.mark.parametrize("engine", [PaintingEngine(), SmallEngine(0)], ids=["network", "classical"])
@pytest.mark.parametrize(("channels", "dtype"), [(1, np.uint8), (2, np.uint16), (3, np.uint16), (4, np.uint8)])
@pytest.mark.parametrize("options", [{}, {"detail": "on"}, {"detail": "off"}, {"variants": 3}])
def test_a_wholly_painted_hole_is_filled_and_nothing_else_is(engine, channels, dtype, options):
    photo, hole, colours = desk(channels=channels, dtype=dtype)
    rng = np.random.default_rng(4)
    photo[..., : max(1, channels - 1)] += rng.integers(0, 40, photo[..., : max(1, channels - 1)].shape).astype(dtype)
    colours[:] = (*ORANGE, 255)
    result = inpainter(engine).fill(FillRequest(photo, hole, colours=colours, **options))
    assert len(result.candidates) == options.get("variants", 1)
    for candidate in result.candidates:
        x0, y0, x1, y1 = candidate.box
        inside = hole[y0:y1, x0:x1]
        np.testing.assert_array_equal(candidate.pixels[~inside], photo[y0:y1, x0:x1][~inside])
        np.testing.assert_array_equal(candidate.alpha > 0, inside)


def test_the_classical_fill_keeps_what_was_painted_and_goes_on_from_it():
    photo, hole, colours = desk()
    colours[:] = (*ORANGE, 255)
    colours[60:64, 60:64] = 0
    candidate = inpainter(SmallEngine(0)).fill(bare(photo, hole, colours=colours)).candidates[0]
    np.testing.assert_allclose(candidate.pixels, np.broadcast_to(np.array(ORANGE), candidate.pixels.shape), atol=1)


def test_candidates_of_other_sizes_and_mirrored_ones_see_the_same_paint():
    photo, hole, colours = desk()
    engine = PaintingEngine()
    inpainter(engine).fill(bare(photo, hole, colours=colours, variants=8))
    blanks = [planes[0, 4] > 0 for planes in engine.planes]
    for planes, blank in zip(engine.planes, blanks, strict=True):
        orange = (planes[0, 0] > 0.9) & (planes[0, 2] < -0.9)
        assert not (orange & blank).any()
        share = orange.sum() / (orange | blank).sum()
        assert share == pytest.approx(16 * 32 / 48**2, abs=0.07), "reduced, holes widen and paint does not"
    assert any(np.array_equal(blank, blanks[0][:, ::-1]) for blank in blanks)
