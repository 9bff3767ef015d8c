"""Editing at random, with undo, beside a model that keeps whole copies: the machine that runs on any undo stack."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.document import Document, compose
from app.document.geometry import EMPTY, Box, Point, Size
from app.document.layers import Layer
from app.document.planes import ColourDraft, ColourPlane, Draft, Plane
from app.document.planes.stroke import segment
from tests.examples import examples

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[Any]  # of a plane: (h, w) bool, or (h, w, 4) of painted colours
SIZE = Size(300, 150)  # 3 × 2 tiles, cut at the right and at the bottom
WHOLE = Box.of(SIZE)
PLANES = ("hole", "sketch", "colours")
COLOURS = [(0, 0, 0), (200, 30, 0), (0, 0, 7)]

points = st.tuples(st.integers(-30, SIZE.width + 30), st.integers(-30, SIZE.height + 30))
# from, to, radius, erase
Touch = tuple[tuple[int, int], tuple[int, int], float, bool]
touches = st.tuples(points, points, st.sampled_from([0.8, 6.0, 25.0, 70.0]), st.booleans())
names = st.sampled_from(PLANES)


def dab(center: Point, radius: float, *, within: Box | None = None) -> tuple[Box, Mask]:
    """One touch of the brush: (box, coverage (h, w) bool of the box)."""
    return segment(center, center, radius, within=within)


class Step(Protocol):
    """One step of the history, as a QUndoCommand has it."""

    def redo(self) -> None: ...

    def undo(self) -> None: ...


class Stack(Protocol):
    """What the machine asks of an undo stack. push calls redo, as a QUndoStack does."""

    def push(self, step: Step) -> None: ...

    def undo(self) -> None: ...

    def redo(self) -> None: ...

    def close(self) -> None: ...


class SwapPatch:
    def __init__(self, plane: Plane | ColourPlane, patch: dict[tuple[int, int], Pixels | None]) -> None:
        self._plane, self._patch = plane, patch

    def redo(self) -> None:
        self._patch = self._plane.swap(self._patch)

    undo = redo


class AddLayer:
    def __init__(self, document: Document, index: int, layer: Layer) -> None:
        self._document, self._place = document, (index, layer)

    def redo(self) -> None:
        self._document.insert_layer(*self._place)

    def undo(self) -> None:
        self._place = self._document.take_layer(self._place[1].id)


class TakeLayer:
    def __init__(self, document: Document, layer_id: int) -> None:
        self._document, self._id = document, layer_id

    def redo(self) -> None:
        self._place = self._document.take_layer(self._id)

    def undo(self) -> None:
        self._document.insert_layer(*self._place)


class PutLayer:
    def __init__(self, document: Document, layer: Layer) -> None:
        self._document, self._layer = document, layer

    def redo(self) -> None:
        self._layer = self._document.put_layer(self._layer)

    undo = redo


@dataclasses.dataclass(frozen=True)
class Content:
    """The model's whole document: plain arrays that are never written to."""

    planes: dict[str, Pixels]
    layers: tuple[Layer, ...] = ()

    def plane(self, name: str) -> Pixels:
        return self.planes[name]

    def with_plane(self, name: str, pixels: Pixels) -> Content:
        return dataclasses.replace(self, planes={**self.planes, name: pixels})


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """A layer with id 0."""
    x0, y0 = draw(st.integers(0, SIZE.width - 1)), draw(st.integers(0, SIZE.height - 1))
    box = Box(x0, y0, x0 + draw(st.integers(1, 90)), y0 + draw(st.integers(1, 90))).clip(SIZE)
    pixels = np.full((*box.size.shape, 3), draw(st.integers(0, 255)), dtype=np.uint8)
    alpha = np.full(box.size.shape, draw(st.sampled_from([0, 90, 255])), dtype=np.uint8)
    return Layer(0, "Fill", box, pixels, alpha, draw(st.booleans()), draw(st.sampled_from([0.4, 1.0])))


class Editing(RuleBasedStateMachine):
    """Each rule does one thing to the document and the same to the model; the invariants compare the two."""

    new_stack: Callable[[], Stack]

    def __init__(self) -> None:
        super().__init__()
        self.document, self.stack = Document(np.full((*SIZE.shape, 3), 77, dtype=np.uint8)), self.new_stack()
        nothing = {name: empty(name) for name in PLANES}
        self.history, self.index = [Content(nothing)], 0
        self.touched: list[str] = [""]  # which plane each entry of the history changed
        self.drafts: dict[str, Draft | ColourDraft] = {}
        self.paints: dict[str, Any] = {}  # the pixel that each draft paints
        self.live: dict[str, Pixels] = {}  # what each drafted plane shows
        self.snapshots: list[tuple[dict[tuple[int, int], Pixels], list[bytes]]] = []
        # What a canvas shows that redraws the told boxes and nothing else.
        self.shown: dict[str, npt.NDArray[Any]] = {name: empty(name) for name in PLANES}
        self.shown["pixels"] = self.document.photo.copy()
        for name in PLANES:
            self.plane(name).subscribe(lambda box, name=name: self.redraw(name, box, self.plane(name).read))  # type: ignore[misc]
        self.document.subscribe(lambda box: self.redraw("pixels", box, lambda part: compose(self.document, part)))

    def plane(self, name: str) -> Any:
        return getattr(self.document, name)

    def redraw(self, name: str, box: Box, read: Callable[[Box], npt.NDArray[Any]]) -> None:
        assert box == box.clip(SIZE)
        assert not box.is_empty
        self.shown[name][box.slices] = read(box)

    @property
    def now(self) -> Content:
        return self.history[self.index]

    def push(self, step: Step, after: Content, touched: str = "") -> None:
        self.stack.push(step)
        del self.history[self.index + 1 :], self.touched[self.index + 1 :]
        self.history.append(after)
        self.touched.append(touched)
        self.index += 1
        self.end_draft(touched)

    def end_draft(self, name: str) -> None:
        """The model's side of a draft that something else took off."""
        if self.drafts.pop(name, None) is not None:
            del self.live[name]

    # Strokes

    @rule(name=names, colour=st.sampled_from(COLOURS))
    def press(self, name: str, colour: tuple[int, int, int]) -> None:
        if name == "colours":
            self.drafts[name], self.paints[name] = ColourDraft(self.document.colours, colour), (*colour, 255)
        else:
            self.drafts[name], self.paints[name] = Draft(self.plane(name)), True
        self.live[name] = self.now.plane(name)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data(), touch=touches)
    def move(self, data: Any, touch: Touch) -> None:
        self.paint(self.drawn_draft(data), touch)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def release(self, data: Any) -> None:
        self.keep(self.drawn_draft(data))

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def abort(self, data: Any) -> None:
        self.drop(self.drawn_draft(data))

    @rule(
        name=names,
        colour=st.sampled_from(COLOURS),
        path=st.lists(touches, min_size=1, max_size=3),
        end=st.sampled_from(["keep", "drop", "leave"]),
    )
    def stroke(self, name: str, colour: tuple[int, int, int], path: list[Touch], end: str) -> None:
        """A whole stroke at once: with single events alone, two strokes on one tile would be rare."""
        self.press(name, colour)
        for touch in path:
            self.paint(name, touch)
        if end == "keep":
            self.keep(name)
        elif end == "drop":
            self.drop(name)

    def drawn_draft(self, data: Any) -> str:
        return str(data.draw(st.sampled_from(sorted(self.drafts))))

    def paint(self, name: str, touch: Touch) -> None:
        a, b, radius, erase = touch
        box, coverage = segment(a, b, radius)
        self.drafts[name].paint(box, coverage, erase=erase)
        wide = padded(self.live[name], 120)
        wide[box.y0 + 120 : box.y1 + 120, box.x0 + 120 : box.x1 + 120][coverage] = 0 if erase else self.paints[name]
        self.live[name] = wide[120:-120, 120:-120]

    def keep(self, name: str) -> None:
        patch, painted = self.drafts.pop(name).finish(), self.live.pop(name)
        np.testing.assert_array_equal(self.plane(name).read(WHOLE), self.now.plane(name))
        assert bool(patch) == bool((painted != self.now.plane(name)).any())
        if patch:
            self.push(SwapPatch(self.plane(name), patch), self.now.with_plane(name, painted), name)

    def drop(self, name: str) -> None:
        self.drafts[name].abort()
        self.end_draft(name)

    # Whole planes

    @rule(name=names)
    def clear(self, name: str) -> None:
        patch = self.plane(name).clear_patch()
        self.end_draft(name)
        assert bool(patch) == bool(self.now.plane(name).any())
        if patch:
            after = self.now.with_plane(name, empty(name))
            self.push(SwapPatch(self.plane(name), patch), after, name)

    @rule(name=st.sampled_from(["hole", "sketch"]), corner=points)
    def invert_above(self, name: str, corner: tuple[int, int]) -> None:
        wanted = self.now.plane(name).copy()
        part = Box(0, 0, max(corner[0], 0), max(corner[1], 0)).clip(SIZE).slices
        wanted[part] = ~wanted[part]
        patch = self.plane(name).patch_to(wanted)
        self.end_draft(name)
        assert bool(patch) == bool((wanted != self.now.plane(name)).any())
        if patch:
            self.push(SwapPatch(self.plane(name), patch), self.now.with_plane(name, wanted), name)

    # Layers

    @rule(layer=layers(), data=st.data())
    def add_layer(self, layer: Layer, data: Any) -> None:
        present = self.now.layers
        index = data.draw(st.integers(0, len(present)))
        added = dataclasses.replace(layer, id=self.document.new_layer_id())
        assert all(added.id != other.id for content in self.history for other in content.layers)
        after = dataclasses.replace(self.now, layers=(*present[:index], added, *present[index:]))
        self.push(AddLayer(self.document, index, added), after)

    @precondition(lambda self: self.now.layers)
    @rule(data=st.data())
    def take_layer(self, data: Any) -> None:
        taken = data.draw(st.sampled_from(self.now.layers))
        after = dataclasses.replace(self.now, layers=tuple(layer for layer in self.now.layers if layer is not taken))
        self.push(TakeLayer(self.document, taken.id), after)

    @precondition(lambda self: self.now.layers)
    @rule(layer=layers(), data=st.data())
    def change_layer(self, layer: Layer, data: Any) -> None:
        old = data.draw(st.sampled_from(self.now.layers))
        new = dataclasses.replace(layer, id=old.id)
        after = dataclasses.replace(self.now, layers=tuple(new if each is old else each for each in self.now.layers))
        self.push(PutLayer(self.document, new), after)

    # History

    @rule()
    def undo(self) -> None:
        self.stack.undo()
        if self.index > 0:
            self.end_draft(self.touched[self.index])
            self.index -= 1

    @rule()
    def redo(self) -> None:
        self.stack.redo()
        if self.index + 1 < len(self.history):
            self.index += 1
            self.end_draft(self.touched[self.index])

    @rule(name=names)
    def take_snapshot(self, name: str) -> None:
        snapshot = self.plane(name).snapshot()
        self.snapshots.append((snapshot, [tile.tobytes() for tile in snapshot.values()]))

    @invariant()
    def planes_are_as_in_the_model(self) -> None:
        for name in PLANES:
            expected = self.live.get(name, self.now.plane(name))
            plane = self.plane(name)
            np.testing.assert_array_equal(plane.read(WHOLE), expected)
            np.testing.assert_array_equal(self.shown[name], expected)
            assert plane.is_empty == (not expected.any())
            assert plane.bounds() == _hull(expected)
            assert (name in self.drafts) == (name in self.live)
        assert not any(draft.has_ended for draft in self.drafts.values())

    @invariant()
    def layers_are_as_in_the_model(self) -> None:
        assert self.document.layers == self.now.layers
        np.testing.assert_array_equal(self.shown["pixels"], compose(self.document, WHOLE))

    @invariant()
    def snapshots_stay_true(self) -> None:
        for snapshot, held in self.snapshots[-3:]:
            assert [tile.tobytes() for tile in snapshot.values()] == held

    def teardown(self) -> None:
        while self.index > 0:
            self.undo()
            self.planes_are_as_in_the_model()
            self.layers_are_as_in_the_model()
        self.stack.close()


def empty(name: str) -> Pixels:
    return np.zeros((*SIZE.shape, 4), np.uint8) if name == "colours" else np.zeros(SIZE.shape, np.bool_)


def padded(pixels: Pixels, margin: int) -> Pixels:
    """With so many empty pixels around."""
    return np.pad(pixels, ((margin, margin), (margin, margin), (0, 0))[: pixels.ndim])


def _hull(picture: Pixels) -> Box:
    ys, xs = np.nonzero(picture if picture.ndim == 2 else picture[..., 3])
    return Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1) if len(xs) else EMPTY


@pytest.fixture
def edit_at_random() -> Callable[[Callable[[], Stack]], None]:
    """Runs the machine, with stacks from the given maker."""

    def run(new_stack: Callable[[], Stack]) -> None:
        machine = type("EditingOnAStack", (Editing,), {"new_stack": staticmethod(new_stack)})
        run_state_machine_as_test(machine, settings=examples(50, stateful_step_count=30))

    return run
