"""What is added to the enlarged fill: the texture of the moved photo, tile by tile at the photo's own resolution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.paste import offsets_of
from model.inference.detail.sources import Sources
from model.inference.masked import as_items, chosen, on_colours
from model.inference.planes import to_rgb

LINE = 16384  # pixels at a time: remap takes lines of less than 32768


class Residuals:
    """The texture that `sources` found for the hole of one crop.

    photo: (H, W, C) uint8 or uint16, the crop at its own resolution; only the parts asked for are looked at.
    """

    def __init__(self, photo: NDArray[Any], sources: Sources) -> None:
        self._photo = photo if photo.strides[2] == photo.itemsize else np.ascontiguousarray(photo)
        self._sources = sources
        self._largest = int(np.iinfo(photo.dtype).max)
        # Looked up for every pixel of every tile: reckoning them anew would be a third of the cost.
        height, width = sources.hole.shape
        self._scale = photo.shape[1] / width, photo.shape[0] / height
        self._row, self._down = _along(photo.shape[0], self._scale[1], height)
        self._column, self._across = _along(photo.shape[1], self._scale[0], width)
        self._row *= width
        self._far_y = np.rint(sources.dy.ravel() * self._scale[1]).astype(np.intp)
        self._far_x = np.rint(sources.dx.ravel() * self._scale[0]).astype(np.intp)
        self._strength = sources.finest.ravel()
        self._hole, self._fit = sources.hole.ravel(), sources.fit.ravel()
        self._rows, self._down_share = _beside(self._down)
        self._columns, self._across_share = _beside(self._across)
        self._offset = offsets_of(sources.dy, sources.dx).ravel()
        self._between = _differing(self._offset.reshape(height, width), sources.hole).ravel()

    def tile(self, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
        """(y1 - y0, x1 - x0, 3) float32, to be added to colours in [-1, 1]; 0 outside the hole."""
        sources = self._sources
        answer = np.zeros((y1 - y0, x1 - x0, 3), np.float32)
        if not sources.used:
            return answer
        over = self._row[y0:y1, None] + self._column[x0:x1]
        inside = self._hole.take(over)
        if self._scale == (1.0, 1.0):
            return chosen(inside, sources.moved[y0:y1, x0:x1], answer)
        places = np.flatnonzero(inside)  # a quarter of the time of np.nonzero
        if not places.size:
            return answer
        y, x = np.divmod(places, x1 - x0)
        y += y0
        x += x0
        small = over.ravel().take(places)
        finest = self._finest(y, x, small)
        mixed, other, share = self._mixed(y, x, small)
        # Two textures that have nothing to do with each other cancel out where they mix: their strength is kept.
        mixture = np.stack([1 - share, share]) / np.sqrt(share**2 + (1 - share) ** 2)
        beside = self._finest(y.take(mixed), x.take(mixed), other)
        own = finest.take(mixed, axis=0)
        as_items(finest)[mixed] = as_items(mixture[0][:, None] * own + mixture[1][:, None] * beside)
        finest *= on_colours(self._strength.take(small)).reshape(-1, 3)
        finest += self._enlarged(sources.moved, y, x)
        as_items(answer).ravel()[places] = as_items(finest)
        return answer

    def _mixed(
        self, y: NDArray[np.intp], x: NDArray[np.intp], small: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Which pixels lie between pieces, the working pixel that stands for the other piece, and its share 0..1.

        Copied by the nearest working pixel alone, the border of a piece would be a staircase of them.
        """
        columns = self._sources.hole.shape[1]
        which = np.flatnonzero(self._between.take(self._rows.take(y) * (columns + 1) + self._columns.take(x)))
        y, x, small = y.take(which), x.take(which), small.take(which)
        share, most, other = np.zeros(y.size, np.float32), np.zeros(y.size, np.float32), small.copy()
        own = self._offset.take(small)
        height = self._sources.hole.shape[0]
        for v in (0, 1):
            rows = np.clip(self._rows.take(y) - 1 + v, 0, height - 1) * columns
            for u in (0, 1):
                corner = rows + np.clip(self._columns.take(x) - 1 + u, 0, columns - 1)
                weight = self._down_share[v].take(y) * self._across_share[u].take(x)
                weight *= (self._offset.take(corner) != own) & self._hole.take(corner)
                share += weight
                better = weight > most
                most[better], other[better] = weight[better], corner[better]
        mixed = share > 0
        return which[mixed], other[mixed], share[mixed]

    def _finest(self, y: NDArray[np.intp], x: NDArray[np.intp], small: NDArray[np.intp]) -> NDArray[np.float32]:
        """What is finer than working size at the sources of some pixels, (N, 3) float32.

        y, x: of the photo.  small: the working pixels whose offsets they take.
        """
        y, x = y + self._far_y.take(small), x + self._far_x.take(small)
        exists = (y >= 0) & (x >= 0) & (y < self._photo.shape[0]) & (x < self._photo.shape[1])
        if not exists.all():
            y, x = np.where(exists, y, 0), np.where(exists, x, 0)
        exists &= self._fit.take(self._row.take(y) + self._column.take(x))
        pixels = as_items(self._photo)[y, x].view(self._photo.dtype).reshape(1, y.size, self._photo.shape[2])
        fine = to_rgb(pixels, largest=self._largest)[0] - self._enlarged(self._sources.picture, y, x)
        if not exists.all():
            fine[~exists] = 0
        return np.asarray(fine)

    def _enlarged(self, plane: NDArray[np.float32], y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.float32]:
        """A plane of working size (h, w, 3) at some of the photo's pixels, (N, 3)."""
        import cv2

        across, down = self._across.take(x), self._down.take(y)
        found = np.empty((y.size, 3), np.float32)
        for start in range(0, y.size, LINE):
            part = slice(start, start + LINE)
            found[part] = cv2.remap(
                plane, across[part][None], down[part][None], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
            )[0]
        return found


def _along(length: int, scale: float, reduced: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each of the photo's pixels along a side: the working pixel over it, and its exact place among them."""
    place = (np.arange(length) + 0.5) / scale
    return np.minimum(place.astype(np.intp), reduced - 1), (place - 0.5).astype(np.float32)


def _beside(place: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Between which two working pixels each exact place along a side lies, (N,), and the share of each of them, (2, N).

    0 is before the first pixel, 1 between it and the second.
    """
    first = np.floor(place)
    share = place - first
    return first.astype(np.intp) + 1, np.stack([1 - share, share])


def _differing(offset: NDArray[np.int64], hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the pixels of the hole around each corner take several offsets: (h, w) -> (h + 1, w + 1) bool."""
    far = np.iinfo(np.int64).max
    most, least = (np.pad(np.where(hole, offset, none), 1, constant_values=none) for none in (-far, far))
    most, least = (
        choose(choose(plane[:-1, :-1], plane[:-1, 1:]), choose(plane[1:, :-1], plane[1:, 1:]))
        for choose, plane in ((np.maximum, most), (np.minimum, least))
    )
    return np.asarray(most > least)
