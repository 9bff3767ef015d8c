"""The cheapest outline for given odds: OpenCV's maximum flow, which it has as a part of GrabCut.

GrabCut asks two mixtures of colours what each pixel is. Here they get a picture in which one channel is the odds
themselves, and mixtures of one normal distribution each along that channel: their difference is the odds again.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Values = NDArray[Any]

_STEPS = 60.0  # of odds that are told apart. They count as an edge as well, if a small one
_HIGHEST = 8.0  # odds; higher ones are taken as these
_ANY = 1e6  # a variance so large that the channel says nothing


def two_channels(lab: Values) -> Values:
    """Light, and that mixture of a and b in which the picture has most: edges are looked for in them. (h, w, 2)."""
    import cv2

    tints = lab[..., 1:].reshape(-1, 2)
    _, axes = cv2.PCACompute(np.ascontiguousarray(tints[::7]), mean=tints.mean(axis=0, keepdims=True), maxComponents=1)
    tint = (tints - tints.mean(axis=0)) @ axes[0]
    return np.dstack([lab[..., 0], 128 + 2 * tint.reshape(lab.shape[:2])])


def cut(edges: Values, odds: Values, marks: Bytes) -> Mask:
    """(h, w) bool, the thing. odds: (h, w) log odds.  marks: (h, w), GrabCut's, of which sure ones are kept to."""
    import cv2

    level = np.clip((odds / _HIGHEST + 1) / 2, 0, 1) * _STEPS
    picture = np.clip(np.rint(np.dstack([edges, level])), 0, 255).astype(np.uint8)
    marks = marks.copy()
    models = _model(0.0), _model(_STEPS)
    cv2.grabCut(picture, marks, (0, 0, 1, 1), *models, 1, cv2.GC_EVAL_FREEZE_MODEL)
    return np.asarray((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD))


def _model(level: float) -> Values:
    """GrabCut's five distributions, of which one is used: weights, means, covariances."""
    model = np.zeros((1, 65), np.float64)
    model[0, 0] = 1
    model[0, 5:8] = 128, 128, level
    model[0, 20:29] = np.diag([_ANY, _ANY, _STEPS**2 / (2 * _HIGHEST)]).ravel()
    return model
