"""The open document with its history and settings: the verbs of masks. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Tiles
from app.document.planes.combining import patch_between, patch_inverting, patch_with, patch_without
from app.document.planes.tiles import PatchOf, TiledPlane, Value
from app.editor.history.allowance import Allowance
from app.editor.history.commands import JointStep, PatchCommand, Step
from app.editor.history.history import History
from app.editor.masks.holes import PastHole, PastHoles
from app.editor.numbers import MIB
from app.editor.openphoto import OpenPhoto
from app.editor.ownsettings import Chosen
from app.editor.tools.radii import Radii
from app.files.project import Placement
from app.files.settings import Settings
from app.files.stamp import Stamp
from app.language import text

Change: TypeAlias = tuple[TiledPlane[Any], PatchOf[Any]]


class Session(QObject):
    """One photo at a time. Signals tell what changed; nothing here draws."""

    opened = Signal()  # another photo, or none
    pixels_changed = Signal(object)  # Box of the photo
    planes_changed = Signal()  # hole, sketch, exclude or colours
    layers_changed = Signal()
    settings_changed = Signal()
    common_changed = Signal()  # the settings that all windows share: a person changed one here
    drew = Signal(object, object, object)  # Step, its plane, and the Tiles of all that was drawn with it
    saved = Signal()  # to a file, as it was at some moment
    settling = Signal()  # a verb is about to change something: what is under way should become a step first
    pausing = Signal()  # strokes alone should: what comes was asked for before, and nobody has done anything now
    resuming = Signal()  # it has come: what stepped aside for it may show again

    def __init__(self, settings: Settings, parent: QObject | None = None, allowance: Allowance | None = None) -> None:
        """allowance: of the histories of all windows; None: this one is alone."""
        super().__init__(parent)
        self.chosen = Chosen(settings)
        self.settings = settings  # as they hold here
        self.photo: OpenPhoto | None = None
        self.history = History(lambda: () if self.document is None else self.document.layers, self, allowance)
        self.history.set_budget(settings.history_mb * MIB)
        self.stack = self.history.stack
        self.stack.indexChanged.connect(self._on_step)
        self.settling.connect(self.pausing)
        self._revision = 0
        self.past_holes = PastHoles()
        self.radii = Radii(self)
        self.ask_placing: Callable[[], Placement | None] = lambda: None  # of a layer that is being moved: no step yet
        self._saved_layers: tuple[Layer, ...] | None = ()  # None: nobody knows which state lies on the disk
        self._unsubscribe: list[Callable[[], None]] = []

    @property
    def document(self) -> Document | None:
        return None if self.photo is None else self.photo.document

    @property
    def is_modified(self) -> bool:
        """Whether anything is not saved: a step, or a layer that is shown elsewhere and will be one."""
        return self.photo is not None and not (self.stack.isClean() and self.ask_placing() is None)

    @property
    def revision(self) -> int:
        """Grows with every step, undo and redo. The history's index does not tell states apart: undo and another
        stroke come back to the same one, and at the limit of steps it stands still."""
        return self._revision

    @property
    def has_unsaved_pixels(self) -> bool:
        """Whether a saved file would be different: a picture by its pixels, a project by a mask or strokes as well."""
        photo = self.photo
        return (
            photo is not None and self.is_modified and (photo.is_project or photo.document.layers != self._saved_layers)
        )

    @property
    def is_only_here(self) -> bool:
        """Whether there are layers or masks that no project holds, whatever pictures of them were saved. What is given
        back to another program is its own: there the question comes with the save."""
        photo = self.photo
        if photo is None or photo.is_project or photo.returns:
            return False
        document = photo.document
        planes = (document.hole, document.sketch, document.exclude, document.colours)
        return bool(document.layers) or not all(plane.is_empty for plane in planes)

    @property
    def is_safe(self) -> bool:
        """Whether nothing would be lost if the photo went now."""
        return not self.is_modified and not self.is_only_here

    @property
    def has_hole(self) -> bool:
        return self.document is not None and not self.document.hole.is_empty

    @property
    def can_reselect(self) -> bool:
        return self.document is not None and len(self.past_holes) > 0

    def show(self, photo: OpenPhoto | None, *, is_saved: bool = True) -> None:
        """Take another photo in the place of the present one; the history begins anew.

        is_saved: whether it lies on the disk as it is.
        """
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self.history.clear()
        self.past_holes.clear()
        self.photo = photo
        self._saved_layers = photo.document.layers if photo is not None and is_saved else None
        if is_saved:
            self.stack.setClean()  # an empty history may be called unsaved
        else:
            self.stack.resetClean()
        self._on_step()
        if photo is not None:
            document = photo.document
            self._unsubscribe = [
                document.subscribe(self._on_pixels),
                document.hole.subscribe(self._on_plane),
                document.sketch.subscribe(self._on_plane),
                document.exclude.subscribe(self._on_plane),
                document.colours.subscribe(self._on_plane),
            ]
        self.opened.emit()

    def saved_to(self, target: Path, revision: int, stamp: Stamp | None = None) -> None:
        """The photo as of this revision lies in this file now. stamp: of the file, so that a change is noticed."""
        if self.photo is None:
            return
        returns = self.photo.returns and target == self.photo.target
        self.photo = replace(self.photo, target=target, stamp=stamp, returns=returns)
        if self.revision == revision:
            self._saved_layers = self.photo.document.layers
            self.stack.setClean()
        else:  # edited while it was written: no step that undo can reach is known to be on the disk
            self._saved_layers = None
            self.stack.resetClean()
        self.saved.emit()

    def change(self, **fields: Any) -> None:
        """Other settings, as a person wants them."""
        common = self.chosen.common
        self.adopt(self.chosen.changed(**fields))
        if self.chosen.common != common:
            self.common_changed.emit()

    def adopt(self, chosen: Chosen) -> None:
        """Settings that were changed elsewhere, or that came with a photo."""
        self.chosen = chosen
        before, self.settings = self.settings, chosen.settings
        if self.settings.history_mb != before.history_mb:  # it drops steps, and a step may be what changes the settings
            self.history.set_budget(self.settings.history_mb * MIB)
        if self.settings != before:
            self.settings_changed.emit()

    def push(self, step: Step) -> None:
        """Make a step."""
        self.history.push(step)

    def push_patch(
        self, name: str, plane: TiledPlane[Value], patch: PatchOf[Value], drawn: Tiles | None = None
    ) -> None:
        """A step of one plane, unless it would change nothing. drawn: what it lays down, also where that was before."""
        if patch:
            step = PatchCommand(name, plane, patch)
            self.push(step)
            if drawn:
                self.drew.emit(step, plane, drawn)

    def clear_mask(self) -> None:
        self.settling.emit()
        if self.document is not None and self.has_hole:
            self.past_holes.remember(PastHole.of(self.document))
            self.push_patch(text("Clear mask"), self.document.hole, self.document.hole.clear_patch())

    def clear_sketch(self) -> None:
        self.settling.emit()
        if self.document is not None:
            self.push_patch(text("Clear sketch"), self.document.sketch, self.document.sketch.clear_patch())

    def add_strokes(self, name: str, tiles: Tiles) -> bool:
        """Put these strokes, which were found, on the sketch, beside those that are there; whether that changed it."""
        with paused(self):
            if self.document is None:
                return False
            patch = patch_with(self.document.sketch, tiles)
            self.push_patch(name, self.document.sketch, patch, tiles)
            return bool(patch)

    def invert_mask(self) -> None:
        self.settling.emit()
        if self.document is not None:
            push_whole(self, text("Invert mask"), self.document.hole, patch_inverting(self.document.hole))

    def set_mask(self, name: str, mask: npt.NDArray[np.bool_]) -> None:
        """mask: (H, W) bool of the photo's size, in the place of the present one."""
        self.settling.emit()
        if self.document is not None:
            self.past_holes.remember(PastHole.of(self.document))
            push_whole(self, name, self.document.hole, self.document.hole.patch_to(mask))

    def reselect(self, number: int = 0) -> None:
        """A hole that was filled or cleared, with its strokes and colours, in the place of the present one. number: 0
        the last."""
        self.settling.emit()
        document = self.document
        if document is None or number >= len(self.past_holes):
            return
        past = self.past_holes[number]
        changes: list[Change] = [(document.hole, patch_between(document.hole, past.hole))]
        if past.sketch:
            changes.append((document.sketch, patch_between(document.sketch, past.sketch)))
        if past.colours:
            changes.append((document.colours, patch_between(document.colours, past.colours)))
        name = text("Reselect last mask") if number == 0 else text("Reselect earlier mask")
        if steps := _patches(name, changes):
            step = JointStep(name, steps)
            self.push(step)
            tell_laid(self, step, *(plane for plane, _ in changes))

    def keep_fill(
        self, name: str, steps: Sequence[Step], taken: Mapping[str, Any], gone: Mapping[str, Any] | None = None
    ) -> None:
        """One step of these, which keep a fill. taken: the tiles of hole, sketch and colours that it was asked with.
        gone: those of them that go off the view; None for all."""
        with paused(self):
            if self.document is None:
                return
            self.past_holes.remember(PastHole(**taken))
            gone = taken if gone is None else gone
            planes = [(getattr(self.document, plane), tiles) for plane, tiles in gone.items()]
            patches = _patches(name, [(plane, patch_without(plane, tiles)) for plane, tiles in planes])
            self.push(JointStep(name, (*steps, *patches)))

    def _on_step(self) -> None:
        self._revision += 1

    def _on_pixels(self, box: Box) -> None:
        self.pixels_changed.emit(box)
        self.layers_changed.emit()

    def _on_plane(self, _box: Box) -> None:
        self.planes_changed.emit()


def _patches(name: str, changes: Sequence[Change]) -> list[PatchCommand[Any]]:
    """A step for each that changes anything."""
    return [PatchCommand(name, plane, patch) for plane, patch in changes if patch]


def push_whole(session: Session, name: str, plane: TiledPlane[Value], patch: PatchOf[Value]) -> None:
    """As `push_patch`, where all that the plane holds after the step is laid down with it."""
    if patch:
        step = PatchCommand(name, plane, patch)
        session.push(step)
        tell_laid(session, step, plane)


def tell_laid(session: Session, step: Step, *planes: TiledPlane[Any]) -> None:
    """All that these planes hold was laid down with this step, which has just been made."""
    for plane in planes:
        session.drew.emit(step, plane, {key: plane.painted(tile) for key, tile in plane.snapshot().items()})


@contextmanager
def paused(session: Session) -> Iterator[None]:
    """For a step that comes of its own: what a person is in the midst of steps aside, and goes on after it."""
    session.pausing.emit()
    try:
        yield
    finally:
        session.resuming.emit()
