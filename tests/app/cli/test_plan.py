from typing import Any

import numpy as np
import pytest

from app.cli.plan import masks_without_photo, plan
from app.files.errors import InputRefused


def test_a_mask_belongs_to_the_photo_of_the_same_path_and_stem(album: Any) -> None:
    photos = [album.photo(name) for name in ("a.jpg", "b.png", "deep/a.png", "none.png")]
    masks = [album.mask(name) for name in ("a.png", "b_mask.png", "deep/a_mask.tif")]
    planned = plan(album.asked())
    assert [item.photo for item in planned] == photos[:2] + photos[3:] + photos[2:3]
    found = {item.photo: item.job.mask for item in planned if item.job is not None}
    assert found == dict(zip(photos[:3], masks, strict=True))


def test_photos_and_masks_in_one_folder(album: Any, load: Any) -> None:
    album.photo("a.png")
    album.photo("b.png")
    album.desk.write_mask(album.photos / "a_mask.png", album.desk.hole)
    strokes = np.zeros_like(album.desk.hole)
    strokes[12, 12:30] = True
    album.desk.write_mask(album.photos / "a_sketch.png", strokes)
    planned = plan(album.asked(masks=album.photos, sketches=album.photos))
    assert [(item.photo.name, item.job and (item.job.mask.name, item.job.sketch)) for item in planned] == [
        ("a.png", ("a_mask.png", album.photos / "a_sketch.png")),
        ("b.png", None),
    ]


def test_sketches_beside_photos_and_masks_are_no_photos_even_unasked(album: Any) -> None:
    album.photo("a.png")
    album.photo("lone_sketch.png")
    for name in ("a_mask.png", "a_sketch.png"):
        album.desk.write_mask(album.photos / name, album.desk.hole)
    assert [item.photo.name for item in plan(album.asked(masks=album.photos))] == ["a.png", "lone_sketch.png"]


def test_hidden_files_are_no_photos(album: Any) -> None:
    album.photo("a.png")
    album.photo(".b.png")
    assert [item.photo.name for item in plan(album.asked())] == ["a.png"]


def test_sketches_go_by_name_too(album: Any) -> None:
    photo = album.photo("deep/a.png")
    album.mask("deep/a.png")
    sketches = album.desk.folder / "sketches"
    sketch = album.desk.write_mask(sketches / "deep" / "a_sketch.png", album.desk.hole)
    (planned,) = plan(album.asked(sketches=sketches))
    assert planned.photo == photo
    assert planned.job is not None
    assert planned.job.sketch == sketch


def test_photos_of_one_stem_in_one_folder_are_no_masks_of_each_other(album: Any) -> None:
    for name in ("a.jpg", "a.png", "b.jpg", "b.png"):
        album.photo(name)
    mask = album.desk.write_mask(album.photos / "a_mask.png", album.desk.hole)
    found = [(item.photo.name, item.job and item.job.mask) for item in plan(album.asked(masks=album.photos))]
    assert found == [("a.jpg", mask), ("a.png", mask), ("b.jpg", None), ("b.png", None)]


def test_photos_of_one_stem_share_a_mask_and_keep_their_formats(album: Any) -> None:
    for name in ("a.jpg", "a.png"):
        album.photo(name)
    mask = album.mask("a_mask.png")
    jobs = [item.job for item in plan(album.asked()) if item.job is not None]
    assert [(job.mask, job.outputs[0].name) for job in jobs] == [(mask, "a.jpg"), (mask, "a.png")]


def test_masks_of_no_photo(album: Any) -> None:
    for name in ("a.png", "b.jpg"):
        album.photo(name)
    for name in ("a.png", "a_mask.png", "b_mask.png", "a_sketch.png", "_mask.png", "c_mask.png", "deep/a.png"):
        album.mask(name)
    asked = album.asked()
    found = masks_without_photo(plan(asked), asked)
    assert [str(path.relative_to(album.masks)) for path in found] == ["_mask.png", "c_mask.png", "deep/a.png"]
    beside = album.asked(masks=album.photos)  # there they are planned as photos without a mask
    assert masks_without_photo(plan(beside), beside) == []


def test_numbered_outputs_clash_too(album: Any) -> None:
    for name in ("a.bmp", "a.gif"):
        album.photo(name)
    album.mask("a.png")
    planned = plan(album.asked(variants=2))
    assert [item.fault and f"that of {planned[0].photo} too" in str(item.fault) for item in planned] == [None, True]


def test_a_loop_of_links_is_not_followed(album: Any) -> None:
    album.photo("deep/a.png")
    (album.photos / "deep" / "again").symlink_to(album.photos)
    assert [item.photo.name for item in plan(album.asked())] == ["a.png"]


def test_a_folder_without_photos_is_refused(album: Any) -> None:
    with pytest.raises(InputRefused, match="has no photos"):
        plan(album.asked())
