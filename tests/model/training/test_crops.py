"""Crops: what a GPU samples is what a CPU cuts, to the last line of a photo that does not fill its canvas."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.training.canvases import HEIGHT, WIDTH
from model.training.crops import Crops, cut, sampled
from tests.examples import examples

DRAWING = 5
ROUNDING = 0.5  # of the pixels of `cut`, which are whole numbers


@st.composite
def crops_of_a_photo(draw):
    """The height and width of a photo and a square crop of it, often at its edges, which it may be all of."""
    height, width = draw(st.integers(64, HEIGHT)), draw(st.integers(64, WIDTH))
    side = draw(st.integers(32, min(height, width)))
    top, left = (draw(st.sampled_from((0, room)) | st.integers(0, room)) for room in (height - side, width - side))
    numbers = (torch.tensor([value]) for value in (0, top, left, side))
    return (height, width), Crops(*numbers, torch.tensor([draw(st.booleans())]), torch.tensor([DRAWING]))


def canvas_with(photo, strokes):
    """The photo (H, W, 3) and its strokes (H, W); beyond them black, and strokes everywhere."""
    canvas = np.zeros((1, HEIGHT, WIDTH, 4), np.uint8)
    canvas[..., 3] = 255
    height, width = strokes.shape
    canvas[0, :height, :width, :3] = photo
    canvas[0, :height, :width, 3] = strokes << DRAWING
    return canvas


@examples(100)
@given(crops_of_a_photo(), st.sampled_from((64, 128, 256)), st.integers(0, 2**32))
def test_what_is_sampled_is_what_is_cut_up_to_every_edge(found, size, seed):
    (height, width), crops = found
    rng = np.random.default_rng(seed)
    # Slopes of half a level a pixel: it matters little where in a pixel a sample lies, and much in which one.
    down, across = np.linspace(0, 127, HEIGHT)[:height, None], np.linspace(0, 127, WIDTH)[None, :width]
    photo = np.stack([down + across, 254 - down - across, 127 + down - across], axis=-1).round().astype(np.uint8)
    canvas = canvas_with(photo, (rng.random((height, width)) < 0.02).astype(np.uint8))
    colours, strokes = cut(canvas, crops, size)
    found_colours, found_strokes = sampled(torch.from_numpy(canvas), crops, size)
    assert (colours - found_colours).abs().max() < 0.5 + ROUNDING
    # In a reduced crop the whole numbers of `cut` lose a stroke of which a pixel sees less than a 500th.
    lost = (found_strokes - strokes).sum()
    assert (strokes <= found_strokes).all()
    assert lost <= (0.05 * found_strokes.sum() + 2 if crops.side > size else 0)


@examples(100)
@given(crops_of_a_photo(), st.sampled_from((64, 128, 256)))
def test_a_white_photo_is_white_and_without_strokes(found, size):
    (height, width), crops = found
    canvas = canvas_with(np.full((height, width, 3), 255), np.zeros((height, width), np.uint8))
    for colours, strokes in (cut(canvas, crops, size), sampled(torch.from_numpy(canvas), crops, size)):
        assert colours.min() > 254.9
        assert not strokes.any()
