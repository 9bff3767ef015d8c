"""Verbs that concern the window itself, or more than one of its parts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from app.editor.canvas.gestures import Gestures
from app.editor.dialogs.help import show_about
from app.editor.dialogs.palette import Palette
from app.editor.dialogs.preferences import Preferences
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.fills.filling import Filling
from app.editor.fills.tracing import Tracing
from app.editor.session import Session


class Verbs(QObject):
    """The handlers of the action table that no other object owns."""

    panel_toggled = Signal()
    dismissed = Signal()  # Esc with nothing else to cancel

    def __init__(
        self,
        window: QWidget,
        session: Session,
        filling: Filling,
        tracing: Tracing,
        gestures: Gestures,
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._filling, self._tracing, self._gestures = filling, tracing, gestures
        self.areas: list[QWidget] = []  # F6 goes round them
        self.take_back: Callable[[], bool] = lambda: False  # what is no step yet, though its tool may be gone
        self.also_cancels: list[Callable[[], bool]] = []  # each says whether there was something to end
        self.commands: Callable[[], list[tuple[str, str, QAction]]] = list
        self.renew: Callable[[], bool] = lambda: False  # all windows, in the language that was chosen
        self.preferences: Preferences | None = None  # made when they are asked for
        self.wants_history = True
        self.wants_panel = True  # there is nothing to list while no photo is open

    def undo(self) -> None:
        """The last point of what is clicked, the stroke under way, else the last step."""
        if not (self._gestures.step_back() or self.take_back()):
            self._session.history.undo()

    def redo(self) -> None:
        """Not while something is clicked point by point: all of it would be lost for a step that has nothing to do
        with it."""
        if not self._gestures.has_parts:
            self._drops()
            self._session.history.redo()

    def cancel(self) -> None:
        """What is under way: a stroke, then a fill or a search for contours, then other things, then a notice."""
        ends = (self._drops, self._filling.cancel, self._tracing.cancel, *self.also_cancels)
        if not any(end() for end in ends):
            self.dismissed.emit()

    def toggle_panel(self) -> None:
        self.wants_panel = not self.wants_panel
        self.panel_toggled.emit()

    def toggle_history(self) -> None:
        self.wants_history = not self.wants_history
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
            while target is not None and not _takes_keys(target):
                target = target.nextInFocusChain()
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_preferences(self) -> None:
        """They stay open beside the photo, on which their changes show at once."""
        if self.preferences is None:
            self.preferences = Preferences(self._window, self._session, self.renew)
        self.preferences.show()
        self.preferences.activateWindow()

    def show_shortcuts(self) -> None:
        ShortcutsDialog(self._window, self._session).open()

    def show_palette(self) -> None:
        palette = Palette(self._window, self.commands())
        palette.show()
        palette.line.setFocus()

    def show_about(self) -> None:
        show_about(self._window, self._filling.device)

    def _drops(self) -> bool:
        """Take back what is no step yet; False where all of it is one."""
        return self._gestures.abort() or self.take_back()


def _takes_keys(widget: QWidget) -> bool:
    """A page of the bar that is not shown has fields, too."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and widget.isEnabled()


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()
