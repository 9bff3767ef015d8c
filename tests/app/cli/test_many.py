import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli import fill
from app.cli.exits import Exit
from app.cli.fill import run_fill
from app.cli.many import plan
from app.cli.voice import Voice
from app.files.errors import InputRefused, OutputRefused
from app.files.leftovers import this_system
from model.inference.errors import NoEngine


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_all_with_a_mask_are_filled_and_the_rest_is_named(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str]
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
    assert records[-1] == {"summary": {"done": 3, "skipped": 1, "failed": 0, "masks_without_photo": []}}
    assert "none.png: skipped, it has no mask" in printed.err
    assert len(load.devices) == 1


def test_a_mask_without_a_photo_is_named_in_the_summary(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    album.photo("a.png")
    album.mask("a_mask.png")
    lone = [str(album.mask(name)) for name in ("ghost.png", "deep/a.png")]
    assert run_fill(album.asked(json=True), load=load) == Exit.DONE
    printed = capsys.readouterr()
    assert json.loads(printed.out.splitlines()[-1])["summary"]["masks_without_photo"] == lone
    last = printed.err.splitlines()[-1]
    assert last.startswith("1 done, 0 skipped, 0 failed in ")
    assert last.endswith(f" s; masks without a photo: {lone[0]}, {lone[1]}")


def test_in_a_batch_the_name_of_the_photo_comes_first(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = album.photo("a.png")
    photo.write_bytes(b"")
    album.mask("a.png")
    assert run_fill(album.asked(), load=load) == Exit.SOME_FAILED
    assert f"{photo}: photo is empty: get a whole copy of it" in capsys.readouterr().err.splitlines()


def test_one_bad_photo_does_not_keep_the_others(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
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
    album: Any, load: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    open_photo = fill.open_photo
    monkeypatch.setattr(fill, "open_photo", lambda path: 1 / 0 if path.stem == "a" else open_photo(path))
    assert run_fill(album.asked(json=True), load=load) == Exit.SOME_FAILED
    first = lines(capsys)[0]
    assert first["code"] == 1
    assert Path(first["error"].split()[-1]).is_file()
    assert album.written() == {"b.png"}


def test_a_batch_goes_on_with_the_engine_that_works(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        runs.append(1)
        raise RuntimeError("no such instruction")

    runs: list[int] = []
    monkeypatch.setattr(load.engine, "run", broken)
    load.other = type(load.engine)()
    load.other.name = "other 2.0"
    for name in "ab":
        album.photo(f"{name}.png")
        album.mask(f"{name}.png")
    assert run_fill(album.asked(json=True), load=load) == Exit.DONE
    output = capsys.readouterr()
    records = [json.loads(line) for line in output.out.splitlines()][:2]
    assert [record["engine"] for record in records] == ["other 2.0"] * 2
    assert ["from now on" in " ".join(record["warnings"]) for record in records] == [True, False]
    assert output.err.count("no such instruction") == 1
    assert len(runs) == 1
    assert load.engine.closed


def test_without_an_engine_it_ends_at_once(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    load.fault = NoEngine("nothing here can run the network")
    assert run_fill(album.asked(json=True), load=load) == Exit.ENGINE
    assert len(load.devices) == 1
    records = lines(capsys)
    assert [record.get("code") for record in records] == [5, None]
    assert "summary" in records[-1]


def test_an_interrupt_keeps_what_is_done(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
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


def test_resume_does_the_rest(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
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
    album: Any, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    album.photo("a.png")
    album.mask("a.png")
    album.out.mkdir()
    (album.out / "a.png").write_text("mine")
    assert run_fill(album.asked(resume=True), load=load) == Exit.SOME_FAILED
    assert (album.out / "a.png").read_text() == "mine"
    assert run_fill(album.asked(resume=True, overwrite=True), load=load) == Exit.DONE


def test_resume_makes_missing_variants(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    album.photo("a.png")
    album.mask("a.png")
    run_fill(album.asked(variants=2), load=load)
    (album.out / "a-2.png").unlink()
    assert run_fill(album.asked(variants=2, resume=True), load=load) == Exit.DONE
    assert album.written() == {"a-1.png", "a-2.png"}


def test_existing_outputs_fail_one_by_one(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png"):
        album.photo(name)
        album.mask(name)
    album.out.mkdir()
    (album.out / "a.png").write_text("mine")
    assert run_fill(album.asked(json=True), load=load) == Exit.SOME_FAILED
    assert [record.get("code") for record in lines(capsys)] == [4, None, None]
    assert (album.out / "a.png").read_text() == "mine"


def test_photos_that_cannot_be_saved_in_their_format_become_png(album: Any, load: Any) -> None:
    album.photo("a.bmp")
    album.mask("a.png")
    assert run_fill(album.asked(), load=load) == Exit.DONE
    assert album.written() == {"a.png"}


def test_two_photos_never_share_an_output(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.bmp", "a.png"):
        album.photo(name)
    album.mask("a.png")
    assert run_fill(album.asked(overwrite=True, json=True), load=load) == Exit.SOME_FAILED
    records = lines(capsys)
    assert records[0]["input"].endswith("a.bmp")
    assert "is that of" in records[1]["error"]


def test_folders_inside_the_folder_of_photos_are_no_photos(album: Any, load: Any) -> None:
    album.photo("a.png")
    masks, out = album.photos / "masks", album.photos / "out"
    album.desk.write_mask(masks / "a.png", album.desk.hole)
    for _ in range(2):
        assert run_fill(album.asked(masks=masks, output=out, resume=True), load=load) == Exit.DONE
    assert [path.name for path in out.rglob("*.png")] == ["a.png"]
    assert [item.photo for item in plan(album.asked(masks=masks, output=out))] == [album.photos / "a.png"]


def test_no_photos(album: Any, load: Any) -> None:
    with pytest.raises(InputRefused, match="has no photos"):
        run_fill(album.asked(), load=load)


@pytest.mark.parametrize(
    ("mask", "masks", "words"),
    [
        (None, "masks", "^folder of masks .* has no pictures: check the path$"),
        ("b.png", "masks", "^no mask in .*masks is of a photo in .*photos: name each as its photo, or with _mask$"),
        (None, "photos", "^no photo in .*photos has a mask: name each as its photo with _mask$"),
    ],
)
@pytest.mark.parametrize("resume", [False, True])
def test_where_no_photo_has_a_mask_the_batch_is_refused(
    album: Any, load: Any, mask: str | None, masks: str, words: str, resume: bool
) -> None:
    album.photo("a.png")
    if mask is not None:
        album.mask(mask)
    with pytest.raises(InputRefused, match=words):
        run_fill(album.asked(masks=album.desk.folder / masks, resume=resume), load=load)
    assert not album.out.exists()
    assert load.devices == []


@pytest.mark.parametrize("options", [{}, {"overwrite": True}, {"resume": True}])
def test_no_output_of_a_batch_takes_the_place_of_an_input_of_another(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str], options: dict[str, bool]
) -> None:
    """With the folder around that of the photos as the output."""
    for name in ("a.png", "photos/a.png", "masks/a.png"):
        album.photo(name)
        album.mask(name)
    inputs = [album.photos / "a.png", album.masks / "a.png"]
    before = [path.read_bytes() for path in inputs]
    assert run_fill(album.asked(output=album.desk.folder, **options), load=load) == Exit.SOME_FAILED
    assert [path.read_bytes() for path in inputs] == before
    assert (album.desk.folder / "a.png").exists()
    told = capsys.readouterr().err
    for path in inputs:
        assert f"output {path} is the input {path}: choose another folder" in told


@pytest.mark.parametrize("of", ["photos", "masks"])
def test_a_folder_in_it_that_cannot_be_read_is_named_and_the_rest_is_filled(
    album: Any, load: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    for name in ("a.png", "shut/b.png"):
        album.photo(name)
        album.mask(name)
    shut, scandir = album.desk.folder / of / "shut", os.scandir

    def refusing(path: Any) -> Any:
        if Path(path) == shut:
            raise PermissionError(errno.EACCES, "Permission denied", str(shut))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)
    assert run_fill(album.asked(), load=load) == Exit.SOME_FAILED
    assert album.written() == {"a.png"}
    assert capsys.readouterr().err.count(f"folder {shut} ") == 1


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
    album: Any, load: Any, change: dict[str, str], fault: type[Exception], words: str
) -> None:
    album.photo("a.png")
    album.mask("a.png")
    paths = {name: album.desk.folder / text for name, text in change.items()}
    with pytest.raises(fault, match=words):
        run_fill(album.asked(**paths), load=load)
    assert load.devices == []


def test_what_a_killed_batch_left_is_cleared(album: Any, load: Any) -> None:
    album.photo("deep/a.png")
    album.mask("deep/a.png")
    (album.out / "deep").mkdir(parents=True)
    for name in (f".gatebrush-{this_system()}-{'0' * 12}.png", ".mine.png"):
        (album.out / "deep" / name).write_bytes(b"half")
    assert run_fill(album.asked(resume=True), load=load) == Exit.DONE
    assert album.written() == {"deep/a.png", "deep/.mine.png"}


def test_a_bar_counts_every_picture(album: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "b.png", "none.png"):
        album.photo(name)
    for name in ("a.png", "b.png"):
        album.mask(name)
    bars: list[str | None] = []
    voice = Voice()
    voice.batch = bars.append  # type: ignore[method-assign]
    assert run_fill(album.asked(), load=load, voice=voice) == Exit.DONE
    assert [bar and bar.split("] ")[1].split(",")[0] for bar in bars] == ["0/3", "1/3", "2/3", "3/3", None]
