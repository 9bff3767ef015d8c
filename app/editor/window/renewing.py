"""Another language at once: a window keeps the words that it was made with, so each is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.editor.languages import speak

if TYPE_CHECKING:
    from app.editor.window.desk import Desk
    from app.editor.window.window import Window


def renew(desk: Desk) -> bool:
    """Each window anew, in the language that the settings ask for, with what it shows and without its steps.

    False: something is under way in one of them, so all stay as they are. A window goes only once its work lies in the
    recovery folder of the one in its place.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication) or any(map(_is_busy, desk.windows)):
        return False
    speak(application, desk.settings.language)
    for window in list(desk.windows):
        _renew(desk, window)
    return True


def _renew(desk: Desk, window: Window) -> None:
    window.session.settling.emit()
    fresh, present = desk.open_window(), window.filing.again()
    fresh.restore_geometry_of(window.geometry_text())
    if present is not None:
        fresh.filing.show(present)
    if window.verbs.preferences is not None and window.verbs.preferences.isVisible():
        fresh.verbs.show_preferences()
    window.hide()
    if desk.recoveries:
        desk.recoveries[-1].before(window.close_unasked)  # that of the window which was opened last
    else:
        window.close_unasked()


def _is_busy(window: Window) -> bool:
    """Whether something is under way that another window could not go on with."""
    verbs = window.file_verbs
    return window.filling.is_busy or window.tracing.is_busy or window.errands.is_busy() or verbs.is_asking
