"""The file of the settings: written a moment after a change, so that a crash does not cost them."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.editor.clocks import single_shot
from app.editor.errands import Errands
from app.files.errors import FileError
from app.files.settings import Settings, save_settings

PAUSE_MS = 3000

log = logging.getLogger("gatebrush")


class SettingsFile(QObject):
    """Written on a thread of its own, since a disk may be slow, and once more at the end.

    read: the settings as the file had them. What has not been changed since is left as another Gatebrush wrote it.
    """

    def __init__(self, place: Path, read: Settings, ask: Callable[[], Settings], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place, self._ask = place, ask
        self._written = read
        self._errands = Errands(self)
        self._clock = single_shot(self, PAUSE_MS, self._write)

    @Slot()
    def changed(self) -> None:
        """Not put off by the next change: a slider may be drawn for long."""
        if not self._clock.isActive():
            self._clock.start()

    def end(self) -> None:
        """As they are now, before this returns."""
        self._clock.stop()
        self._errands.stop()
        self._save(self._ask())

    @Slot()
    def _write(self) -> None:
        self._errands.run("", functools.partial(self._save, self._ask()), _nothing, _nothing)

    def _save(self, settings: Settings) -> None:
        """One at a time: on the thread, or once that has ended."""
        try:
            save_settings(self._place, settings, self._written)
        except (FileError, OSError) as fault:
            log.warning("settings not saved: %s", fault)
        else:
            self._written = settings


def _nothing(_: object) -> None:
    """The log has it already."""
