"""Directories taken apart and written anew."""

from collections.abc import Callable

import pytest

from app.files import directories, exif
from app.files.directories import Directory, block_of, read_directory


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_directory_comes_back_as_it_was(make_block: Callable[..., bytes], order: str) -> None:
    block = make_block(5, order)
    layout, directory = read_directory(block)
    assert layout.order == order
    again = read_directory(block_of(directory, order))[1]
    assert again == directory
    assert directory.below[exif.EXIF_DIRECTORY].below[exif.INTEROP_DIRECTORY].fields[1] == (2, 4, b"R98\0")


def test_overlapping_fields_cannot_claim_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {tag: (7, 400, bytes(400)) for tag in range(1000, 1010)}
    block = block_of(Directory(fields), "<")
    monkeypatch.setattr(directories, "LARGEST_DIRECTORY", 3999)
    with pytest.raises(ValueError, match="too large"):
        read_directory(block)
