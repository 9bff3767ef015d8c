"""What the weights in this repository do with photos: they are sane where a network that is not would show it."""

import numpy as np
import pytest
from PIL import Image

from model.inference import FillRequest, Inpainter
from model.inference.weights import FOLDER

SAMPLES = FOLDER.parent / "resources" / "samples"
SIDE = 256
PLAIN = {"quality": "fast", "detail": "off"}


@pytest.fixture(scope="module")
def inpainter():
    return Inpainter.load(device="cpu", threads=1)


def sample(name):
    """(256, 256, 3) uint8, the middle of a sample."""
    photo = Image.open(SAMPLES / f"{name}.jpg").convert("RGB")
    photo.thumbnail((SIDE * 2, SIDE * 2))
    left, top = (photo.width - SIDE) // 2, (photo.height - SIDE) // 2
    return np.array(photo.crop((left, top, left + SIDE, top + SIDE)))


def filled(inpainter, photo, hole, **others):
    """(H, W, 3) uint8: the photo with its plain answer."""
    (candidate,) = inpainter.fill(FillRequest(photo=photo, hole=hole, **PLAIN | others)).candidates
    x0, y0, x1, y1 = candidate.box
    answer = photo.copy()
    answer[y0:y1, x0:x1] = candidate.pixels
    return answer


def box(x0, y0, x1, y1):
    hole = np.zeros((SIDE, SIDE), bool)
    hole[y0:y1, x0:x1] = True
    return hole


def off(answer, photo, hole):
    """Mean distance from the photo inside the hole, in levels of 255."""
    return float(np.abs(answer[hole].astype(int) - photo[hole]).mean())


@pytest.mark.parametrize("name", ["dune", "otters", "lighthouse"])
def test_a_single_pixel_becomes_like_its_neighbours(inpainter, name):
    photo, hole = sample(name), box(100, 90, 101, 91)
    around = photo[89:92, 99:102].reshape(-1, 3).astype(int)
    spoiled = np.where(hole[..., None], 255 - photo, photo)
    answer = filled(inpainter, spoiled, hole)[90, 100].astype(int)
    assert (answer >= around.min(axis=0) - 24).all()
    assert (answer <= around.max(axis=0) + 24).all()


@pytest.mark.parametrize("corner", [box(0, 0, 70, 70), box(186, 0, 256, 70), box(0, 186, 70, 256)])
def test_a_hole_in_a_corner_is_better_filled_than_with_the_mean_colour(inpainter, corner):
    photo = sample("dune")
    mean = np.where(corner[..., None], photo[~corner].mean(axis=0), photo)
    assert off(filled(inpainter, photo, corner), photo, corner) < 0.7 * off(mean, photo, corner)


@pytest.mark.parametrize("name", ["dune", "lighthouse"])
def test_a_hole_of_sixty_percent_gets_colours_of_the_photo(inpainter, name):
    photo, hole = sample(name), box(29, 29, 227, 227)
    assert hole.mean() > 0.59
    answer, known = filled(inpainter, photo, hole), photo[~hole].astype(float)
    low, high = np.percentile(known, [0.5, 99.5], axis=0)
    inside = answer[hole]
    assert ((inside >= low - 30) & (inside <= high + 30)).mean() > 0.99
    mean = np.where(hole[..., None], known.mean(axis=0), photo)
    assert off(answer, photo, hole) < off(mean, photo, hole)


def test_a_flat_photo_stays_flat(inpainter):
    photo = np.full((SIDE, SIDE, 3), (90, 140, 60), np.uint8)
    hole = box(80, 80, 180, 160)
    assert off(filled(inpainter, photo, hole), photo, hole) < 4


def test_a_sketch_without_strokes_changes_no_bit(inpainter):
    photo, hole = sample("wren"), box(60, 80, 150, 170)
    empty = np.zeros_like(hole)
    np.testing.assert_array_equal(filled(inpainter, photo, hole), filled(inpainter, photo, hole, sketch=empty))


def test_a_stroke_makes_an_edge_where_the_photo_lets_expect_none(inpainter):
    """A ridge drawn into the sky above the dunes: the picture changes along it more than a few pixels away."""
    photo = sample("dune")
    bright = photo.mean(axis=2)
    sky = int(np.argmin(bright[:, 128] > bright[:20].mean() - 40)) or 120
    hole = box(60, max(8, sky - 70), 200, sky + 20)
    sketch = np.zeros_like(hole)
    rows = (sky - 30 - 20 * np.sin(np.linspace(0, np.pi, 140))).astype(int)
    for x, y in zip(range(60, 200), rows, strict=True):
        sketch[y : y + 2, x] = True
    plain, drawn = filled(inpainter, photo, hole), filled(inpainter, photo, hole, sketch=sketch)
    step = {}
    for which, answer in (("plain", plain), ("drawn", drawn)):
        luma = answer.astype(float).mean(axis=2)
        step[which] = np.mean(
            [abs(luma[y + 6, x] - luma[y - 5, x]) for x, y in zip(range(70, 190), rows[10:-10], strict=True)]
        )
    assert step["drawn"] > 2 * step["plain"] + 2


def clearness(inpainter, photo, guidance):
    """The largest step between two rows beside a level stroke from side to side of a hole."""
    hole, sketch = box(60, 20, 200, 110), np.zeros(photo.shape[:2], bool)
    sketch[65:67, 60:200] = True
    answer = filled(inpainter, photo, hole, sketch=sketch, guidance=guidance)
    rows = answer[56:76, 90:170].astype(int).mean(axis=(1, 2))
    return float(np.abs(np.diff(rows)).max())


def test_a_stroke_makes_an_edge_in_plain_sky_and_guidance_says_how_clear(inpainter):
    photo = sample("dune")
    sky = np.broadcast_to(photo[:20].mean(axis=(0, 1)).astype(np.uint8), photo.shape).copy()
    weak, half, plain = (clearness(inpainter, sky, guidance) for guidance in (0.0, 0.5, 1.0))
    assert weak < 2 < 8 < plain
    assert weak + 2 < half < plain - 2


def test_more_guidance_makes_an_edge_clearer_that_is_clear_already(inpainter):
    """In plain sky it is lifted as far as it may be; between two tones there is nothing to lift."""
    tones = np.full((SIDE, SIDE, 3), 200, np.uint8)
    tones[66:] = 90  # they meet in the middle of the stroke
    weak, plain, strong = (clearness(inpainter, tones, guidance) for guidance in (0.0, 1.0, 1.5))
    assert weak < plain < strong
