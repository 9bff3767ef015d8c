"""What is added to the enlarged fill: the texture of the moved photo, tile by tile at the photo's own resolution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        width, height = size or sources.hole.shape[::-1]
        self._scale = photo.shape[1] / width, photo.shape[0] / height
        self._largest = int(np.iinfo(photo.dtype).max)

    def tile(self, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
        """(y1 - y0, x1 - x0, 3) float32, to be added to colours in [-1, 1]; 0 outside the hole."""
        answer = np.zeros((y1 - y0, x1 - x0, 3), np.float32)
        sources = self._sources
        if not sources.used:
            return answer
        scale_x, scale_y = self._scale
        column = _reduced(np.arange(x0, x1), scale_x, sources.hole.shape[1])
        row = _reduced(np.arange(y0, y1), scale_y, sources.hole.shape[0])
        v, u = np.nonzero(sources.hole[row[:, None], column])
        if not v.size:
            return answer
        if self._scale == (1.0, 1.0):
            answer[v, u] = sources.moved[y0 + v, x0 + u]
            return answer
        small = row[v] * sources.hole.shape[1] + column[u]
        y = y0 + v + np.rint(sources.dy.ravel()[small] * scale_y).astype(np.intp)
        x = x0 + u + np.rint(sources.dx.ravel()[small] * scale_x).astype(np.intp)
        exists = (y >= 0) & (x >= 0) & (y < self._photo.shape[0]) & (x < self._photo.shape[1])
        y, x = np.where(exists, y, 0), np.where(exists, x, 0)
        exists &= sources.fit[_reduced(y, scale_y, sources.hole.shape[0]), _reduced(x, scale_x, sources.hole.shape[1])]
        finest = to_rgb(self._photo[y, x][None], largest=self._largest)[0] - self._enlarged(sources.picture, y, x)
        answer[v, u] = finest * exists[:, None] + self._enlarged(sources.moved, y0 + v, x0 + u)
        return answer

    def _enlarged(self, plane: NDArray[np.float32], y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.float32]:
        """A plane of working size (h, w, 3) at some of the photo's pixels, (N, 3)."""
        import cv2

        scale_x, scale_y = self._scale
        along = ((x + 0.5) / scale_x - 0.5).astype(np.float32)
        down = ((y + 0.5) / scale_y - 0.5).astype(np.float32)
        found = np.empty((y.size, 3), np.float32)
        for start in range(0, y.size, LINE):
            part = slice(start, start + LINE)
            found[part] = cv2.remap(
                plane, along[part][None], down[part][None], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
            )[0]
        return found


def _reduced(places: NDArray[np.intp], scale: float, length: int) -> NDArray[np.intp]:
    """The working pixel over each of the photo's."""
    return np.minimum(((places + 0.5) / scale).astype(np.intp), length - 1)
