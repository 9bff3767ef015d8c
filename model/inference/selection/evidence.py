"""What speaks for a pixel being of the thing: colours and texture that are under the strokes and not around them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Values = NDArray[Any]

_BINS = 24  # of each channel, over what there is of it in the crop
_NARROWEST = (4.0, 2.0, 2.0)  # a bin, in L, a and b: finer shades are noise
_SHADES = 16  # of texture
_RARE = 2e-4  # a share that colours have anyway: one that is seen nowhere speaks for nothing
_RARE_SHADE = 0.02
_MOST, _MOST_OF_TEXTURE = 3.0, 1.0  # that they can say, in log odds
_TEXTURE = 0.5  # what texture says counts for so much


class Evidence:
    """The colours and the texture of a crop, put into bins once; asked for any two groups of its pixels."""

    def __init__(self, lab: Values) -> None:
        """lab: (h, w, 3) float32, L, a and b as OpenCV has them in bytes."""
        import cv2

        places: list[NDArray[np.intp]] = []
        self._shape: tuple[int, ...] = ()
        for channel, narrowest in enumerate(_NARROWEST):
            values = lab[..., channel]
            low, high = np.percentile(values[::3, ::3], (0.5, 99.5))
            width = max(float(high - low) / _BINS, narrowest)
            count = int((high - low) / width) + 1
            places.append(np.clip((values - low) / width, 0, count - 1).astype(np.intp))
            self._shape = (*self._shape, count)
        self._bins = np.ravel_multi_index(places, self._shape)
        light = lab[..., 0]
        rough = np.log1p(cv2.blur(np.abs(light - cv2.GaussianBlur(light, (0, 0), 1.0)), (7, 7)))
        least = float(rough.min())
        self._shades = ((rough - least) / (float(rough.max()) - least + 1e-6) * (_SHADES - 1)).astype(np.intp)

    def odds(self, inside: Values, outside: Values) -> Values:
        """Log odds of each pixel, (h, w) float32. inside, outside: (h, w) weights of pixels of the thing and not."""
        colour = np.log((self._colours(inside) + _RARE) / (self._colours(outside) + _RARE))[self._bins]
        shade = np.log((self._texture(inside) + _RARE_SHADE) / (self._texture(outside) + _RARE_SHADE))[self._shades]
        most = _MOST_OF_TEXTURE / _TEXTURE
        found = np.clip(colour, -_MOST, _MOST) + _TEXTURE * np.clip(shade, -most, most)
        return np.asarray(found, np.float32)

    def _colours(self, weights: Values) -> Values:
        table: Values = np.bincount(self._bins.ravel(), weights.ravel(), int(np.prod(self._shape)))
        table = table.reshape(self._shape)
        for axis in range(3):
            moved = np.moveaxis(table, axis, 0)
            smooth = 2 * moved
            smooth[1:] += moved[:-1]
            smooth[:-1] += moved[1:]
            table = np.moveaxis(smooth, 0, axis)
        return np.asarray(table.ravel() / max(float(table.sum()), 1e-6))

    def _texture(self, weights: Values) -> Values:
        counts = np.bincount(self._shades.ravel(), weights.ravel(), _SHADES) + 0.5
        smooth = np.convolve(counts, np.array([1, 2, 3, 2, 1]) / 9, "same")
        return np.asarray(smooth / smooth.sum())
