"""What opening and saving do off the window's thread: nothing here knows a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.document import Document
from app.editor.files.projects import Loaded, load_project, mipmaps_of
from app.editor.openphoto import OpenPhoto
from app.files.course import Course
from app.files.flatten import composed
from app.files.leftovers import clear_leftovers
from app.files.metadata import Metadata
from app.files.photo import can_be_written, can_be_written_as, losses, open_photo, save_photo
from app.files.project import Original, Project, is_project, save_project
from app.files.stamp import Stamp, stamp_of
from app.language import text

_PROJECT = 0.75
"""The share of a project that is written before a picture, about: it holds that picture, and all layers."""


@dataclass(frozen=True, slots=True)
class Written:
    """stamp: of the file.  lines: on what else there is to say, for people.  left_out: on what it does not keep."""

    stamp: Stamp | None
    lines: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def load_file(path: Path, *, returns: bool) -> Loaded:
    """A photo or a project, with its pictures for the canvas. returns: «save» is to write to this very file."""
    clear_leftovers(Path(os.path.realpath(path)).parent)  # of a save that was killed; the next would do it, too
    stamp = stamp_of(path)  # before it is read: a change while it is would be noticed
    if is_project(path):
        loaded = load_project(path)
        return replace(loaded, photo=replace(loaded.photo, stamp=stamp))
    original = Original.at(path)
    opened = open_photo(path)
    document = Document(opened.pixels)
    notes = opened.notes
    photo = OpenPhoto(document, path, opened.metadata, original=original, left_out=notes)
    is_locked = returns and not _may_write(path)
    if is_locked:
        notes = (text("read-only here, Save asks for another place"), *notes)
    elif returns and can_be_written_as(path, opened.format):
        photo = replace(photo, target=path, stamp=stamp, returns=True)
    elif returns:
        notes = (text("files of this kind are only read, Save asks for another place"), *notes)
    elif not can_be_written(opened.format):
        notes = (text("files of this kind are only read, Save asks for a name"), *notes)
    return Loaded(photo, mipmaps_of(document, opened.metadata), notes, warns=is_locked)


def _may_write(path: Path) -> bool:
    """Whether the file may be replaced, which is done by another one beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def write_project(target: Path, make: Callable[[], Project], course: Course) -> Written:
    """All of it, as it was when `make` was made. course: as of all that is written here, it may raise Cancelled."""
    save_project(target, make(), course)
    return Written(stamp_of(target))


def write_picture(
    target: Path,
    picture: Callable[[Course], tuple[str, ...]],
    left_out: tuple[str, ...],
    beside: Path | None,
    make: Callable[[], Project],
    course: Course,
) -> Written:
    """The project before the picture: one that is there without it would look as if nothing could be lost any more."""
    lines: tuple[str, ...] = ()
    if beside is not None:
        save_project(beside, make(), course.part(0, _PROJECT))
        course = course.part(_PROJECT, 1)
        lines = (text("its layers are in {name}", name=beside.name),)
    lines = (*picture(course), *lines)
    return Written(stamp_of(target), lines, left_out)


def save_picture(target: Path, document: Document, metadata: Metadata, course: Course) -> tuple[str, ...]:
    """Write what is seen; what the format could not keep, for people."""
    pixels, course = composed(document, course)
    save_photo(target, pixels, metadata, course=course)
    return losses(target, pixels)
