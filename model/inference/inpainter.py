"""The recipe of a fill: crops, network, seam. It orders the steps and computes nothing itself."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.crops import Crop, cut, paste_size, plan
from model.inference.engines import Engine, choose
from model.inference.errors import Cancelled, OutOfMemory
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.request import QUALITIES, Candidate, FillReport, FillRequest, FillResult, Progress
from model.inference.seam import fade, grown
from model.inference.variants import Variant, variants_of
from model.inference.weights import FOLDER, load_weights

ProgressCallback = Callable[[Progress], None]
CancelCallback = Callable[[], bool]


class Inpainter:
    """The network on one device, ready to fill. Not thread-safe: one thread owns it."""

    def __init__(self, engine: Engine, *, weights_sha256: str, load_s: float) -> None:
        self._engine = engine
        self._weights = weights_sha256
        self._load_s = load_s

    @classmethod
    def load(cls, device: str = "auto", *, threads: int | None = None, folder: Path = FOLDER) -> "Inpainter":
        """Check the weights and open the best engine for `device` ("auto", "cpu", "cuda").

        Raises BadWeights or NoEngine.
        """
        began = time.perf_counter()
        weights = load_weights(folder)
        engine = choose(weights, device=device, threads=threads)
        return cls(engine, weights_sha256=weights.sha256, load_s=time.perf_counter() - began)

    @property
    def device(self) -> str:
        """What the network really runs on."""
        return self._engine.device

    @property
    def engine(self) -> str:
        """Runtime and version."""
        return self._engine.name

    def close(self) -> None:
        """Give the engine's memory back."""
        self._engine.close()

    def fill(
        self,
        request: FillRequest,
        progress: ProgressCallback | None = None,
        cancelled: CancelCallback | None = None,
    ) -> FillResult:
        """Fill the request's hole.

        progress: called before and after every pass of the network, on this thread.
        cancelled: asked all the while; once it is true, Cancelled is raised.
        Raises BadRequest (already when the request was made), Cancelled, OutOfMemory.
        """
        began = time.perf_counter()
        run = _Run(self._engine, request, progress or _ignore, cancelled)
        candidates = run.candidates()
        warnings = () if candidates else ("nothing to fill",)
        seconds = {
            "load": self._load_s,
            "network": run.network_s,
            "total": time.perf_counter() - began,
        }
        report = FillReport(
            device=self.device,
            engine=self.engine,
            weights=self._weights,
            context_boxes=tuple(crop.box for crop in run.crops),
            working_sizes=tuple(crop.size for crop in run.crops),
            seconds=seconds,
            steps=tuple(run.steps),
            warnings=warnings,
        )
        return FillResult(candidates, report)


class _Run:
    """One fill under way: the request, its widened hole, and what the report will say."""

    def __init__(
        self,
        engine: Engine,
        request: FillRequest,
        progress: ProgressCallback,
        cancelled: CancelCallback | None,
    ) -> None:
        self._engine, self._request = engine, request
        self._progress, self._cancelled = progress, cancelled
        self.crops: list[Crop] = []
        self.steps: list[str] = []
        self.network_s = 0.0

    def candidates(self) -> tuple[Candidate, ...]:
        request = self._request
        if not request.hole.any():
            return ()
        alpha = fade(request.hole, grow=request.grow, feather=request.feather)
        box = _bounds(alpha > 0)
        # The ramp's pixels are filled too: there the fill shows through, never the brushed object.
        hole = grown(request.hole, request.grow + request.feather)
        if hole.all():  # a hole grown over all borders still continues from its own surroundings
            hole = request.hole
        longest = QUALITIES[request.quality]
        variants = variants_of(request.variants, request.seed)
        plans = [plan(hole, longest, scale=variant.scale) for variant in variants]
        total, done = sum(len(crops) for crops in plans), 0
        candidates = []
        for variant, crops in zip(variants, plans, strict=True):
            pixels = request.photo[box[1] : box[3], box[0] : box[2]].copy()
            for crop in crops:
                self._progress(Progress("network", done, total))
                self._fill_crop_into(pixels, box, crop, hole, variant)
                done += 1
            candidates.append(_candidate(box, pixels, alpha))
        self._progress(Progress("network", done, total))
        return tuple(candidates)

    def _fill_crop_into(
        self,
        pixels: NDArray[Any],
        box: tuple[int, int, int, int],
        crop: Crop,
        hole: NDArray[np.bool_],
        variant: Variant,
    ) -> None:
        """Run one crop and write its filled pixels into `pixels`, which lie at `box` of the photo."""
        request = self._request
        refined = self._refine(crop, hole, variant)
        x0, y0, x1, y1 = crop.box
        like = request.photo[y0:y1, x0:x1]
        filled = from_rgb(paste_size(refined, crop), like)
        left, top, right, bottom = max(x0, box[0]), max(y0, box[1]), min(x1, box[2]), min(y1, box[3])
        inside = hole[top:bottom, left:right]
        target = pixels[top - box[1] : bottom - box[1], left - box[0] : right - box[0]]
        target[inside] = filled[top - y0 : bottom - y0, left - x0 : right - x0][inside]

    def _refine(self, crop: Crop, hole: NDArray[np.bool_], variant: Variant) -> NDArray[np.float32]:
        """The network's picture of one crop with the known pixels back in place: (h, w, 3) float32 in [-1, 1]."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("cancelled")
        request = self._request
        rgb = to_rgb(cut(request.photo, crop), largest=int(np.iinfo(request.photo.dtype).max))
        small_hole = cut(hole, crop, touched=True)
        unseen = small_hole
        if request.exclude is not None:
            unseen = small_hole | cut(request.exclude, crop, touched=True)
        sketch = None if request.sketch is None else cut(request.sketch, crop, touched=True)
        planes = variant.turn(to_planes(rgb, unseen, sketch))
        began = time.perf_counter()
        try:
            refined = self._engine.run(planes, self._cancelled)
        except MemoryError as fault:
            raise OutOfMemory(f"{crop.padded[0]}×{crop.padded[1]} did not fit: choose a faster quality") from fault
        self.network_s += time.perf_counter() - began
        self.crops.append(crop)
        if not np.isfinite(refined).all():
            raise FloatingPointError("the network answered with numbers that are not finite")
        picture = variant.turn_back(refined)[0].transpose(1, 2, 0)
        return np.where(small_hole[..., None], picture, rgb)


def _candidate(box: tuple[int, int, int, int], pixels: NDArray[Any], alpha: NDArray[np.uint8]) -> Candidate:
    part = alpha[box[1] : box[3], box[0] : box[2]].copy()
    pixels.setflags(write=False)
    part.setflags(write=False)
    return Candidate(box, pixels, part)


def _bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _ignore(_: Progress) -> None:
    pass
