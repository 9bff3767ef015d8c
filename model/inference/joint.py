"""The border of a fill at the photo's own resolution: where one working pixel covers several of the photo's, and where
texture from elsewhere meets the photo's own."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds
from model.inference.crops import Tiles
from model.inference.masked import as_items, on_colours
from model.inference.planes import to_rgb

FARTHEST = 8  # px that a difference at the border may reach into the hole: longer ones are seen as streaks
LARGEST = 0.4  # of a difference, in units of [-1, 1]: more is of content
TEXTURE = 2.0  # px: reach where texture was added at the photo's own resolution
LEFT = 0.4
ALONG = 7  # px a side, of the neighbourhood that tells how large a usual step is


class Joint:
    """A picture whose pixels along the border of the hole agree with the photo beside them.

    picture: tiles of the fill in [-1, 1], for a whole crop.  photo: (H, W, C) uint8 or uint16, the crop.
    hole, known: (H, W) bool, disjoint; known pixels are those to agree with.
    reach: over how many pixels the difference left at the border fades out in the hole; at most FARTHEST count.
    natural: of every difference LEFT of a step as is usual between known pixels there stays, so that a textured border
    does not become a smooth one.
    """

    def __init__(
        self,
        picture: Tiles,
        photo: NDArray[Any],
        hole: NDArray[np.bool_],
        known: NDArray[np.bool_],
        *,
        reach: float,
        natural: bool = False,
    ) -> None:
        self._picture, self._photo, self._hole, self._known = picture, photo, hole, known
        self._reach, self._natural = max(1, min(round(reach), FARTHEST)), natural

    def tile(self, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
        """(y1 - y0, x1 - x0, 3) float32. Known pixels are not to be looked at.

        Tilings differ by the rounding of float32 alone, some 2e-7: far below half a step of 16 bits.
        """
        margin = self._reach + 2 + (ALONG if self._natural else 0)  # what is farther away reaches no pixel of the tile
        left, top = max(x0 - margin, 0), max(y0 - margin, 0)
        right, bottom = min(x1 + margin, self._hole.shape[1]), min(y1 + margin, self._hole.shape[0])
        border = self._border((left, top, right, bottom))
        if not border.any():
            return self._picture(x0, y0, x1, y1)
        wide = self._picture(left, top, right, bottom)
        wide = wide + self._lacking(wide, border, (left, top, right, bottom))
        return wide[y0 - top : y1 - top, x0 - left : x1 - left]

    def _border(self, box: Bounds) -> NDArray[np.bool_]:
        """Known pixels that touch the hole."""
        import cv2

        x0, y0, x1, y1 = box
        near: NDArray[Any] = cv2.dilate(self._hole[y0:y1, x0:x1].astype(np.uint8), np.ones((3, 3), np.uint8))
        return (near > 0) & self._known[y0:y1, x0:x1]

    def _lacking(self, rgb: NDArray[np.float32], border: NDArray[np.bool_], box: Bounds) -> NDArray[np.float32]:
        """What the hole's pixels near the border lack of the photo at its nearest pixel, the less the deeper they lie.

        rgb: (h, w, 3) float32.  border: (h, w) bool, not empty.
        """
        import cv2

        x0, y0, x1, y1 = box
        hole = self._hole[y0:y1, x0:x1]
        distance, label = cv2.distanceTransformWithLabels(
            (~border).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
        )
        depth, number = np.asarray(distance, np.float32), np.asarray(label, np.intp)
        weight = cv2.boxFilter(hole.astype(np.float32), -1, (3, 3), normalize=False)
        beside: NDArray[Any] = cv2.boxFilter(rgb * on_colours(hole.astype(np.float32)), -1, (3, 3), normalize=False)
        places = np.flatnonzero(border)
        fill = beside.reshape(-1, 3).take(places, axis=0) / np.maximum(weight.take(places), 1)[:, None]
        photo = self._photo[y0:y1, x0:x1]
        difference = self._colours(photo[np.divmod(places, x1 - x0)][None])[0] - fill
        if self._natural:
            steps = _steps(self._colours(photo), self._known[y0:y1, x0:x1])
            spared = LEFT * steps.reshape(-1, 3).take(places, axis=0)
            difference -= np.clip(difference, -spared, spared)
        by_number = np.empty((int(number.max()) + 1, 3), np.float32)
        by_number[number.take(places)] = np.clip(difference, -LARGEST, LARGEST)
        reached = np.flatnonzero(hole & (depth <= self._reach))
        lacking = np.zeros_like(rgb)
        fading = 1 - depth.take(reached) / np.float32(self._reach + 1)
        as_items(lacking).ravel()[reached] = as_items(by_number.take(number.take(reached), axis=0) * fading[:, None])
        return lacking

    def _colours(self, part: NDArray[Any]) -> NDArray[np.float32]:
        return to_rgb(part, largest=int(np.iinfo(self._photo.dtype).max))


def _steps(photo: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Mean step between direct neighbours around each place, of known pixels alone: (h, w, 3) float32."""
    import cv2

    sums, counts = np.zeros_like(photo), np.zeros(known.shape, np.float32)
    for before, after in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        both = known[before] & known[after]
        sums[before] += np.abs(photo[before] - photo[after]) * on_colours(both.astype(np.float32))
        counts[before] += both
    window = (ALONG, ALONG)
    around: NDArray[Any] = cv2.boxFilter(sums, -1, window, normalize=False)
    pairs: NDArray[Any] = cv2.boxFilter(counts, -1, window, normalize=False)
    return np.asarray(around / on_colours(np.maximum(pairs, 1)), np.float32)
