"""What becomes of dropped files.

Over the layers panel a picture becomes a layer. Anywhere else, while a photo is open, a small menu asks, as Krita
does: GIMP and Photoshop add a layer without a word, browsers and viewers open, and a wrong guess costs an undo or a
question about unsaved work. With nothing open there is nothing to ask.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.editor.session import Session
from app.files.project import is_project
from app.language import text


class Dropping(QObject):
    """open_path, add_path: what the two choices do."""

    def __init__(
        self,
        window: QWidget,
        layers: QWidget,
        session: Session,
        open_path: Callable[[Path], None],
        add_path: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._window, self._layers, self._session = window, layers, session
        self._open, self._add = open_path, add_path

    def drop(self, event: QDropEvent) -> None:
        path = file_in(event.mimeData())
        if path is None:
            return
        event.acceptProposedAction()
        place = self._window.mapToGlobal(event.position().toPoint())
        # After the drop is over: a question now would hold up the program that the file came from.
        QTimer.singleShot(0, self, functools.partial(self._settle, path, place))

    def _settle(self, path: Path, place: QPoint) -> None:
        if self._session.document is None or is_project(path):
            self._open(path)
        elif self._layers.isVisible() and self._layers.rect().contains(self._layers.mapFromGlobal(place)):
            self._add(path)
        else:
            chosen = self.ask(place)
            if chosen is not None:
                chosen(path)

    def ask(self, place: QPoint) -> Callable[[Path], None] | None:
        """What the person wants; None for neither."""
        menu = QMenu(self._window)
        add, opened = menu.addAction(text("&Add as Layer")), menu.addAction(text("&Open Instead"))
        menu.setDefaultAction(add)
        chosen = menu.exec(place)
        menu.deleteLater()
        return {add: self._add, opened: self._open}.get(chosen)


def file_in(mime: QMimeData) -> Path | None:
    """The first local file that is offered."""
    return next((Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()), None)
