"""The files that were open last: their menu, and small pictures of them, made off the window's thread."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.editor.clocks import single_shot
from app.editor.errands import Errands
from app.editor.session import Session
from app.files.thumbnails import thumbnail_of
from app.language import text

DELAY_MS = 150


class Recents(QObject):
    """Pictures are made when they can be seen: while no photo is open, and when the menu opens."""

    ready = Signal(object, object)  # Path, QPixmap: not for a file that is gone
    chosen = Signal(object)  # Path

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.menu = QMenu(text("Open &Recent"), parent)
        self.menu.setObjectName("recent")
        self.menu.setToolTipsVisible(True)  # the whole paths, since names alone may be the same
        self._errands = Errands(self)  # of its own: opening a photo does not wait for pictures of others
        self._pictures: dict[Path, QPixmap] = {}
        self._wanted: list[Path] = []
        self._clock = single_shot(self, DELAY_MS, self._begin)  # the window is painted first
        self.menu.aboutToShow.connect(self._fill_menu)
        self.ready.connect(self._on_ready)
        session.settings_changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """After the list may have changed."""
        recent = self._session.settings.recent
        self.menu.setEnabled(bool(recent))
        if self._session.photo is None:
            self._want([Path(entry) for entry in recent])

    def forget(self, path: Path) -> None:
        """The file has been written anew: its picture is an old one."""
        self._pictures.pop(path, None)

    def stop(self) -> None:
        self._wanted.clear()
        self._clock.stop()
        self._errands.stop()

    def _want(self, paths: list[Path]) -> None:
        self._wanted = [path for path in paths if path not in self._pictures]
        if self._wanted:
            self._clock.start()

    def _begin(self) -> None:
        if self._wanted and not self._errands.is_busy():
            path = self._wanted.pop(0)
            then = functools.partial(self._on_made, path)
            self._errands.run(text("Looking"), functools.partial(thumbnail_of, path), then, self._on_fault)

    def _on_made(self, path: Path, content: bytes | None) -> None:
        pixmap = QPixmap()
        if content is not None and pixmap.loadFromData(content):
            self._pictures[path] = pixmap
            self.ready.emit(path, pixmap)
        self._begin()

    def _on_fault(self, _: Exception) -> None:
        self._begin()

    def _fill_menu(self) -> None:
        self.menu.clear()
        paths = [Path(entry) for entry in self._session.settings.recent]
        for path in paths:
            action = self.menu.addAction(QIcon(self._pictures.get(path, QPixmap())), path.name.replace("&", "&&"))
            action.setData(str(path))
            action.setToolTip(str(path))
            action.triggered.connect(functools.partial(self._on_chosen, path))
        self._want(paths)

    def _on_chosen(self, path: Path, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self.chosen.emit(path)

    def _on_ready(self, path: Path, pixmap: QPixmap) -> None:
        for action in self.menu.actions():
            if action.data() == str(path):
                action.setIcon(QIcon(pixmap))
