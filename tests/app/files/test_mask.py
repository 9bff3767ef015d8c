from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageFilter

from app.files.errors import InputRefused
from app.files.mask import open_mask, read_mask, save_mask
from app.files.metadata import Metadata
from tests.app.files.conftest import write_png_16

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
    Image.fromarray(pixels).save(path, **options)
    return read_mask(path, pixels.shape[1::-1])[1]


def test_a_photo_is_told_from_a_mask(tmp_path: Path) -> None:
    across = np.linspace(0, 255, 600).astype(np.uint8)
    photo = np.stack([np.broadcast_to(across, (400, 600))] * 3, axis=2)
    assert looks_like_a_photo(tmp_path / "grey.png", photo[..., 0])
    assert looks_like_a_photo(tmp_path / "photo.jpg", photo)
    assert looks_like_a_photo(tmp_path / "coloured.png", np.full((8, 8, 3), (255, 0, 0), np.uint8))
    write_png_16(tmp_path / "deep.png", photo[..., :1].astype(np.uint16) * 257, Metadata())
    assert read_mask(tmp_path / "deep.png", (600, 400))[1]


def test_no_mask_is_taken_for_a_photo(tmp_path: Path) -> None:
    mask = np.zeros((400, 600), np.uint8)
    mask[100:300, 150:450] = 255
    assert not looks_like_a_photo(tmp_path / "plain.png", mask)
    assert not looks_like_a_photo(tmp_path / "packed.jpg", mask, quality=40)
    soft = Image.fromarray(mask).filter(ImageFilter.GaussianBlur(12))
    assert not looks_like_a_photo(tmp_path / "soft.png", np.asarray(soft))
    clear = np.zeros((400, 600, 4), np.uint8)
    clear[..., 3] = mask
    assert not looks_like_a_photo(tmp_path / "clear.png", clear)
