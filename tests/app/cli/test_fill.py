import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.cli.exits import Exit
from app.cli.fill import run_fill
from app.cli.parse import FillArguments
from app.files.errors import InputRefused, OutputRefused
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo
from model.inference import FillResult, Inpainter
from model.inference.errors import BadRequest, Cancelled, NoEngine

PixelsOf = Callable[[Path], Any]


def _blank(desk: Any, shape: tuple[int, ...]) -> Path:
    return desk.write_mask(desk.folder / "blank.png", np.zeros(shape, bool))


def asked(desk: Any, **options: Any) -> FillArguments:
    # texture takes longer than all the rest, and is not what is looked at here
    named = {"photo": desk.photo, "output": desk.out, "mask": desk.mask, "detail": "off", "blend": 0}
    return FillArguments(**(named | options))


def test_only_the_hole_changes(desk: Any, load: Any, pixels_of: PixelsOf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_fill(asked(desk), load=load) == Exit.DONE
    filled = pixels_of(desk.out)
    assert np.array_equal(filled[~desk.hole], desk.pixels[~desk.hole])
    assert len(np.unique(filled[desk.hole], axis=0)) == 1
    assert load.devices == ["auto"]
    assert load.engine.closed
    printed = capsys.readouterr()
    assert printed.out == f"{desk.out}\n"
    assert "180 pixels" in printed.err


def test_the_record(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run_fill(asked(desk, json=True, quiet=True), load=load)
    printed = capsys.readouterr()
    assert printed.err == ""
    record = json.loads(printed.out)
    assert record.pop("seconds").keys() >= {"load", "network", "total"}
    assert record.pop("working_sizes")[0][0] > 0
    assert record == {
        "input": str(desk.photo),
        "output": str(desk.out),
        "width": 48,
        "height": 32,
        "hole_pixels": 180,
        "quality": "balanced",
        "device": "cpu",
        "engine": "shade 1.0",
        "weights": "0" * 64,
        "changed_box": [12, 10, 30, 20],
        "context_boxes": [[0, 0, 48, 32]],
        "detail": "off",
        "precision": "float32",
        "steps": [],
        "warnings": [],
    }


def test_quiet_says_only_results(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run_fill(asked(desk, quiet=True), load=load)
    assert capsys.readouterr() == (f"{desk.out}\n", "")


def test_variants_are_numbered(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run_fill(asked(desk, variants=3, json=True), load=load)
    outputs = [desk.folder / f"out-{number}.png" for number in (1, 2, 3)]
    assert all(output.is_file() for output in outputs)
    assert not desk.out.exists()
    record = json.loads(capsys.readouterr().out)
    assert record["output"] == str(outputs[0])
    assert record["outputs"] == [str(output) for output in outputs]


def test_grow_and_feather_change_the_box(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run_fill(asked(desk, grow=2, json=True), load=load)
    assert json.loads(capsys.readouterr().out)["changed_box"] == [10, 8, 32, 22]
    run_fill(asked(desk, grow=2, feather=3, json=True, overwrite=True), load=load)
    left, top, right, bottom = json.loads(capsys.readouterr().out)["changed_box"]
    assert left < 10
    assert top < 8
    assert right > 32
    assert bottom > 22


def test_depth_alpha_and_metadata_are_kept(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (32, 48, 4), dtype=np.uint16)
    photo, out = desk.folder / "deep.tif", desk.folder / "out.tif"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save_photo(photo, pixels, Metadata(icc=profile, dpi=(300.0, 300.0)))
    run_fill(asked(desk, photo=photo, output=out), load=load)
    filled = open_photo(out)
    assert filled.pixels.dtype == np.uint16
    assert np.array_equal(filled.pixels[~desk.hole], pixels[~desk.hole])
    assert filled.metadata == open_photo(photo).metadata


def test_a_loss_of_depth_is_said(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    photo = desk.folder / "deep.png"
    save_photo(photo, np.zeros((32, 48, 3), np.uint16), Metadata())
    run_fill(asked(desk, photo=photo, output=desk.folder / "out.webp", json=True), load=load)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["warnings"] == ["16 bits a channel become 8: WEBP holds no more"]
    assert "16 bits a channel become 8" in printed.err


def test_sketch_and_exclude_reach_the_network(desk: Any, load: Any) -> None:
    sketch = np.zeros((32, 48), bool)
    sketch[15, 12:30] = True
    seen = []
    run = load.engine.run
    load.engine.run = lambda planes, heartbeat=None: (seen.append(planes.copy()), run(planes))[1]
    exclude = np.zeros((32, 48), bool)
    exclude[:, 40:] = True
    options = {
        "sketch": desk.write_mask(desk.folder / "s.png", sketch),
        "exclude": desk.write_mask(desk.folder / "e.png", exclude),
    }
    run_fill(asked(desk, **options), load=load)
    run_fill(asked(desk, overwrite=True), load=load)
    assert seen[0][0, 5].any()
    assert not seen[-1][0, 5].any()
    assert seen[0][0, 4].sum() > seen[-1][0, 4].sum()


def test_painted_colours_reach_the_network(desk: Any, load: Any) -> None:
    seen = []
    run = load.engine.run
    load.engine.run = lambda planes, heartbeat=None: (seen.append(planes.copy()), run(planes))[1]
    colours = np.zeros((32, 48, 4), np.uint16)
    colours[14:18, 14:20] = (65535, 0, 0, 65535)
    path = desk.folder / "c.png"
    save_photo(path, colours, Metadata())
    run_fill(asked(desk, colours=path), load=load)
    run_fill(asked(desk, overwrite=True), load=load)
    painted = desk.hole & (colours[..., 3] > 0)
    assert painted.any()
    for planes, hole in ((seen[0], desk.hole & ~painted), (seen[-1], desk.hole)):
        np.testing.assert_array_equal(planes[0, 4, :32, :48] > 0, hole)


def test_grey_colours_with_alpha_are_taken(desk: Any, load: Any) -> None:
    grey = np.zeros((32, 48, 2), np.uint8)
    grey[14:18, 14:20] = (200, 255)
    path = desk.folder / "c.png"
    save_photo(path, grey, Metadata())
    run_fill(asked(desk, colours=path), load=load)
    assert desk.out.exists()


@pytest.mark.parametrize("what", ["sketch", "colours"])
def test_guidance_that_misses_the_mask_is_told(
    desk: Any, load: Any, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    painted, path = np.zeros((32, 48), bool), desk.folder / "beside.png"
    for place, said in (
        (~desk.hole, [f"{what} {path} has nothing inside the mask, where alone it counts"]),
        (desk.hole, []),
    ):
        painted[place] = True
        save_photo(
            path, np.repeat(painted[..., None] * np.uint8(255), 4 if what == "colours" else 1, axis=2), Metadata()
        )
        run_fill(asked(desk, json=True, overwrite=True, **{what: path}), load=load)
        assert json.loads(capsys.readouterr().out)["warnings"] == said


def test_colours_without_transparency_are_refused(desk: Any, load: Any) -> None:
    with pytest.raises(InputRefused, match=r"^colours .*photo\.png has no transparency: leave transparent"):
        run_fill(asked(desk, colours=desk.photo), load=load)
    assert load.devices == []


@pytest.mark.parametrize("plane", ["mask", "sketch", "exclude", "colours"])
def test_another_size_is_refused_with_both_sizes(desk: Any, load: Any, plane: str) -> None:
    wrong = desk.write_mask(desk.folder / "wrong.png", np.ones((5, 4), bool))
    with pytest.raises(InputRefused, match=rf"^{plane} .*wrong\.png is 4×5, photo is 48×32: "):
        run_fill(asked(desk, **{plane: wrong}), load=load)
    assert load.devices == []


def test_a_mask_over_everything_is_refused(desk: Any, load: Any) -> None:
    desk.write_mask(desk.mask, np.ones((32, 48), bool))
    with pytest.raises(InputRefused, match="covers the whole photo"):
        run_fill(asked(desk), load=load)
    assert load.devices == []


def test_mask_and_exclude_over_everything_are_refused_without_a_network(desk: Any, load: Any) -> None:
    exclude = desk.write_mask(desk.folder / "e.png", ~desk.hole)
    with pytest.raises(BadRequest):
        run_fill(asked(desk, exclude=exclude), load=load)
    assert load.devices == []


def test_an_empty_mask_gives_the_photo(
    desk: Any, load: Any, pixels_of: PixelsOf, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write_mask(desk.mask, np.zeros((32, 48), bool))
    assert run_fill(asked(desk), load=load) == Exit.DONE
    assert np.array_equal(pixels_of(desk.out), desk.pixels)
    assert load.devices == []
    printed = capsys.readouterr()
    assert printed.out == f"{desk.out}\n"
    assert printed.err == f"{desk.photo}: nothing to fill, since {desk.mask} has no white: {desk.out} is the photo\n"


def test_an_empty_mask_in_json(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write_mask(desk.mask, np.zeros((32, 48), bool))
    run_fill(asked(desk, json=True, variants=2), load=load)
    record = json.loads(capsys.readouterr().out)
    assert record["warnings"] == ["nothing to fill"]
    assert record["hole_pixels"] == 0
    assert record["changed_box"] == [0, 0, 0, 0]
    assert all(Path(output).is_file() for output in record["outputs"])


def test_an_empty_mask_leaves_a_jpeg_as_it_is(desk: Any, load: Any) -> None:
    photo, out = desk.folder / "photo.jpg", desk.folder / "out.jpeg"
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(desk.pixels.swapaxes(0, 1)).save(photo, quality=30, exif=exif)
    run_fill(asked(desk, photo=photo, output=out, mask=_blank(desk, open_photo(photo).pixels.shape[:2])), load=load)
    assert out.read_bytes() == photo.read_bytes()


def test_an_empty_mask_goes_by_the_suffix_of_the_output(desk: Any, load: Any, pixels_of: PixelsOf) -> None:
    out = desk.folder / "out.webp"
    run_fill(asked(desk, output=out, mask=_blank(desk, (32, 48))), load=load)
    with Image.open(out) as image:
        assert image.format == "WEBP"
    assert np.array_equal(pixels_of(out), desk.pixels)


@pytest.mark.parametrize(
    ("change", "fault", "words"),
    [
        ({"photo": "none.png"}, InputRefused, "^photo .* is missing"),
        ({"mask": "none.png"}, InputRefused, "^mask .* is missing"),
        ({"sketch": "none.png"}, InputRefused, "^sketch .* is missing"),
        ({"exclude": "none.png"}, InputRefused, "^exclude .* is missing"),
        ({"photo": ""}, InputRefused, "^photo .* is a folder"),
        ({"output": "photo.png"}, OutputRefused, "is the input"),
        ({"output": "mask.png"}, OutputRefused, "is the input"),
        ({"output": "none/out.png"}, OutputRefused, "make it first"),
        ({"output": "out.bmp"}, OutputRefused, "cannot be saved"),
    ],
)
def test_places_are_checked_before_the_network(
    desk: Any, load: Any, change: dict[str, str], fault: type[Exception], words: str
) -> None:
    before = desk.files()
    paths = {name: desk.folder / text for name, text in change.items()}
    with pytest.raises(fault, match=words):
        run_fill(asked(desk, overwrite=True, **paths), load=load)
    assert load.devices == []
    assert desk.files() == before


def test_transparency_to_jpeg_is_refused_before_the_network(desk: Any, load: Any) -> None:
    photo = desk.folder / "clear.png"
    Image.new("RGBA", (48, 32), (1, 2, 3, 4)).save(photo)
    with pytest.raises(OutputRefused, match="transparency"):
        run_fill(asked(desk, photo=photo, output=desk.folder / "out.jpg"), load=load)
    assert load.devices == []


def test_an_existing_output_is_kept_without_overwrite(desk: Any, load: Any) -> None:
    desk.out.write_text("mine")
    with pytest.raises(OutputRefused, match="--overwrite"):
        run_fill(asked(desk), load=load)
    assert desk.out.read_text() == "mine"
    run_fill(asked(desk, overwrite=True), load=load)
    assert open_photo(desk.out).pixels.shape == (32, 48, 3)


def test_no_engine_is_passed_on(desk: Any, load: Any) -> None:
    load.fault = NoEngine("nothing here")
    with pytest.raises(NoEngine):
        run_fill(asked(desk), load=load)
    assert not desk.out.exists()


def test_a_cancelled_fill_writes_nothing(desk: Any, load: Any) -> None:
    before = desk.files()
    with pytest.raises(Cancelled):
        run_fill(asked(desk), load=load, cancelled=lambda: True)
    assert desk.files() == before


def test_a_cancel_that_comes_after_the_fill_still_counts(desk: Any, load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[FillResult] = []
    fill = Inpainter.fill
    monkeypatch.setattr(Inpainter, "fill", lambda *words: (filled.append(fill(*words)), filled[0])[1])
    with pytest.raises(KeyboardInterrupt):
        run_fill(asked(desk), load=load, cancelled=lambda: bool(filled))
    assert not desk.out.exists()


@pytest.mark.parametrize("itself", [True, False])
def test_a_photo_in_the_place_of_a_mask_is_filled_and_told(
    desk: Any, load: Any, capsys: pytest.CaptureFixture[str], itself: bool
) -> None:
    other = desk.folder / "other.png"
    save_photo(other, desk.pixels[::-1].copy(), Metadata())
    mask = desk.photo if itself else other
    assert run_fill(asked(desk, mask=mask, json=True), load=load) == Exit.DONE
    printed = capsys.readouterr()
    told = f"mask {mask} {'is the photo itself' if itself else 'looks like a photo'}: what is light in it counts as "
    assert json.loads(printed.out)["warnings"] == [told + "the hole"]
    assert told in printed.err
    assert desk.out.is_file()


@pytest.mark.parametrize(("strength", "says"), [(0.5, True), (1.0, False)])
def test_a_strength_without_strokes_is_remarked_on_and_no_fault(
    desk: Any, load: Any, capsys: pytest.CaptureFixture[str], strength: float, says: bool
) -> None:
    assert run_fill(asked(desk, guidance=strength), load=load) == Exit.DONE
    lines = [line for line in capsys.readouterr().err.splitlines() if "--guidance" in line]
    assert lines == ["--guidance does nothing without --sketch: there are no strokes to follow"] * says
    sketch = desk.write_mask(desk.folder / "sketch.png", desk.hole)
    run_fill(asked(desk, guidance=strength, sketch=sketch, overwrite=True), load=load)
    assert "--guidance" not in capsys.readouterr().err


def test_a_batch_is_told_of_its_own_option(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    photos, masks = desk.folder / "photos", desk.folder / "masks"
    photos.mkdir()
    desk.photo.rename(photos / "a.png")
    desk.write_mask(masks / "a.png", desk.hole)
    many = {"photo": photos, "mask": None, "masks": masks, "output": desk.folder / "out"}
    assert run_fill(asked(desk, guidance=0.5, **many), load=load) == Exit.DONE
    assert "--guidance does nothing without --sketches:" in capsys.readouterr().err
