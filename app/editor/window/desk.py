"""The windows of one process: which there are, which one a photo opens in, and how they all end."""

from __future__ import annotations

import functools
import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.editor.dialogs.files import is_same_file
from app.editor.history.allowance import Allowance
from app.editor.notices import news
from app.editor.safety.recovering import Place, Recovering
from app.editor.safety.recovery import Recovery
from app.editor.safety.safety import Safety
from app.editor.window.neighbours import come_forward
from app.editor.window.placing import lay_beside
from app.editor.window.refused import Refused
from app.editor.window.window import Window
from app.files.settings import Settings
from app.language import text
from app.worker import Worker

FOCUS_MS = 300  # in which a desktop has given the keyboard of a window that went to another one


class Desk(QObject):
    """Owns them. They have the settings in common, and the worker's thread with its network.

    windows: in the order in which they were opened.  settings: as they are now; the place is that of the window that
    was closed last.
    """

    settings_changed = Signal()
    refused = Signal(object, object)  # Path that a window was asked to open, and the fault why it could not

    def __init__(self, settings: Settings, worker: Worker, folder: Path | None, returned: Sequence[Path] = ()) -> None:
        """folder: where unsaved work is kept; None for windows that are only to be looked at, which fill nothing.

        returned: files that another program waits for: «save» writes to them.
        """
        super().__init__()
        self._returned = [path.absolute() for path in returned]
        self.settings = settings
        self.windows: list[Window] = []
        self._worker, self._folder = worker, folder
        self._refusals = Refused(lambda: self.front, self)
        self._allowance = Allowance(self)
        self._guards: dict[Window, Safety] = {}
        self._askers: dict[Window, Window] = {}  # of windows that were opened for a photo which is not there yet
        self._behind: dict[Window, Window | None] = {}  # which one the person is at again if there is none to come
        self._given_up: dict[Window, int] = {}  # while quitting: the revision that may go, by window
        self._front: Window | None = None
        self._has_looked = False
        self._keeps = False  # what is not saved, for the next start

    @property
    def recoveries(self) -> list[Recovery]:
        return [guard.recovery for guard in self._guards.values()]

    @property
    def front(self) -> Window | None:
        """The window that a person is at, or was last."""
        return self._front or next(reversed(self.windows), None)

    def open_window(self, beside: Window | None = None) -> Window:
        """An empty one; its thread is begun once it has been painted."""
        window = Window(self.settings, self._worker.door(), self._allowance)
        window.neighbours.desk = self
        window.file_verbs.elsewhere = functools.partial(self.takes, window)
        window.file_verbs.saving.is_shown_elsewhere = functools.partial(self._is_shown_beside, window)
        self.windows.append(window)
        if self._folder is not None:
            self._guards[window] = Safety(window, self._folder)
            _FirstPaint(window).came.connect(functools.partial(self._begin, window))
            if beside is None:
                window.restore_geometry_of(self.settings.geometry)
        QApplication.styleHints().colorSchemeChanged.connect(window.dress)
        window.filing.ask_returns = self.returns
        window.filing.refusals = self._refusals
        window.session.common_changed.connect(functools.partial(self._share, window))
        window.filing.loaded.connect(functools.partial(self._on_loaded, window))
        window.filing.refused.connect(functools.partial(self._on_refused, window))
        window.filing.saved.connect(self._on_saved)
        window.closed.connect(functools.partial(self._on_closed, window))
        window.activated.connect(functools.partial(self._on_activated, window))
        window.preview.is_wanted = lambda: self.front is window
        if beside is not None:
            lay_beside(window, beside, [one.pos() for one in self.windows if one is not window])
        window.show()
        if beside is not None:
            come_forward(window)
        self._tell_all()
        return window

    def takes(self, asker: Window, path: Path) -> bool:
        """Whether a photo that a window is asked to open is shown by another one, or has been open there all along."""
        present = next((window for window in self.windows if _has_open(window, path)), None)
        if present is not None:
            if present.session.photo is not None:
                present.notices.say(news(text("{name} is open here already.", name=path.name)))
            come_forward(present)
            return True
        if self._may_take(asker):
            return False
        siblings = [window for window in self.windows if self._askers.get(window) is asker]
        window = self.open_window(asker)
        self._askers[window] = asker
        self._behind[window] = siblings[-1] if siblings else asker
        window.filing.open(path)
        return True

    def returns(self, path: Path) -> bool:
        """Whether another program waits for this file."""
        return path.absolute() in self._returned

    def quit(self, first: Window) -> None:
        """Close all windows once each has settled what is not saved. Whoever cancels keeps all of them.

        first: that is asked first, since the person is looking at it.
        """
        self._given_up = {}
        self._settle_all(first)

    def keep(self) -> None:
        """Put what is not saved into safety for the next start, and follow it no more. No window is closed."""
        self._keeps = True
        for guard in self._guards.values():
            guard.end(keep=True)

    def end(self, *, keep: bool) -> None:
        """Close what is open at once: no dialog may be open in it. keep: what is not saved stays for the next start."""
        self._keeps = keep
        if keep:  # of all before one is closed: that waits for files which are being written
            self.keep()
        for window in list(self.windows):
            window.close_unasked()

    def _begin(self, window: Window) -> None:
        """Once it has been painted. The first that is offers what a crash left behind."""
        if window not in self._guards:  # closed meanwhile
            return
        window.door.start()
        if not self._has_looked:
            self._has_looked = True
            self._look(window, self._guards[window].recovering)

    def _look(self, window: Window, recovering: Recovering) -> None:
        """No question stands before what another program has handed over: there it is only told, when that shows."""
        if not self._returned:
            recovering.ask_place = functools.partial(self._place_for_work, window)
            recovering.look()
        elif window.session.photo is None:
            window.filing.loaded.connect(recovering.tell, Qt.ConnectionType.SingleShotConnection)
        else:
            recovering.tell()

    def _place_for_work(self, asker: Window, path: Path) -> Place:
        """Where work of before a crash on this file comes back: in the window that shows the file as it was opened,
        else in one that shows nothing."""
        same = next((one for one in self.windows if _has_open(one, path) and _is_untouched(one)), None)
        if same is not None:
            return self._guards[same].place
        is_free = asker in self.windows and asker.session.photo is None and not asker.filing.opening
        return self._guards[asker if is_free else self.open_window(asker)].place

    def _is_shown_beside(self, window: Window, path: Path) -> bool:
        return any(_has_open(other, path) for other in self.windows if other is not window)

    def _may_take(self, window: Window) -> bool:
        """Whether the next photo may come into this window. Of its own accord only where nothing is lost by it."""
        session = window.session
        if window.filing.opening or self.settings.open_in == "new":
            return session.photo is None and not window.filing.opening
        return session.photo is None or _is_untouched(window) or self.settings.open_in == "this"

    def _share(self, source: Window) -> None:
        self.settings = source.session.chosen.common
        for window in self.windows:
            if window is not source:
                present = window.session.chosen
                common = replace(self.settings, geometry=present.common.geometry)
                window.session.adopt(present.with_common(common))
        self.settings_changed.emit()

    def _on_activated(self, window: Window) -> None:
        if window not in self.windows:  # it is being closed
            return
        self._front = window
        self._refusals.go_along(window)
        window.preview.resume()

    def _on_loaded(self, window: Window, _: object) -> None:
        self._askers.pop(window, None)

    def _on_refused(self, window: Window, path: Path, fault: Exception) -> None:
        """A window that was opened for this file alone goes again; the one that a person then looks at says why."""
        self.refused.emit(path, fault)
        is_for_it = self._askers.pop(window, None) is not None and window.session.photo is None
        if not is_for_it or len(self.windows) == 1:  # whoever closed the others reads there why
            return
        was_in_front, behind = window is self.front, self._behind.get(window)
        window.close_unasked()
        if was_in_front:
            self._front = behind
        self._refusals.tell()
        front = self.front
        if was_in_front and front is not None:  # the desktop may think of another one that comes forward now
            come_forward(front)
            QTimer.singleShot(FOCUS_MS, front, functools.partial(come_forward, front))

    def _on_saved(self, path: Path) -> None:
        """Its small picture is an old one in all windows."""
        for window in self.windows:
            window.recents.forget(path)

    def _on_closed(self, window: Window) -> None:
        self.windows.remove(window)
        self._allowance.leave(window.session.history)
        self._front = None if self._front is window else self._front
        self._refusals.leave(window)
        self._askers.pop(window, None)
        behind = self._behind.pop(window, None)
        self._behind = {other: behind if one is window else one for other, one in self._behind.items()}
        self._given_up.pop(window, None)
        guard = self._guards.pop(window, None)
        if guard is not None:
            guard.end(keep=self._keeps)
        self.settings = replace(self.settings, geometry=window.session.settings.geometry)
        window.destroyed.connect(self._tidy_later)
        window.deleteLater()
        self._tell_all()

    def _tell_all(self) -> None:
        """How many there are decides what can be done in each."""
        for window in self.windows:
            window.refresh()

    def _tidy_later(self) -> None:
        # A window's parts know each other: without this the photo would stay in memory until Python happens to look,
        # and it might look on a thread on which Qt's objects cannot be destroyed.
        QTimer.singleShot(0, self, gc.collect)

    def _settle_all(self, first: Window) -> None:
        for window in sorted(self.windows, key=lambda window: window is not first):
            if not self._is_settled(window):
                come_forward(window)
                window.file_verbs.settle(functools.partial(self._on_settled, window, first))
                return
        for window in list(self.windows):
            window.close_unasked()

    def _is_settled(self, window: Window) -> bool:
        if window.file_verbs.is_asking:  # it goes only once the dialog has been answered, which lives in it
            return False
        window.session.settling.emit()
        return window.session.is_safe or self._given_up.get(window) == window.session.revision

    def _on_settled(self, window: Window, first: Window) -> None:
        self._given_up[window] = window.session.revision
        self._settle_all(first)


class _FirstPaint(QObject):
    """Tells once that the window has been painted: what is heavy waits until there is something to look at."""

    came = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self.came.emit)
        return super().eventFilter(watched, event)


def _has_open(window: Window, path: Path) -> bool:
    """Whether this window shows the file, or is about to."""
    photo = window.session.photo
    shown = [] if photo is None else [photo.target or photo.path]
    return any(is_same_file(one, path) for one in (*shown, *window.filing.opening))


def _is_untouched(window: Window) -> bool:
    """Whether it shows a photo as it was opened: another one in its place loses nothing, not even what was undone."""
    session = window.session
    is_there = session.photo is not None and not window.filing.opening
    return is_there and not session.is_modified and session.stack.count() == 0
