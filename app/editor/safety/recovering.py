"""At the start: what a crash left behind is offered, and opened as unsaved work."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.editor.dialogs.recovery import Offer, RecoveryDialog
from app.editor.errands import Errands
from app.editor.files.filing import Filing
from app.editor.files.projects import Loaded, loaded_from
from app.editor.notices import Notice, failure, news
from app.editor.safety.recovery import Recovery
from app.files.errors import InputRefused, TooLarge
from app.files.project import is_project
from app.files.recovery import About, Found, Store, find_stores
from app.files.recovery.finding import put_aside
from app.files.stamp import stamp_of
from app.language import said, text


@dataclass(frozen=True, slots=True)
class Place:
    """What work that comes back needs of the window that shows it. settle: does a thing once its photo may go."""

    recovery: Recovery
    filing: Filing
    settle: Callable[[Callable[[], None]], None]


class Recovering(QObject):
    """Looks under `root` and asks once. Work that is not opened or discarded is offered at the next start again."""

    notice = Signal(object)
    asked = Signal(object)  # RecoveryDialog

    def __init__(self, window: QWidget, root: Path, errands: Errands, ask_place: Callable[[Path], Place]) -> None:
        """ask_place: asked for each work that is opened, with the file it is on, once it has been read."""
        super().__init__(window)
        self._window, self._root, self._errands = window, root, errands
        self.ask_place = ask_place
        self._held: list[tuple[Store, About]] = []

    def look(self) -> None:
        """Find what there is, off the window's thread, and ask about it."""
        self._find(self._on_found)

    def tell(self) -> None:
        """Only say that there is some, and leave it to the next start."""
        self._find(self._on_noticed)

    def end(self) -> None:
        """Leave to the next start what nobody has decided on."""
        for store, _ in self._held:
            store.release()
        self._held = []

    def _find(self, then: Callable[[tuple[Found, list[bytes | None]]], None]) -> None:
        work = functools.partial(_look, self._root)
        self._errands.run(text("Looking for unsaved work"), work, then, self._on_fault)

    def _hold(self, found: Found) -> bool:
        """Keep what there is from other starts, and tell of the rest; whether there is any."""
        for problem in found.problems:
            self.notice.emit(Notice(said(problem), lasting=True))
        self._held = found.stores
        return bool(self._held)

    def _on_found(self, found: tuple[Found, list[bytes | None]]) -> None:
        if not self._hold(found[0]):
            return
        pictures = found[1]
        now_s = time.time()
        offers = [
            Offer(about.known_as, now_s - about.saved_s, picture)
            for (_, about), picture in zip(self._held, pictures, strict=True)
        ]
        dialog = RecoveryDialog(self._window, offers)
        dialog.chosen.connect(self._on_chosen)
        dialog.discarded.connect(self._on_discarded)
        dialog.finished.connect(self.end)
        self.asked.emit(dialog)
        dialog.open()

    def _on_noticed(self, found: tuple[Found, list[bytes | None]]) -> None:
        if not self._hold(found[0]):
            return
        self.end()
        words = text("There is unsaved work from before: Gatebrush offers it when it is started by itself.")
        self.notice.emit(news(words))

    def _on_chosen(self, number: int) -> None:
        store, about = self._held.pop(number)
        work = functools.partial(_load, store, about)
        then = functools.partial(self._on_loaded, store, about)
        refused = functools.partial(self._on_refused, store, about)
        self._errands.run(text("Opening {name}", name=about.name), work, then, refused)

    def _on_discarded(self, number: int) -> None:
        store, _ = self._held.pop(number)
        self._errands.run(text("Tidying up"), store.clear, _nothing, self._on_fault)

    def _on_loaded(self, store: Store, about: About, loaded: Loaded) -> None:
        place = self.ask_place(loaded.photo.target or loaded.photo.path)
        place.settle(functools.partial(self._show, place, store, about, loaded))

    def _show(self, place: Place, store: Store, about: About, loaded: Loaded) -> None:
        place.recovery.adopt(store, loaded.photo)
        place.filing.show(loaded)
        if not loaded.notes:
            words = text("{name} was brought back. It is not saved yet.", name=about.name)
            place.filing.notice.emit(news(words))

    def _on_refused(self, store: Store, about: About, fault: Exception) -> None:
        # What does not fit into memory today may be opened tomorrow: it stays, and is offered again.
        if isinstance(fault, InputRefused) and not isinstance(fault, TooLarge):
            self.notice.emit(Notice(put_aside(store, fault, about.name), lasting=True))
        else:
            store.release()
            self._on_fault(fault)

    def _on_fault(self, fault: Exception) -> None:
        self.notice.emit(failure(fault, text("Unsaved work could not be opened")))


def _look(root: Path) -> tuple[Found, list[bytes | None]]:
    found = find_stores(root)
    return found, [_picture_of(store) for store, _ in found.stores]


def _picture_of(store: Store) -> bytes | None:
    try:
        return store.picture()
    except InputRefused:
        return None


def _load(store: Store, about: About) -> Loaded:
    store.adopt()
    project = store.read()
    # A picture that was opened and was to be written back is not written over now: nobody waits for it any more.
    target: Path | None = Path(about.target)
    if not about.target or project.notes or (about.target == about.path and not is_project(Path(about.target))):
        target = None
    # A layer that was being moved is no step: taken back, the work is what lies in the file, unless that has changed.
    is_saved = about.is_saved and target is not None and about.stamp is not None and stamp_of(target) == about.stamp
    loaded = loaded_from(project, Path(about.path), target, is_saved=is_saved)
    return replace(loaded, photo=replace(loaded.photo, stamp=about.stamp))


def _nothing(_: None) -> None:
    """Nothing is left to do."""
