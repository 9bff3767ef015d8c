"""What a window knows of the others: the verbs that need them, and the list in its menu."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.editor.window.renewing import renew

if TYPE_CHECKING:
    from app.editor.window.desk import Desk
    from app.editor.window.window import Window


class Neighbours(QObject):
    """desk: who owns them all; a window that was made by nobody's desk is alone."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.desk: Desk | None = None
        self._listed: list[QAction] = []

    @property
    def has_others(self) -> bool:
        return self.desk is not None and len(self.desk.windows) > 1

    def new_window(self) -> None:
        """An empty one."""
        if self.desk is not None:
            self.desk.open_window(self._window)

    def next_window(self) -> None:
        """The one that was opened after this one; after the last comes the first."""
        if self.desk is not None:
            windows = self.desk.windows
            come_forward(windows[(windows.index(self._window) + 1) % len(windows)])

    def close_window(self) -> None:
        self._window.close()

    def quit(self) -> None:
        """Close all windows, once nothing that is not saved stands against it."""
        if self.desk is None:
            self._window.close()
        else:
            self.desk.quit(self._window)

    def renew(self) -> bool:
        """All windows anew, in the language that was chosen. False while something is under way in one of them."""
        return self.desk is not None and renew(self.desk)

    def list_in(self, menu: QMenu) -> None:
        """Keep the list of all windows at the end of this menu."""
        menu.aboutToShow.connect(functools.partial(self._list, menu))

    def _list(self, menu: QMenu) -> None:
        for action in self._listed:
            menu.removeAction(action)
            action.deleteLater()
        self._listed = []
        if self.desk is None:
            return
        group, told_apart = QActionGroup(menu), _told_apart(self.desk.windows)
        for number, (window, told) in enumerate(zip(self.desk.windows, told_apart, strict=True), start=1):
            name = f"{told}{' *' * window.isWindowModified()}".replace("&", "&&")
            action = QAction(f"&{number} {name}" if number < 10 else name, group)
            action.setCheckable(True)
            action.setChecked(window is self._window)
            action.triggered.connect(functools.partial(_on_chosen, window))
            menu.addAction(action)
            self._listed.append(action)


def name_of(window: Window) -> str:
    """As its title begins."""
    return window.windowTitle().split("[*]")[0]


def _told_apart(windows: Sequence[Window]) -> list[str]:
    """Their names, with the folder where two photos have the same."""
    names = [name_of(window) for window in windows]
    photos = [window.session.photo for window in windows]
    return [
        name if photo is None or names.count(name) == 1 else f"{name} — {(photo.target or photo.path).parent}"
        for name, photo in zip(names, photos, strict=True)
    ]


def come_forward(window: Window) -> None:
    """In front of all others, with the keyboard, also where it was put away."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


def _on_chosen(window: Window, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
    come_forward(window)
