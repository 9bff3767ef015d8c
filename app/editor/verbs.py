"""Verbs that ask before they act, or that concern the window itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.editor.canvas.gestures import Gestures
from app.editor.canvas.view import Canvas
from app.editor.dialogs import files
from app.editor.dialogs.help import show_about, show_shortcuts
from app.editor.dialogs.unsaved import Answer, ask_unsaved
from app.editor.filing import Filing
from app.editor.filling import Filling
from app.editor.session import Session
from app.files.photo import SUFFIXES


class Verbs(QObject):
    """The handlers of the action table that no other object owns."""

    panel_toggled = Signal()
    dismissed = Signal()  # Esc with nothing else to cancel

    def __init__(
        self, window: QWidget, session: Session, filing: Filing, filling: Filling, canvas: Canvas, gestures: Gestures
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._filing = window, session, filing
        self._filling, self._canvas, self._gestures = filling, canvas, gestures
        self._after_save: Callable[[], None] | None = None
        self.areas: list[QWidget] = []  # F6 goes round them
        self.wants_panel = True  # there is nothing to list while no photo is open
        filing.saved.connect(self._on_saved)
        filing.not_saved.connect(self._on_not_saved)

    def open(self) -> None:
        path = files.ask_photo(self._window, self._folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open, once unsaved work is safe or given up."""
        self.settle(lambda: self._filing.open(path))

    def settle(self, then: Callable[[], None]) -> None:
        """Do it at once, after saving, or never, as the person says about unsaved work."""
        photo = self._session.photo
        if photo is None or not self._session.is_modified:
            then()
            return
        answer = ask_unsaved(self._window, photo.path.name)
        if answer is Answer.DISCARD:
            then()
        elif answer is Answer.SAVE:
            self._after_save = then
            if not self.save():
                self._after_save = None

    def save(self) -> bool:
        """False when the person did not choose a place."""
        photo = self._session.photo
        if photo is None:
            return False
        if photo.target is None:
            return self.save_as()
        self._filing.save(photo.target)
        return True

    def save_as(self) -> bool:
        target = self._ask_target("Save as")
        if target is not None:
            self._filing.save(target)
        return target is not None

    def export(self) -> None:
        target = self._ask_target("Export a copy")
        if target is not None:
            self._filing.export(target)

    def import_mask(self) -> None:
        path = files.ask_mask(self._window, self._folder())
        if path is not None:
            self._filing.import_mask(path)

    def export_mask(self) -> None:
        if self._session.photo is not None:
            path = self._session.photo.path
            target = files.ask_mask_target(self._window, path.with_name(f"{path.stem}_mask.png"))
            if target is not None:
                self._filing.export_mask(target)

    def quit(self) -> None:
        self._window.close()

    def undo(self) -> None:
        """The stroke under way, else the last step."""
        if not self._gestures.abort():
            self._session.stack.undo()

    def redo(self) -> None:
        self._gestures.abort()
        self._session.stack.redo()

    def cancel(self) -> None:
        """What is under way: a stroke, then a fill, then a notice."""
        if not self._gestures.abort() and not self._filling.cancel():
            self.dismissed.emit()

    def compare(self) -> None:
        self._canvas.compare(on=not self._canvas.compares)

    def toggle_panel(self) -> None:
        self.wants_panel = not self.wants_panel
        self.panel_toggled.emit()

    def look_system(self) -> None:
        self._session.change(colour_scheme="system")

    def look_light(self) -> None:
        self._session.change(colour_scheme="light")

    def look_dark(self) -> None:
        self._session.change(colour_scheme="dark")

    def next_area(self) -> None:
        """The keyboard's way out of the canvas, where Tab compares."""
        shown = [area for area in self.areas if area.isVisible() and area.isEnabled()]
        if shown:
            now = next((n for n, area in enumerate(shown) if area.hasFocus() or area.isAncestorOf(_focus())), -1)
            target: QWidget | None = shown[(now + 1) % len(shown)]
            while target is not None and target.focusPolicy() == Qt.FocusPolicy.NoFocus:
                target = target.nextInFocusChain()
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_shortcuts(self) -> None:
        show_shortcuts(self._window)

    def show_about(self) -> None:
        show_about(self._window, self._filling.device)

    def _ask_target(self, title: str) -> Path | None:
        photo = self._session.photo
        if photo is None:
            return None
        suffix = photo.path.suffix if photo.path.suffix.lower() in SUFFIXES else ".png"
        proposal = photo.target or photo.path.with_name(f"{photo.path.stem}-filled{suffix}")
        return files.ask_target(self._window, title, proposal, photo.path)

    def _folder(self) -> Path:
        if self._session.photo is not None:
            return self._session.photo.path.parent
        recent = self._session.settings.recent
        return Path(recent[0]).parent if recent else Path.home()

    def _on_saved(self, _target: Path) -> None:
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _on_not_saved(self) -> None:
        self._after_save = None


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()
