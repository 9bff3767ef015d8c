"""Requests refuse what cannot be filled, in one line, and cannot be changed."""

import numpy as np
import pytest

from model.inference import FillRequest
from model.inference.errors import BadRequest

PHOTO = np.zeros((10, 12, 3), np.uint8)
HOLE = np.zeros((10, 12), bool)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"photo": PHOTO[..., 0]}, "photo is"),
        ({"photo": PHOTO.astype(np.float32)}, "photo is"),
        ({"photo": PHOTO[:7], "hole": np.eye(7, 12, dtype=bool)}, "12×7.*at least 8×8"),
        ({"hole": HOLE[:, :8]}, "hole is 8×10, photo is 12×10"),
        ({"hole": HOLE.astype(np.uint8)}, "hole is"),
        ({"sketch": HOLE[:8]}, "sketch is 12×8, photo is 12×10"),
        ({"hole": ~HOLE}, "covers the whole photo"),
        ({"hole": np.triu(~HOLE), "exclude": np.tril(~HOLE)}, "hole and exclude together cover the whole photo"),
        ({"quality": "superb"}, "quality is 'superb'"),
        ({"variants": 0}, "variants is 0"),
        ({"variants": 13}, "variants is 13"),
        ({"grow": -1}, "grow is -1"),
        ({"photo": "dune.jpg"}, "photo is a str: give a NumPy array"),
        ({"photo": PHOTO.tolist()}, "photo is a list: give a NumPy array"),
        ({"hole": None}, "hole is a NoneType"),
        ({"sketch": "dune.png"}, "sketch is a str"),
        ({"variants": "3"}, "variants is '3': give a whole number"),
        ({"grow": 1.5}, "grow is 1.5: give a whole number"),
        ({"contexts": ((0, 0, 5),)}, "is no box"),
        ({"contexts": ((0, 0, 5, 5.5),)}, "is no box"),
        ({"contexts": (0, 0, 5, 5)}, "context 0 is no box"),
        ({"contexts": None}, "context None is no box"),
        ({"quality": ["best"]}, r"quality is \['best'\]: choose one of"),
        ({"detail": None}, "detail is None: choose one of"),
        ({"match": "0.1"}, "match is '0.1': choose 0 to 1"),
        ({"match": float("nan")}, "match is nan: choose 0 to 1"),
        ({"seed": -1}, "seed is -1: give 0 or more"),
    ],
)
def test_refusals_are_one_line(changes, message):
    with pytest.raises(BadRequest, match=message) as refusal:
        FillRequest(**({"photo": PHOTO, "hole": HOLE} | changes))
    assert "\n" not in str(refusal.value)


def test_an_empty_hole_is_never_refused():
    """There is nothing to fill, however small the photo and whatever is excluded."""
    FillRequest(PHOTO[:4, :4], HOLE[:4, :4])
    FillRequest(PHOTO, HOLE, exclude=~HOLE)


def test_arrays_are_read_only_and_the_callers_stay_writeable():
    photo = PHOTO.copy()
    request = FillRequest(photo, HOLE)
    with pytest.raises(ValueError, match="read-only"):
        request.photo[0, 0] = 1
    photo[0, 0] = 1
