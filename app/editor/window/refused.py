"""Files that could not be opened, of all windows together: said where a person looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.editor.files.refusals import Refusals
from app.editor.notices import Notice
from app.language import text

if TYPE_CHECKING:
    from app.editor.window.window import Window


class Refused(Refusals):
    """No window comes forward over what a person is at, only to say that another file is missing.

    ask_front: the window that they are at, or were last.
    """

    def __init__(self, ask_front: Callable[[], Window | None], parent: QObject) -> None:
        super().__init__(text("Not opened"), parent)
        self._ask_front = ask_front
        self._teller: Window | None = None
        self._said = Notice("")
        self.notice.connect(self._say)

    def go_along(self, window: Window) -> None:
        """The person has come to this window: what they have not put away yet is said here, unless another thing is."""
        teller = self._teller
        if teller is None or teller is window or teller.notices.text != self._said.text or window.notices.text:
            return
        teller.notices.dismiss()
        self._teller = window
        window.notices.say(self._said)

    def leave(self, window: Window) -> None:
        """It is gone."""
        if self._teller is window:
            self._teller = None

    def _say(self, notice: Notice) -> None:
        self._teller, self._said = self._ask_front(), notice
        if self._teller is not None:
            self._teller.notices.say(notice)
