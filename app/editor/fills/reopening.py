"""«Edit Fill»: a fill's hole, strokes and colours are brought back, and the next fill is made in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Tiles
from app.document.planes.colours import ColourTiles
from app.document.planes.combining import patch_between
from app.editor.history.commands import ContextsCommand, JointStep, PatchCommand, Step
from app.editor.ownsettings import Own
from app.editor.session import Session, tell_laid
from app.files.project.fills import PLANES
from app.language import text


@dataclass(frozen=True, slots=True, eq=False)
class Reopened:
    """A fill that is being edited. before: the planes as they were, by name.  contexts: the document's as they were;
    None where the fill left them as they are.  own: the settings that the window had of its own; None if nobody
    knows."""

    layer_id: int
    before: Mapping[str, Tiles | ColourTiles]
    contexts: tuple[Box, ...] | None = None
    own: Own | None = None


class Reopening(QObject):
    """Which fill is being edited, if any. Undo and redo go through it like through everything else."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.state: Reopened | None = None  # changed by steps of the history alone
        session.opened.connect(self._on_opened)

    @property
    def layer(self) -> Layer | None:
        """The layer whose fill is being edited; None too when it has been deleted meanwhile."""
        document = self._session.document
        if document is None or self.state is None:
            return None
        return next((layer for layer in document.layers if layer.id == self.state.layer_id), None)

    def edit(self, layer: Layer) -> None:
        """Bring the hole, the strokes, the colours and the settings of a fill back, as one step.

        Not how many candidates it had: the bar says how many the next one will have. What is under way is settled by
        whoever hands the layer over, since that may put another one in its place.
        """
        document, fill = self._session.document, layer.fill
        if document is None or fill is None:
            return
        before = {name: getattr(document, name).snapshot() for name in PLANES}
        contexts = None if fill.contexts is None else document.contexts
        settings = {name: value for name, value in fill.settings.items() if name != "variants"}
        own: Own | None = self._session.chosen.own
        if self.state is not None:  # from one fill to the next: what was there before both comes back in the end
            before = dict(self.state.before)
            contexts = contexts if self.state.contexts is None else self.state.contexts
            own = self.state.own
        wanted = {name: getattr(fill, name) for name in PLANES}
        steps = self._steps(
            text("Edit {name}", name=layer.name), document, wanted, Reopened(layer.id, before, contexts, own)
        )
        chosen = self._session.chosen if own is None else replace(self._session.chosen, own=own)
        steps.append(_OwnStep(self._session, chosen.editing(settings)))
        if fill.contexts is not None:
            steps.append(ContextsCommand(document, fill.contexts))
        step = _EditStep(text("Edit {name}", name=layer.name), steps, goes_on=self.state is not None)
        self._session.push(step)
        tell_laid(self._session, step, *(getattr(document, name) for name in PLANES))

    def leave(self) -> bool:
        """End it with the layer as it is, planes and settings as they were; False when no fill is being edited.

        Where nothing was done since, what brought the fill back is undone: the project is what it was before.
        """
        document, layer = self._session.document, self.layer
        if document is None or self.state is None:
            return False
        self._session.settling.emit()
        if (index := self._before_edit()) is not None:
            self._session.history.jump(index)
            return True
        what = text("Leave the fill") if layer is None else text("Leave {name}", name=layer.name)
        ended, steps = self.state, self._steps(what, document, self.state.before, None)
        steps += _contexts_before(ended, document)
        if ended.own is not None:
            steps.append(_OwnStep(self._session, ended.own))
        step = JointStep(what, steps)
        self._session.push(step)
        tell_laid(self._session, step, *(getattr(document, name) for name in PLANES))
        return True

    def closing(self, state: Reopened | None) -> list[Step]:
        """What ends this edit as a part of the step that fills again; nothing if it is not the present one.

        The settings stay as they were chosen for that; undone, they are so again.
        """
        document = self._session.document
        if document is None or state is None or state is not self.state:
            return []
        own = replace(self._session.chosen.own, edited=frozenset())
        return [_StateStep(self, None), *_contexts_before(state, document), _OwnStep(self._session, own)]

    def _before_edit(self) -> int | None:
        """How many steps had been done when the edit began; None if any but those that edit have been done since."""
        history = self._session.history
        for index in range(history.index - 1, history.floor - 1, -1):
            step = history.steps[index]
            if not isinstance(step, _EditStep):
                return None
            if not step.goes_on:
                return index
        return None

    def _steps(
        self, what: str, document: Document, wanted: Mapping[str, Tiles | ColourTiles], state: Reopened | None
    ) -> list[Step]:
        steps: list[Step] = [_StateStep(self, state)]
        for name, tiles in wanted.items():
            plane = getattr(document, name)
            if patch := patch_between(plane, tiles):
                steps.append(PatchCommand(what, plane, patch))
        return steps

    def swap(self, state: Reopened | None) -> Reopened | None:
        """For steps of the history alone: this state in the place of the one that is returned."""
        before, self.state = self.state, state
        self.changed.emit()
        return before

    @Slot()
    def _on_opened(self) -> None:
        """A project may have been saved with a fill open; what the planes held before it is not known then."""
        photo = self._session.photo
        state = None
        if photo is not None and any(layer.id == photo.editing and layer.fill for layer in photo.document.layers):
            state = Reopened(photo.editing or 0, {name: {} for name in PLANES})
        self.swap(state)


def _contexts_before(state: Reopened, document: Document) -> list[Step]:
    return [] if state.contexts is None else [ContextsCommand(document, state.contexts)]


class _EditStep(JointStep):
    """A fill is brought back. goes_on: from another one that was being edited."""

    def __init__(self, name: str, steps: Sequence[Step], *, goes_on: bool) -> None:
        super().__init__(name, steps)
        self.goes_on = goes_on


class _StateStep(Step):
    """Another fill is being edited from now on, or none."""

    def __init__(self, reopening: Reopening, state: Reopened | None) -> None:
        super().__init__()
        self._reopening, self._state = reopening, state

    def redo(self) -> None:
        self._state = self._reopening.swap(self._state)

    undo = redo  # a swap undoes itself


class _OwnStep(Step):
    """Other settings of the window's own; those that it shares with others stay."""

    def __init__(self, session: Session, own: Own) -> None:
        super().__init__()
        self._session, self._own = session, own

    def redo(self) -> None:
        chosen = self._session.chosen
        self._session.adopt(replace(chosen, own=self._own))
        self._own = chosen.own

    undo = redo  # a swap undoes itself
