"""The network's picture of one crop: one pass, or several from coarse to fine where the hole is wide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.masked import chosen
from model.inference.planes import to_planes
from model.inference.seam import distance_to

REACH = 64.0
"""How far from known pixels the network may be asked to paint in one pass, in pixels of working size."""

BAND = 24.0
"""How far from them a finer pass paints anew what a coarser one has painted."""

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the network sees of a crop at one working size.

    rgb: (h, w, 3) float32 in [-1, 1].  unseen: (h, w) bool, hole and whatever else is not to be looked at.
    strokes: (h, w) bool or None.  h, w: multiples of 8.
    painted: (h, w) bool or None, the unseen pixels for which somebody painted a colour: rgb has that there.
    """

    rgb: NDArray[np.float32]
    unseen: NDArray[np.bool_]
    strokes: NDArray[np.bool_] | None = None
    painted: NDArray[np.bool_] | None = None

    @property
    def blank(self) -> NDArray[np.bool_]:
        """What the network has to make up: (h, w) bool. A painted colour is shown to it as if it were the photo's."""
        return self.unseen if self.painted is None else self.unseen & ~self.painted

    @property
    def asked(self) -> NDArray[np.bool_] | None:
        """Where somebody drew or painted what is wanted: (h, w) bool, None without any."""
        planes = [plane for plane in (self.strokes, self.painted) if plane is not None]
        return np.logical_or.reduce(planes) if planes else None

    def answer(self, run: Run) -> NDArray[np.float32]:
        """The network's picture of all pixels, known ones too: (h, w, 3) float32."""
        import cv2

        refined = run(to_planes(self.rgb, self.blank, self.strokes))[0]
        return np.asarray(cv2.merge([*refined]))  # a tenth of the time of a transposed copy

    def finer(self, run: Run, coarse: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
        """The network's picture where the inner part of the hole is taken from a coarser one.

        What the network fills is a band along the hole's border, from where it sees both the photo and the coarse
        picture.  coarse: (h', w', 3) float32, of any size, of the same part of the photo.  size: (width, height) of
        this view without its padding.
        """
        import cv2

        height, width = self.unseen.shape
        enlarged: NDArray[Any] = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
        pads = ((0, height - size[1]), (0, width - size[0]), (0, 0))
        inner = depth_of(self.unseen) > BAND
        # Farther inside, what was painted has become part of the coarse picture.
        made = self.unseen if self.painted is None else self.unseen & (inner | ~self.painted)
        base = chosen(made, np.pad(enlarged, pads, mode="symmetric"), self.rgb)
        answer = View(base, self.unseen & ~inner, self.strokes, self.painted).answer(run)
        return chosen(inner, base, answer)


def depth_of(hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far every pixel of the hole is from the nearest known one, in pixels, 0 outside: (H, W) float32."""
    return distance_to(~hole)


def shrinking(hole: NDArray[np.bool_]) -> list[float]:
    """Sizes of the passes that a hole needs, as shares of its working size, coarsest first; the last one is 1.

    Each pass doubles the size of the one before it. In the first the network sees known pixels from everywhere.
    """
    deepest = float(depth_of(hole).max())
    shares = [1.0]
    while deepest * shares[0] > REACH:
        shares.insert(0, shares[0] / 2)
    return shares
