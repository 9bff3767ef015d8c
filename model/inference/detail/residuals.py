"""What is added to the enlarged fill: the texture of the moved photo, tile by tile at the photo's own resolution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.paste import cuts_of
from model.inference.detail.sources import Sources
from model.inference.planes import to_rgb

LINE = 16384  # pixels at a time: remap takes lines of less than 32768


class Residuals:
    """The texture that `sources` found for the hole of one crop.

    photo: (H, W, C) uint8 or uint16, the crop at its own resolution; only the parts asked for are looked at.
    size: (width, height) of the photo's part at working size, where `picture` was padded; None = all of it.
    """

    def __init__(self, photo: NDArray[Any], sources: Sources, size: tuple[int, int] | None = None) -> None:
        self._photo, self._sources = photo, sources
        shown = size or sources.hole.shape[::-1]
        self._scale = photo.shape[1] / shown[0], photo.shape[0] / shown[1]
        self._largest = int(np.iinfo(photo.dtype).max)
        # Looked up for every pixel of every tile: reckoning them anew would be a third of the cost.
        self._row, self._down = _along(photo.shape[0], self._scale[1], sources.hole.shape[0])
        self._column, self._across = _along(photo.shape[1], self._scale[0], sources.hole.shape[1])
        self._far_y = np.rint(sources.dy.ravel() * self._scale[1]).astype(np.intp)
        self._far_x = np.rint(sources.dx.ravel() * self._scale[0]).astype(np.intp)
        self._strength = sources.finest.ravel()
        self._near_cut, self._hole = self._near_cuts().ravel(), sources.hole.ravel()
        height, width = sources.hole.shape
        self._rows, self._down_share = _beside(self._down, height)
        self._rows *= width
        self._columns, self._across_share = _beside(self._across, width)
        self._offset = (sources.dy.astype(np.int64) * 2**20 + sources.dx).ravel()

    def _near_cuts(self) -> NDArray[np.bool_]:
        """Working pixels with a cut at or beside them: (h, w) bool."""
        import cv2

        cuts = cuts_of(self._sources.dy, self._sources.dx, self._sources.hole).astype(np.uint8)
        return np.asarray(cv2.dilate(cuts, np.ones((3, 3), np.uint8)) > 0)

    def tile(self, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
        """(y1 - y0, x1 - x0, 3) float32, to be added to colours in [-1, 1]; 0 outside the hole."""
        sources = self._sources
        if not sources.used:
            return np.zeros((y1 - y0, x1 - x0, 3), np.float32)
        column, row = self._column[x0:x1], self._row[y0:y1]
        inside = sources.hole.take(row, axis=0).take(column, axis=1)
        if self._scale == (1.0, 1.0):
            return sources.moved[y0:y1, x0:x1] * inside[..., None]
        places = np.flatnonzero(inside)  # a quarter of the time of np.nonzero
        v, u = np.divmod(places, x1 - x0)
        if not v.size:
            return np.zeros((y1 - y0, x1 - x0, 3), np.float32)
        small = row[v] * sources.hole.shape[1] + column[u]
        y, x = y0 + v, x0 + u
        finest = self._finest(y, x, small)
        mixed, other, share = self._mixed(y, x, small)
        # Two textures that have nothing to do with each other cancel out where they mix: their strength is kept.
        mixture = np.stack([1 - share, share]) / np.sqrt(share**2 + (1 - share) ** 2)
        beside = self._finest(y[mixed], x[mixed], other)
        finest[mixed] = mixture[0][:, None] * finest[mixed] + mixture[1][:, None] * beside
        finest *= self._strength[small][:, None]
        finest += self._enlarged(sources.moved, y, x)
        answer = np.zeros((inside.size, 3), np.float32)
        answer[places] = finest
        return answer.reshape(*inside.shape, 3)

    def _mixed(
        self, y: NDArray[np.intp], x: NDArray[np.intp], small: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Which pixels lie between pieces, the working pixel that stands for the other piece, and its share 0..1.

        Copied by the nearest working pixel alone, the border of a piece would be a staircase of them.
        """
        which = np.flatnonzero(self._near_cut[small])
        y, x, small = y[which], x[which], small[which]
        share, most, other = np.zeros(y.size, np.float32), np.zeros(y.size, np.float32), small.copy()
        own = self._offset[small]
        for v in (0, 1):
            for u in (0, 1):
                corner = self._rows[v][y] + self._columns[u][x]
                weight = self._down_share[v][y] * self._across_share[u][x]
                weight *= (self._offset[corner] != own) & self._hole[corner]
                share += weight
                better = weight > most
                most[better], other[better] = weight[better], corner[better]
        mixed = share > 0
        return which[mixed], other[mixed], share[mixed]

    def _finest(self, y: NDArray[np.intp], x: NDArray[np.intp], small: NDArray[np.intp]) -> NDArray[np.float32]:
        """What is finer than working size at the sources of some pixels, (N, 3) float32.

        y, x: of the photo.  small: the working pixels whose offsets they take.
        """
        y, x = y + self._far_y[small], x + self._far_x[small]
        exists = (y >= 0) & (x >= 0) & (y < self._photo.shape[0]) & (x < self._photo.shape[1])
        if not exists.all():
            y, x = np.where(exists, y, 0), np.where(exists, x, 0)
        exists &= self._sources.fit[self._row[y], self._column[x]]
        fine = to_rgb(self._photo[y, x][None], largest=self._largest)[0] - self._enlarged(self._sources.picture, y, x)
        fine[~exists] = 0
        return np.asarray(fine, np.float32)

    def _enlarged(self, plane: NDArray[np.float32], y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.float32]:
        """A plane of working size (h, w, 3) at some of the photo's pixels, (N, 3)."""
        import cv2

        across, down = self._across[x], self._down[y]
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


def _beside(place: NDArray[np.float32], length: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The working pixels before and after each exact place along a side, and the share of each: both (2, N)."""
    first = np.floor(place)
    share = place - first
    before = first.astype(np.intp)
    return np.clip(np.stack([before, before + 1]), 0, length - 1), np.stack([1 - share, share])
