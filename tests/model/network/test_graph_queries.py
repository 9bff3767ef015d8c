"""The form of the attention that goes into ONNX, against the whole form."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.network import attention
from model.network.attention import attend, contextual_attention
from tests.examples import examples


@st.composite
def scenes(draw):
    """Features (1, 3, h, w) and a hole of up to three boxes: sometimes none, sometimes everything."""
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))
    features = torch.randn(1, 3, 2 * rows, 2 * columns, generator=generator, dtype=torch.float64)
    hole = torch.zeros(1, 1, 8 * rows, 8 * columns)
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.integers(0, 8 * rows - 1)), draw(st.integers(0, 8 * columns - 1))
        hole[..., top : top + draw(st.integers(1, 40)), left : left + draw(st.integers(1, 40))] = 1
    return features, hole


@examples(60)
@given(scenes(), st.booleans())
def test_the_graph_form_equals_the_whole_form(scene, fuse):
    features, hole = scene
    found = attention._attend_in_graph(features, hole, scale=3.0, fuse=fuse)
    torch.testing.assert_close(found, attend(features, hole, scale=3.0, fuse=fuse).features, rtol=1e-9, atol=1e-11)


def test_only_the_hole_is_asked_and_only_an_export_takes_this_form(monkeypatch):
    features, hole = torch.randn(1, 4, 32, 32), torch.zeros(1, 1, 128, 128)
    hole[..., 40:60, 40:60] = 1
    asked = []
    softmax = torch.softmax
    monkeypatch.setattr(torch, "softmax", lambda x, dim: asked.append(x.shape) or softmax(x, dim=dim))
    contextual_attention(features, hole)
    monkeypatch.setattr(torch.onnx, "is_in_onnx_export", lambda: True)
    contextual_attention(features, hole)
    # Three cells of the hole a side, two more around them, and the first cell of the picture; 256 keys.
    assert asked[-1] == ((3 + 2 * 2) ** 2 + 1, 256)


@pytest.mark.parametrize("holed", [0.0, 1.0])
def test_features_come_back_without_a_hole_or_without_a_key(holed):
    features = torch.randn(1, 4, 16, 24)
    hole = torch.full((1, 1, 64, 96), holed)
    torch.testing.assert_close(attention._attend_in_graph(features, hole, scale=10.0, fuse=True), features)
