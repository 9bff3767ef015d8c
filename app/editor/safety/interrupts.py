"""Ctrl+C in a terminal, and a polite end by the system, brought into Qt's loop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from app.signals import asking_to_end


class Interrupts(QObject):
    """Listens from its making until `stop`; `came` is emitted once, from the event loop.

    Python runs a handler of its own only between two of its instructions, which an event loop at rest never reaches.
    The wakeup descriptor is written at once, and a notifier of Qt reads it.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seen = False
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        self._fd_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        # Set even where SIGINT was inherited as ignored, as shells do for commands in the background.
        self._before = {number: signal.signal(number, self._on_signal) for number in asking_to_end()}

    def stop(self) -> None:
        """Give the signals back to whoever had them."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.seen = True

    def _on_readable(self) -> None:
        # Other signals of the process write here too.
        numbers = self._reader.recv(4096)
        if any(number in self._before for number in numbers):
            self._notifier.setEnabled(False)  # a second one would end the tidying up after the first
            self.seen = True
            self.came.emit()
