"""Unsaved work is written to the recovery folder while it is done, and offered at the next start.

What lies there is a snapshot of the whole document, its fills with all their candidates included, and without what is
still to be taken or dropped; only what changed since the last one is written. That happens at the first change, five
seconds after any other, before a fill begins and before it shows, on a thread of its own. A fill that a person has seen
is therefore in the folder; whoever stops the editor between the two finds it in the work that comes back. A layer that
is being moved, which is no step yet, comes back as that: where it was about to be, to be accepted or taken back.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.editor.errands import Errands
from app.editor.files.projects import project_of
from app.editor.fills.filling import Filling
from app.editor.fills.keeping import Coming
from app.editor.notices import Notice, warning
from app.editor.openphoto import OpenPhoto
from app.editor.safety.folder import RecoveryFolder
from app.editor.session import Session
from app.files.project import Placement, View
from app.files.recovery import Store
from app.language import said, text

PAUSE_MS = 5_000
BEAT_MS = 10_000
LONGEST_WAIT_MS = 1_000
"""Of a fill for what is to be written before it: a disk that hangs does not stop the work."""
LONGEST_HIDDEN_MS = 5_000
"""That a fill which is there does not show, for the same reason."""

_State = tuple[int, Placement | None]
"""The session's revision, and what is no step yet."""


class Recovery(QObject):
    """Follows a session; one folder under `root` for what is open now.

    At its end the folder goes, unless `end` is told to keep what is not saved.
    """

    notice = Signal(object)
    written = Signal(int)  # the session as of this revision is in the folder

    def __init__(self, session: Session, filling: Filling, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._root = session, root
        self.ask_view: Callable[[], View | None] = lambda: None
        self.ask_editing: Callable[[], int | None] = lambda: None  # the layer whose fill is open
        self._errands = Errands(self)
        self._folder = RecoveryFolder(root)
        self._document = session.document  # whose steps are followed: another one comes with `opened`
        self._adopted: tuple[Store, OpenPhoto] | None = None
        self._has_work = False  # in the folder, or about to be
        self._written: _State | None = None
        self._writes = 0  # under way
        self._is_behind = False  # something was to be written while a write was under way
        self._waiting: list[Callable[[], None]] = []  # for the present state to be written
        self._hidden: Callable[[], bool] | None = None  # shows what waits for the state that it will make
        self._is_late = False  # a write takes so long that nothing waits for it any more
        self._complained = False
        self._is_ended = False
        self._pause = _clock(self, PAUSE_MS, self.keep)
        self._pause.setSingleShot(True)
        self._patience = _clock(self, LONGEST_WAIT_MS, self._let_go)
        self._patience.setSingleShot(True)
        self._late = _clock(self, LONGEST_HIDDEN_MS, self._on_late)
        self._late.setSingleShot(True)
        self._beats = _clock(self, BEAT_MS, self._beat)
        session.opened.connect(self._on_opened)
        session.stack.indexChanged.connect(self._on_change)
        session.stack.cleanChanged.connect(self._on_change)
        session.saved.connect(self._on_change)
        filling.before_fill, filling.before_kept = self.before, self.ahead

    @property
    def has_all(self) -> bool:
        """Whether nothing would be lost now."""
        return self._session.is_safe or self._written == self._state

    @property
    def _state(self) -> _State:
        return self._session.revision, self._session.ask_placing()

    @Slot()
    def keep(self) -> None:
        """Write what is not saved, unless it is there already."""
        self._pause.stop()
        photo = self._session.photo
        if photo is None or self._is_ended or self.has_all:
            self._clear_safe()
            self._let_go()
        elif self._writes:
            self._is_behind = True  # the answer brings us here again
        else:
            self._is_behind = False
            self._write(photo, None, functools.partial(self._on_written, self._folder, self._state))

    def ahead(self, coming: Coming, then: Callable[[], bool]) -> None:
        """Do this once the state that it will make is written, or cannot be, or takes very long.

        then: says whether the session is in that state now.
        """
        photo = self._session.photo
        if photo is None or self._is_ended or self._is_late:
            then()
            self.keep()
            return
        self._hidden = then
        self._late.start()
        # Behind a write that is under way, without waiting for its answer: the thread does one after the other.
        self._write(photo, coming, functools.partial(self._on_ahead, self._folder, then, self._session.ask_placing()))

    def before(self, then: Callable[[], None]) -> None:
        """Do this once the present state is written, or cannot be, or takes very long."""
        if self.has_all:
            then()
            return
        self._waiting.append(then)
        self._patience.start()
        self.keep()

    def adopt(self, store: Store, photo: OpenPhoto) -> None:
        """When this photo is shown, it is the work of that store."""
        self._adopted = (store, photo)

    def end(self, *, keep: bool) -> None:
        """Follow the session no more and wait for the thread. keep: what is not saved stays for the next start."""
        if self._is_ended:
            return
        hidden, self._hidden = self._hidden, None
        if keep:
            # Nobody hears the answer of a write that is under way: the newest state is written after it.
            if hidden is not None:
                hidden()
            self._writes = 0
            self.keep()
        elif self._has_work:
            self._clear()
        self._is_ended = True
        self._let_go()
        for clock in (self._pause, self._patience, self._late, self._beats):
            clock.stop()
        self._errands.stop()
        self._folder.release()

    @Slot()
    def on_placing(self) -> None:
        """A layer may be about to be elsewhere, or not any more."""
        if self._is_ended or self._session.document is not self._document:
            return
        is_to_do = self._has_work if self._session.is_safe else not self.has_all
        if is_to_do and not self._pause.isActive():
            self._pause.start()  # not at once: the layer is under the pointer, or becomes a step in a moment

    @Slot()
    def _on_change(self) -> None:
        if self._is_ended or self._session.document is not self._document:
            return
        if self._session.is_safe:
            self._clear_safe()
        elif not self._has_work:
            self.keep()  # the photo is the largest part: it is there by the time that there is something to lose
        elif not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _on_opened(self) -> None:
        if self._is_ended:
            return
        if self._has_work:
            self._clear()
        self._pause.stop()
        self._document = self._session.document
        self._folder = RecoveryFolder(self._root)
        adopted, self._adopted = self._adopted, None
        if adopted is not None and adopted[1] is self._session.photo:
            self._folder = RecoveryFolder(self._root, adopted[0])
            self._has_work, self._written = True, (self._session.revision, adopted[1].placing)
            self._beats.start()

    def _clear_safe(self) -> None:
        """Of what was saved, or all undone, with no fill that is still to show, nothing is kept."""
        if self._session.is_safe and self._has_work and self._hidden is None and not self._is_ended:
            self._clear()

    def _clear(self) -> None:
        """The work is safe elsewhere, or given up."""
        self._pause.stop()
        self._beats.stop()
        self._has_work, self._written = False, None
        self._errands.run(text("Tidying up"), self._folder.clear, _nothing, self._on_fault)

    def _write(self, photo: OpenPhoto, coming: Coming | None, then: Callable[[None], None]) -> None:
        self._writes += 1
        self._has_work = True
        self._beats.start()
        make = project_of(
            photo, self._session.settings, self.ask_view(), self.ask_editing(), coming, self._session.ask_placing()
        )
        target = "" if photo.target is None else str(photo.target)
        is_saved = coming is None and self._session.stack.isClean()
        work = functools.partial(self._folder.write, make, str(photo.path), target, photo.stamp, is_saved=is_saved)
        self._errands.run(text("Keeping your work"), work, then, self._on_refused)

    def _on_written(self, folder: RecoveryFolder, state: _State, _: None) -> None:
        self._on_answer()
        if folder is self._folder and self._has_work:
            self._note(state)
        if self._waiting or self._is_behind:
            self.keep()

    def _on_ahead(self, folder: RecoveryFolder, then: Callable[[], bool], placing: Placement | None, _: None) -> None:
        self._on_answer()
        is_so = self._hidden is then and self._show_hidden()
        if folder is self._folder:
            if is_so:
                self._note((self._session.revision, placing))
            else:
                self._written = None  # what the folder holds never came to be
        self.keep()

    def _on_answer(self) -> None:
        self._writes = max(self._writes - 1, 0)
        self._is_late = False

    def _note(self, state: _State) -> None:
        self._written, self._complained = state, False
        self.written.emit(state[0])

    def _show_hidden(self) -> bool:
        """Whether the session is now as it was written."""
        self._late.stop()
        then, self._hidden = self._hidden, None
        is_so = then is not None and then()
        self._clear_safe()  # saved meanwhile, and the fill was given up
        return is_so

    @Slot()
    def _on_late(self) -> None:
        self._is_late = True
        self._show_hidden()  # first: what was said before is over when a fill shows
        slow = text("The recovery folder is very slow: save your work, it may not be kept otherwise.")
        self._complain(warning(slow))
        self.keep()

    def _on_refused(self, fault: Exception) -> None:
        self._on_answer()
        self._show_hidden()
        self._on_fault(fault)

    def _on_fault(self, fault: Exception) -> None:
        self._let_go()
        if not self._is_ended and not self.has_all:
            self._pause.start()  # the disk may have room again by then
        self._complain(warning(text("{fault}: save your work, it is not kept otherwise", fault=said(fault))))

    def _complain(self, notice: Notice) -> None:
        if not self._complained:  # once: the next try may come after each stroke
            self._complained = True
            self.notice.emit(notice)

    @Slot()
    def _let_go(self) -> None:
        self._patience.stop()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    @Slot()
    def _beat(self) -> None:
        if not self._errands.is_busy():
            self._errands.run(text("Keeping your work"), self._folder.beat, _nothing, self._on_fault)


def _nothing(_: None) -> None:
    """Nothing is left to do."""


def _clock(owner: QObject, interval_ms: int, then: Callable[[], None]) -> QTimer:
    clock = QTimer(owner)
    clock.setInterval(interval_ms)
    clock.timeout.connect(then)
    return clock
