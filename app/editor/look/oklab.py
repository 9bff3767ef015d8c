"""Colours as the eye tells them apart: OKLab (Björn Ottosson, 2020), in which distances are about as they look."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(…, 3) of lightness 0 .. 1 and two hues, from (…, 3) sRGB of 0 .. 255."""
    shares = colours / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _CONES.T) @ _LAB.T)
