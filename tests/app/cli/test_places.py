import os
from pathlib import Path

import pytest

from app.cli.places import check_file, check_folder, check_output, is_same, make_folder, numbered
from app.files.errors import InputRefused, OutputRefused
from app.files.photo import open_photo


def test_names_of_variants() -> None:
    out = Path("a/out.tar.png")
    assert numbered(out, 1) == (out,)
    assert numbered(out, 3) == tuple(Path(f"a/out.tar-{number}.png") for number in (1, 2, 3))


def test_files_and_folders(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.touch()
    check_file(file, "photo")
    check_folder(tmp_path, "folder")
    for check, path, words in (
        (check_file, tmp_path, "is a folder"),
        (check_file, tmp_path / "none.png", "is missing"),
        (check_file, file / "below", "is missing"),
        (check_file, tmp_path / ("n" * 300), r"cannot be read \(file name too long\)"),
        (check_folder, file, "is a file"),
        (check_folder, tmp_path / "none", "is missing"),
    ):
        with pytest.raises(InputRefused, match=words):
            check(path, "what")


def test_a_fault_is_worded_alike_wherever_it_is_found(tmp_path: Path) -> None:
    """Before a picture is opened, and when it is."""
    for name in ("none.png", "n" * 300, "a\0b"):
        with pytest.raises(InputRefused) as before:
            check_file(tmp_path / name, "photo")
        with pytest.raises(InputRefused) as opened:
            open_photo(tmp_path / name)
        assert str(before.value) == str(opened.value)


def test_a_folder_where_a_picture_should_be_says_what_else_to_name(tmp_path: Path) -> None:
    for what, words in (("mask", "name a picture, or use --masks for many"), ("exclude", "name a picture in it")):
        with pytest.raises(InputRefused, match=words):
            check_file(tmp_path, what)


def refusal(output: Path, *inputs: Path, overwrite: bool = True) -> str:
    with pytest.raises(OutputRefused) as caught:
        check_output(output, inputs, overwrite=overwrite)
    return str(caught.value)


def test_an_existing_output(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.touch()
    assert "add --overwrite" in refusal(out, overwrite=False)
    check_output(out, [], overwrite=True)
    with pytest.raises(OutputRefused, match="--resume to pass over it"):
        check_output(out, [], overwrite=False, one_of_many=True)


def test_an_output_that_is_an_input_by_any_name(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.touch()
    (tmp_path / "link.png").symlink_to(photo)
    (tmp_path / "hard.png").hardlink_to(photo)
    (tmp_path / "folder").symlink_to(tmp_path)
    dotted = tmp_path / "folder" / ".." / tmp_path.name / "photo.png"
    for out in (photo, tmp_path / "link.png", tmp_path / "hard.png", tmp_path / "folder" / "photo.png", dotted):
        assert "is the input" in refusal(out, photo)


def test_a_folder_and_a_device(tmp_path: Path) -> None:
    folder = tmp_path / "out.png"
    folder.mkdir()
    assert "is a folder" in refusal(folder)
    os.mkfifo(tmp_path / "pipe.png")
    assert "no ordinary file" in refusal(tmp_path / "pipe.png")


def test_a_folder_that_is_missing_or_none(tmp_path: Path) -> None:
    assert "make it first" in refusal(tmp_path / "none" / "out.png")
    (tmp_path / "file").touch()
    assert "is a file" in refusal(tmp_path / "file" / "out.png")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root may write")
def test_a_folder_that_cannot_be_written() -> None:
    assert "cannot be written" in refusal(Path("/proc/out.png"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_write_protected_file(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.touch(0o444)
    assert "write-protected" in refusal(out)


def test_a_suffix_that_cannot_be_saved(tmp_path: Path) -> None:
    assert "choose one of .png" in refusal(tmp_path / "out.bmp")


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    assert "file name too long" in refusal(tmp_path / ("n" * 300 + ".png"))
    assert "null byte" in refusal(tmp_path / "a\0.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert "symbolic links" in refusal(tmp_path / "loop.png")


def test_a_link_to_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "none" / "out.png")
    assert "make it first" in refusal(tmp_path / "link.png")
    (tmp_path / "none").mkdir()
    check_output(tmp_path / "link.png", [], overwrite=True)


def test_names_of_files_that_are_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert is_same(tmp_path / "new.png", tmp_path / "link" / "new.png")
    assert not is_same(tmp_path / "new.png", tmp_path / "other.png")


def test_an_output_below_a_file_is_refused_alike_for_one_and_for_many(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    output = tmp_path / "file" / "out.png"
    with pytest.raises(OutputRefused) as many:
        make_folder(output.parent, output)
    assert str(many.value) == refusal(output)
