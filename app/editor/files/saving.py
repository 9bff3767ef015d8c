"""Where an open photo is saved, and what becomes of its layers where a file cannot hold them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.editor.dialogs import files
from app.editor.dialogs.writeback import Changed, Flat, ask_changed, ask_elsewhere, ask_flat
from app.editor.files.afterfill import Then
from app.editor.files.asking import Asking
from app.editor.files.filing import Filing
from app.editor.notices import news, reason_of, warning
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.photo import SUFFIXES
from app.files.project import SUFFIX, is_project
from app.files.stamp import Stamp, stamp_of
from app.language import said, text


class Saving(QObject):
    """The verbs that save: they ask where and over what, then have it written.

    Their `then` is done once this very write has succeeded, and forgotten if it does not.
    """

    def __init__(self, window: QWidget, session: Session, filing: Filing, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._session, self._filing, self._asking = window, session, filing, asking
        # What was said of this picture that is given back: whether it had layers then, and the project for them.
        self._agreed: tuple[bool, Path | None] | None = None
        self._beside: Path | None = None  # the project that the person has chosen for them
        session.opened.connect(self._on_opened)
        self.is_shown_elsewhere: Callable[[Path], bool] = lambda _: False  # in another window
        self.is_filling: Callable[[], bool] = lambda: False
        self.after_fill: Callable[[str, Callable[[Then], None], Then], None] = lambda _, save, then: save(then)

    def save(self, then: Then = None) -> None:
        """To where it was saved last, if there is such a place."""
        photo = self._session.photo
        if photo is None:
            return
        if photo.target is None:
            self.save_as(then)
        elif photo.returns and self.is_filling():
            self.after_fill(photo.target.name, self.save, then)
            self._filing.notice.emit(news(text("{name} is saved once the fill is done.", name=photo.target.name)))
        elif _is_changed(photo.target, photo.stamp):
            self._save_over(photo, photo.target, then)
        elif photo.returns and photo.target.exists() and not self._session.has_unsaved_pixels:
            # Encoded anew it would be another file, and a JPEG a little worse, for nothing.
            self._filing.notice.emit(
                news(text("{name} is as it was: there is nothing to save.", name=photo.target.name))
            )
        else:
            self._write(photo, photo.target, then)

    def save_as(self, then: Then = None) -> None:
        """To another place, which «save» goes to from then on."""
        photo = self._session.photo
        if photo is None:
            return
        with self._asking.dialog():
            target = files.ask_target(self._window, text("Save as"), _proposal(photo), photo.path)
        if target is None or not self.is_free(target):
            return
        if photo.is_project and not is_project(target):
            # A picture cannot hold the layers: the project stays what «save» writes, and as unsaved as it is.
            self._filing.export(target)
        else:
            self._save_to(photo, target, then)

    def save_project(self, then: Then = None) -> None:
        """As a project, whatever it was saved as before."""
        photo = self._session.photo
        if photo is None:
            return
        present = photo.target or photo.path
        proposal = present if photo.target is not None and is_project(present) else _free_project(present)
        with self._asking.dialog():
            target = files.ask_project(self._window, proposal, photo.path)
        if target is not None and self.is_free(target):
            self._save_to(photo, target, then)

    def is_free(self, target: Path) -> bool:
        """Whether no other window has this file: each of the two would lose its work to the other's next save."""
        if not self.is_shown_elsewhere(target):
            return True
        why = text("{name} is open in another window: choose another name, or close it there.", name=target.name)
        self._filing.notice.emit(warning(why))
        return False

    def _save_over(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        with self._asking.dialog():
            answer = ask_changed(self._window, target.name)
        if answer is Changed.REPLACE:
            self._write(photo, target, then)
        elif answer is Changed.ELSEWHERE:
            self.save_as(then)

    def _write(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        """A picture that another program waits for is flat: once the person has said what becomes of the layers."""
        if not photo.returns:
            self._filing.save(target, then)
            return
        has_layers = bool(photo.document.layers)
        if (has_layers or photo.left_out) and (self._agreed is None or has_layers > self._agreed[0]):
            project = (self._beside or _free_project(target)) if has_layers else None
            with self._asking.dialog():
                name = "" if project is None else project.name
                answer = ask_flat(self._window, target.name, name, [said(line) for line in photo.left_out])
            if answer is Flat.CANCEL:
                return
            self._agreed = has_layers, project if answer is Flat.BOTH else None

        def offer(fault: Exception) -> None:
            with self._asking.dialog():
                is_wanted = ask_elsewhere(self._window, target.name, reason_of(fault))
            if is_wanted:
                self.save_as(then)

        beside = None if self._agreed is None else self._agreed[1]
        self._filing.save(target, then, beside=beside, otherwise=offer)

    def _save_to(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        """A project of a picture that another program waits for is written beside it: «save» still gives that back."""
        if photo.returns and is_project(target):
            self._beside = target
            self._filing.save_beside(target, then)
        else:
            self._filing.save(target, then)

    def _on_opened(self) -> None:
        self._agreed = self._beside = None


def _is_changed(target: Path, stamp: Stamp | None) -> bool:
    """Whether somebody else has written the file since. One that is gone is no loss."""
    present = stamp_of(target)
    return stamp is not None and present is not None and present != stamp


def _proposal(photo: OpenPhoto) -> Path:
    """Where «save as» goes unless the person says otherwise."""
    if photo.target is not None:
        return photo.target
    if photo.is_project:
        return photo.path.with_name(f"{photo.path.stem}-gatebrush{SUFFIX}")
    suffix = photo.path.suffix if photo.path.suffix.lower() in SUFFIXES else ".png"
    return photo.path.with_name(f"{photo.path.stem}-filled{suffix}")


def _free_project(picture: Path) -> Path:
    """A name for a project beside a picture that no file has yet."""
    names = (f"{picture.stem}-{number}{SUFFIX}" for number in itertools.count(2))
    paths = map(picture.with_name, itertools.chain([f"{picture.stem}{SUFFIX}"], names))
    return next(path for path in paths if not path.exists())
