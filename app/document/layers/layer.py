"""Layers: what a fill leaves above the photo. A layer never changes; `dataclasses.replace` makes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import Box
from app.document.layers.fills import Fill
from app.document.layers.mask import LayerMask
from app.document.picking import picked

Pixels: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
Alpha: TypeAlias = npt.NDArray[np.uint8]

BLENDS = ("normal", "multiply", "screen", "overlay", "darken", "lighten")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A piece of picture with its own mask. Two layers are equal only if they are the same object.

    box:      where it lies on the photo, and beyond it if it was moved there
    pixels:   (h, w, C) uint8 or uint16, of the photo's dtype and channels
    alpha:    (h, w) uint8, how far the pixels replace what is below: 0 not at all, 255 wholly
    opacity:  0 .. 1, multiplies alpha
    note:     how it came to be, for people: device · seconds · weights
    blend:    one of BLENDS
    mask:     what a person painted on it, of the layer's own size; multiplies alpha
    locked:   whether the editor refuses to change it
    fill:     of a fill, what it was asked with and its other answers

    Arrays that someone could still write to are copied; all are read-only here.
    """

    id: int
    name: str
    box: Box
    pixels: Pixels
    alpha: Alpha
    visible: bool = True
    opacity: float = 1.0
    note: str = ""
    blend: str = "normal"
    mask: LayerMask | None = None
    locked: bool = False
    fill: Fill | None = None

    def __post_init__(self) -> None:
        require_pixels(self.pixels, f"layer «{self.name}»")
        shape = self.box.size.shape
        if self.pixels.shape[:2] != shape or self.alpha.shape != shape or self.box.is_empty:
            sizes = f"pixels {self.pixels.shape}, alpha {self.alpha.shape}"
            raise ValueError(f"layer «{self.name}»: {sizes} do not fit a box of {shape}")
        if self.alpha.dtype != np.uint8:
            raise ValueError(f"layer «{self.name}»: alpha is {self.alpha.dtype}, it must be uint8")
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"layer «{self.name}»: opacity {self.opacity} is not in 0 .. 1")
        if self.blend not in BLENDS:
            raise ValueError(f"layer «{self.name}»: there is no blend mode «{self.blend}»")
        if self.mask is not None and self.mask.size != self.box.size:
            raise ValueError(f"layer «{self.name}»: a mask of {self.mask.size} does not fit a box of {self.box.size}")
        object.__setattr__(self, "pixels", frozen_array(self.pixels))
        object.__setattr__(self, "alpha", frozen_array(self.alpha))

    def coverage(self, box: Box) -> Alpha:
        """(h, w) uint8: alpha times mask, to the nearest step. box: of the photo, inside the layer's own.

        To 8 bits on purpose: a mask that is applied, or written to a file that has one mask a layer, changes nothing.
        """
        place = box.shift(-self.box.x0, -self.box.y0)
        alpha: Alpha = self.alpha[place.slices]
        if self.mask is None:
            return alpha
        return product(alpha, self.mask.read(place))

    def picked_coverage(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Alpha:
        """The same where these rows and columns of the layer's own cross; both ascending."""
        alpha: Alpha = picked(self.alpha, rows, columns)
        return alpha if self.mask is None else product(alpha, self.mask.pick(rows, columns))


def product(alpha: Alpha, mask: Alpha) -> Alpha:
    """One share of the other, to the nearest step. Both (h, w) uint8."""
    shares = alpha * mask.astype(np.uint16)
    shares += 127
    covered: Alpha = (shares // 255).astype(np.uint8)
    return covered


def require_pixels(pixels: Pixels, what: str) -> None:
    """Raise ValueError unless pixels are (H, W, C) uint8 or uint16 with C in 1 .. 4 and at least one pixel."""
    if pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or pixels.size == 0:
        raise ValueError(f"{what}: pixels are {pixels.shape}, they must be (height, width, 1 to 4 channels)")
    if pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"{what}: pixels are {pixels.dtype}, they must be uint8 or uint16")


def frozen_array(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array itself if nobody can write to it, else a read-only copy."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:  # a read-only view does not help while its base can be written
            copy = array.copy()
            copy.setflags(write=False)
            return copy
        owner = owner.base
    return array
