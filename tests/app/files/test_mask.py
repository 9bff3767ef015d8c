from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageDraw, ImageFilter

from app.files.errors import InputRefused
from app.files.mask import open_mask, read_mask, save_mask
from app.files.metadata import Metadata
from tests.app.files.conftest import write_png_16

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
SHADES = np.array([[0, 1, 127, 128, 129, 255]], np.uint8)
EXPECTED = [False, False, False, True, True, True]


def mask_of(path: Path, pixels: np.ndarray, **options: object) -> list[bool]:
    Image.fromarray(pixels).save(path, **options)
    return open_mask(path, pixels.shape[1::-1])[0].tolist()


def test_white_begins_at_128(tmp_path: Path) -> None:
    assert mask_of(tmp_path / "a.png", SHADES) == EXPECTED
    assert mask_of(tmp_path / "b.png", np.repeat(SHADES[..., None], 3, 2)) == EXPECTED


def test_white_begins_at_the_same_place_at_16_bits(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    write_png_16(path, np.array([[[0], [32767], [32768], [65535]]], np.uint16), Metadata())
    assert open_mask(path, (4, 1))[0].tolist() == [False, False, True, True]


def test_transparency_is_passed_over_where_colour_tells(tmp_path: Path) -> None:
    pixels = np.zeros((1, 6, 4), np.uint8)
    pixels[..., :3] = SHADES[..., None]
    pixels[..., 3] = [[255, 0, 255, 0, 255, 0]]
    assert mask_of(tmp_path / "a.png", pixels) == EXPECTED


@pytest.mark.parametrize("colour", [0, 255])
def test_transparency_counts_where_it_is_all_there_is(tmp_path: Path, colour: int) -> None:
    pixels = np.full((1, 6, 4), colour, np.uint8)
    pixels[..., 3] = SHADES
    assert mask_of(tmp_path / "a.png", pixels) == EXPECTED


@pytest.mark.parametrize(("colour", "expected"), [(0, False), (255, True)])
def test_one_colour_with_one_transparency_goes_by_colour(tmp_path: Path, colour: int, expected: bool) -> None:
    pixels = np.full((1, 2, 4), colour, np.uint8)
    pixels[..., 3] = 255
    assert mask_of(tmp_path / "a.png", pixels) == [expected] * 2


def test_a_tall_mask_of_colours_is_weighed_in_all_its_rows(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (101, 5, 3), dtype=np.uint8)
    grey = (pixels.astype(int) @ [299, 587, 114] + 500) // 1000
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(open_mask(tmp_path / "a.png", (5, 101)), grey >= 128)


def test_one_other_pixel_far_down_is_a_colour_that_tells(tmp_path: Path) -> None:
    pixels = np.zeros((101, 5, 4), np.uint8)
    pixels[:50, :, 3] = 255
    pixels[100, 4, :3] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    mask = open_mask(tmp_path / "a.png", (5, 101))
    assert np.argwhere(mask).tolist() == [[100, 4]]


def test_1_bit_and_palette(tmp_path: Path) -> None:
    for mode in ("1", "P"):
        Image.fromarray(SHADES).point(lambda shade: 255 * (shade >= 128)).convert(mode).save(tmp_path / "a.png")
        assert open_mask(tmp_path / "a.png", (6, 1))[0].tolist() == EXPECTED


def test_another_size_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    save_mask(path, np.zeros((480, 640), bool))
    with pytest.raises(InputRefused) as caught:
        open_mask(path, (800, 600), "sketch")
    assert str(caught.value) == f"sketch {path} is 640×480, photo is 800×600: save the sketch at the photo's size"


def test_a_missing_one_is_named_by_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"^exclude .*is missing"):
        open_mask(tmp_path / "none.png", (1, 1), "exclude")


@given(mask=hnp.arrays(bool, st.tuples(st.integers(1, 20), st.integers(1, 20))))
def test_a_saved_mask_comes_back(tmp_path_factory: pytest.TempPathFactory, mask: np.ndarray) -> None:
    path = tmp_path_factory.getbasetemp() / "mask.png"
    save_mask(path, mask)
    assert np.array_equal(open_mask(path, mask.shape[::-1]), mask)


def looks_like_a_photo(path: Path, pixels: np.ndarray, **options: object) -> bool:
    Image.fromarray(pixels).save(path, compress_level=1, **options)  # of PNG: how small it is does not matter
    return read_mask(path, pixels.shape[1::-1])[1]


def spots() -> Image.Image:
    """Hard shapes, white on black."""
    mask = Image.new("L", (900, 600))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((120, 120, 480, 420), fill=255)
    draw.rectangle((540, 60, 780, 540), fill=255)
    return mask


def shown(grey: np.ndarray, coloured: str) -> np.ndarray:
    """(H, W) as it is, or as an overlay: red on black, or from yellow to blue."""
    if coloured == "grey":
        return grey
    shades = {"red": ((0, 0, 0), (255, 0, 0)), "two": ((250, 220, 40), (20, 40, 200))}[coloured]
    share = grey[..., None] / 255
    return np.round(np.array(shades[0]) * (1 - share) + np.array(shades[1]) * share).astype(np.uint8)


@pytest.mark.parametrize("photo", sorted(SAMPLES.glob("*.jpg")), ids=lambda path: path.stem)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_photo_is_told_from_a_mask(tmp_path: Path, photo: Path, mode: str) -> None:
    with Image.open(photo) as opened:
        pixels = np.asarray(opened.convert(mode))
    assert looks_like_a_photo(tmp_path / "a.png", pixels)
    assert looks_like_a_photo(tmp_path / "a.jpg", pixels, quality=60)


def test_a_deep_photo_is_told_from_a_mask(tmp_path: Path) -> None:
    with Image.open(SAMPLES / "otters.jpg") as opened:
        pixels = np.asarray(opened.convert("L"))
    write_png_16(tmp_path / "deep.png", pixels[..., None].astype(np.uint16) * 257, Metadata())
    assert read_mask(tmp_path / "deep.png", pixels.shape[::-1])[1]


@pytest.mark.parametrize("feather", [0, 2, 5, 12, 40, 100, 250])
@pytest.mark.parametrize("coloured", ["grey", "red", "two"])
def test_no_feathered_mask_is_taken_for_a_photo(tmp_path: Path, feather: int, coloured: str) -> None:
    pixels = shown(np.asarray(spots().filter(ImageFilter.GaussianBlur(feather))), coloured)
    assert not looks_like_a_photo(tmp_path / "a.png", pixels)
    for quality in (90, 75, 40):
        assert not looks_like_a_photo(tmp_path / "a.jpg", pixels, quality=quality)


@pytest.mark.parametrize("shade", [30, 128, 200])
def test_no_even_grey_is_taken_for_a_photo(tmp_path: Path, shade: int) -> None:
    even = np.full((400, 600), shade, np.uint8)
    assert not looks_like_a_photo(tmp_path / "a.png", even)
    assert not looks_like_a_photo(tmp_path / "a.jpg", even, quality=40)
    assert not looks_like_a_photo(tmp_path / "small.png", even[:2, :2])


def test_no_mask_of_many_edges_is_taken_for_a_photo(tmp_path: Path) -> None:
    strokes, rng = Image.new("L", (3000, 2000)), np.random.default_rng(0)
    draw = ImageDraw.Draw(strokes)
    for _ in range(300):
        draw.line([tuple(place) for place in rng.uniform(0, 3000, (2, 2))], fill=255, width=8)
    small = strokes.resize((750, 500), Image.Resampling.LANCZOS)
    for radius in (0, 10):
        pixels = np.asarray(small.filter(ImageFilter.GaussianBlur(radius)))
        assert not looks_like_a_photo(tmp_path / "a.png", pixels)
        assert not looks_like_a_photo(tmp_path / "a.jpg", pixels, quality=75)


def test_no_ramp_and_no_transparency_is_taken_for_a_photo(tmp_path: Path) -> None:
    across = np.linspace(0, 255, 600).astype(np.uint8)
    assert not looks_like_a_photo(tmp_path / "ramp.png", np.ascontiguousarray(np.broadcast_to(across, (400, 600))))
    clear = np.zeros((600, 900, 4), np.uint8)
    clear[..., 3] = np.asarray(spots())
    assert not looks_like_a_photo(tmp_path / "clear.png", clear)
