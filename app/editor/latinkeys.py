"""Shortcuts on keyboards without Latin letters: a key is then what it is on an English keyboard.

Qt does so itself where another layout of the same person has Latin letters. Where there is none, as with Russian or
Hebrew alone, no key gives the letter that a shortcut names.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

_ROWS = ((24, "QWERTYUIOP[]"), (38, "ASDFGHJKL;'"), (52, "ZXCVBNM,./"))
PLACES = {first + number: sign for first, signs in _ROWS for number, sign in enumerate(signs)}
"""{code of a key by its place, as X11 and Wayland have it: what it gives on an English keyboard}."""


class LatinKeys(QObject):
    """Follows the window that has the keyboard. A press that the window's own shortcuts and its text fields have no
    use for is tried again as the Latin letter of its place."""

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._is_foreign = False  # the letter that was pressed last
        application.focusWindowChanged.connect(self._follow)
        self._follow(application.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return super().eventFilter(watched, event)
        letter = _sign_of(event)
        if letter.isalpha():
            self._is_foreign = not _is_latin(letter)
        if event.type() == QEvent.Type.KeyPress and self._is_foreign and _is_used(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window.destroyed.disconnect(self._forget)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._window = None


def _is_used(event: QKeyEvent) -> bool:
    """Whether somebody has a use for this press as that of a Latin letter, and for none as it is."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    latin = _as_latin(event)
    if latin is None or widget is None or QApplication.activePopupWidget() is not None:
        return False
    if _is_wanted(widget, event):  # it is typed
        return False
    if _is_wanted(widget, latin):  # as Ctrl+Z in a text field
        QApplication.sendEvent(widget, latin)
        return True
    action = _action_of(widget.window(), latin.keyCombination())
    if action is None:
        return False
    if action.autoRepeat() or not latin.isAutoRepeat():
        action.trigger()
    return True


def _is_wanted(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether the widget, or one that it is in, would rather have the key than leave it to shortcuts."""
    asking = _copy(event, QEvent.Type.ShortcutOverride, event.key(), event.text())
    asking.ignore()
    QApplication.sendEvent(widget, asking)
    return asking.isAccepted()


def _action_of(window: QWidget, keys: QKeyCombination) -> QAction | None:
    """The one that can be done now and has these keys."""
    wanted = QKeySequence(keys)
    actions = window.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next((action for action in actions if action.isEnabled() and wanted in action.shortcuts()), None)


def _as_latin(event: QKeyEvent) -> QKeyEvent | None:
    """The same press on an English keyboard; None where the key gives no other letter there."""
    own, place = _sign_of(event), PLACES.get(event.nativeScanCode())
    held = event.modifiers()
    if place is None or not own or own.isdigit() or _is_latin(own) or held & Qt.KeyboardModifier.GroupSwitchModifier:
        return None
    text = place if held & Qt.KeyboardModifier.ShiftModifier else place.lower()
    return _copy(event, QEvent.Type.KeyPress, ord(place), text)


def _copy(event: QKeyEvent, kind: QEvent.Type, key: int, text: str) -> QKeyEvent:
    native = event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers()
    return QKeyEvent(kind, key, event.modifiers(), *native, text, event.isAutoRepeat(), event.count())


def _sign_of(event: QKeyEvent) -> str:
    """What the key stands for on the person's own keyboard; empty for Enter, Shift and their like."""
    key = event.key()
    return chr(key) if 0x20 < key < 0x110000 else ""


def _is_latin(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("LATIN ")
