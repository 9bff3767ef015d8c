"""Where one document's unsaved work is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.files.project import Project
from app.files.recovery import Store
from app.files.stamp import Stamp


class RecoveryFolder:
    """The store of one document, made when it is needed. Lives on the thread of errands."""

    def __init__(self, root: Path, store: Store | None = None) -> None:
        self._root, self._store = root, store

    def write(
        self, make: Callable[[], Project], path: str, target: str, stamp: Stamp | None, *, is_saved: bool
    ) -> None:
        if self._store is None:
            self._store = Store.create(self._root)
        self._store.write(make(), path, target, stamp, is_saved=is_saved)

    def beat(self) -> None:
        if self._store is not None:
            self._store.beat()

    def clear(self) -> None:
        if self._store is not None:
            self._store.clear()
            self._store = None

    def release(self) -> None:
        """Once the thread has ended."""
        if self._store is not None:
            self._store.release()
