"""Pictures, holes and strokes found on disk, paired, resized; what cannot be measured is refused by name."""

import io

import numpy as np
import pytest
from PIL import Image

from model.evaluation.pictures import PictureError, read_plane, read_rgb
from model.evaluation.suites import SuiteError, load, paired, spread, suite


@pytest.mark.parametrize("size", [None, 64, 256])
def test_cases_have_one_size_and_lose_no_stroke(suite_folder, size):
    found = [load(source, size=size) for source in suite(suite_folder)["brush"]]
    side = size or 128
    assert [case.name for case in found] == ["000", "001"]
    for case in found:
        assert case.photo.shape == (side, side, 3)
        assert case.hole.shape == case.sketch.shape == (side, side)
        assert case.hole.mean() == pytest.approx(40 * 50 / 128**2, rel=0.05)
        assert case.sketch.any(axis=0).mean() > 0.5


@pytest.mark.parametrize("size", [1024, 700, 333, 128, 48])
@pytest.mark.parametrize("row", [600, 601, 602])
def test_a_stroke_of_one_pixel_survives_any_reduction(tmp_path, size, row):
    planes = {name: np.zeros((1200, 1200), np.uint8) for name in ("a", "a_mask", "a_sketch")}
    planes["a_mask"][400:800, 300:900] = 255
    planes["a_sketch"][row, 300:900] = 255
    planes["a_sketch"][450:750, row] = 255
    for name, plane in planes.items():
        Image.fromarray(plane).save(tmp_path / f"{name}.png")
    (source,) = paired(tmp_path, tmp_path, tmp_path)
    case = load(source, size=size)
    assert (case.sketch & case.hole).any(axis=0).sum() >= size / 2 - 2
    assert (case.sketch & case.hole).any(axis=1).sum() >= size / 4 - 2
    assert case.sketch.sum() < 3 * (size / 2 + size / 4) + 8  # thin still


def test_every_folder_of_masks_is_a_kind(suite_folder):
    (suite_folder / "masks" / "all thin").mkdir()
    (suite_folder / "masks" / ".hidden").mkdir()
    for mask in (suite_folder / "masks" / "rect").iterdir():
        mask.rename(suite_folder / "masks" / "all thin" / mask.name)
    (suite_folder / "masks" / "rect").rmdir()
    assert list(suite(suite_folder)) == ["brush", "all thin"]
    assert list(suite(suite_folder, kinds=["all thin"])) == ["all thin"]
    with pytest.raises(SuiteError, match="has no 'rect': choose of brush, all thin"):
        suite(suite_folder, kinds=["rect"])


def test_strokes_are_traced_where_no_file_has_them(suite_folder):
    source = suite(suite_folder)["rect"][0]
    assert source.sketch is None
    case = load(source)
    assert case.sketch.any()
    assert not (case.sketch & ~case.hole).any()


def test_other_formats_and_sides_are_paired_by_stem(suite_folder, tmp_path):
    photos, masks = tmp_path / "mine", tmp_path / "holes"
    photos.mkdir()
    masks.mkdir()
    with Image.open(suite_folder / "photos" / "000.png") as photo:
        photo.crop((0, 0, 101, 75)).save(photos / "beach.JPG")
        photo.save(photos / "a.webp")
    hole = np.zeros((75, 101), np.uint8)
    hole[20:40, 20:60] = 255
    Image.fromarray(hole).save(masks / "beach.png")
    Image.fromarray(np.pad(hole, ((0, 53), (0, 27)))).save(masks / "a.png")
    first, second = paired(photos, masks)
    assert (first.name, second.name) == ("a", "beach")
    assert load(second).photo.shape == (75, 101, 3)
    assert load(second, size=202).hole.shape == (150, 202)


@pytest.mark.parametrize("shared", [True, False])
def test_masks_and_sketches_may_be_marked_and_lie_beside_the_photos(tmp_path, shared):
    folders = [tmp_path / name for name in ("photos", "masks", "sketches")]
    photos, masks, sketches = [tmp_path] * 3 if shared else folders
    for folder in (photos, masks, sketches):
        folder.mkdir(exist_ok=True)
    for path in (photos / "a.jpg", photos / "b.jpg", masks / "a_mask.png", masks / "b_mask.png"):
        Image.new("RGB", (64, 64)).save(path)
    Image.new("L", (64, 64)).save(sketches / "a_sketch.png")
    first, second = paired(photos, masks, sketches)
    assert (first.name, second.name) == ("a", "b")
    assert (first.photo.name, first.mask.name) == ("a.jpg", "a_mask.png")
    assert (first.sketch, second.sketch) == (sketches / "a_sketch.png", None)


def test_a_photo_is_never_its_own_mask(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "a.jpg")
    with pytest.raises(SuiteError, match=r"name it a_mask\.png"):
        paired(tmp_path, tmp_path)


def test_names_to_show_are_spread_evenly(suite_folder):
    sources = suite(suite_folder)
    assert spread(sources, 1) == {"000"}
    assert spread(sources, 9) == {"000", "001"}


def _bare(folder):
    for path in (folder / "photos").iterdir():
        path.unlink()


def _twice(folder):
    Image.new("RGB", (128, 128)).save(folder / "photos" / "000.jpg")


def _maskless(folder):
    (folder / "masks" / "brush" / "001.png").unlink()


@pytest.mark.parametrize(
    ("fault", "words"), [(_bare, "no pictures"), (_twice, "keep one of each name"), (_maskless, "001.png has no mask")]
)
def test_folders_that_do_not_pair_are_refused(suite_folder, fault, words):
    fault(suite_folder)
    with pytest.raises(SuiteError, match=words):
        suite(suite_folder)


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (np.zeros((128, 128), np.uint8), "covers nothing"),
        (np.full((128, 128), 255, np.uint8), "covers all"),
        (np.full((128, 120), 255, np.uint8), "mask is 120×128, photo is 128×128"),
    ],
)
def test_masks_that_cannot_be_measured_are_refused(suite_folder, mask, words):
    Image.fromarray(mask).save(suite_folder / "masks" / "brush" / "000.png")
    with pytest.raises(SuiteError, match=words):
        load(suite(suite_folder)["brush"][0])


def test_pictures_too_small_too_large_or_unreadable_are_refused(suite_folder):
    source = suite(suite_folder)["brush"][0]
    for size in (16, 1200):
        with pytest.raises(SuiteError, match="use --size"):
            load(source, size=size)
    noise = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)).save(noise, "PNG")
    broken = noise.getvalue()[::-1].replace(b"TADI", b"\xff\xffDI", 1)[::-1]  # its last piece is of no known kind
    for data in (b"no picture", broken):
        source.photo.write_bytes(data)
        with pytest.raises(PictureError, match=r"cannot read .*000\.png"):
            load(source)


def test_grey_pictures_of_16_bits_keep_their_tones(tmp_path):
    tones = np.arange(0, 256, dtype=np.uint16).reshape(16, 16)
    Image.fromarray(tones * 257).save(tmp_path / "deep.png")
    with Image.open(tmp_path / "deep.png") as picture:
        assert picture.mode.startswith("I")
    assert np.array_equal(read_rgb(tmp_path / "deep.png"), np.dstack([tones] * 3))
    assert np.array_equal(read_plane(tmp_path / "deep.png"), tones >= 128)
