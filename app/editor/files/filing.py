"""Photos and masks from and to the disk, with the errands done off the window's thread."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.geometry import Box
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.errands import Errands
from app.editor.files.disk import Written, load_file, save_picture, write_picture, write_project
from app.editor.files.projects import Loaded, loaded_from, project_of, snapshot
from app.editor.files.refusals import Refusals
from app.editor.files.writing import Writing
from app.editor.notices import Notice, failure, news, warning
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.course import Course
from app.files.export import ExportOptions, save_export
from app.files.mask import open_mask, save_mask
from app.files.project import View, is_project
from app.files.settings import MOST_RECENT
from app.language import said, text


class Filing(QObject):
    """Opens, saves and exports; tells how it went."""

    notice = Signal(object)
    loaded = Signal(object)  # Mipmaps of the photo that the session shows from now on
    refused = Signal(object, object)  # Path, and the fault why it could not be opened
    saved = Signal(object)  # Path: the photo is safe there

    def __init__(self, session: Session, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._errands = session, errands
        self.writing = Writing(errands, self)
        self.refusals = Refusals(text("Not opened"), self)
        self.refusals.notice.connect(self.notice)
        self.mipmaps: Mipmaps | None = None
        self.before: Mipmaps | None = None  # without layers, where a project has some
        self.view: View | None = None  # that the last project was saved with
        self._told: set[str] = set()  # of what pictures of this photo do not keep
        self.opening: list[Path] = []  # asked for, and not read yet
        self.ask_returns: Callable[[Path], bool] = lambda _: False  # whether another program waits for this file
        self.is_filling: Callable[[], bool] = lambda: False
        self.ask_editing: Callable[[], int | None] = lambda: None  # the fill that is open to be made again
        self.ask_view: Callable[[], View | None] = lambda: None  # what the canvas shows now

    def open(self, path: Path, settle: Callable[[Callable[[], None]], None] | None = None) -> None:
        """Open a photo in the place of the present one.

        settle: is handed what puts the loaded photo there, and does it once the present one may go; None: at once.
        """
        self.opening.append(path)
        work = functools.partial(load_file, path.absolute(), returns=self.ask_returns(path))
        loaded, refused = functools.partial(self._on_loaded, path, settle), functools.partial(self._on_refused, path)
        self._errands.run(text("Opening {name}", name=path.name), work, loaded, refused)

    def again(self) -> Loaded | None:
        """What is open, as if it were opened again as it is now: for a window in the place of this one."""
        photo = self._session.photo
        if photo is None:
            return None
        project = project_of(photo, self._session.settings, self.ask_view(), self.ask_editing())()
        loaded = loaded_from(project, photo.path, photo.target, is_saved=not self._session.is_modified)
        return replace(loaded, photo=replace(photo, document=project.document, editing=loaded.photo.editing))

    def save(
        self,
        target: Path,
        then: Callable[[], None] | None = None,
        *,
        beside: Path | None = None,
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Write all to a project, or what is seen to a picture; «save» goes there from now on.

        then: what to do once it is written, and only then.  beside: a project to be written with a picture.
        otherwise: what to do when it could not be written, and that has been said; it is given the fault.
        """
        self._session.settling.emit()
        photo = self._session.photo
        if photo is not None:
            work: Callable[[Course], Written]
            make = project_of(photo, self._session.settings, self.ask_view(), self.ask_editing())
            if is_project(target):
                work = functools.partial(write_project, target, make)
            else:
                picture = functools.partial(save_picture, target, snapshot(photo.document), photo.metadata)
                left_out = self._left_out_of(photo, target)
                work = functools.partial(write_picture, target, picture, left_out, beside, make)
            revision, missing = self._session.revision, self._not_in_it()
            saved = functools.partial(self._on_saved, photo.document, target, revision, missing, then)
            fault = functools.partial(self._on_unsaved, otherwise)
            given_up = functools.partial(self._say, text("Cancelled: {name} was not saved.", name=target.name))
            self.writing.run(text("Saving {name}", name=target.name), work, saved, fault, given_up)

    def save_beside(self, target: Path, then: Callable[[], None] | None = None) -> None:
        """Write all to a project; «save» still goes where it went. then: as for `save`."""
        self._session.settling.emit()
        photo = self._session.photo
        if photo is not None:
            make = project_of(photo, self._session.settings, self.ask_view(), self.ask_editing())
            written = functools.partial(self._tell_saved, target, self._not_in_it(), then)
            self.writing.run(
                text("Saving {name}", name=target.name),
                functools.partial(write_project, target, make),
                written,
                functools.partial(self._on_fault, text("Not saved")),
                functools.partial(self._say, text("Cancelled: {name} was not saved.", name=target.name)),
            )

    def export(self, target: Path, options: ExportOptions | None = None) -> None:
        """Write a copy; nothing else changes. options: without them, the format of the name with all that belongs."""
        self._session.settling.emit()
        photo = self._session.photo
        if photo is not None:
            document, metadata = snapshot(photo.document), photo.metadata
            work: Callable[[Course], tuple[str, ...]]
            if options is None:
                work = functools.partial(save_picture, target, document, metadata)
            else:
                work = functools.partial(save_export, target, document, metadata, options)
            exported = functools.partial(self._on_exported, target, self._not_in_it())
            fault = functools.partial(self._on_fault, text("Not exported"))
            given_up = functools.partial(self._say, text("Cancelled: {name} was not written.", name=target.name))
            self.writing.run(text("Writing {name}", name=target.name), work, exported, fault, given_up)

    def import_mask(self, path: Path) -> None:
        if self._session.document is not None:
            size = self._session.document.size
            work = functools.partial(open_mask, path, (size.width, size.height))
            then = functools.partial(self._on_mask, self._session.document, path.name)
            self._errands.run(
                text("Reading the mask"), work, then, functools.partial(self._on_fault, text("Mask not imported"))
            )

    def export_mask(self, path: Path) -> None:
        self._session.settling.emit()
        if self._session.document is not None:
            document = self._session.document
            work = functools.partial(save_mask, path, document.hole.read(Box.of(document.size)))
            then = functools.partial(self._say, text("Mask written to {name}", name=path.name))
            self._errands.run(
                text("Writing the mask"), work, then, functools.partial(self._on_fault, text("Mask not exported"))
            )

    def _not_in_it(self) -> tuple[str, ...]:
        """What comes too late for a file that is written now, for people."""
        return (text("the fill that is running is not in it"),) if self.is_filling() else ()

    def _left_out_of(self, photo: OpenPhoto, target: Path) -> tuple[str, ...]:
        """What a picture will not keep, for people: once of a photo, and not where a question has said it."""
        if photo.returns and target == photo.target:
            return ()
        layers = (text("its layers are not in it: only a project keeps them"),) if photo.document.layers else ()
        return tuple(line for line in (*photo.left_out, *layers) if line not in self._told)

    def _on_loaded(self, path: Path, settle: Callable[[Callable[[], None]], None] | None, loaded: Loaded) -> None:
        self.opening.remove(path)
        if settle is None:
            self.show(loaded)
        else:
            settle(functools.partial(self.show, loaded))

    def show(self, loaded: Loaded) -> None:
        """Put what was loaded in the place of the present photo."""
        self._told = set()
        self.mipmaps, self.before, self.view = loaded.mipmaps, loaded.before, loaded.view
        self._session.adopt(self._session.chosen.brought(loaded.settings))
        self._session.show(loaded.photo, is_saved=loaded.is_saved)
        self._remember(loaded.photo.path)
        self.loaded.emit(loaded.mipmaps)
        if loaded.notes:
            self.notice.emit(_remark(loaded))
        self.refusals.tell()

    def _on_refused(self, path: Path, fault: Exception) -> None:
        self.opening.remove(path)
        self.refusals.add(fault)
        self.refused.emit(path, fault)

    def _on_saved(
        self,
        document: Document,
        target: Path,
        revision: int,
        missing: tuple[str, ...],
        then: Callable[[], None] | None,
        written: Written,
    ) -> None:
        if self._session.document is document:
            self._session.saved_to(target, revision, written.stamp)
        self._tell_saved(target, missing, then, written)

    def _tell_saved(
        self, target: Path, missing: tuple[str, ...], then: Callable[[], None] | None, written: Written
    ) -> None:
        self._remember(target)
        self._told.update(written.left_out)
        self.saved.emit(target)
        say = warning if written.left_out or missing else news
        lines = (*written.lines, *written.left_out, *missing)
        self.notice.emit(say("; ".join((text("Saved to {name}", name=target.name), *map(said, lines)))))
        if then is not None:
            then()

    def _on_exported(self, target: Path, missing: tuple[str, ...], lost: tuple[str, ...]) -> None:
        say = warning if missing else news
        self.notice.emit(say("; ".join((text("Copy written to {name}", name=target.name), *map(said, lost), *missing))))

    def _on_mask(self, document: Document, name: str, mask: npt.NDArray[np.bool_]) -> None:
        if self._session.document is document:
            self._session.set_mask(text("Import mask {name}", name=name), mask)

    def _on_unsaved(self, otherwise: Callable[[Exception], None] | None, fault: Exception) -> None:
        self._on_fault(text("Not saved"), fault)
        if otherwise is not None:
            otherwise(fault)

    def _on_fault(self, what: str, fault: Exception) -> None:
        self.notice.emit(failure(fault, what))

    def _say(self, words: str, _: None = None) -> None:
        self.notice.emit(news(words))

    def _remember(self, path: Path) -> None:
        others = [entry for entry in self._session.settings.recent if entry != str(path)]
        self._session.change(recent=(str(path), *others)[:MOST_RECENT])


def _remark(loaded: Loaded) -> Notice:
    """What there is to say of a file that was opened."""
    name, notes = loaded.photo.path.name, "; ".join(map(said, loaded.notes))
    if loaded.is_damaged:
        return warning(
            text(
                "{name} is damaged: {notes}. The file stays as it is; Save asks for another name.",
                name=name,
                notes=notes,
            )
        )
    say = warning if loaded.warns else news
    return say(text("{name}: {notes}", name=name, notes=notes))
