"""Our ways to fill a hole: (photo, hole, sketch) -> picture, all of one height and width."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model.evaluation.states import open_state
from model.inference import FillRequest, Inpainter
from model.inference.crops.planning import MULTIPLE
from model.inference.engines import choose
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.weights import load_any_weights

Fill = Callable[[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_] | None], NDArray[np.uint8]]


def network(run: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Fill:
    """One pass over the whole picture, reflected to multiples of 8. run: planes -> refined, as `Engine.run`."""

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], sketch: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        height, width = hole.shape
        rows, columns = -height % MULTIPLE, -width % MULTIPLE
        # The hole is reflected with the photo, so that no mirrored truth stands beside it.
        rgb = np.pad(to_rgb(photo, largest=255), ((0, rows), (0, columns), (0, 0)), mode="reflect")
        holes = np.pad(hole, ((0, rows), (0, columns)), mode="reflect")
        strokes = None if sketch is None else np.pad(sketch, ((0, rows), (0, columns)), mode="reflect")
        refined = run(to_planes(rgb, holes, strokes))
        return from_rgb(refined[0, :, :height, :width].transpose(1, 2, 0), photo)

    return fill


def shipped_network(folder: Path) -> Fill:
    """The network of a weights folder, of any kind of convolution, through the engine that the app uses."""
    return network(choose(load_any_weights(folder)).engine.run)


def state_network(folder: Path) -> Fill:
    """The averaged generator of a training state, of any kind of convolution, through torch."""
    _, generator = open_state(folder)

    def run(planes: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.no_grad():
            return generator(torch.from_numpy(planes))[1].numpy()

    return network(run)


def whole_fill(folder: Path, detail: str = "auto", guidance: float = 1.0) -> Fill:
    """What a person gets: crops, network, blend, match and detail; grow and feather 0.

    detail: one of `model.inference.detail.MODES`.  guidance: how clearly strokes are followed, as in FillRequest.
    """
    inpainter = Inpainter.load(folder=folder)

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], sketch: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        return filled(inpainter, FillRequest(photo, hole, sketch=sketch, detail=detail, guidance=guidance))

    return fill


def filled(inpainter: Inpainter, request: FillRequest) -> NDArray[np.uint8]:
    """The photo of a request for one candidate, 8 bits and some hole in it, with the candidate put in: (H, W, C)."""
    (candidate,) = inpainter.fill(request).candidates
    picture = request.photo.copy()
    x0, y0, x1, y1 = candidate.box
    picture[y0:y1, x0:x1] = candidate.pixels
    return np.asarray(picture, np.uint8)
