"""Unexpected faults: written down wherever they come from, the work put in safety, and one dialog that says so.

Nothing leaves the machine: the log is a file beside the recovery folder, which a person may read and send.
"""

from __future__ import annotations

import faulthandler
import functools
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.safety.faultlog import FaultLog
from app.editor.safety.recovery import Recovery
from app.language import text

CRASHES = "crash.log"
LAST_CRASH = "crash-last.log"

_LEVELS = {QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR}

log = logging.getLogger("gatebrush")


class Faults(QObject):
    """Listens from its making until `stop`.

    What comes from the window's own thread and what comes from others is told in the same way; each fault once,
    however often it comes.
    """

    _came = Signal(object)

    def __init__(
        self, file: FaultLog, ask_window: Callable[[], QWidget | None], ask_recoveries: Callable[[], Sequence[Recovery]]
    ) -> None:
        """ask_window: which one tells.  ask_recoveries: what puts the work of all windows in safety."""
        super().__init__()
        self._file, self._ask_window, self._ask_recoveries = file, ask_window, ask_recoveries
        self._seen: set[str] = set()
        self._is_open = False
        self._handlers: list[logging.Handler] = [file]
        if logging.lastResort is not None:  # no longer used by itself: a terminal is told as well
            self._handlers.append(logging.lastResort)
        for handler in self._handlers:
            log.addHandler(handler)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._on_fault, self._on_thread
        self._qt_before = qInstallMessageHandler(self._on_qt)
        self._crashes = crash_file(Path(file.baseFilename).parent)
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Give everything back to whoever had it."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)
        for handler in self._handlers:
            log.removeHandler(handler)
        self._file.close()
        if self._crashes is not None:
            faulthandler.disable()
            self._crashes.close()
            with suppress(OSError):
                Path(self._crashes.name).unlink()
            self._crashes = None

    def _on_fault(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(fault, Exception):
            sys.__excepthook__(kind, fault, trace)
            return
        log.error("".join(traceback.format_exception(kind, fault, trace)))
        self._came.emit(fault)

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._on_fault(told.exc_type, told.exc_value, told.exc_traceback)

    def _on_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        """Qt's own warnings go to the log, and where they went before."""
        if kind in _LEVELS:
            self._file.handle(logging.LogRecord("qt", _LEVELS[kind], "", 0, f"Qt: {message}", None, None))
        if callable(self._qt_before):
            self._qt_before(kind, context, message or "")
        else:
            with suppress(OSError):
                sys.stderr.write(f"{message}\n")

    @Slot(object)
    def _tell(self, fault: Exception) -> None:
        place = traceback.extract_tb(fault.__traceback__)[-1:]
        key = f"{type(fault).__name__} {place[0].filename}:{place[0].lineno}" if place else repr(fault)
        if key in self._seen or self._is_open:
            return
        self._seen.add(key)
        self._is_open = True
        self._keep([], lambda: self._ask(fault, _safe(self._ask_recoveries())))

    def _keep(self, kept: Sequence[Recovery], then: Callable[[], None]) -> None:
        """Have the work of all windows written, one after the other; they are asked for anew each time, since one may
        be closed while that of another is written."""
        following = next((one for one in self._ask_recoveries() if one not in kept), None)
        if following is None:
            then()
        else:
            following.before(functools.partial(self._keep, [*kept, following], then))

    def _ask(self, fault: Exception, safe: str) -> None:
        words = text("Fault"), text("Something went wrong.")
        box = QMessageBox(QMessageBox.Icon.Warning, *words, parent=self._ask_window())
        where = ""
        if self._file.is_written:
            where = text("What happened is written in {file}", file=self._file.baseFilename)
        box.setInformativeText("\n\n".join(part for part in (safe, where) if part))
        box.setDetailedText("".join(traceback.format_exception(fault)))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.destroyed.connect(self._on_closed)  # finished is not told by a box that goes with its window
        box.open()

    @Slot()
    def _on_closed(self) -> None:
        self._is_open = False


def _safe(recoveries: Sequence[Recovery]) -> str:
    if not recoveries:
        return ""
    if all(recovery.has_all for recovery in recoveries):
        return text("Your work as it is now is kept. If Gatebrush should end, the next start offers it.")
    return text("Your work could not be kept for a next start: save it now.")


def crash_file(folder: Path) -> IO[str] | None:
    """Where a crash of native code writes what each thread did; that of a last one is kept. None where it cannot be."""
    path = folder / CRASHES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size:
            path.replace(folder / LAST_CRASH)
        file = path.open("w", encoding="utf-8")
    except OSError:
        return None
    faulthandler.enable(file, all_threads=True)
    return file
