"""Ways to fill a hole, ours and classical ones: (photo, hole, sketch) -> picture, all uint8."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from model.inference import FillRequest, Inpainter
from model.inference.engines import choose
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.weights import load_weights
from model.network.config import NetworkConfig
from model.network.generator import Generator
from model.training.checkpoint import load_state, part

Fill = Callable[[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_] | None], NDArray[np.uint8]]

CLASSICAL = {"telea": cv2.INPAINT_TELEA, "navier-stokes": cv2.INPAINT_NS}
CLASSICAL_RADIUS = 3


def classical(name: str) -> Fill:
    """OpenCV's diffusion fills, radius 3. name: a key of CLASSICAL."""

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], _: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        hidden = np.where(hole[..., None], np.uint8(255), photo)  # the truth in the hole is never shown
        return np.asarray(cv2.inpaint(hidden, hole.astype(np.uint8), CLASSICAL_RADIUS, CLASSICAL[name]), np.uint8)

    return fill


def network(run: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Fill:
    """One pass over the whole picture, sides multiples of 8. run: planes -> refined, as `Engine.run`."""

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], sketch: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        refined = run(to_planes(to_rgb(photo, largest=255), hole, sketch))
        return from_rgb(refined[0].transpose(1, 2, 0), photo)

    return fill


def shipped_network(folder: Path) -> Fill:
    """The network of a weights folder, through the engine that the app uses."""
    return network(choose(load_weights(folder)).run)


def state_network(folder: Path) -> Fill:
    """The averaged generator of a training state, through torch."""
    state = load_state(folder)
    generator = Generator(NetworkConfig(**state.facts["config"]["network"])).eval()
    generator.load_state_dict(part("average", state.tensors))

    def run(planes: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.no_grad():
            return generator(torch.from_numpy(planes))[1].numpy()

    return network(run)


def whole_fill(folder: Path) -> Fill:
    """What a person gets: crops, network and seam, grow and feather 0."""
    inpainter = Inpainter.load(folder=folder)

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], sketch: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        (candidate,) = inpainter.fill(FillRequest(photo, hole, sketch=sketch)).candidates
        filled = photo.copy()
        x0, y0, x1, y1 = candidate.box
        filled[y0:y1, x0:x1] = candidate.pixels
        return filled

    return fill
