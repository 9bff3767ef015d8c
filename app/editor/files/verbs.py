"""Verbs of files: which one, and what becomes of unsaved work before a photo goes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.document.layers import Layer
from app.editor.dialogs import files
from app.editor.dialogs.export import ask_options
from app.editor.dialogs.unsaved import Answer, ask_layers, ask_unfilled, ask_unsaved, withdraw
from app.editor.errands import Errands
from app.editor.files.asking import Asking
from app.editor.files.filing import Filing
from app.editor.files.saving import Saving
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.export import FORMATS, format_of, writable
from app.language import text


class FileVerbs(QObject):
    """Asks where and whether, then has it done."""

    def __init__(self, window: QWidget, session: Session, filing: Filing) -> None:
        super().__init__(window)
        self._window, self._session, self._filing = window, session, filing
        self._encoding = Errands(self)  # of its own: a preview must not keep a file waiting
        self._asking = Asking(self)
        self.saving = Saving(window, session, filing, self._asking)
        self._question: tuple[Callable[..., Answer], tuple[str | None, ...]] | None = None  # that is open
        self._cancelled: list[int] = []  # the revisions at which the person said that all is to stay
        self.elsewhere: Callable[[Path], bool] = lambda _: False  # whether another window opens it, or has it open
        self.is_filling: Callable[[], bool] = lambda: False
        self.ask_chosen: Callable[[], Layer | None] = lambda: None

    @property
    def is_asking(self) -> bool:
        """Whether a dialog is open: `settle` waits for its answer."""
        return self._asking.is_under_way

    def open(self) -> None:
        with self._asking.dialog():
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
            self._asking.put_off(functools.partial(self.settle, then, given_up=given_up))
            return
        self._session.settling.emit()
        photo = self._session.photo
        if photo is None or self._session.is_safe or self._session.revision == given_up:
            then()
            return
        asked = self._session.revision
        answer = self._ask_about(photo)
        if answer is None:
            self.settle(then, given_up=given_up)
        elif answer is Answer.DISCARD:
            # Of what came while the question stood, such as a fill, it did not speak: that is asked about anew.
            self.settle(then, given_up=asked)
        elif answer is Answer.SAVE:
            # Settled again once it is written: there may be newer strokes by then. That a picture does not keep the
            # layers was said with this question.
            self.saving.save(_unless_more(self._cancelled, functools.partial(self.settle, then, given_up=asked)))
        elif answer is Answer.PROJECT:
            self.saving.save_project(_unless_more(self._cancelled, functools.partial(self.settle, then)))
        else:
            self._cancelled.append(asked)

    def look_again(self) -> None:
        """A fill has begun or is over: a question that is not right any more goes, and is asked anew as it is now."""
        photo = self._session.photo
        if photo is not None and self._question is not None and self._question != self._question_about(photo):
            self._question = None
            withdraw(self._window)

    def _ask_about(self, photo: OpenPhoto) -> Answer | None:
        """None: what was asked is not so any more, whatever was answered."""
        with self._asking.dialog():
            ask, words = self._question = self._question_about(photo)
            answer = ask(self._window, *words)
        is_right, self._question = self._question is not None, None
        return answer if is_right else None

    def _question_about(self, photo: OpenPhoto) -> tuple[Callable[..., Answer], tuple[str | None, ...]]:
        """What is to be asked now, and the words that go into it."""
        under_way = text("A fill is running: closing the photo cancels it.") if self.is_filling() else ""
        if not self._session.has_unsaved_pixels and photo.document.layers and self._session.is_only_here:
            return ask_layers, ((photo.target or photo.path).name, under_way)
        if not self._session.has_unsaved_pixels:
            return ask_unfilled, (under_way,)
        target = None if photo.target is None else photo.target.name
        if under_way and photo.returns:
            under_way = text("A fill is running: Save waits for it, closing without saving cancels it.")
        # What is given back to another program has a question of its own.
        is_flat = bool(photo.document.layers) and not photo.is_project and not photo.returns
        flat = text("Layers and masks are only kept in a project.") if is_flat else ""
        return ask_unsaved, (photo.path.name, target, under_way, flat)

    def export(self) -> None:
        """Ask how, then where."""
        self._session.settling.emit()
        photo = self._session.photo
        if photo is None:
            return
        with self._asking.dialog():
            chosen = self.ask_chosen()
            number = None if chosen is None else chosen.id
            options = ask_options(self._window, self._session, self._encoding, self.is_filling, number)
        if options is None:
            return
        self._session.change(**{f"export_{name}": value for name, value in asdict(options).items()})
        suffixes = FORMATS[options.format]
        proposal = photo.path.with_name(f"{photo.path.stem}-copy{suffixes[0]}")
        with self._asking.dialog():
            target = files.ask_export(self._window, proposal, photo.path, {options.format: suffixes}, writable())
        if target is not None and self.saving.is_free(target):
            options = replace(options, format=format_of(target) or options.format)
            self._filing.export(target, options)

    def import_mask(self) -> None:
        with self._asking.dialog():
            path = files.ask_mask(self._window, _folder(self._session))
        if path is not None:
            self._filing.import_mask(path)

    def export_mask(self) -> None:
        photo = self._session.photo
        if photo is not None:
            with self._asking.dialog():
                proposal = photo.path.with_name(f"{photo.path.stem}_mask.png")
                target = files.ask_mask_target(self._window, proposal, photo.path)
            if target is not None and self.saving.is_free(target):
                self._filing.export_mask(target)

    def stop(self) -> None:
        """The window closes: nothing is settled any more."""
        self._asking.forget()
        self._encoding.stop()

    def _load(self, path: Path) -> None:
        # Unsaved work as it is now has been given up; what is painted while the photo loads has not.
        self._filing.open(path, functools.partial(self.settle, given_up=self._session.revision))


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
