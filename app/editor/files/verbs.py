"""Verbs of files: which one, and what becomes of unsaved work before a photo goes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.editor.dialogs import files
from app.editor.dialogs.export import ask_options
from app.editor.dialogs.unsaved import Answer, ask_layers, ask_unfilled, ask_unsaved
from app.editor.dialogs.writeback import Changed, Flat, ask_changed, ask_elsewhere, ask_flat
from app.editor.errands import Errands
from app.editor.files.afterfill import Then
from app.editor.files.filing import Filing
from app.editor.notices import news, warning
from app.editor.session import OpenPhoto, Session
from app.files.export import FORMATS, format_of, writable
from app.files.photo import SUFFIXES
from app.files.project import SUFFIX, is_project
from app.files.stamp import Stamp, stamp_of
from app.language import said, text


class FileVerbs(QObject):
    """Asks where and whether, then has it done."""

    def __init__(self, window: QWidget, session: Session, filing: Filing) -> None:
        super().__init__(window)
        self._window, self._session, self._filing = window, session, filing
        self._encoding = Errands(self)  # of its own: a preview must not keep a file waiting
        self._dialogs = 0  # open now
        self._later: list[Callable[[], None]] = []  # what came to be settled while one was open
        self._cancelled: list[int] = []  # the revisions at which the person said that all is to stay
        # What was said of this picture that is given back: whether it had layers then, and the project for them.
        self._agreed: tuple[bool, Path | None] | None = None
        self._beside: Path | None = None  # the project that the person has chosen for them
        session.opened.connect(self._on_opened)
        self.elsewhere: Callable[[Path], bool] = lambda _: False  # whether another window opens it, or has it open
        self.is_shown_elsewhere: Callable[[Path], bool] = lambda _: False
        self.is_filling: Callable[[], bool] = lambda: False
        self.after_fill: Callable[[str, Callable[[Then], None], Then], None] = lambda _, save, then: save(then)

    @property
    def is_asking(self) -> bool:
        """Whether a dialog is open: `settle` waits for its answer."""
        return self._dialogs > 0

    def open(self) -> None:
        with self._asking():
            paths = files.ask_photos(self._window, _folder(self._session))
        self.open_paths(paths)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Each in another window or here, once unsaved work is safe or given up."""
        self._filing.refusals.begin()
        for path in paths:
            if not self.elsewhere(path):
                self.settle(functools.partial(self._load, path))

    def open_path(self, path: Path) -> None:
        """The same for one."""
        self.open_paths([path])

    def settle(self, then: Callable[[], None], *, given_up: int | None = None) -> None:
        """Do it at once, after saving, or never, as the person says about unsaved work.

        given_up: a revision of the session for which the person has agreed already that it may go.
        """
        if self.is_asking:
            self._later.append(functools.partial(self.settle, then, given_up=given_up))
            return
        self._session.settling.emit()
        photo = self._session.photo
        if photo is None or self._session.is_safe or self._session.revision == given_up:
            then()
            return
        asked = self._session.revision
        answer = self._ask_about(photo)
        if answer is Answer.DISCARD:
            # Of what came while the question stood, such as a fill, it did not speak: that is asked about anew.
            self.settle(then, given_up=asked)
        elif answer is Answer.SAVE:
            # Settled again once it is written: there may be newer strokes by then. That a picture does not keep the
            # layers was said with this question.
            self._save(_unless_more(self._cancelled, functools.partial(self.settle, then, given_up=asked)))
        elif answer is Answer.PROJECT:
            self._save_project(_unless_more(self._cancelled, functools.partial(self.settle, then)))
        else:
            self._cancelled.append(asked)

    def _ask_about(self, photo: OpenPhoto) -> Answer:
        under_way = text("A fill is running: closing the photo cancels it.") if self.is_filling() else ""
        with self._asking():
            if not self._session.has_unsaved_pixels and photo.document.layers and self._session.is_only_here:
                return ask_layers(self._window, (photo.target or photo.path).name, under_way)
            if not self._session.has_unsaved_pixels:
                return ask_unfilled(self._window, under_way)
            target = None if photo.target is None else photo.target.name
            if under_way and photo.returns:
                under_way = text("A fill is running: Save waits for it, closing without saving cancels it.")
            # What is given back to another program has a question of its own.
            is_flat = bool(photo.document.layers) and not photo.is_project and not photo.returns
            flat = text("Layers and masks are only kept in a project.") if is_flat else ""
            return ask_unsaved(self._window, photo.path.name, target, under_way, flat)

    def save(self) -> None:
        self._save(None)

    def save_as(self) -> None:
        self._save_as(None)

    def save_project(self) -> None:
        """Save as a project, whatever it was saved as before."""
        self._save_project(None)

    def export(self) -> None:
        """Ask how, then where."""
        self._session.settling.emit()
        photo = self._session.photo
        if photo is None:
            return
        with self._asking():
            options = ask_options(self._window, self._session, self._encoding, self.is_filling)
        if options is None:
            return
        self._session.change(**{f"export_{name}": value for name, value in asdict(options).items()})
        suffixes = FORMATS[options.format]
        proposal = photo.path.with_name(f"{photo.path.stem}-copy{suffixes[0]}")
        with self._asking():
            target = files.ask_export(self._window, proposal, photo.path, {options.format: suffixes}, writable())
        if target is not None and self._is_free(target):
            options = replace(options, format=format_of(target) or options.format)
            self._filing.export(target, options)

    def import_mask(self) -> None:
        with self._asking():
            path = files.ask_mask(self._window, _folder(self._session))
        if path is not None:
            self._filing.import_mask(path)

    def export_mask(self) -> None:
        photo = self._session.photo
        if photo is not None:
            with self._asking():
                proposal = photo.path.with_name(f"{photo.path.stem}_mask.png")
                target = files.ask_mask_target(self._window, proposal, photo.path)
            if target is not None and self._is_free(target):
                self._filing.export_mask(target)

    def stop(self) -> None:
        """The window closes: nothing is settled any more."""
        self._later.clear()
        self._encoding.stop()

    def _load(self, path: Path) -> None:
        # Unsaved work as it is now has been given up; what is painted while the photo loads has not.
        self._filing.open(path, functools.partial(self.settle, given_up=self._session.revision))

    def _save(self, then: Then) -> None:
        """then: done once this very write has succeeded, and forgotten if it does not."""
        photo = self._session.photo
        if photo is None:
            return
        if photo.target is None:
            self._save_as(then)
        elif photo.returns and self.is_filling():
            self.after_fill(photo.target.name, self._save, then)
            self._filing.notice.emit(news(text("{name} is saved once the fill is done.", name=photo.target.name)))
        elif is_changed(photo.target, photo.stamp):
            self._save_over(photo, photo.target, then)
        elif photo.returns and photo.target.exists() and not self._session.has_unsaved_pixels:
            # Encoded anew it would be another file, and a JPEG a little worse, for nothing.
            self._filing.notice.emit(
                news(text("{name} is as it was: there is nothing to save.", name=photo.target.name))
            )
        else:
            self._write(photo, photo.target, then)

    def _save_over(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        with self._asking():
            answer = ask_changed(self._window, target.name)
        if answer is Changed.REPLACE:
            self._write(photo, target, then)
        elif answer is Changed.ELSEWHERE:
            self._save_as(then)

    def _write(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        """A picture that another program waits for is flat: once the person has said what becomes of the layers."""
        if not photo.returns:
            self._filing.save(target, then)
            return
        has_layers = bool(photo.document.layers)
        if (has_layers or photo.left_out) and (self._agreed is None or has_layers > self._agreed[0]):
            project = (self._beside or _free_project(target)) if has_layers else None
            with self._asking():
                name = "" if project is None else project.name
                answer = ask_flat(self._window, target.name, name, [said(line) for line in photo.left_out])
            if answer is Flat.CANCEL:
                return
            self._agreed = has_layers, project if answer is Flat.BOTH else None

        def offer() -> None:
            with self._asking():
                is_wanted = ask_elsewhere(self._window, target.name)
            if is_wanted:
                self._save_as(then)

        beside = None if self._agreed is None else self._agreed[1]
        self._filing.save(target, then, beside=beside, otherwise=offer)

    def _on_opened(self) -> None:
        self._agreed = self._beside = None

    def _save_as(self, then: Then) -> None:
        photo = self._session.photo
        if photo is None:
            return
        with self._asking():
            target = files.ask_target(self._window, text("Save as"), _proposal(photo), photo.path)
        if target is None or not self._is_free(target):
            return
        if photo.is_project and not is_project(target):
            # A picture cannot hold the layers: the project stays what «save» writes, and as unsaved as it is.
            self._filing.export(target)
        else:
            self._save_to(photo, target, then)

    def _save_project(self, then: Then) -> None:
        photo = self._session.photo
        if photo is None:
            return
        present = photo.target or photo.path
        proposal = present if photo.target is not None and is_project(present) else _free_project(present)
        with self._asking():
            target = files.ask_project(self._window, proposal, photo.path)
        if target is not None and self._is_free(target):
            self._save_to(photo, target, then)

    def _save_to(self, photo: OpenPhoto, target: Path, then: Then) -> None:
        """A project of a picture that another program waits for is written beside it: «save» still gives that back."""
        if photo.returns and is_project(target):
            self._beside = target
            self._filing.save_beside(target, then)
        else:
            self._filing.save(target, then)

    def _is_free(self, target: Path) -> bool:
        """Whether no other window has this file: each of the two would lose its work to the other's next save."""
        if not self.is_shown_elsewhere(target):
            return True
        why = text("{name} is open in another window: choose another name, or close it there.", name=target.name)
        self._filing.notice.emit(warning(why))
        return False

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """While a dialog is open, no photo takes the place of the one that it is about, and no second one opens."""
        self._dialogs += 1
        try:
            yield
        finally:
            self._dialogs -= 1
            if self._later:
                QTimer.singleShot(0, self, self._resume)

    def _resume(self) -> None:
        while self._later and not self.is_asking:  # which one of them may change, or close the window
            self._later.pop(0)()


def is_changed(target: Path, stamp: Stamp | None) -> bool:
    """Whether somebody else has written the file since. One that is gone is no loss."""
    present = stamp_of(target)
    return stamp is not None and present is not None and present != stamp


def _unless_more(cancelled: Sequence[int], then: Callable[[], None]) -> Callable[[], None]:
    """For after a save, which may wait for a fill: whoever is asked again meanwhile, and cancels, means this, too."""
    before = len(cancelled)

    def go_on() -> None:
        if len(cancelled) == before:
            then()

    return go_on


def _folder(session: Session) -> Path:
    """Where to look for a photo or a mask first."""
    if session.photo is not None:
        return session.photo.path.parent
    recent = session.settings.recent
    return Path(recent[0]).parent if recent else Path.home()


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
