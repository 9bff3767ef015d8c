"""A cut-out shows a part of a photo and the same part of its edge map."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from model.training.canvases import HEIGHT, WIDTH
from model.training.cutouts import LEAST_SIDE, cutout_of
from model.training.photo_files import PhotoFile
from tests.examples import examples


def encoded(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def slopes(height, width):
    """Red grows to the right, green downwards."""
    rows, columns = np.mgrid[:height, :width]
    return np.dstack([255 * columns / width, 255 * rows / height, np.zeros((height, width))]).astype(np.uint8)


def file_of(height, width, name="a.png"):
    return PhotoFile(name, encoded(slopes(height, width)), encoded(slopes(height // 4, width // 4)[..., 0]))


@examples(15)  # each encodes a large photo
@given(st.integers(LEAST_SIDE, 700), st.integers(LEAST_SIDE, 900), st.text(max_size=5))
def test_photo_and_edges_are_of_the_same_part(height, width, name):
    part = cutout_of(file_of(height, width, name))
    photo, edges = (np.asarray(Image.open(io.BytesIO(data)), float) for data in (part.data, part.edges))
    assert min(photo.shape[:2]) == HEIGHT
    assert photo.shape[1] <= WIDTH + 1
    ratio = photo.shape[1] / photo.shape[0]
    assert ratio == pytest.approx(edges.shape[1] / edges.shape[0], rel=0.02)
    # where red is in the middle, left and right, the map's grey is too
    for share in (0.1, 0.5, 0.9):
        red = photo[photo.shape[0] // 2, int(share * photo.shape[1]), 0]
        assert edges[edges.shape[0] // 2, int(share * edges.shape[1])] == pytest.approx(red, abs=8)


def test_the_part_is_of_the_name_alone_and_others_are_elsewhere():
    first, again, other = (cutout_of(file_of(600, 800, name)) for name in ("a", "a", "b"))
    assert first.data == again.data != other.data


@pytest.mark.parametrize("file", [file_of(LEAST_SIDE - 1, 800), PhotoFile("a.png", b"no picture", None)])
def test_small_photos_and_broken_ones_have_none(file):
    assert cutout_of(file) is None


def test_without_an_edge_map_there_is_none_of_the_part():
    assert cutout_of(PhotoFile("a.png", encoded(slopes(600, 600)), None)).edges is None
