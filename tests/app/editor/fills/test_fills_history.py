"""Fills, choices and edits in any order: all of it undone is the start, all of it done again is the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.document import Document
from app.document.layers import Layer
from app.document.planes import ColourDraft, Draft
from app.document.planes.colours import Colour
from app.editor.fills.filling import Filling
from app.editor.fills.kept import Fills
from app.editor.fills.reopening import Reopening
from app.editor.history.commands import RemoveLayerCommand
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.photo import Metadata
from app.files.settings import Settings
from app.worker import StepWorker
from app.worker.requests import Job
from tests.app.conftest import StubEngine, noise
from tests.app.document.conftest import dab
from tests.examples import examples

WIDTH, HEIGHT = 260, 180


class FillsAndHistory(RuleBasedStateMachine):
    """Everything that can be done to fills, without a window."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = StubEngine()
        self.door = StepWorker(self.engine)
        self.asked: list[Job] = []
        self.door.done.connect(lambda finished: self.asked.append(finished.job))
        self.session = Session(Settings(grow=0, feather=0))
        self.reopening = Reopening(self.session)
        self.filling = Filling(self.session, self.door, self.reopening)
        self.number = 0
        self.fills = Fills(self.session, self.filling, self.reopening, self.chosen)
        self.document = Document(noise(WIDTH, HEIGHT))
        self.session.show(OpenPhoto(self.document, None, Metadata()))  # type: ignore[arg-type]
        self.start = self.state()

    def chosen(self) -> Layer | None:
        layers = self.document.layers
        return layers[self.number % len(layers)] if layers else None

    def state(self) -> tuple[Any, ...]:
        """Layers are compared by identity: undo brings back the very ones."""
        planes = tuple(
            frozenset((key, tile.tobytes()) for key, tile in getattr(self.document, name).snapshot().items())
            for name in ("hole", "sketch", "exclude", "colours")
        )
        return self.document.layers, planes, self.reopening.state

    @rule(number=st.integers(0, 5))
    def choose_layer(self, number: int) -> None:
        self.number = number

    @rule(
        x=st.integers(0, WIDTH), y=st.integers(0, HEIGHT), plane=st.sampled_from(["hole", "hole", "sketch", "exclude"])
    )
    def paint(self, x: int, y: int, plane: str) -> None:
        draft = Draft(getattr(self.document, plane))
        draft.paint(*dab((x, y), 12.0), erase=False)
        self.session.push_patch("Stroke", getattr(self.document, plane), draft.finish())

    @rule(x=st.integers(0, WIDTH), y=st.integers(0, HEIGHT), colour=st.tuples(*[st.integers(0, 255)] * 3))
    def paint_colour(self, x: int, y: int, colour: Colour) -> None:
        draft = ColourDraft(self.document.colours, colour)
        draft.paint(*dab((x, y), 12.0), erase=False)
        self.session.push_patch("Paint colour", self.document.colours, draft.finish())

    @precondition(lambda self: self.session.has_hole)
    @rule(variants=st.integers(1, 4))
    def fill(self, variants: int) -> None:
        self.session.change(variants=variants)
        edited, before = self.reopening.layer, len(self.document.layers)
        painted = not self.document.colours.is_empty
        self.filling.start()
        self.door.step()
        assert self.reopening.state is None
        assert self.document.colours.is_empty
        assert (self.engine.requests[-1].colours is not None) == painted
        if edited is not None:
            assert len(self.document.layers) == before
            assert self.document.layer(edited.id) is not edited
            if self.document.layers[0].id == edited.id:  # nothing but the photo is below it
                assert np.array_equal(self.engine.requests[-1].photo, self.below())

    def below(self) -> np.ndarray:
        """The photo in the window of the last request."""
        job = self.asked[-1]
        return self.document.photo[job.window.slices]

    @precondition(lambda self: self.fills.can_edit and not self.fills.is_editing)
    @rule(x=st.integers(0, WIDTH), y=st.integers(0, HEIGHT), variants=st.integers(1, 3))
    def edit_and_fill_again(self, x: int, y: int, variants: int) -> None:
        self.fills.toggle_edit()
        assert self.fills.is_editing
        self.paint(x, y, "hole")
        self.fill(variants)

    @precondition(lambda self: self.fills.has_choice)
    @rule(number=st.integers(0, 5))
    def choose(self, number: int) -> None:
        self.fills.choose(number)

    @precondition(lambda self: self.fills.layer is not None and not self.session.has_hole and self.fills.can_have_more)
    @rule()
    def more(self) -> None:
        self.fills.more()
        self.door.step()

    @precondition(lambda self: self.fills.has_choice)
    @rule()
    def keep_chosen(self) -> None:
        self.fills.keep_chosen()

    @precondition(lambda self: self.fills.layer is not None)
    @rule()
    def edit_or_leave(self) -> None:
        self.fills.toggle_edit()

    @precondition(lambda self: self.document.layers)
    @rule()
    def delete(self) -> None:
        layer = self.chosen()
        assert layer is not None
        self.session.push(RemoveLayerCommand(self.document, layer))

    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.session.history.undo()

    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.session.history.redo()

    @rule()
    def there_and_back(self) -> None:
        now, index = self.state(), self.session.history.index
        self.session.history.jump(0)
        assert self.state() == self.start
        self.session.history.jump(index)
        assert self.state() == now

    @invariant()
    def layers_show_their_chosen_candidates(self) -> None:
        for layer in self.document.layers:
            if layer.fill is not None:
                one = layer.fill.candidates[layer.fill.chosen]
                assert one.pixels is layer.pixels
                assert np.array_equal(one.alpha, layer.alpha)
                assert one.box == layer.box

    def teardown(self) -> None:
        self.filling.forget()
        self.session.history.clear()


FillsAndHistory.TestCase.settings = examples(60, stateful_step_count=25)
TestFillsAndHistory = pytest.mark.usefixtures("qapp")(FillsAndHistory.TestCase)
