"""Batches: the same from a seed, and the very planes that inference makes."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from model.inference.planes import to_planes
from model.training import batches
from model.training.batches import BatchMaker
from model.training.crops import cut
from model.training.photos import PhotoCache


def maker(photo_cache, *, seed=1, sketch_share=1.0):
    return BatchMaker(photo_cache, device=torch.device("cpu"), seed=seed, sketch_share=sketch_share)


@pytest.fixture
def source_cache(photo_cache):
    """Smooth photos with curved strokes, as real ones have: noise would tell resamplers apart."""
    canvases = np.stack([cv2.GaussianBlur(canvas, (0, 0), 3) for canvas in photo_cache.canvases])
    canvases[..., 3] = 0
    for canvas in canvases:
        planes = np.zeros(canvas.shape[:2], np.uint8)
        for number in range(1, 8):
            cv2.circle(planes, (190, 20 * number), 18 * number, 255, 1)
        canvas[..., 3] = planes
    return PhotoCache(canvases, photo_cache.sizes)


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


def test_pixels_made_on_the_device_are_those_cut_on_the_cpu(source_cache, monkeypatch):
    """The path that CUDA takes, on the CPU: the same crops, holes and strokes, nearly the same colours."""
    monkeypatch.setattr(batches, "POOL", 32)
    device = torch.device("cpu")
    for size, count in ((64, 4), (128, 2), (256, 2)):
        cut, sampled = (
            BatchMaker(source_cache, device=device, seed=2, sketch_share=1.0, resident=resident).draw(size, count, 5)
            for resident in (False, True)
        )
        assert torch.equal(cut.hole, sampled.hole)
        assert (cut.photo - sampled.photo).abs().mean() < 0.02
        both, either = (cut.sketch * sampled.sketch).sum(), (cut.sketch + sampled.sketch).clamp(max=1).sum()
        assert both > 0.97 * either


def test_each_crop_takes_one_drawing(photo_cache):
    """Only plane 3 has strokes: about one crop of eight gets them."""
    canvases = photo_cache.canvases.copy()
    canvases[..., 3] = 1 << 3
    batch = maker(PhotoCache(canvases, photo_cache.sizes)).draw(64, 64, step=0)
    with_strokes = batch.sketch.flatten(1).any(dim=1).float().mean()
    assert 0.02 < with_strokes < 0.3


def test_strokes_as_traced_have_their_share(photo_cache):
    """Only plane 0 has strokes: all crops get them, or none, or about as many as were asked for."""
    canvases = photo_cache.canvases.copy()
    canvases[..., 3] = 1
    cache = PhotoCache(canvases, photo_cache.sizes)
    for share, least, most in ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.5, 0.3, 0.7)):
        making = BatchMaker(cache, device=torch.device("cpu"), seed=1, sketch_share=1.0, traced_share=share)
        with_strokes = making.draw(64, 64, step=0).sketch.flatten(1).any(dim=1).float().mean()
        assert least <= with_strokes <= most


@pytest.mark.parametrize(("share", "enlarged"), [(0.0, False), (1.0, True)])
def test_crops_are_enlarged_only_where_that_was_asked_for(photo_cache, monkeypatch, share, enlarged):
    sides = []
    monkeypatch.setattr(
        batches, "cut", lambda canvases, crops, size: sides.extend(crops.side) or cut(canvases, crops, size)
    )
    cache = PhotoCache(photo_cache.canvases[:4], photo_cache.sizes[:4])
    making = BatchMaker(cache, device=torch.device("cpu"), seed=1, sketch_share=0.0, enlarged_share=share)
    making.draw(192, 64, step=0)
    assert any(side < 192 for side in sides) == enlarged
    assert max(sides) > 240


def test_holes_of_the_paper_are_taken_when_asked(photo_cache):
    device = torch.device("cpu")
    paper = BatchMaker(photo_cache, device=device, seed=1, sketch_share=0, holes="paper").draw(64, 24, 0)
    assert 0.25 < paper.hole.mean() < 0.38


def test_a_mapped_cache_gives_the_same_batches(photo_cache, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "POOL", 32)
    np.save(tmp_path / "canvases.npy", photo_cache.canvases)
    mapped = PhotoCache(np.load(tmp_path / "canvases.npy", mmap_mode="r"), photo_cache.sizes)
    for resident in (False, True):
        device = torch.device("cpu")
        first, second = (
            BatchMaker(cache, device=device, seed=1, sketch_share=1, resident=resident).draw(64, 2, 3)
            for cache in (mapped, photo_cache)
        )
        assert torch.equal(first.planes(), second.planes())


def test_small_photos_are_said_once(photo_cache, caplog):
    caplog.set_level("INFO")
    drawing = maker(photo_cache)
    for step in range(2):
        drawing.draw(256, 1, step)
    lines = [record.message for record in caplog.records]
    assert lines == ["2 of 6 photos are smaller than 256: their crops are enlarged"]


def test_the_docs_say_how_many_holes_are_drawn_ahead():
    text = (Path(batches.__file__).parents[2] / "docs" / "holes.md").read_text(encoding="utf-8")
    assert f"on CUDA the first {batches.POOL:,} are drawn ahead" in text
