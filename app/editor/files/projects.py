"""Projects between the disk and the session: what is loaded for the canvas, and what is handed out to be saved."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.document import Document, compose, compose_picked
from app.document.planes.combining import patch_without
from app.document.planes.tiles import TiledPlane
from app.editor.canvas.images import to_screen
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.fills.keeping import Coming
from app.editor.openphoto import OpenPhoto
from app.files.metadata import Metadata
from app.files.project import Placement, Project, View, open_project
from app.files.project.fills import PLANES
from app.files.project.record import FILL_SETTINGS
from app.files.settings import Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """An opened file with its pictures for the canvas.

    mipmaps: as it is seen.  before: without layers, where there are some.  settings: of fills, as they were.
    is_saved: whether it lies in a file of the person's.  is_damaged: parts of the file are lost.
    warns: what the notes say is to be read before work is done.
    """

    photo: OpenPhoto
    mipmaps: Mipmaps
    notes: tuple[str, ...]
    before: Mipmaps | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    view: View | None = None
    is_saved: bool = True
    is_damaged: bool = False
    warns: bool = False


def load_project(path: Path) -> Loaded:
    """For the thread that reads. Raises InputRefused."""
    project = open_project(path)
    # One that lost something on the way in is not written over: «save» asks for a place first.
    return loaded_from(project, path, None if project.notes else path)


def loaded_from(project: Project, path: Path, target: Path | None, *, is_saved: bool = True) -> Loaded:
    """For the thread that reads. target: where «save» writes, if that is known."""
    photo = OpenPhoto(
        project.document,
        path,
        project.metadata,
        target,
        project.original,
        project.strangers,
        project.editing,
        project.placing,
    )
    has_layers = bool(project.document.layers)
    return Loaded(
        photo,
        mipmaps_of(project.document, project.metadata),  # with layers, also those that are still to come
        project.notes,
        mipmaps_of(project.document, project.metadata, layers=False) if has_layers else None,
        project.settings,
        project.view,
        is_saved,
        project.is_damaged,
    )


def mipmaps_of(document: Document, metadata: Metadata, *, layers: bool = True) -> Mipmaps:
    """The pictures of a document, with the coarse one made."""
    has_alpha = document.channels in (2, 4)
    source = functools.partial(compose, document, layers=layers)
    pick = functools.partial(compose_picked, document, layers=layers)
    mipmaps = Mipmaps(source, document.size, has_alpha=has_alpha, colours=to_screen(metadata.icc), pick=pick)
    mipmaps.prepare()
    return mipmaps


def project_of(
    photo: OpenPhoto,
    settings: Settings,
    view: View | None,
    editing: int | None,
    coming: Coming | None = None,
    placing: Placement | None = None,
) -> Callable[[], Project]:
    """All that is saved, as it is now: for the thread that saves, which puts it together. Copies no pixels.

    coming: in the place of the present state, what a step will make of it.  placing: what is no step yet.
    """
    fill = {name: getattr(settings, name) for name in FILL_SETTINGS}
    document, copy = photo.document, Document(photo.document.photo)
    edit = None if coming is None else coming.edit
    copy.put_layers(document.layers if coming is None else coming.layers)
    copy.put_contexts(document.contexts if edit is None or edit.contexts is None else edit.contexts)
    # What is no step yet, a stroke under way or contours that are offered, is nobody's work: it may be dropped.
    tiles = {name: getattr(document, name).finished() for name in PLANES}
    taken = {} if coming is None else coming.taken

    def made() -> Project:
        for name, content in tiles.items():  # every tile is looked at: felt, where a mask covers 50 megapixels
            plane: TiledPlane[Any] = getattr(copy, name)
            plane.swap(dict(content))
            plane.swap(patch_without(plane, taken.get(name, {})))
        open_fill = editing if edit is None else None
        return Project(
            copy, photo.metadata, photo.original, fill, view, photo.strangers, editing=open_fill, placing=placing
        )

    return made


def snapshot(document: Document) -> Document:
    """A document with the same pixels that nobody will change, without planes: for threads. Copies no pixels."""
    copy = Document(document.photo)
    copy.put_layers(document.layers)
    return copy
