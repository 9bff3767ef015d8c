"""For those who hear the window instead of seeing it: names for everything, and what happened.

Qt gives buttons and fields their roles. The canvas is a plain widget to it, so that its role comes from here.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface, QKeySequence
from PySide6.QtWidgets import QAccessibleWidget, QMenu, QToolButton, QWidget

from app.editor.actions import plain
from app.editor.canvas.view import Canvas
from app.editor.notices import Notice
from app.editor.panels.status import zoom_text
from app.language import plural, text

if TYPE_CHECKING:
    from app.editor.history.commands import Step
    from app.editor.window.window import Window

Politeness = QAccessible.AnnouncementPoliteness


class Announcer(QObject):
    """Keeps the canvas's name and description true, and has results spoken."""

    announced = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._was_busy = False
        self._hint = ""
        self._steps: tuple[int, tuple[Step, ...]] = (0, ())  # where the history stood, and its steps
        _make_canvases_known()
        name_menus(window)
        for changed in (window.session.opened, window.session.history.changed):
            changed.connect(self._name)
            changed.connect(self._describe)
        for changed in (window.toolbox.changed, window.canvas.viewport_changed, window.key_pointer.changed):
            changed.connect(self._describe)
        window.gestures.hint_changed.connect(self._on_hint)
        window.notices.said.connect(self._on_notice)
        window.filling.told.connect(self.announce)
        window.key_pointer.told.connect(self.announce)
        window.tracing.choice.told.connect(self.announce)
        window.filling.changed.connect(self._on_filling)
        window.session.history.changed.connect(self._on_history)
        window.reopening.changed.connect(self._on_reopened)
        window.toolbox.paint.taken.connect(self._on_taken)
        self._name()
        self._describe()

    def announce(self, words: str, politeness: Politeness = Politeness.Polite) -> None:
        """Have a screen reader say it, wherever the keyboard is."""
        event = QAccessibleAnnouncementEvent(self._window, words)
        event.setPoliteness(politeness)
        QAccessible.updateAccessibility(event)
        self.announced.emit(words)

    def _on_notice(self, notice: Notice) -> None:
        self.announce(notice.text, Politeness.Assertive if notice.lasting else Politeness.Polite)

    def _on_filling(self) -> None:
        is_busy = self._window.filling.is_busy
        if is_busy and not self._was_busy:
            self.announce(text("Filling"))
        self._was_busy = is_busy

    def _on_history(self) -> None:
        """Undo and redo change much at once, of which nothing is heard otherwise."""
        history = self._window.session.history
        before, self._steps = self._steps, (history.index, history.steps)
        count = abs(history.index - before[0])
        if self._steps[1] == before[1] and count:
            back = history.index < before[0]
            name = history.text(history.index if back else history.index - 1)
            self.announce(_undone(name, count) if back else _redone(name, count))

    def _on_reopened(self) -> None:
        """A strip and another line below say so to those who see them."""
        layer = self._window.reopening.layer
        if layer is not None:
            self.announce(text("Editing {name}", name=layer.name))

    def _on_taken(self, colour: str) -> None:
        self.announce(text("Colour to paint with: {colour}", colour=colour))

    def _on_hint(self, hint: str) -> None:
        if hint != self._hint:  # it comes with each move of the pointer
            self._hint = hint
            self._describe()

    def _name(self) -> None:
        name = name_of(self._window)
        if self._window.canvas.accessibleName() != name:
            self._window.canvas.setAccessibleName(name)  # Qt tells who listens

    def _describe(self) -> None:
        more = description_of(self._window)
        if self._window.canvas.accessibleDescription() != more:
            self._window.canvas.setAccessibleDescription(more)


def _undone(name: str, count: int) -> str:
    """name: of the step, if it is one."""
    if count == 1:
        return text("Undone: {name}", name=name)
    return plural("Undone: {count} step", "Undone: {count} steps", count=count)


def _redone(name: str, count: int) -> str:
    if count == 1:
        return text("Redone: {name}", name=name)
    return plural("Redone: {count} step", "Redone: {count} steps", count=count)


def name_of(window: Window) -> str:
    """Of the canvas: which photo, and where its mask lies."""
    photo = window.session.photo
    if photo is None:
        return text("No photo")
    box = photo.document.hole.bounds()
    name = (photo.target or photo.path).name
    if box.is_empty:
        return text("{name}, no mask", name=name)
    size = f"{box.width} × {box.height}"
    return text("{name}, mask of {size} at {x}, {y}", name=name, size=size, x=box.x0, y=box.y0)


def description_of(window: Window) -> str:
    """Of the canvas: how large the photo is and shown, what lies on it, the tool and what it says, and how it is used
    without a mouse."""
    document = window.session.document
    if document is None:
        return ""
    count = len(document.layers)
    layers = plural("{count} layer", "{count} layers", count=count) if count else text("no layers")
    tool = plain(window.actions_[window.toolbox.chosen].text())
    parts = [
        text("{width} × {height} pixels", width=document.size.width, height=document.size.height),
        text("shown at {zoom}", zoom=zoom_text(window.canvas.viewport)),
        layers,
        tool,
    ]
    return ". ".join(part for part in (", ".join(parts), window.toolbox.tool.hint, _without_mouse(window)) if part)


def _without_mouse(window: Window) -> str:
    """How to come to the keyboard's pointer, where it is not on and has a key."""
    key = window.actions_["key_pointer"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return text("Keyboard pointer: {key}", key=key) if key and not window.key_pointer.is_on else ""


def name_menus(window: QWidget) -> None:
    """Qt takes a menu's name from its window title, which menus have none of."""
    for menu in window.findChildren(QMenu):
        owner = menu.parent()
        name = plain(menu.title()) or (owner.accessibleName() if isinstance(owner, QWidget) else "")
        menu.setAccessibleName(name or text("Menu"))
    more = window.findChild(QToolButton, "qt_menubar_ext_button")
    if more is not None:  # where the bar is too narrow for all menus
        more.setAccessibleName(text("More menus"))
        more.setToolTip(text("More menus"))


@functools.cache
def _make_canvases_known() -> None:
    """Once a process. Older versions of PySide6 cannot: there a canvas is a widget with a name."""
    if hasattr(QAccessible, "installFactory"):
        QAccessible.installFactory(_interface_of)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    return QAccessibleWidget(thing, QAccessible.Role.Canvas) if isinstance(thing, Canvas) else None
