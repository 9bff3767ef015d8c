"""What a fill is asked with: the window, what is seen in it, and nothing that could change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer
from app.document.planes import Plane
from app.document.planes.tiles import tiles_of
from app.files.settings import Settings
from app.worker.requests import request_again, request_for
from model.inference.errors import BadRequest, Cancelled
from tests.app.conftest import noise

SIZE = (900, 700)


def with_hole(box: Box, *, size: tuple[int, int] = SIZE) -> Document:
    document = Document(noise(*size))
    put(document.hole, box)
    return document


def put(plane: Plane, box: Box) -> None:
    mask = np.zeros(plane.size.shape, dtype=np.bool_)
    mask[box.slices] = True
    plane.swap(plane.patch_to(mask))


def full(document: Document, job_window: Box, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    out = np.zeros(document.size.shape, dtype=np.bool_)
    out[job_window.slices] = part
    return out


def test_the_window_holds_the_hole_and_its_surroundings() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    job = request_for(document, Settings())
    request = job.request()
    assert job.window.width < SIZE[0]
    assert job.window.union(Box(400, 300, 460, 350).grow(64)) == job.window
    assert job.origin == (job.window.x0, job.window.y0)
    assert np.array_equal(request.photo, document.photo[job.window.slices])
    assert np.array_equal(full(document, job.window, request.hole), document.hole.read(Box.of(document.size)))
    assert request.sketch is None
    assert request.exclude is None


def test_settings_go_along() -> None:
    settings = Settings(grow=7, feather=3, quality="best", variants=2, guidance=150)
    request = request_for(with_hole(Box(10, 10, 60, 60)), settings).request()
    assert (request.grow, request.feather, request.quality, request.variants) == (7, 3, "best", 2)
    assert request.guidance == 1.5


def test_the_request_is_what_was_seen() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    pixels, alpha = np.full((40, 40, 3), 9, dtype=np.uint8), np.full((40, 40), 200, dtype=np.uint8)
    document.insert_layer(0, Layer(1, "Fill 1", Box(410, 310, 450, 350), pixels, alpha))
    job = request_for(document, Settings())
    seen = compose(document, job.window)
    document.take_layer(1)
    assert np.array_equal(job.request().photo, seen)


def test_making_a_request_can_be_given_up_between_rows_and_planes() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    put(document.sketch, Box(410, 310, 420, 311))
    pixels, alpha = np.full((40, 40, 3), 9, dtype=np.uint8), np.full((40, 40), 200, dtype=np.uint8)
    document.insert_layer(0, Layer(1, "Fill 1", Box(410, 310, 450, 350), pixels, alpha))
    job, beats = request_for(document, Settings()), []
    job.request(lambda: beats.append(None))
    bands = -(-job.window.height // 256)
    assert len(beats) == bands + 2

    def give_up() -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        job.request(give_up)


def test_a_request_may_look_at_one_layer_alone() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    box = Box(410, 310, 450, 350)
    for number in (1, 2):
        pixels, alpha = np.full((40, 40, 3), 50 * number, dtype=np.uint8), np.full((40, 40), 255, dtype=np.uint8)
        document.insert_layer(number - 1, Layer(number, f"Fill {number}", box, pixels, alpha, visible=number == 2))
    settings = Settings(sample="layer")
    job = request_for(document, settings, chosen=1)  # hidden, and asked for
    inside = box.shift(-job.window.x0, -job.window.y0).slices
    assert (job.request().photo[inside] == 50).all()
    job = request_for(document, settings, chosen=None)
    assert np.array_equal(job.request().photo, document.photo[job.window.slices])
    job = request_for(document, Settings(), chosen=1)
    assert (job.request().photo[inside] == 100).all()


def test_a_fill_made_again_looks_at_what_it_looked_at() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    box, context = Box(410, 310, 450, 350), Box(300, 200, 560, 450)
    for number in (1, 2, 3):
        pixels, alpha = np.full((40, 40, 3), 50 * number, dtype=np.uint8), np.full((40, 40), 255, dtype=np.uint8)
        document.insert_layer(number - 1, Layer(number, f"Fill {number}", box, pixels, alpha))
    settings = Settings(sample="layer")
    document.put_contexts((context,))
    asked = request_for(document, settings, chosen=1)
    assert (asked.looked_at, asked.contexts) == (1, (context,))
    top = document.layer(3)
    candidates, hole = (Candidate(box, top.pixels, top.alpha),), document.hole.snapshot()
    document.put_contexts(())
    fill = Fill(candidates, hole=hole, looked_at=asked.looked_at, contexts=asked.contexts)
    again = request_again(document, replace(top, fill=fill), settings)
    assert again.window == asked.window
    assert again.contexts == (context,)
    inside = box.shift(-again.window.x0, -again.window.y0).slices
    assert (again.request().photo[inside] == 50).all()
    document.put_contexts((context,))
    unknown = replace(top, fill=replace(fill, looked_at=None, contexts=None))
    again = request_again(document, unknown, Settings())
    assert again.contexts == (context,)
    assert (again.request().photo[box.shift(-again.window.x0, -again.window.y0).slices] == 100).all()


def test_painted_colours_go_along_where_the_fill_looks() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    assert request_for(document, Settings()).request().colours is None
    painted = np.zeros((50, 60, 4), np.uint8)
    painted[10:20, 10:30] = (200, 90, 0, 255)
    document.colours.swap(tiles_of(painted, Box(400, 300, 460, 350)))
    job = request_for(document, Settings())
    colours = job.request().colours
    assert colours is not None
    assert colours.shape[:2] == job.window.size.shape
    assert np.array_equal(colours[300 - job.window.y0 :, 400 - job.window.x0 :][:50, :60], painted)
    assert np.count_nonzero(colours[..., 3]) == 200
    pixels, alpha = np.zeros((50, 60, 3), np.uint8), np.full((50, 60), 255, np.uint8)
    box = Box(400, 300, 460, 350)
    fill = Fill((Candidate(box, pixels, alpha),), hole=job.hole, colours=job.colours)
    layer = Layer(1, "Fill 1", box, pixels, alpha, fill=fill)
    document.colours.swap(document.colours.clear_patch())
    again = request_again(document, layer, Settings()).request().colours
    assert again is not None
    assert np.array_equal(again, colours)


def test_later_changes_do_not_reach_a_job() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    put(document.sketch, Box(420, 310, 422, 340))
    job = request_for(document, Settings())
    before = job.request()
    document.hole.swap(document.hole.clear_patch())
    document.sketch.swap(document.sketch.clear_patch())
    after = job.request()
    assert np.array_equal(after.hole, before.hole)
    assert after.hole.any()
    assert after.sketch is not None
    assert before.sketch is not None
    assert np.array_equal(after.sketch, before.sketch)


def test_arrays_are_read_only() -> None:
    document = with_hole(Box(400, 300, 460, 350))
    put(document.exclude, Box(0, 0, 500, 500))
    request = request_for(document, Settings()).request()
    for array in (request.photo, request.hole, request.exclude):
        assert array is not None
        assert not array.flags.writeable


def test_ids_are_never_used_twice() -> None:
    document = with_hole(Box(10, 10, 30, 30))
    first, second = (request_for(document, Settings()) for _ in range(2))
    assert first.id != second.id
    assert replace(first, settings=Settings(grow=1)).id == first.id


def test_an_empty_hole_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="empty"):
        request_for(Document(noise(64, 64)), Settings())


def test_a_hole_over_everything_is_refused() -> None:
    job = request_for(with_hole(Box(0, 0, 64, 64), size=(64, 64)), Settings())
    with pytest.raises(BadRequest, match="whole photo"):
        job.request()
