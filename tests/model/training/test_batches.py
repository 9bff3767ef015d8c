"""Batches: the same from a seed, and the very planes that inference makes."""

import numpy as np
import torch

from model.inference.planes import to_planes
from model.training.batches import BatchMaker


def maker(photo_cache, *, seed=1, sketch_share=1.0):
    return BatchMaker(photo_cache, device=torch.device("cpu"), seed=seed, sketch_share=sketch_share)


def test_a_step_has_one_batch_whatever_was_drawn_before(photo_cache):
    first = maker(photo_cache).draw(64, 3, step=7)
    late = maker(photo_cache)
    late.draw(64, 3, step=1)
    again = late.draw(64, 3, step=7)
    other = late.draw(64, 3, step=8)
    assert torch.equal(first.planes(), again.planes())
    assert not torch.equal(first.planes(), other.planes())


def test_planes_are_those_of_inference(photo_cache):
    batch = maker(photo_cache).draw(64, 4, step=0)
    for i in range(4):
        expected = to_planes(
            batch.photo[i].permute(1, 2, 0).numpy(), batch.hole[i, 0].numpy() > 0, batch.sketch[i, 0].numpy() > 0
        )
        np.testing.assert_array_equal(batch.planes()[i].numpy(), expected[0])


def test_ranges_and_sketch_only_in_the_hole(photo_cache):
    batch = maker(photo_cache).draw(128, 8, step=0)
    assert batch.photo.min() >= -1
    assert batch.photo.max() <= 1
    assert set(batch.hole.unique().tolist()) == {0.0, 1.0}
    assert (batch.sketch <= batch.hole).all()
    assert batch.sketch.any()


def test_share_of_pictures_without_strokes(photo_cache):
    assert not maker(photo_cache, sketch_share=0.0).draw(64, 8, step=0).sketch.any()


def test_crops_stay_inside_the_photo(photo_cache):
    """The canvases are black beyond the photos, whose darkest pixel is brighter: no crop may reach there."""
    for step in range(5):
        assert maker(photo_cache).draw(64, 8, step).photo.min() > -0.9


def test_recolouring_changes_only_the_order_of_channels(photo_cache):
    device = torch.device("cpu")
    plain = BatchMaker(photo_cache, device=device, seed=1, sketch_share=0, recolour_share=0.0).draw(64, 12, step=3)
    other = BatchMaker(photo_cache, device=device, seed=1, sketch_share=0, recolour_share=0.5).draw(64, 12, step=3)
    assert torch.equal(plain.hole, other.hole)
    assert torch.equal(plain.photo.sort(dim=1).values, other.photo.sort(dim=1).values)
    changed = (plain.photo != other.photo).flatten(1).any(dim=1)
    assert 0 < changed.sum() < 12
