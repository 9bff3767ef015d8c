"""The history against plain arrays: whatever is done and undone, planes and layers follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.planes import ColourDraft, Draft, Plane
from app.document.planes.colours import Colour
from app.document.planes.shapes import Rectangle, rectangle
from app.editor.history import history as module
from app.editor.history.commands import FillCommand, PatchCommand, packed, unpacked
from app.editor.layers.layering import Layering
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.photo import Metadata
from app.files.settings import Settings
from tests.app.conftest import noise
from tests.app.document.conftest import dab
from tests.examples import examples

WIDTH, HEIGHT = 300, 200


class History(RuleBasedStateMachine):
    """Strokes, verbs of the mask, fills, layers, undo and redo; beside it a list of what it should look like."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(Settings())
        self.document = Document(noise(WIDTH, HEIGHT))
        self.session.show(OpenPhoto(self.document, None, Metadata()))  # type: ignore[arg-type]
        self.kept = module.UNPACKED_STEPS
        module.UNPACKED_STEPS = 1  # so that steps are packed within the few of a run
        self.states = [self.state()]
        self.now = 0
        self.saved: int | None = 0  # the state that lies on the disk, if undo can still reach it

    def teardown(self) -> None:
        module.UNPACKED_STEPS = self.kept

    def state(self) -> tuple:
        document = self.document
        planes = (document.hole, document.sketch, document.colours)
        read = [plane.read(Box(0, 0, WIDTH, HEIGHT)).tobytes() for plane in planes]  # type: ignore[attr-defined]
        return (*read, tuple((layer.id, layer.visible, layer.name) for layer in self.document.layers))

    def done(self) -> None:
        if self.session.stack.count() and self.session.stack.index() > self.now:
            if self.saved is not None and self.saved > self.now:
                self.saved = None  # it was among the undone steps, whose place the new one takes
            self.states = [*self.states[: self.now + 1], self.state()]
            self.now += 1
            self.dropped()  # not after a verb that had nothing to do: undo may have left more than the budget

    def dropped(self) -> None:
        # Only here: undo takes layers out of the document, which only the history holds from then on.
        history = self.session.history
        assert history.used <= history.budget or history.floor >= history.index - 1
        if self.saved is not None and self.saved < self.session.history.floor:
            self.saved = None

    @rule(kib=st.integers(0, 200))
    def budget(self, kib: int) -> None:
        self.session.history.set_budget(kib * 1024)
        self.dropped()

    @rule()
    def save(self) -> None:
        self.session.saved_to(Path("photo.png"), self.session.revision)
        self.saved = self.now

    @rule(index=st.integers(0, 30))
    def jump(self, index: int) -> None:
        history = self.session.history
        history.jump(index)
        self.now = min(max(index, history.floor), len(self.states) - 1)

    @rule(
        x=st.floats(0, WIDTH), y=st.floats(0, HEIGHT), radius=st.floats(1, 90), erase=st.booleans(), pen=st.booleans()
    )
    def stroke(self, x: float, y: float, radius: float, erase: bool, pen: bool) -> None:
        plane: Plane = self.document.sketch if pen else self.document.hole
        draft = Draft(plane)
        draft.paint(*dab((x, y), radius), erase=erase)
        self.session.push_patch("Stroke", plane, draft.finish())
        self.done()

    @rule(
        x=st.floats(0, WIDTH),
        y=st.floats(0, HEIGHT),
        radius=st.floats(1, 90),
        erase=st.booleans(),
        colour=st.tuples(*[st.integers(0, 255)] * 3),
    )
    def colour_stroke(self, x: float, y: float, radius: float, erase: bool, colour: Colour) -> None:
        draft = ColourDraft(self.document.colours, colour)
        draft.paint(*dab((x, y), radius), erase=erase)
        self.session.push_patch("Paint colour", self.document.colours, draft.finish())
        self.done()

    @rule(verb=st.sampled_from(["clear_mask", "clear_sketch", "invert_mask", "reselect"]))
    def verb(self, verb: str) -> None:
        getattr(self.session, verb)()
        self.done()

    @precondition(lambda self: not self.document.hole.is_empty)
    @rule()
    def fill(self) -> None:
        taken = {name: getattr(self.document, name).snapshot() for name in ("hole", "sketch", "colours")}
        pixels, alpha = np.zeros((4, 5, 3), dtype=np.uint8), np.full((4, 5), 255, dtype=np.uint8)
        number = self.document.new_layer_id()
        layer = Layer(number, "Fill", Box(3, 2, 8, 6), pixels, alpha)
        self.session.keep_fill("Fill", [FillCommand("Fill", self.document, (layer,), ())], taken)
        assert self.document.hole.is_empty
        assert self.document.colours.is_empty
        self.done()

    @precondition(lambda self: self.document.layers)
    @rule(pick=st.integers(0, 99), what=st.sampled_from(["hide", "remove", "rename"]))
    def layer(self, pick: int, what: str) -> None:
        layer = self.document.layers[pick % len(self.document.layers)]
        if what == "hide":
            Layering(self.session, lambda: None).show(layer.id, visible=not layer.visible)
        elif what == "remove":
            Layering(self.session, lambda: None).delete(layer.id)
        else:
            Layering(self.session, lambda: None).rename(layer.id, f"Layer {pick}")
        self.done()

    @rule()
    def undo(self) -> None:
        self.step_back()

    @rule()
    def redo(self) -> None:
        self.step_forth()

    def step_back(self) -> None:
        self.session.history.undo()
        self.now = max(self.now - 1, self.session.history.floor)

    def step_forth(self) -> None:
        self.session.history.redo()
        self.now = min(self.now + 1, len(self.states) - 1)

    @rule(steps=st.integers(2, 30))
    def back_and_forth(self, steps: int) -> None:
        for _ in range(min(steps, self.now)):
            self.step_back()  # stays where it is at the floor
            assert self.state() == self.states[self.now]
        for _ in range(steps):
            self.step_forth()
            assert self.state() == self.states[self.now]

    @invariant()
    def looks_as_it_should(self) -> None:
        assert self.session.stack.index() == self.now
        assert self.state() == self.states[self.now]

    @invariant()
    def tells_the_truth(self) -> None:
        history = self.session.history
        assert self.session.is_modified == (self.now != self.saved)
        assert history.can_undo == (self.now > history.floor)


def test_inverting_turns_every_pixel_round() -> None:
    session, document = Session(Settings()), Document(noise(WIDTH, HEIGHT))
    session.show(OpenPhoto(document, None, Metadata()))  # type: ignore[arg-type]
    session.push_patch("Mask", document.hole, document.hole.patch_to(np.eye(HEIGHT, WIDTH, dtype=np.bool_)))
    session.invert_mask()
    assert np.array_equal(document.hole.read(Box(0, 0, WIDTH, HEIGHT)), ~np.eye(HEIGHT, WIDTH, dtype=np.bool_))


History.TestCase.settings = examples(40, stateful_step_count=25)
TestHistory = History.TestCase


def test_packed_tiles_come_back_the_same() -> None:
    document = Document(noise(WIDTH, HEIGHT))
    rng = np.random.default_rng(3)
    patch = document.hole.patch_to(rng.random((HEIGHT, WIDTH)) > 0.5)
    patch[0, 0] = None
    back = unpacked(packed(patch))
    assert back.keys() == patch.keys()
    for key, tile in patch.items():
        same = back[key]
        assert (tile is None and same is None) or np.array_equal(tile, same)
        assert same is None or not same.flags.writeable


def test_packed_colours_come_back_the_same_in_fewer_bytes() -> None:
    document = Document(noise(WIDTH, HEIGHT))
    draft = ColourDraft(document.colours, (200, 90, 0))
    draft.paint(*dab((WIDTH / 2, HEIGHT / 2), 40), erase=False)
    step = PatchCommand("Paint colour", document.colours, draft.finish())
    step.redo()
    painted = document.colours.snapshot()
    assert step.tile_bytes == 0  # there was nothing
    step.undo()
    assert step.tile_bytes == sum(tile.nbytes for tile in painted.values()) >= 128 * 128 * 4
    step.pack()
    assert 0 < step.tile_bytes < 2000 * len(painted)
    step.redo()
    again = document.colours.snapshot()
    assert {key: tile.tobytes() for key, tile in again.items()} == {key: t.tobytes() for key, t in painted.items()}
    assert not any(tile.flags.writeable for tile in again.values())


def test_strokes_are_cleared_and_colours_stay_and_count_as_work() -> None:
    session, document = Session(Settings()), Document(noise(WIDTH, HEIGHT))
    session.show(OpenPhoto(document, Path("a.png"), Metadata()))
    session.clear_sketch()
    assert session.stack.count() == 0
    draft = Draft(document.sketch)
    draft.paint(*dab((20, 20), 5), erase=False)
    session.push_patch("Draw", document.sketch, draft.finish())
    colour = ColourDraft(document.colours, (1, 2, 3))
    colour.paint(*dab((40, 20), 5), erase=False)
    session.push_patch("Paint", document.colours, colour.finish())
    session.clear_sketch()
    assert document.sketch.is_empty
    assert not document.colours.is_empty
    assert session.is_only_here
    session.push_patch("Clear", document.colours, document.colours.clear_patch())
    assert not session.is_only_here
    session.history.jump(2)
    assert not document.sketch.is_empty
    assert not document.colours.is_empty


def test_a_tile_that_stands_in_many_places_counts_once() -> None:
    plane = Plane(Size(1280, 1280))
    step = PatchCommand("Select", plane, dict(rectangle(Rectangle(0, 0, 1280, 1280), plane.size)))
    step.redo()
    step.undo()
    assert step.tile_bytes == 128 * 128
    step.pack()
    assert 0 < step.tile_bytes < 200
    step.redo()
    assert plane.read(Box.of(plane.size)).all()
    assert len({id(tile) for tile in plane.snapshot().values()}) == 1
