"""A crop reduced to what is looked at, with the strokes over it: how far pixels are from them, and where edges are."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.inference.selection.cutting import cut, two_channels
from model.inference.selection.evidence import Evidence
from model.inference.selection.reaching import reach

Mask: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]
Values: TypeAlias = NDArray[Any]
Rims: TypeAlias = list[tuple[slice, slice]]

_WALKED = 112  # longer side of the picture on which ways are measured
_STEP, _BESIDE, _EDGE = 0.01, 0.05, 0.02  # what a step costs; of unlikely colours; of a mean edge
_FAR = 0.5  # of the way from the strokes to what is farthest: pixels beyond it are at first taken as around the thing
_NEAR = 0.3  # of the strokes' longer side: nearer ones may be of a thing that the photo's border cuts
_FREE = 0.1  # of that side: so far from the strokes nothing speaks against a pixel
_LIKELY = 3.0  # odds that nearness is worth at first, when colours are not known well
_SAID = 20.0  # an unwanted pixel counts for so many
_GUESSED = 0.3  # a pixel of an answer counts for so many of a stroke's
_RING = 0.25  # of the crop's longer side around an answer: what is there is not it
_STRONG = 80.0  # per cent of what is near an outline has weaker edges than those that count as its own
_ALL = 0.9  # of the crop: strokes over so much of it are meant as they are
_LEAST_EXTENT = 6.0  # reduced pixels
_HIGHEST = 255  # of a byte


class Look:
    """What is asked again and again while an outline is looked for."""

    def __init__(self, pixels: Bytes, strokes: tuple[Values, Values], rims: Rims, longest: int) -> None:
        """pixels: (H, W, 3), the crop.  strokes: (H, W), see `cover_of`.  longest: of the sides of what is seen."""
        import cv2

        small = reduced(pixels, longest)
        self._shape = (small.shape[1], small.shape[0])
        self.yes, no = (self._covered(stroke) for stroke in strokes)
        if not self.yes.any():  # thinner than the reduced pixels
            self.yes = cv2.resize(strokes[0], self._shape, interpolation=cv2.INTER_AREA) > 0
        self._no = no
        self.yes &= ~no
        lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 0.7), cv2.COLOR_RGB2Lab).astype(np.float32)
        self._evidence, self._channels = Evidence(lab), two_channels(lab)
        self._edges = _edges(lab)
        self._rim = np.zeros_like(self.yes)
        for rim in rims:
            self._rim[rim] = True
        self._rim &= ~self.yes
        self._around = self._rim | no
        self._away = distance_from(self.yes)
        rows, columns = np.nonzero(self.yes)
        sides = [_LEAST_EXTENT, *(float(np.ptp(these)) for these in (rows, columns) if these.size)]
        self.extent = max(sides)
        hull = cv2.convexHull(np.argwhere(self.yes).astype(np.int32)) if rows.size else None
        self.breadth: float = 0.0 if hull is None else cv2.contourArea(hull) / self.extent**2
        far = (self._away > _FAR * self._away.max()) & ~self.yes
        self._first = far.astype(np.float32)

    @property
    def is_all_there_is(self) -> bool:
        """Hardly anything is around the strokes, or nothing is left of them."""
        return bool(self.yes.mean() > _ALL or not self.yes.any())

    def first_odds(self) -> Values:
        return self._evidence.odds(self.yes.astype(np.float32), self._first + _SAID * self._no)

    def next_odds(self, found: Mask) -> Values:
        """What an answer teaches: its inside has colours of the thing, a ring around it those of what is not it."""
        import cv2

        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
        inner = cv2.erode(found.astype(np.uint8), kernel)
        outer = cv2.dilate(found.astype(np.uint8), kernel) == 0
        ring = outer & (distance_from(found) < _RING * max(self._shape))
        outside = ring + _GUESSED * outer * self._first + _SAID * self._no
        return self._evidence.odds(self.yes + np.float32(_GUESSED) * inner, outside.astype(np.float32))

    def ways(self, odds: Values) -> tuple[Values, Values]:
        """How far each pixel is from the strokes, and from what is around: over edges, and over unlikely colours."""
        import cv2

        share = min(1.0, _WALKED / max(self._shape))
        shape = (max(2, round(self._shape[0] * share)), max(2, round(self._shape[1] * share)))

        def coarse(values: Values) -> Values:
            return cv2.resize(values.astype(np.float32), shape, interpolation=cv2.INTER_AREA)

        likely = coarse(cv2.GaussianBlur(1 / (1 + np.exp(-odds)), (0, 0), 1.5))
        steps = sum(np.abs(cv2.Sobel(likely, cv2.CV_32F, 1 - axis, axis, ksize=3)) / 8 for axis in (0, 1))
        edges = coarse(self._edges) / (float(self._edges.mean()) + 1e-3)
        cost = np.asarray(_STEP + steps + _EDGE * edges + _BESIDE * (1 - likely), np.float32)
        starts = coarse(self.yes), (coarse(self._around) > 0.3) | (coarse(self._borders()) > 0.1)
        ends = starts[1] if starts[1].any() else coarse(self._away >= 0.9 * self._away.max()) > 0.3
        begins = starts[0] > 0.1 if (starts[0] > 0.1).any() else starts[0] > 0
        found = (cv2.resize(reach(start, cost), self._shape) for start in (begins, ends))
        near, far = found
        return near, far

    def answer(self, odds: Values, ways: tuple[Values, Values], closeness: float, weight: float = _LIKELY) -> Mask:
        """The outline for some odds, of which only what hangs together with the strokes.

        closeness: how much nearer to the strokes than to what is around a pixel must be to be likely.
        weight: the odds that it gets for being on the strokes, or loses for being on what is around.
        """
        import cv2

        near, far = closeness * ways[0], ways[1]
        beyond = np.maximum(self._away / self.extent - _FREE, 0)
        sums = odds + weight * (far - near) / (far + near + 1e-6) - beyond
        marks = np.where(sums > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
        marks[self._around], marks[self.yes] = cv2.GC_BGD, cv2.GC_FGD
        found = cut(self._channels, np.asarray(sums, np.float32), marks)
        _, labels = cv2.connectedComponents(found.astype(np.uint8), connectivity=4)
        kept = np.unique(labels[self.yes])
        return np.asarray(np.isin(labels, kept[kept > 0]))

    def sharpness(self, found: Mask) -> float:
        """How much of an outline lies on edges that are strong for what is near it, 0 .. 1."""
        import cv2

        square, thing = np.ones((3, 3), np.uint8), found.astype(np.uint8)
        outline = cv2.dilate(thing, square) != cv2.erode(thing, square)
        near = distance_from(found) < 0.5 * self.extent
        strong = np.percentile(self._edges[near], _STRONG)
        return float((self._edges[outline] > strong).mean()) if outline.any() else 0.0

    def fitted(self, values: Values) -> Values:
        """What another look found, at the size of this one."""
        import cv2

        return np.asarray(cv2.resize(values.astype(np.float32), self._shape))

    def _borders(self) -> Mask:
        """The crop's sides, but for what is near the strokes: photos end there, and few things do."""
        sides = np.zeros_like(self.yes)
        sides[0], sides[-1], sides[:, 0], sides[:, -1] = True, True, True, True
        return sides & (self._away > _NEAR * self.extent)

    def _covered(self, stroke: Values) -> Mask:
        import cv2

        if not stroke.any():
            return np.zeros(self._shape[::-1], np.bool_)
        return np.asarray(cv2.resize(stroke, self._shape, interpolation=cv2.INTER_AREA) > 0.25)


def reduced(pixels: Bytes, longest: int) -> Bytes:
    """A picture of which no side is longer."""
    import cv2

    height, width = pixels.shape[:2]
    share = longest / max(height, width)
    if share >= 1:
        return pixels
    shape = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA), np.uint8)


def halved(pixels: Bytes, longest: int) -> Bytes:
    """A picture of which no side is longer, by means of 2 × 2 pixels: a tenth of the time of any other share.

    pixels: (H, W) or (H, W, 3). The last of an odd number of rows or columns counts for nothing.
    """
    import cv2

    while max(pixels.shape[:2]) > longest:
        height, width = (max(1, side // 2 * 2) for side in pixels.shape[:2])
        half = (max(1, width // 2), max(1, height // 2))
        pixels = np.asarray(cv2.resize(pixels[:height, :width], half, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels


def cover_of(stroke: Mask, longest: int) -> Values:
    """How much of each pixel is under a stroke, (h, w) float32, 0 .. 1, on a crop that is halved to such sides."""
    return halved(stroke.view(np.uint8) * np.uint8(_HIGHEST), longest).astype(np.float32) / np.float32(_HIGHEST)


def distance_from(mask: Mask) -> Values:
    """Of each pixel from the mask, in pixels; 0 in it. (H, W) bool -> (H, W) float32."""
    import cv2

    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3))


def _edges(lab: Values) -> Values:
    """How steep the picture is, (h, w) float32; a step of colour counts for more than one of light."""
    import cv2

    soft = cv2.GaussianBlur(lab, (0, 0), 1)
    slopes = [cv2.Sobel(soft, cv2.CV_32F, 1 - axis, axis, ksize=3) / 8 for axis in (0, 1)]
    return np.asarray(np.sqrt((slopes[0] ** 2 + slopes[1] ** 2) @ np.array([0.5, 2, 2], np.float32)))
