"""From the command line to the window, and to a picture of it."""

from __future__ import annotations

import errno
import functools
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, QTimer
from PySide6.QtGui import QIcon, QImageWriter
from PySide6.QtWidgets import QApplication

import app
from app.editor.display import display
from app.editor.files.settingsfile import SettingsFile
from app.editor.languages import speak
from app.editor.latinkeys import LatinKeys
from app.editor.look.icons import FOLDER
from app.editor.notices import Notice
from app.editor.safety.faultlog import fault_log
from app.editor.safety.faults import Faults
from app.editor.safety.interrupts import Interrupts
from app.editor.window.desk import Desk
from app.editor.window.window import Window
from app.exits import Exit
from app.files.atomic import atomic_write
from app.files.errors import FileError
from app.files.screenshot import KEYWORD, TEXT
from app.files.settings import Settings, load_settings
from app.language import said
from app.worker import Worker

SWITCH_S = 0.001  # Python's own 5 ms: several turns of a busy worker would add up to a hitch of the window
SHOT_TRIES = 600
DESKTOP_ID = "app.gatebrush.Gatebrush"  # the name of the .desktop file, by which a desktop finds the icon

log = logging.getLogger("gatebrush")


def main(paths: list[str], *, screenshot: str | None = None, edit: bool = False) -> int:
    """Open the editor, a window for each path; returns the exit code.

    screenshot: PNG of the first window to write, then quit.  edit: another program waits for these very files.
    """
    sys.setswitchinterval(SWITCH_S)
    with display() as is_there:
        if not is_there:
            _say("no display to open a window on: start it on a desktop, or use `main.py fill`")
            return Exit.FAULT
        application = _application()
    interrupts = Interrupts(application)
    place = platformdirs.user_config_path("gatebrush") / "settings.json"
    settings, problems = settings_at(place)
    speak(application, settings.language)
    if screenshot is not None:
        settings = replace(settings, geometry="", recent=(), first_steps=False)  # the same picture for everybody
    kept = None if screenshot is not None else platformdirs.user_state_path("gatebrush") / "recovery"
    desk = Desk(settings, Worker(), kept, [Path(path) for path in paths] if edit else ())
    LatinKeys(application, desk)
    file = SettingsFile(place, settings, lambda: desk.settings, desk)
    if kept is not None:
        desk.settings_changed.connect(file.changed)
    interrupts.came.connect(functools.partial(_end, desk))
    faults = Faults(fault_log(), lambda: desk.front, lambda: desk.recoveries)
    named = None if screenshot is not None else _Named(desk, [Path(path) for path in paths], is_awaited=edit)
    window = desk.open_window()
    for problem in problems:
        window.notices.say(Notice(said(problem), lasting=True))
    window.file_verbs.open_paths([Path(path) for path in paths])
    shot = None if screenshot is None else _Shot(desk.windows, Path(screenshot), bool(paths))
    try:
        application.exec()
    finally:
        desk.end(keep=True)  # windows that are still open: nobody was asked about what is not saved in them
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
        faults.stop()
        interrupts.stop()
    if kept is not None:
        file.end()
    if interrupts.seen:
        return Exit.INTERRUPTED
    if named is not None:
        return named.code
    return Exit.DONE if shot is None else shot.code


def settings_at(place: Path) -> tuple[Settings, list[str]]:
    """As `load_settings`; where there are none yet, the first steps are shown."""
    is_first = not place.exists()
    settings, problems = load_settings(place)
    return replace(settings, first_steps=True) if is_first else settings, problems


def _end(desk: Desk) -> None:
    """At once: whoever sends a signal answers no question. The loop of a dialog that is open is left, too, as if it
    had been cancelled; only then are the windows closed, in which it lives."""
    desk.keep()  # unsaved work is offered at the next start
    QApplication.exit(Exit.INTERRUPTED)


def _application() -> QApplication:
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("gatebrush")
    application.setApplicationDisplayName("Gatebrush")
    application.setApplicationVersion(app.__version__)
    application.setDesktopFileName(DESKTOP_ID)
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(FOLDER / "app.svg")))
    return application


class _Named(QObject):
    """The files of the command line: of those that were not opened the terminal is told, and with --edit the program
    that waits, by the code.

    The window stays all the same, since the person may see no terminal, and reads there why.
    """

    def __init__(self, desk: Desk, paths: Sequence[Path], *, is_awaited: bool) -> None:
        super().__init__(desk)
        self._paths, self._is_awaited = {path.absolute() for path in paths}, is_awaited
        self.code = Exit.DONE
        desk.refused.connect(self._on_refused)

    def _on_refused(self, path: Path, fault: Exception) -> None:
        if path.absolute() in self._paths:  # and not another one, that the person has chosen
            self._paths.remove(path.absolute())
            _tell(fault)
            if self._is_awaited:
                self.code = Exit.INPUT


class _Shot(QObject):
    """Waits until the windows are drawn, writes the first one's picture and quits."""

    def __init__(self, windows: Sequence[Window], target: Path, waits: bool) -> None:  # noqa: FBT001
        super().__init__()
        self._windows, self._target, self._waits = tuple(windows), target, waits
        self.code = Exit.FAULT
        self._turns = 0
        for window in windows:
            window.filing.refused.connect(self._on_refused)
        self._clock = QTimer(self)
        self._clock.setInterval(20)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    def _look(self) -> None:
        self._turns += 1
        if self._turns > 5 and all(map(self._is_drawn, self._windows)):
            self._clock.stop()
            self._shoot()
        elif self._turns > SHOT_TRIES:
            _say("gatebrush: the window was not drawn in time")
            QApplication.exit(Exit.FAULT)

    def _is_drawn(self, window: Window) -> bool:
        is_open = not self._waits or not window.canvas.is_empty
        return is_open and window.canvas.is_sharp and not window.errands.is_busy()

    def _shoot(self) -> None:
        try:
            atomic_write(self._target, self._write)
            self.code = Exit.DONE
        except FileError as fault:
            _say(f"gatebrush: {fault}")
            self.code = Exit.OUTPUT
        QApplication.exit(self.code)

    def _write(self, fresh: Path) -> None:
        encoded = QByteArray()
        buffer = QBuffer(encoded)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture = self._windows[0].grab().toImage()
        picture.setText(KEYWORD, TEXT)
        # Not to the file: libpng has words of its own for a full disk.
        if not QImageWriter(buffer, QByteArray(b"png")).write(picture):
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))  # Qt does not say why; little else can be
        fresh.write_bytes(encoded.data())

    def _on_refused(self, _path: Path, fault: Exception) -> None:
        _tell(fault)
        self.code = Exit.INPUT
        QApplication.exit(self.code)


def _tell(fault: Exception) -> None:
    """Why a file was not opened, on a terminal, whose language is English."""
    why = str(fault) if isinstance(fault, FileError) else f"{type(fault).__name__}: {fault}"
    _say(f"gatebrush: Not opened: {why}")


def _say(line: str) -> None:
    with suppress(OSError):  # a terminal that was closed, a full disk: no reason to stay
        sys.stderr.write(" ".join(line.split()) + "\n")
