"""A whole fill with a stub for the network: what is changed and what is not."""

import threading

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference import run, seam
from model.inference.crops import window_for
from model.inference.crops.grouping import hole_groups
from model.inference.errors import BadRequest, Cancelled
from model.inference.window import Window
from tests.examples import examples
from tests.model.inference.stubs import PaintingEngine, bare, begun_since, inpainter
from tests.patience import MOMENT_S


def composite(photo, candidate):
    result = photo.copy()
    x0, y0, x1, y1 = candidate.box
    weight = candidate.alpha[..., None] / 255
    result[y0:y1, x0:x1] = np.rint(photo[y0:y1, x0:x1] * (1 - weight) + candidate.pixels * weight)
    return result


@st.composite
def requests(draw):
    dtype = draw(st.sampled_from([np.uint8, np.uint16]))
    shape = (draw(st.integers(8, 90)), draw(st.integers(8, 90)))
    channels = draw(st.integers(1, 4))
    photo = np.random.default_rng(draw(st.integers(0, 99))).integers(0, np.iinfo(dtype).max, (*shape, channels), dtype)
    hole = draw(hnp.arrays(bool, shape, fill=st.just(False)))
    hole[draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))] = True
    hole[0, 0] = False
    if channels in (2, 4):
        photo[0, 0, -1] = 9  # a pixel that is seen
    if not hole.any():
        hole[-1, -1] = True
    return bare(photo, hole)


@examples(80)
@given(request=requests())
def test_not_one_bit_outside_the_hole_differs(request):
    (candidate,) = inpainter().fill(request).candidates
    np.testing.assert_array_equal(composite(request.photo, candidate)[~request.hole], request.photo[~request.hole])
    x0, y0, x1, y1 = candidate.box
    np.testing.assert_array_equal(candidate.alpha == 255, request.hole[y0:y1, x0:x1])
    assert set(np.unique(candidate.alpha)) <= {0, 255}
    inside = candidate.pixels[candidate.alpha == 255]
    colours = inside[:, : {1: 1, 2: 1, 3: 3, 4: 3}[inside.shape[1]]]
    assert (np.abs(colours - 0.75 * np.iinfo(inside.dtype).max) <= 1).all()


def test_where_a_wide_ramp_comes_to_nothing_the_pixels_are_the_photos():
    photo = np.random.default_rng(3).integers(0, 256, (200, 240, 3), np.uint8)
    hole = np.zeros((200, 240), bool)
    hole[90:110, 100:140] = True
    (candidate,) = inpainter().fill(bare(photo, hole, feather=64)).candidates
    x0, y0, x1, y1 = candidate.box
    nothing = candidate.alpha == 0
    reached = seam.grown(hole, 64)[y0:y1, x0:x1]
    assert (nothing & reached).any()
    np.testing.assert_array_equal(candidate.pixels[nothing], photo[y0:y1, x0:x1][nothing])
    assert (candidate.pixels[candidate.alpha > 0] != photo[y0:y1, x0:x1][candidate.alpha > 0]).any()


def test_alpha_of_the_photo_is_kept_in_the_hole():
    photo = np.full((64, 64, 4), 90, np.uint8)
    hole = np.zeros((64, 64), bool)
    hole[20:30, 20:30] = True
    (candidate,) = inpainter().fill(bare(photo, hole)).candidates
    assert (candidate.pixels[..., 3] == 90).all()


def test_grow_and_feather_reach_as_far_as_they_say():
    photo = np.full((200, 200, 3), 10, np.uint8)
    hole = np.zeros((200, 200), bool)
    hole[90:110, 90:110] = True
    (candidate,) = inpainter().fill(bare(photo, hole, grow=4, feather=6)).candidates
    filled = composite(photo, candidate)
    changed = (filled != photo).any(axis=2)
    assert changed[100, 80:120].all()
    assert not changed[100, :79].any()
    assert (filled[100, 86:114] == 191).all()
    assert (np.diff(filled[100, 70:90, 0].astype(int)) >= 0).all()


def test_a_window_gives_the_same_fill_as_the_whole_photo():
    rng = np.random.default_rng(3)
    photo = rng.integers(0, 255, (700, 900, 3), np.uint8)
    hole = np.zeros((700, 900), bool)
    hole[300:380, 400:470] = True
    hole[310:320, 480:490] = True
    whole = inpainter().fill(bare(photo, hole, grow=2)).candidates[0]
    x0, y0, x1, y1 = window_for((400, 300, 490, 380), (900, 700), margin=2)
    part = inpainter().fill(bare(photo[y0:y1, x0:x1], hole[y0:y1, x0:x1], grow=2)).candidates[0]
    assert tuple(np.add(part.box, (x0, y0, x0, y0))) == whole.box
    np.testing.assert_array_equal(part.pixels, whole.pixels)
    np.testing.assert_array_equal(part.alpha, whole.alpha)


def test_a_chosen_context_is_what_the_network_sees():
    photo = np.full((300, 400, 3), 200, np.uint8)
    hole = np.zeros((300, 400), bool)
    hole[100:110, 100:110] = True
    engine = PaintingEngine()
    result = inpainter(engine).fill(bare(photo, hole, contexts=((40, 90, 360, 250),)))
    assert result.report.context_boxes == ((40, 90, 360, 250),)
    assert engine.planes[-1].shape[2:] == (160, 320)
    (candidate,) = result.candidates
    assert candidate.box == (100, 100, 110, 110)


class CountingEngine(PaintingEngine):
    """Answers each pass with a colour of its own."""

    def run(self, planes, heartbeat=None):
        self.answer = len(self.planes) / 50 - 0.5
        return super().run(planes, heartbeat)


def torn(hole, contexts):
    """The groups of holes that more than one pass painted, in the plain candidate and in the one that sees more."""
    photo, found = np.full((*hole.shape, 3), 250, np.uint8), []
    request = bare(photo, hole, contexts=contexts, variants=3, quality="best")
    plain, _, wide = inpainter(CountingEngine()).fill(request).candidates  # the second one is reduced: soft borders
    for filled in (composite(photo, plain), composite(photo, wide)):
        for x0, y0, x1, y1 in hole_groups(hole):
            colours = np.unique(filled[y0:y1, x0:x1][hole[y0:y1, x0:x1]])
            if len(colours) != 1:
                found.append(((x0, y0, x1, y1), colours.tolist()))
    return found


@st.composite
def boxes(draw, width, height, longest, least=1):
    x, y = draw(st.integers(0, width - least)), draw(st.integers(0, height - least))
    return x, y, min(x + draw(st.integers(least, longest)), width), min(y + draw(st.integers(least, longest)), height)


@examples(60)
@given(
    brushed=st.lists(boxes(440, 200, 28), min_size=2, max_size=4),
    contexts=st.lists(boxes(440, 200, 440, least=64), max_size=3),
)
@example(brushed=[(100, 80, 250, 120), (380, 80, 400, 120)], contexts=[(0, 0, 300, 200), (200, 0, 440, 200)])
@example(brushed=[(100, 80, 140, 120), (210, 80, 240, 120)], contexts=[])
def test_every_hole_is_filled_from_one_context(brushed, contexts):
    hole = np.zeros((200, 440), bool)
    for x0, y0, x1, y1 in brushed:
        hole[y0:y1, x0:x1] = True
    assert torn(hole, tuple(contexts)) == []


@pytest.mark.parametrize("context", [(0, 0, 401, 9), (-1, 0, 9, 9), (9, 9, 9, 20)])
def test_a_context_beyond_the_photo_is_refused(context):
    with pytest.raises(BadRequest, match="is not inside 400×300"):
        bare(np.zeros((300, 400, 3), np.uint8), np.zeros((300, 400), bool), contexts=(context,))


def test_an_empty_hole_needs_no_network():
    engine = PaintingEngine()
    result = inpainter(engine).fill(bare(np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), bool)))
    assert result.candidates == ()
    assert result.report.warnings == ("nothing to fill",)
    assert engine.planes == []


def test_excluded_pixels_are_hidden_from_the_network_but_not_changed():
    photo = np.full((128, 128, 3), 200, np.uint8)
    hole, exclude = np.zeros((2, 128, 128), bool)
    hole[50:60, 50:60] = True
    exclude[50:60, 80:90] = True
    engine = PaintingEngine()
    (candidate,) = inpainter(engine).fill(bare(photo, hole, exclude=exclude)).candidates
    assert candidate.box == (50, 50, 60, 60)
    (planes,) = engine.planes
    assert planes[0, 4].sum() == 200
    assert (planes[0, :3][:, planes[0, 4] > 0] == 0).all()


@pytest.mark.parametrize("side", [128, 1024])
def test_the_fill_meets_what_is_excluded_right_beside_it_and_is_not_tinted_by_another_thing(side):
    hole, exclude = np.zeros((2, side, side), bool)
    low, high = side // 4, side // 2
    hole[low:high, low:high] = True
    exclude[:, high:] = True
    photo = np.full((side, side, 3), 191, np.uint8)

    def border_and_inside():
        request = bare(photo, hole, exclude=exclude, blend=32)
        (candidate,) = inpainter(PaintingEngine(0.4)).fill(request).candidates
        row = candidate.pixels[candidate.pixels.shape[0] // 2, :, 0].astype(int)
        return row[-1], row[-9]

    border, inside = border_and_inside()
    assert abs(border - 191) <= 3
    photo[:, high:] = 20
    border, inside = border_and_inside()
    assert inside >= 0.7 * 255 - 3
    photo[:, high:] = 191
    photo = np.dstack([photo, np.where(exclude, 0, 255).astype(np.uint8)])  # transparent: it does not stay
    border, inside = border_and_inside()
    assert border <= inside < 189


def test_strokes_outside_the_hole_do_not_count_where_pixels_are_excluded():
    hole, exclude = np.zeros((2, 128, 128), bool)
    hole[50:60, 50:60] = True
    exclude[50:60, 80:90] = True
    engine = PaintingEngine()
    photo, sketch = np.full((128, 128, 3), 200, np.uint8), np.zeros((128, 128), bool)
    sketch[55] = True
    inpainter(engine).fill(bare(photo, hole, sketch=sketch, exclude=exclude))
    (planes,) = engine.planes
    assert planes[0, 5].sum() == planes[0, 5, 55, 50:60].sum() == 10


def test_a_thin_rest_of_the_photo_is_still_seen_at_reduced_size():
    photo = np.full((1200, 1600, 3), 90, np.uint8)
    hole = np.ones((1200, 1600), bool)
    hole[:, 797:800] = False
    engine = PaintingEngine()
    inpainter(engine).fill(bare(photo, hole))
    assert all(0 < (planes[0, 4] == 0).mean() < 0.05 for planes in engine.planes[:1])


def test_a_hole_with_nothing_known_around_it_is_refused():
    hole, exclude = np.zeros((2, 600, 600), bool)
    hole[300:310, 300:310] = True
    exclude[200:400, 200:400] = True
    with pytest.raises(BadRequest, match="nothing known is left"):
        inpainter().fill(bare(np.zeros((600, 600, 3), np.uint8), hole, exclude=exclude))


def test_growing_over_the_whole_photo_is_left_out_and_said():
    photo = np.full((64, 64, 3), 10, np.uint8)
    hole = np.zeros((64, 64), bool)
    hole[30:35, 30:35] = True
    result = inpainter().fill(bare(photo, hole, grow=200))
    (candidate,) = result.candidates
    assert candidate.box == (30, 30, 35, 35)
    assert "left out" in result.report.warnings[0]


def test_cancelling_ends_the_fill_before_the_next_pass():
    engine = PaintingEngine()
    photo = np.zeros((300, 1500, 3), np.uint8)
    hole = np.zeros((300, 1500), bool)
    hole[100:120, 100:120] = hole[100:120, 1300:1320] = True
    with pytest.raises(Cancelled):
        inpainter(engine).fill(bare(photo, hole), cancelled=lambda: len(engine.planes) >= 1)
    assert len(engine.planes) == 1


@pytest.mark.parametrize("stage", ["plan", "view", "_in_tiles"])
def test_cancelling_is_answered_while_the_photo_is_worked_on(stage, monkeypatch):
    """Calls that take seconds on a hundred megapixels and cannot look up."""
    begun, gate = threading.Event(), threading.Event()

    def endless(*_, **__):
        begun.set()
        gate.wait(MOMENT_S)
        raise AssertionError("nobody waits for this")

    places = {"plan": (run, "plan"), "view": (Window, "view"), "_in_tiles": (run.FillRun, "_in_tiles")}
    monkeypatch.setattr(*places[stage], endless)
    hole = np.zeros((100, 100), bool)
    hole[40:50, 40:50] = True
    try:
        with pytest.raises(Cancelled):
            inpainter().fill(bare(np.zeros((100, 100, 3), np.uint8), hole), cancelled=begun.is_set)
    finally:
        gate.set()


def test_what_a_cancelled_fill_left_ends_before_the_next_begins(monkeypatch):
    begun, gate, cut = [], threading.Event(), run.plan

    def slowly(*given, **named):
        begun.append(1)
        gate.wait(MOMENT_S)
        return cut(*given, **named)

    monkeypatch.setattr(run, "plan", slowly)
    hole = np.zeros((100, 100), bool)
    hole[40:50, 40:50] = True
    request, filler = bare(np.zeros((100, 100, 3), np.uint8), hole), inpainter()
    before = set(threading.enumerate())
    try:
        for _ in range(4):
            with pytest.raises(Cancelled):
                filler.fill(request, cancelled=lambda: bool(begun))
        assert len(begun) == 1
        assert len(begun_since(before)) == 1
    finally:
        gate.set()
    assert filler.fill(request).candidates
    assert not begun_since(before)


def test_cancelling_is_looked_for_while_the_ramp_is_measured(monkeypatch):
    looked = []
    monkeypatch.setattr(seam, "distance_to", lambda hole: looked.append(1) or np.ones(hole.shape, np.float32))
    hole = np.zeros((2000, 2000), bool)
    hole[500:1500, 500:1500] = True
    with pytest.raises(Cancelled):
        inpainter().fill(bare(np.zeros((2000, 2000, 3), np.uint8), hole, feather=4), cancelled=lambda: len(looked) == 2)
    assert len(looked) == 2


def test_variants_differ_and_start_with_the_plain_one():
    class Echo(PaintingEngine):
        def run(self, planes, heartbeat=None):
            down, across = (np.linspace(-1, 1, side, dtype=np.float32) for side in planes.shape[2:])
            return np.broadcast_to((down[:, None] + across) / 2, planes[:, :3].shape)

    photo = np.full((200, 200, 3), 120, np.uint8)
    hole = np.zeros((200, 200), bool)
    hole[80:120, 60:100] = True
    request = bare(photo, hole, variants=3)
    candidates = inpainter(Echo()).fill(request).candidates
    assert len(candidates) == 3
    (plain,) = inpainter(Echo()).fill(bare(photo, hole)).candidates
    np.testing.assert_array_equal(candidates[0].pixels, plain.pixels)
    assert (candidates[1].pixels != plain.pixels).any()


def test_each_context_is_filled_for_all_candidates_before_the_next_and_the_next_size_is_named_before():
    photo = np.random.default_rng(1).integers(0, 255, (500, 700, 3), np.uint8)
    hole = np.zeros((500, 700), bool)
    hole[100:130, 80:140] = hole[380:440, 550:600] = True
    engine = PaintingEngine()
    result = inpainter(engine).fill(bare(photo, hole, variants=3))
    sizes = [planes.shape[2:] for planes in engine.planes]
    assert engine.prepared == sizes[1:]
    boxes = result.report.context_boxes
    assert len(boxes) == 6
    assert all(box[2] <= 350 for box in boxes[:3])
    assert all(box[0] >= 350 for box in boxes[3:])
    plain, *others = result.candidates
    assert (plain.pixels[plain.alpha == 255] == 191).all()
    for other in others:
        assert np.abs(other.pixels[other.alpha == 255].mean() - 191) < 5


def test_transparent_pixels_are_not_looked_at():
    photo = np.full((128, 128, 4), 200, np.uint8)
    photo[:, :40, 3] = 0
    hole = np.zeros((128, 128), bool)
    hole[50:60, 50:60] = True
    engine = PaintingEngine()
    inpainter(engine).fill(bare(photo, hole))
    (planes,) = engine.planes
    assert (planes[0, 4, :, :40] == 1).all()
    assert (planes[0, :3, :, :40] == 0).all()
    assert planes[0, 4].sum() == 128 * 40 + 100


def test_a_hole_that_leaves_only_a_corner_is_filled_from_coarse_to_fine():
    photo = np.full((500, 500, 3), 90, np.uint8)
    hole = np.ones((500, 500), bool)
    hole[:100, :100] = False
    engine = PaintingEngine()
    (candidate,) = inpainter(engine).fill(bare(photo, hole, quality="best")).candidates
    sizes = [planes.shape[2] for planes in engine.planes]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 504
    assert len(sizes) >= 3
    assert (candidate.pixels[candidate.alpha == 255] == 191).mean() > 0.95


def test_a_strip_of_a_picture_is_filled():
    photo = np.full((8, 3000, 1), 90, np.uint8)
    hole = np.zeros((8, 3000), bool)
    hole[:, 1000:1900] = True
    (candidate,) = inpainter().fill(bare(photo, hole)).candidates
    assert candidate.pixels.shape == (8, 900, 1)


def test_texture_that_is_moved_in_meets_the_photo_unless_blend_is_off():
    rng = np.random.default_rng(8)
    photo = np.clip(rng.normal(190, 14, (128, 128, 1)), 0, 255).astype(np.uint8).repeat(3, axis=2)
    photo[:, :64] //= 2  # what is known on the left is darker than the stub's fill
    hole = np.zeros((128, 128), bool)
    hole[48:80, 40:88] = True

    def step(blend: int) -> float:
        (candidate,) = inpainter().fill(bare(photo, hole, blend=blend, detail="on")).candidates
        filled = composite(photo, candidate)[..., 0].astype(float)
        return float(np.abs(filled[48:80, 40] - filled[48:80, 39]).mean())

    assert step(2) < 0.7 * step(0)
