"""Writers say how far they are, and leave nothing behind where the file is not wanted any more."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.document import Document, compose
from app.document.geometry import Box
from app.files.course import Cancelled, Course, watched
from app.files.export import ExportOptions, format_of, save_export
from app.files.flatten import composed
from app.files.metadata import Metadata
from app.files.photo import save_photo
from app.files.project import Project, open_project, save_project
from tests.app.files.project.conftest import full_document

pytest.importorskip("psd_tools")
Share = float | None
KINDS = ("ora", "png", "jpg", "webp", "tif", "avif", "psd")
ALWAYS_KNOWN = ("ora", "tif", "psd")


def write(path: Path, document: Document, tell: Callable[[Share], None]) -> None:
    if path.suffix == ".ora":
        save_project(path, Project(document), Course(tell))
    else:
        options = ExportOptions(format_of(path) or "", lossless=False)
        save_export(path, document, Metadata(), options, Course(tell))


def test_parts_of_a_way_lie_within_it() -> None:
    told: list[Share] = []
    half = Course(told.append).part(0.5, 1)
    for share in (0, 0.5, 1):
        half.at(share)
    half.part(0, 0.5).at(1)
    half.unknown()
    assert told == [0.5, 0.75, 1, 0.75, None]


def test_a_watched_file_is_asked_about_before_each_write() -> None:
    file, asked = io.BytesIO(), []
    out = watched(file, lambda written: asked.append((written, file.getvalue())))
    out.write(b"ab")
    out.write(b"c")
    assert (asked, file.getvalue()) == ([(0, b""), (2, b"ab")], b"abc")


@pytest.mark.parametrize("kind", KINDS)
def test_a_writer_begins_at_nothing_ends_at_all_and_never_goes_back(tmp_path: Path, kind: str) -> None:
    told: list[Share] = []
    write(tmp_path / f"a.{kind}", full_document(), told.append)
    known = [share for share in told if share is not None]
    assert known == sorted(known)
    assert known[0] < 0.2
    assert known[-1] > 0.95
    assert (None in told) != (kind in ALWAYS_KNOWN)
    assert len(set(known)) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_whenever_it_is_cancelled_the_old_file_stays_and_nothing_is_beside_it(tmp_path: Path, kind: str) -> None:
    document, path, count = full_document(), tmp_path / f"a.{kind}", 0
    path.write_bytes(b"older")
    told: list[Share] = []
    write(tmp_path / f"b.{kind}", document, told.append)
    (tmp_path / f"b.{kind}").unlink()
    for last in range(0, len(told), max(1, len(told) // 40)):

        def cancel(_: Share, last: int = last) -> None:
            nonlocal count
            count += 1
            if count > last:
                raise Cancelled

        count = 0
        with pytest.raises(Cancelled):
            write(path, document, cancel)
        assert path.read_bytes() == b"older"
        assert list(tmp_path.iterdir()) == [path]


def test_what_is_composed_by_rows_is_what_is_seen() -> None:
    document, told = full_document(4, np.uint16), []
    seen, rest = composed(document, Course(told.append))
    assert np.array_equal(seen, compose(document, Box.of(document.size)))
    rest.at(0)
    assert told[0] == 0 < told[-1] < 1


def test_a_large_picture_is_told_while_it_is_composed() -> None:
    told: list[Share] = []
    composed(Document(np.zeros((3000, 10, 3), np.uint8)), Course(told.append))
    assert len(told) > 20


def test_a_project_that_was_listened_to_is_the_same_file(tmp_path: Path) -> None:
    project = Project(full_document())
    save_project(tmp_path / "a.ora", project)
    save_project(tmp_path / "b.ora", project, Course(lambda _: None))
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()
    assert len(open_project(tmp_path / "a.ora").document.layers) == 3


def test_a_tall_photo_is_told_strip_by_strip(tmp_path: Path) -> None:
    told: list[Share] = []
    pixels = np.zeros((3000, 1000, 3), np.uint8)
    save_photo(tmp_path / "a.tif", pixels, Metadata(), course=Course(told.append))
    assert len(told) > 5
    assert told[-1] == 1
