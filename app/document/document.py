"""The document: one photo that never changes, four planes painted over it, and the layers above it.

A layer may reach beyond the photo: what lies outside is not seen, and comes back when the layer is moved. A part of
it, however small, always lies in the photo, so that no layer is out of reach.

The document knows neither the history nor the window. Each verb here has an inverse of the same kind, so that an
undo command needs one line: insert_layer and take_layer undo each other, put_layer undoes itself, and planes
have swap.
"""

from __future__ import annotations

from collections.abc import Callable

from app.document.geometry import EMPTY, Box, Size
from app.document.layers import Layer
from app.document.layers.layer import Pixels, frozen_array, require_pixels
from app.document.observers import BoxCallback, BoxObservers
from app.document.planes.colours import ColourPlane
from app.document.planes.tiles import Plane


class Document:
    """A photo with its planes and layers.

    photo: (H, W, C) uint8 or uint16; C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, alpha straight. Copied if
    someone could still write to it.
    """

    def __init__(self, photo: Pixels) -> None:
        require_pixels(photo, "photo")
        self._photo: Pixels = frozen_array(photo)
        self._size = Size(photo.shape[1], photo.shape[0])
        self._hole, self._sketch, self._exclude = Plane(self._size), Plane(self._size), Plane(self._size)
        self._colours = ColourPlane(self._size)
        self._layers: tuple[Layer, ...] = ()
        self._last_id = 0
        self._contexts: tuple[Box, ...] = ()
        self._observers = BoxObservers()

    @property
    def photo(self) -> Pixels:
        """(H, W, C), read-only."""
        return self._photo

    @property
    def size(self) -> Size:
        return self._size

    @property
    def channels(self) -> int:
        """1 grey, 2 grey and alpha, 3 RGB, 4 RGBA."""
        return int(self._photo.shape[2])

    @property
    def hole(self) -> Plane:
        """True = to be filled."""
        return self._hole

    @property
    def sketch(self) -> Plane:
        """True = an edge that a fill should draw."""
        return self._sketch

    @property
    def colours(self) -> ColourPlane:
        """Colours that guide what a fill paints there. They are no pixels of the picture."""
        return self._colours

    @property
    def exclude(self) -> Plane:
        """True = pixels that a fill must not copy from."""
        return self._exclude

    @property
    def contexts(self) -> tuple[Box, ...]:
        """Boxes that a person drew: holes inside one are filled from what is seen there, and nowhere else."""
        return self._contexts

    def put_contexts(self, contexts: tuple[Box, ...]) -> tuple[Box, ...]:
        """Take these and return the old ones; putting those undoes it."""
        for box in contexts:
            if box.is_empty or box.clip(self._size) != box:
                raise ValueError(f"context {box} is not inside {self._size}")
        old, self._contexts = self._contexts, contexts
        return old

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Bottom first. The photo lies below all of them and is not among them."""
        return self._layers

    def layer(self, layer_id: int) -> Layer:
        """The layer with this id. Raises KeyError if there is none."""
        return self._layers[self._index_of(layer_id)]

    def new_layer_id(self) -> int:
        """An id that no layer of this document has had, so that undone layers keep theirs."""
        self._last_id += 1
        return self._last_id

    def insert_layer(self, index: int, layer: Layer) -> None:
        """Put a layer in so that it stands at this index; take_layer undoes it."""
        if not 0 <= index <= len(self._layers):
            raise IndexError(f"layer «{layer.name}»: index {index} is not in 0 .. {len(self._layers)}")
        if any(present.id == layer.id for present in self._layers):
            raise ValueError(f"layer «{layer.name}»: id {layer.id} is in the document already")
        self._require_fit(layer)
        self._last_id = max(self._last_id, layer.id)
        self._layers = (*self._layers[:index], layer, *self._layers[index:])
        self._tell(layer.box)

    def take_layer(self, layer_id: int) -> tuple[int, Layer]:
        """Take a layer out and return (index, layer), what insert_layer needs to put it back."""
        index = self._index_of(layer_id)
        layer = self._layers[index]
        self._layers = (*self._layers[:index], *self._layers[index + 1 :])
        self._tell(layer.box)
        return index, layer

    def put_layer(self, layer: Layer, changed: Box | None = None) -> Layer:
        """Put a layer in the place of the one with the same id and return the old one; putting that undoes it.

        changed: the box of the photo outside which both look the same, where that is known: a stroke on a mask.
        """
        index = self._index_of(layer.id)
        old = self._layers[index]
        self._require_fit(layer)
        self._layers = (*self._layers[:index], layer, *self._layers[index + 1 :])
        self._tell(old.box.union(layer.box) if changed is None else changed)
        return old

    def put_layers(self, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
        """Put these layers, bottom first, in the place of all and return the old ones; putting those undoes it."""
        if len({layer.id for layer in layers}) < len(layers):
            raise ValueError("two of the layers have the same id")
        for layer in layers:
            self._require_fit(layer)
        old, self._layers = self._layers, layers
        self._last_id = max((self._last_id, *(layer.id for layer in layers)))
        self._tell(_box_between(old, layers))
        return old

    def subscribe(self, callback: BoxCallback) -> Callable[[], None]:
        """Have the callback told the box of every layer that comes, goes or is replaced; returns what unsubscribes it.

        Told also for a new name or a hidden layer, so a list of layers can follow without another kind of observer.
        Planes have their own observers.
        """
        return self._observers.subscribe(callback)

    def _index_of(self, layer_id: int) -> int:
        for index, layer in enumerate(self._layers):
            if layer.id == layer_id:
                return index
        raise KeyError(f"no layer has id {layer_id}")

    def _tell(self, box: Box) -> None:
        """Only what lies in the photo is seen, however far a layer reaches."""
        self._observers.tell(box.clip(self._size))

    def _require_fit(self, layer: Layer) -> None:
        if layer.box.clip(self._size).is_empty:
            raise ValueError(f"layer «{layer.name}»: box {layer.box} is outside of {self._size}")
        if layer.pixels.dtype != self._photo.dtype or layer.pixels.shape[2] != self.channels:
            theirs = f"{layer.pixels.dtype} with {layer.pixels.shape[2]} channels"
            raise ValueError(f"layer «{layer.name}»: {theirs}; photo: {self._photo.dtype} with {self.channels}")


def _box_between(old: tuple[Layer, ...], new: tuple[Layer, ...]) -> Box:
    """The box in which two stacks can look different: around all layers between the first and the last difference."""
    while old and new and old[0] is new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] is new[-1]:
        old, new = old[:-1], new[:-1]
    box = EMPTY
    for layer in (*old, *new):
        box = box.union(layer.box)
    return box
