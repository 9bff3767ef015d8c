"""What becomes of dropped files.

Over the layers panel a picture becomes a layer. Anywhere else, while a photo is open, a small menu asks, as Krita
does: GIMP and Photoshop add a layer without a word, browsers and viewers open, and a wrong guess costs an undo or a
question about unsaved work. With nothing open there is nothing to ask.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.editor.session import Session
from app.files.project import is_project
from app.language import text


class Dropping(QObject):
    """open_paths, add_paths: what the two choices do."""

    def __init__(
        self,
        window: QWidget,
        layers: QWidget,
        session: Session,
        open_paths: Callable[[Sequence[Path]], None],
        add_paths: Callable[[Sequence[Path]], None],
    ) -> None:
        super().__init__(window)
        self._window, self._layers, self._session = window, layers, session
        self._open, self._add = open_paths, add_paths

    def drop(self, event: QDropEvent) -> None:
        paths = files_in(event.mimeData())
        if not paths:
            return
        take_as_copy(event)
        place = self._window.mapToGlobal(event.position().toPoint())
        # After the drop is over: a question now would hold up the program that the file came from.
        QTimer.singleShot(0, self, functools.partial(self._settle, paths, place))

    def _settle(self, paths: Sequence[Path], place: QPoint) -> None:
        if self._session.document is None or any(is_project(path) for path in paths):
            self._open(paths)
        elif self._layers.isVisible() and self._layers.rect().contains(self._layers.mapFromGlobal(place)):
            self._add(paths)
        else:
            chosen = self.ask(place)
            if chosen is not None:
                chosen(paths)

    def ask(self, place: QPoint) -> Callable[[Sequence[Path]], None] | None:
        """What the person wants; None for neither."""
        menu = QMenu(self._window)
        add, opened = menu.addAction(text("&Add as Layer")), menu.addAction(text("&Open"))
        menu.setDefaultAction(add)
        chosen = menu.exec(place)
        menu.deleteLater()
        return {add: self._add, opened: self._open}.get(chosen)


def take_as_copy(event: QDropEvent) -> None:
    """Take what is offered, and leave it where it is: a program that offers to move a file deletes its own."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def files_in(mime: QMimeData) -> list[Path]:
    """The local files that are offered."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
