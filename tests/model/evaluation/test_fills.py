"""What a fill gives back lies in the photo where it belongs, and nowhere else."""

from types import SimpleNamespace

import numpy as np

from model.evaluation.fills import filled
from model.inference import FillRequest
from model.inference.request import Candidate


def test_a_candidate_is_put_into_a_copy_of_the_photo():
    photo, hole = np.zeros((16, 24, 3), np.uint8), np.zeros((16, 24), bool)
    hole[4:8, 10:16] = True
    candidate = Candidate((10, 4, 16, 8), np.full((4, 6, 3), 200, np.uint8), np.full((4, 6), 255, np.uint8))
    inpainter = SimpleNamespace(fill=lambda request: SimpleNamespace(candidates=(candidate,)))
    picture = filled(inpainter, FillRequest(photo, hole))
    np.testing.assert_array_equal(picture == 200, np.broadcast_to(hole[..., None], photo.shape))
    assert not photo.any()
