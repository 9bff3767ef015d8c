"""Verbs of the mask that the session does not have: what is excluded, and fills that begin by themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.editor.dialogs.overlay import OverlayDialog
from app.editor.fills.filling import Filling
from app.editor.masks.holes import HolesMenu
from app.editor.masks.reshaping import Reshaping
from app.editor.session import Session
from app.editor.tools.toolbox import Toolbox
from app.language import text


class Masking(QObject):
    """Beside the session: it knows tools and fills."""

    def __init__(self, window: QWidget, session: Session, toolbox: Toolbox, filling: Filling) -> None:
        super().__init__(window)
        self._window, self._session, self._filling = window, session, filling
        self.reshaping = Reshaping(window, session, toolbox.selecting)
        self.boxes = toolbox.contexts
        self.holes = HolesMenu(window, session.past_holes, session.reselect, lambda: toolbox.selecting.size)
        self.overlay: OverlayDialog | None = None  # made when it is asked for
        self._selecting = toolbox.selecting
        self._waits = False  # a stroke has ended whose fill has not begun
        toolbox.painted.connect(self._on_painted)
        filling.changed.connect(self._on_filling)
        filling.given_up.connect(self._forget)  # Esc is meant for all that would come
        session.opened.connect(self._forget)

    def stop(self) -> None:
        """The window closes."""
        self._selecting.stop()
        self.boxes.stop()

    @property
    def has_exclusion(self) -> bool:
        document = self._session.document
        return document is not None and not document.exclude.is_empty

    def clear_exclusion(self) -> None:
        """Let fills copy from everywhere again."""
        self._session.settling.emit()
        document = self._session.document
        if document is not None:
            self._session.push_patch(text("Clear exclusion"), document.exclude, document.exclude.clear_patch())

    def clear_colours(self) -> None:
        """Take all painted colours off."""
        self._session.settling.emit()
        document = self._session.document
        if document is not None:
            self._session.push_patch(text("Clear colours"), document.colours, document.colours.clear_patch())

    def show_overlay(self) -> None:
        """How the mask is shown, to be changed beside the photo."""
        if self.overlay is None:
            self.overlay = OverlayDialog(self._window, self._session)
        self.overlay.show()
        self.overlay.activateWindow()

    def toggle_auto_fill(self) -> None:
        """Fill after each stroke, or when asked."""
        self._session.change(fill_after_stroke=not self._session.settings.fill_after_stroke)

    def _on_painted(self) -> None:
        if self._session.settings.fill_after_stroke:
            self._waits = True
            QTimer.singleShot(0, self, self._fill)  # not within the stroke's own end: a fill settles what is under way

    def _on_filling(self) -> None:
        if self._waits and not self._filling.is_busy:
            QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        """Once, and only when nothing is filled now: strokes that end meanwhile come next, together."""
        if self._waits and not self._filling.is_busy:
            self._waits = False
            if self._session.has_hole:
                self._filling.start()

    def _forget(self) -> None:
        self._waits = False
