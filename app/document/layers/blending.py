"""Blend modes: the colour that a layer and what is below it make together. `compose` says what becomes of alpha."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.layers.layer import Pixels

OPACITY_STEPS = 65535
FULL = 255 * OPACITY_STEPS
"""The weight of a layer that covers wholly. Odd, so that no mean lies between two steps; 255 * FULL fits uint32."""

_Floats: TypeAlias = npt.NDArray[np.float64]
_Formula: TypeAlias = Callable[[_Floats, _Floats, float], _Floats]


def blended(mode: str, below: Pixels, above: Pixels, weight: npt.NDArray[np.uint32]) -> Pixels:
    """below, above: (..., C) of one dtype; weight: (..., 1) in 0 .. FULL -> (..., C). mode: not «normal».

    With 2 or 4 channels the last one is straight alpha.
    """
    top = float(np.iinfo(below.dtype).max)
    share = weight / float(FULL)
    if below.shape[-1] in (2, 4):
        return _over(mode, below, above, share, top)
    colours = below.astype(np.float64)
    mixed = _FORMULAS[mode](colours, above.astype(np.float64), top)
    mixed -= colours
    mixed *= share
    mixed += colours
    return _rounded(mixed, below.dtype)


def _over(mode: str, below: Pixels, above: Pixels, share: _Floats, top: float) -> Pixels:
    """share: (..., 1) in 0 .. 1, how far the layer covers."""
    c_below, c_above = below[..., :-1].astype(np.float64), above[..., :-1].astype(np.float64)
    a_below, a_above = below[..., -1:] / top, above[..., -1:] / top * share
    alpha = a_above + a_below - a_above * a_below
    total = a_above * (1 - a_below) * c_above
    total += (1 - a_above) * a_below * c_below
    total += a_above * a_below * _FORMULAS[mode](c_below, c_above, top)
    colours = np.divide(total, alpha, out=c_below, where=alpha > 0)
    return _rounded(np.concatenate([colours, alpha * top], axis=-1), below.dtype)


def _rounded(values: _Floats, dtype: np.dtype[Any]) -> Pixels:
    values += 0.5
    rounded: Pixels = values.astype(dtype)  # cuts downwards, and no value is below 0
    return rounded


def _multiply(below: _Floats, above: _Floats, top: float) -> _Floats:
    return below * above / top


def _screen(below: _Floats, above: _Floats, top: float) -> _Floats:
    return below + above - below * above / top


def _overlay(below: _Floats, above: _Floats, top: float) -> _Floats:
    product = 2 * below * above / top
    return np.where(2 * below <= top, product, 2 * (below + above) - top - product)


def _darken(below: _Floats, above: _Floats, top: float) -> _Floats:  # noqa: ARG001 - one form for all
    return np.minimum(below, above)


def _lighten(below: _Floats, above: _Floats, top: float) -> _Floats:  # noqa: ARG001
    return np.maximum(below, above)


_FORMULAS: dict[str, _Formula] = {
    "multiply": _multiply,
    "screen": _screen,
    "overlay": _overlay,
    "darken": _darken,
    "lighten": _lighten,
}
