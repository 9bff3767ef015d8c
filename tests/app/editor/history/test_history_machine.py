"""The history over everything that can be done, in any order: undo all gives the first bytes, redo all the last.

Hypothesis plays a session: strokes on all planes, fills with candidates, fills opened again, layers and their masks,
undo, redo, jumps, the byte budget, saving and opening again. After each move the document must be, to the bit, what it
was when the history last stood there. That the machine sees faults is tested on planted ones: a step that loses a
tile, a layer put back at the wrong place, a part of
a joint step or a change of a layer that is not undone.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.softstroke import soft_segment
from app.document.maskdraft import MaskDraft
from app.document.planes import ColourDraft, Draft
from app.document.planes.colours import Colour
from app.document.planes.stroke import segment
from app.editor.files.projects import project_of
from app.editor.fills.filling import Filling
from app.editor.fills.kept import Fills
from app.editor.fills.reopening import Reopening
from app.editor.history import commands
from app.editor.history.holdings import Holdings
from app.editor.history.layersteps import MaskCommand
from app.editor.layers.layering import Layering
from app.editor.layers.masks import LayerMasks
from app.editor.layers.merging import Merging
from app.editor.layers.placing import Placing
from app.editor.numbers import MIB
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.editor.tools.frame import resized
from app.files.metadata import Metadata
from app.files.project import open_project, save_project
from app.files.settings import Settings
from app.worker import StepWorker
from tests.app.conftest import StubEngine, noise
from tests.app.editor.conftest import PromptErrands
from tests.app.editor.safety.kills.digest import digest_of
from tests.examples import examples

WIDTH, HEIGHT = 150, 140  # four tiles
PLANES = st.sampled_from(("hole", "sketch", "exclude"))
POINTS = st.tuples(st.integers(-5, WIDTH + 5), st.integers(-5, HEIGHT + 5))
PICKS = st.integers(0, 7)


def layered() -> Document:
    """With three layers over each other, so that their order counts from the first move on."""
    document = Document(noise(WIDTH, HEIGHT))
    for number in range(3):
        box = Box(10 * number, 10, 10 * number + 30, 40)
        pixels, alpha = noise(30, 30, seed=number), noise(30, 30, 1, seed=9)[..., 0]
        document.insert_layer(number, Layer(document.new_layer_id(), f"Layer {number}", box, pixels, alpha))
    return document


class Editing(RuleBasedStateMachine):
    """states: what the document was after so many steps; what was dropped by the budget is None."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(Settings(grow=0, feather=0))
        self.door = StepWorker(StubEngine())
        self.reopening = Reopening(self.session)
        self.filling = Filling(self.session, self.door, self.reopening)
        self.layering = Layering(self.session, lambda: self.current)
        self.merging = Merging(self.session, self.layering, PromptErrands())
        self.masks = LayerMasks(self.session, self.layering)
        self.placing = Placing(self.session, self.layering, PromptErrands(), self.session)
        self.placing.ask_edited = lambda: self.reopening.layer
        self.fills = Fills(self.session, self.filling, self.reopening, lambda: self.current)
        self.chosen = 0
        self._show(layered())

    @property
    def document(self) -> Document:
        assert self.session.document is not None
        return self.session.document

    @property
    def current(self) -> Layer | None:
        layers = self.document.layers
        return layers[self.chosen % len(layers)] if layers else None

    def _show(self, document: Document) -> None:
        self.session.show(OpenPhoto(document, Path("a.png"), Metadata()))
        self.states: list[str] = [digest_of(document)]

    def _do(self, deed: Callable[[], Any]) -> None:
        """What a deed did is one more step, or is part of the last; an edit that is left may go back instead."""
        revision, index = self.session.revision, self.session.history.index
        deed()
        if self.session.revision != revision and self.session.history.index >= index:
            del self.states[self.session.history.index :]
            self.states.append(digest_of(self.document))

    @rule(name=PLANES, start=POINTS, end=POINTS, radius=st.integers(1, 40), erase=st.booleans())
    def stroke(self, name: str, start: tuple[int, int], end: tuple[int, int], radius: int, erase: bool) -> None:
        plane = getattr(self.document, name)
        draft = Draft(plane)
        draft.paint(*segment(start, end, radius), erase=erase)
        patch = draft.finish()
        self._do(functools.partial(self.session.push_patch, "Stroke", plane, patch))

    @rule(colour=st.tuples(*[st.sampled_from((0, 9, 255))] * 3), start=POINTS, end=POINTS, radius=st.integers(1, 40))
    def colour(self, colour: Colour, start: tuple[int, int], end: tuple[int, int], radius: int) -> None:
        draft = ColourDraft(self.document.colours, colour)
        draft.paint(*segment(start, end, radius), erase=False)
        patch = draft.finish()
        self._do(functools.partial(self.session.push_patch, "Paint colour", self.document.colours, patch))

    @rule(verb=st.sampled_from(("invert_mask", "clear_mask", "clear_sketch", "reselect")))
    def mask(self, verb: str) -> None:
        self._do(getattr(self.session, verb))

    @rule(variants=st.integers(1, 3))
    def fill(self, variants: int) -> None:
        self.session.change(variants=variants)
        self._do(lambda: (self.filling.start(), self.door.step()))

    @rule(pick=PICKS, verb=st.sampled_from(("next_candidate", "keep_chosen", "toggle_edit", "leave")))
    def of_fills(self, pick: int, verb: str) -> None:
        self.chosen = pick
        self._do(getattr(self.fills, verb))

    @rule(pick=PICKS)
    def more(self, pick: int) -> None:
        self.chosen = pick
        self._do(lambda: (self.fills.more(), self.door.step()))

    @rule(
        pick=PICKS,
        verb=st.sampled_from(
            (
                "add",
                "duplicate",
                "remove",
                "toggle",
                "toggle_lock",
                "raise_layer",
                "lower_layer",
                "merge_down",
                "flatten",
            )
        ),
    )
    def layer(self, pick: int, verb: str) -> None:
        self.chosen = pick
        self._do(getattr(self.merging if verb in ("merge_down", "flatten") else self.layering, verb))

    @rule(
        pick=PICKS,
        by=st.tuples(st.integers(-80, 80), st.integers(-80, 80)),
        grows=st.tuples(st.sampled_from((0, 0, -9, 14)), st.sampled_from((0, 0, -9, 14))),
    )
    def place(self, pick: int, by: tuple[int, int], grows: tuple[int, int]) -> None:
        self.chosen = pick
        box = self.placing.begin()
        if box is not None:
            box = box.shift(*by)
            self.placing.put(resized(box, box.width + grows[0], box.height + grows[1], (-1, -1)))
            self._do(self.placing.accept)

    @precondition(lambda self: self.document.layers)
    @rule(pick=PICKS, opacity=st.sampled_from((0.0, 0.25, 0.5, 1.0)), drag=st.integers(0, 2))
    def opacity(self, pick: int, opacity: float, drag: int) -> None:
        layer = self.document.layers[pick % len(self.document.layers)]
        self._do(functools.partial(self.layering.set_opacity, layer.id, opacity, drag))

    @precondition(lambda self: self.document.layers)
    @rule(pick=PICKS, blend=st.sampled_from(("normal", "multiply", "screen")), name=st.sampled_from("abc"))
    def change(self, pick: int, blend: str, name: str) -> None:
        layer = self.document.layers[pick % len(self.document.layers)]
        self._do(functools.partial(self.layering.set_blend, layer.id, blend))
        self._do(functools.partial(self.layering.rename, layer.id, name))

    @rule(pick=PICKS, verb=st.sampled_from(("add", "remove", "apply", "invert")))
    def layer_mask(self, pick: int, verb: str) -> None:
        self.chosen = pick
        self._do(getattr(self.masks, verb))

    @precondition(lambda self: self.document.layers)
    @rule(pick=PICKS, start=POINTS, end=POINTS, radius=st.integers(1, 20), value=st.sampled_from((0, 255)))
    def paint_mask(self, pick: int, start: tuple[int, int], end: tuple[int, int], radius: int, value: int) -> None:
        layer = self.document.layers[pick % len(self.document.layers)]
        draft = MaskDraft(self.document, layer.id, value=value)
        draft.paint(*soft_segment(start, end, radius, 0.5))
        patch = draft.finish()
        if patch:
            self._do(lambda: self.session.push(MaskCommand("Paint", self.document, layer.id, patch)))

    @rule(at=POINTS, side=st.integers(1, 60), kept=st.integers(0, 2))
    def contexts(self, at: tuple[int, int], side: int, kept: int) -> None:
        box = Box(*at, at[0] + side, at[1] + side).clip(self.document.size)
        contexts = (*([] if box.is_empty else [box]), *self.document.contexts[:kept])
        if contexts != self.document.contexts:
            self._do(lambda: self.session.push(commands.ContextsCommand(self.document, contexts)))

    @rule()
    def undo(self) -> None:
        self.session.history.undo()

    @rule()
    def redo(self) -> None:
        self.session.history.redo()

    @rule(index=st.integers(0, 60))
    def jump(self, index: int) -> None:
        self.session.history.jump(index)

    @rule(budget=st.sampled_from((1, 3000, 20_000, 100_000, 512 * MIB)))
    def budget(self, budget: int) -> None:
        self.session.history.set_budget(budget)

    @rule()
    def save_and_open(self) -> None:
        photo = self.session.photo
        assert photo is not None
        before = digest_of(self.document)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.ora"
            save_project(path, project_of(photo, self.session.settings, None, None)())
            document = open_project(path).document
        assert digest_of(document) == before
        self._show(document)

    @invariant()
    def stands_where_it_stood(self) -> None:
        history = self.session.history
        assert history.stack.count() == len(self.states) - 1
        assert digest_of(self.document) == self.states[history.index]

    @invariant()
    def counts_what_it_holds(self) -> None:
        """As if it were all counted anew."""
        history, anew = self.session.history, Holdings()
        for number, step in enumerate(history.steps):
            anew.look(number, step)
        assert history.used == anew.used(self.document.layers)

    def teardown(self) -> None:
        try:
            self._go_through_all()
        finally:
            self.session.show(None)  # a history with steps in it would still speak while it is cleared away

    def _go_through_all(self) -> None:
        history = self.session.history
        floor, last = history.floor, len(self.states) - 1
        while history.can_undo:
            history.undo()
        assert history.index == floor
        assert digest_of(self.document) == self.states[floor]
        while history.index < last:
            history.redo()
        assert digest_of(self.document) == self.states[last]


SESSION = {"stateful_step_count": 30, "suppress_health_check": list(HealthCheck)}


def test_any_session_can_be_undone_and_done_again(qapp) -> None:
    run_state_machine_as_test(Editing, settings=examples(40, **SESSION))


@seed(3)  # of sessions that meet the faults soon
class Unsaved(Editing):
    """Opening again forgets the steps, and with them most of the faults that were planted."""

    save_and_open = None


def loses_a_tile(self: Any) -> None:
    patch = dict(
        list(self._plane.swap(self._patch if self._packed is None else commands.unpacked(self._packed)).items())[1:]
    )
    self._packed, self._patch = None, patch


def puts_back_on_top(self: Any) -> None:
    if self._taken is not None:
        self._document.insert_layer(len(self._document.layers), self._taken[1])
        self._taken = None


def forgets_the_last(self: Any) -> None:
    for step in reversed(self._steps[:-1]):
        step.undo()


def keeps_the_mask(self: Any) -> None:
    self._swap(drop_mask=False)


@pytest.mark.parametrize(
    ("kind", "verb", "fault"),
    [
        (commands.PatchCommand, "redo", loses_a_tile),
        (commands.RemoveLayerCommand, "undo", puts_back_on_top),
        (commands.JointStep, "undo", forgets_the_last),
        (commands.ReplaceLayerCommand, "undo", lambda _: None),
        (commands.ContextsCommand, "undo", lambda _: None),
        (MaskCommand, "undo", keeps_the_mask),
    ],
)
def test_a_planted_fault_is_found(qapp, monkeypatch: pytest.MonkeyPatch, kind: type, verb: str, fault: Any) -> None:
    monkeypatch.setattr(kind, verb, fault)
    # the first session that shows it will do
    soon = settings(max_examples=600, phases=[Phase.generate], database=None, **SESSION)
    with pytest.raises((AssertionError, KeyError)):
        run_state_machine_as_test(Unsaved, settings=soon)
