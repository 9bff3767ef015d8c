import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.cli.exits import Exit
from app.cli.fill import run_fill
from app.cli.many import plan
from app.cli.parse import FillArguments
from app.files.errors import InputRefused, OutputRefused
from model.inference.errors import NoEngine


class Album:
    """Photos, masks and what comes out, below one folder."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.photos, self.masks, self.out = (desk.folder / name for name in ("photos", "masks", "out"))
        for folder in (self.photos, self.masks):
            folder.mkdir()

    def photo(self, name: str, **options: Any) -> Path:
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.desk.pixels).save(path, **options)
        return path

    def mask(self, name: str) -> Path:
        return self.desk.write_mask(self.masks / name, self.desk.hole)

    def asked(self, **options: Any) -> FillArguments:
        return FillArguments(**({"photo": self.photos, "output": self.out, "masks": self.masks} | options))

    def written(self) -> set[str]:
        return {str(path.relative_to(self.out)) for path in self.out.rglob("*") if path.is_file()}


@pytest.fixture
def album(desk: Any) -> Album:
    return Album(desk)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_mask_belongs_to_the_photo_of_the_same_path_and_stem(album: Album) -> None:
    photos = [album.photo(name) for name in ("a.jpg", "b.png", "deep/a.png", "none.png")]
    masks = [album.mask(name) for name in ("a.png", "b_mask.png", "deep/a_mask.tif")]
    planned = plan(album.asked())
    assert [item.photo for item in planned] == photos[:2] + photos[3:] + photos[2:3]
    found = {item.photo: item.job.mask for item in planned if item.job is not None}
    assert found == dict(zip(photos[:3], masks, strict=True))


def test_all_with_a_mask_are_filled_and_the_rest_is_named(
    album: Album, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "b.png", "deep/a.png", "none.png"):
        album.photo(name)
    for name in ("a.png", "b_mask.png", "deep/a.png"):
        album.mask(name)
    assert run_fill(album.asked(json=True), load=load) == Exit.DONE
    assert album.written() == {"a.png", "b.png", "deep/a.png"}
    printed = capsys.readouterr()
    records = [json.loads(line) for line in printed.out.splitlines()]
    assert [record.get("output") for record in records[:4]] == [
        str(album.out / "a.png"),
        str(album.out / "b.png"),
        None,
        str(album.out / "deep/a.png"),
    ]
    assert records[2] == {"input": str(album.photos / "none.png"), "skipped": "no mask"}
    seconds = records[-1]["summary"].pop("seconds")
    assert seconds > 0
    assert records[-1] == {"summary": {"done": 3, "skipped": 1, "failed": 0}}
    assert "none.png: skipped, it has no mask" in printed.err
    assert len(load.devices) == 1


def test_one_bad_photo_does_not_keep_the_others(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png", "c.png"):
        album.photo(name)
        album.mask(name)
    (album.photos / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    assert run_fill(album.asked(json=True), load=load) == Exit.SOME_FAILED
    assert album.written() == {"a.png", "c.png"}
    printed = capsys.readouterr()
    failed = json.loads(printed.out.splitlines()[1])
    assert (failed["input"], failed["code"]) == (str(album.photos / "b.png"), 3)
    assert failed["error"] in printed.err.splitlines()


def test_a_fault_of_ours_in_one_picture_is_logged_and_the_next_is_taken(
    album: Album, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    run = load.engine.run

    def fail_once(planes: Any, cancelled: Any = None) -> Any:
        load.engine.run = run
        raise ZeroDivisionError

    load.engine.run = fail_once
    assert run_fill(album.asked(json=True), load=load) == Exit.SOME_FAILED
    first = lines(capsys)[0]
    assert first["code"] == 1
    assert Path(first["error"].split()[-1]).is_file()
    assert album.written() == {"b.png"}


def test_without_an_engine_it_ends_at_once(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    load.fault = NoEngine("nothing here can run the network")
    assert run_fill(album.asked(json=True), load=load) == Exit.ENGINE
    assert len(load.devices) == 1
    records = lines(capsys)
    assert [record.get("code") for record in records] == [5, None]
    assert "summary" in records[-1]


def test_an_interrupt_keeps_what_is_done(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)

    def interrupted() -> bool:
        return (album.out / "a.png").exists()

    assert run_fill(album.asked(json=True), load=load, cancelled=interrupted) == Exit.INTERRUPTED
    assert album.written() == {"a.png"}
    records = lines(capsys)
    assert records[-2]["code"] == 130
    assert records[-1]["summary"]["done"] == 1


def test_resume_does_the_rest(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    run_fill(album.asked(), load=load)
    (album.out / "b.png").unlink()
    before = (album.out / "a.png").stat().st_mtime_ns
    capsys.readouterr()
    assert run_fill(album.asked(resume=True, json=True), load=load) == Exit.DONE
    records = lines(capsys)
    assert records[0] == {"input": str(album.photos / "a.png"), "skipped": "finished"}
    assert records[1]["output"] == str(album.out / "b.png")
    assert (album.out / "a.png").stat().st_mtime_ns == before


def test_resume_does_not_trust_or_overwrite_what_is_no_picture(
    album: Album, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    album.photo("a.png")
    album.mask("a.png")
    album.out.mkdir()
    (album.out / "a.png").write_text("mine")
    assert run_fill(album.asked(resume=True), load=load) == Exit.SOME_FAILED
    assert (album.out / "a.png").read_text() == "mine"
    assert run_fill(album.asked(resume=True, overwrite=True), load=load) == Exit.DONE


def test_resume_makes_missing_variants(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    album.photo("a.png")
    album.mask("a.png")
    run_fill(album.asked(variants=2), load=load)
    (album.out / "a-2.png").unlink()
    assert run_fill(album.asked(variants=2, resume=True), load=load) == Exit.DONE
    assert album.written() == {"a-1.png", "a-2.png"}


def test_existing_outputs_fail_one_by_one(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    album.out.mkdir()
    (album.out / "a.png").write_text("mine")
    assert run_fill(album.asked(json=True), load=load) == Exit.SOME_FAILED
    assert [record.get("code") for record in lines(capsys)] == [4, None, None]
    assert (album.out / "a.png").read_text() == "mine"


def test_photos_that_cannot_be_saved_in_their_format_become_png(album: Album, load: Any) -> None:
    album.photo("a.bmp")
    album.mask("a.png")
    assert run_fill(album.asked(), load=load) == Exit.DONE
    assert album.written() == {"a.png"}


def test_two_photos_never_share_an_output(album: Album, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.bmp", "a.png"):
        album.photo(name)
    album.mask("a.png")
    assert run_fill(album.asked(overwrite=True, json=True), load=load) == Exit.SOME_FAILED
    records = lines(capsys)
    assert records[0]["input"].endswith("a.bmp")
    assert "is that of" in records[1]["error"]


def test_photos_and_masks_in_one_folder(album: Album, load: Any) -> None:
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


def test_folders_inside_the_folder_of_photos_are_no_photos(album: Album, load: Any) -> None:
    album.photo("a.png")
    masks, out = album.photos / "masks", album.photos / "out"
    album.desk.write_mask(masks / "a.png", album.desk.hole)
    for _ in range(2):
        assert run_fill(album.asked(masks=masks, output=out, resume=True), load=load) == Exit.DONE
    assert [path.name for path in out.rglob("*.png")] == ["a.png"]
    assert [item.photo for item in plan(album.asked(masks=masks, output=out))] == [album.photos / "a.png"]


def test_hidden_files_are_no_photos(album: Album) -> None:
    album.photo("a.png")
    album.photo(".b.png")
    assert [item.photo.name for item in plan(album.asked())] == ["a.png"]


def test_sketches_go_by_name_too(album: Album) -> None:
    photo = album.photo("deep/a.png")
    album.mask("deep/a.png")
    sketches = album.desk.folder / "sketches"
    sketch = album.desk.write_mask(sketches / "deep" / "a_sketch.png", album.desk.hole)
    (planned,) = plan(album.asked(sketches=sketches))
    assert planned.photo == photo
    assert planned.job is not None
    assert planned.job.sketch == sketch


def test_no_photos(album: Album, load: Any) -> None:
    with pytest.raises(InputRefused, match="has no photos"):
        run_fill(album.asked(), load=load)


@pytest.mark.parametrize(
    ("change", "fault", "words"),
    [
        ({"photo": "none"}, InputRefused, "^folder .* is missing"),
        ({"photo": "photos/a.png"}, InputRefused, "^folder .* is a file"),
        ({"masks": "none"}, InputRefused, "^folder of masks .* is missing"),
        ({"masks": "photos/a.png"}, InputRefused, "^folder of masks .* is a file"),
        ({"sketches": "none"}, InputRefused, "^folder of sketches .* is missing"),
        ({"exclude": "none.png"}, InputRefused, "^exclude .* is missing"),
        ({"output": "photos"}, OutputRefused, "is the folder of photos"),
        ({"output": "masks"}, OutputRefused, "is the folder of masks"),
        ({"output": "photos/a.png"}, OutputRefused, "is a file"),
        ({"output": "none/out"}, OutputRefused, "make it first"),
    ],
)
def test_places_are_checked_first(
    album: Album, load: Any, change: dict[str, str], fault: type[Exception], words: str
) -> None:
    album.photo("a.png")
    album.mask("a.png")
    paths = {name: album.desk.folder / text for name, text in change.items()}
    with pytest.raises(fault, match=words):
        run_fill(album.asked(**paths), load=load)
    assert load.devices == []
