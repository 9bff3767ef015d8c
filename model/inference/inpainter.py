"""The recipe of a fill: crops, network, seam. It orders the steps and computes nothing itself."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.crops import Crop, cut, paste_size, plan, window_for
from model.inference.engines import Engine, choose
from model.inference.errors import BadRequest, Cancelled, OutOfMemory
from model.inference.planes import from_rgb, to_planes, to_rgb
from model.inference.request import QUALITIES, Bounds, Candidate, FillReport, FillRequest, FillResult, Progress
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

        threads: CPU threads of a pass; None leaves one core to the window.
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

        progress: called before every pass of the network and after the last, on this thread.
        cancelled: asked all the while; once it is true, Cancelled is raised.
        Raises BadRequest when a hole has nothing known around it, Cancelled, OutOfMemory.
        """
        began = time.perf_counter()
        run = _Run(self._engine, request, progress or _ignore, cancelled or _never)
        candidates = run.candidates() if request.hole.any() else ()
        seconds = {"load": self._load_s, "network": run.network_s, "total": time.perf_counter() - began}
        report = FillReport(
            device=self.device,
            engine=self.engine,
            weights=self._weights,
            context_boxes=tuple(_shifted(crop.box, run.window) for crop in run.crops),
            working_sizes=tuple(crop.size for crop in run.crops),
            seconds=seconds,
            steps=tuple(run.steps),
            warnings=tuple(run.warnings) if candidates else ("nothing to fill",),
        )
        return FillResult(candidates, report)


class _Run:
    """One fill under way, on the window of the photo that it can look at; and what the report will say of it."""

    def __init__(
        self, engine: Engine, request: FillRequest, progress: ProgressCallback, cancelled: CancelCallback
    ) -> None:
        self._engine, self._request = engine, request
        self._progress, self._cancelled = progress, cancelled
        self.window: Bounds = (0, 0, 0, 0)
        self.crops: list[Crop] = []
        self.steps: list[str] = []
        self.warnings: list[str] = []
        self.network_s = 0.0

    def candidates(self) -> tuple[Candidate, ...]:
        """One candidate a variant, at the largest working size that fits in memory."""
        import cv2  # 0.2 s: only once a fill runs

        self._look_through_window()
        alpha, hole = self._widened()
        wanted = QUALITIES[self._request.quality]
        ladder = sorted((side for side in QUALITIES.values() if side <= wanted), reverse=True)
        for longest in ladder:
            try:
                return self._candidates_at(longest, alpha, hole)
            except (MemoryError, OutOfMemory) as fault:
                self.steps.append(f"{longest}: {fault or 'out of memory'}")
            except cv2.error as fault:
                if fault.code != cv2.Error.StsNoMem:
                    raise
                self.steps.append(f"{longest}: out of memory")
        raise OutOfMemory("the fill does not fit in memory: close other programs, or brush a smaller hole")

    def _look_through_window(self) -> None:
        request = self._request
        size = (request.hole.shape[1], request.hole.shape[0])
        x0, y0, x1, y1 = self.window = window_for(_bounds(request.hole), size, margin=request.grow + request.feather)
        self._photo = request.photo[y0:y1, x0:x1]
        self._hole = request.hole[y0:y1, x0:x1]
        self._sketch = None if request.sketch is None else request.sketch[y0:y1, x0:x1]
        self._exclude = None if request.exclude is None else request.exclude[y0:y1, x0:x1]

    def _widened(self) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Opacity of the fill (H, W) uint8, and the hole (H, W) bool that the network fills for it."""
        grow, feather = self._request.grow, self._request.feather
        # The ramp's pixels are filled too: there the fill shows through, never the brushed object.
        hole = grown(self._hole, grow + feather)
        if grow + feather and hole.all():
            self.warnings.append("grow and feather would leave nothing of the photo: they were left out")
            return fade(self._hole, grow=0, feather=0), self._hole
        return fade(self._hole, grow=grow, feather=feather), hole

    def _candidates_at(self, longest: int, alpha: NDArray[np.uint8], hole: NDArray[np.bool_]) -> tuple[Candidate, ...]:
        box = _bounds(alpha > 0)
        self.crops = []
        variants = variants_of(self._request.variants, self._request.seed)
        plans = [plan(hole, longest, scale=variant.scale) for variant in variants]
        total, done = sum(len(crops) for crops in plans), 0
        candidates = []
        for variant, crops in zip(variants, plans, strict=True):
            pixels = self._photo[box[1] : box[3], box[0] : box[2]].copy()
            for crop in crops:
                self._progress(Progress("network", done, total))
                self._fill_crop_into(pixels, box, crop, hole, variant)
                done += 1
            candidates.append(_candidate(_shifted(box, self.window), pixels, alpha[box[1] : box[3], box[0] : box[2]]))
        self._progress(Progress("network", done, total))
        return tuple(candidates)

    def _fill_crop_into(
        self, pixels: NDArray[Any], box: Bounds, crop: Crop, hole: NDArray[np.bool_], variant: Variant
    ) -> None:
        """Run one crop and write its filled pixels into `pixels`, which lie at `box` of the window."""
        x0, y0, x1, y1 = crop.box
        filled = from_rgb(paste_size(self._refine(crop, hole, variant), crop), self._photo[y0:y1, x0:x1])
        left, top, right, bottom = max(x0, box[0]), max(y0, box[1]), min(x1, box[2]), min(y1, box[3])
        inside = hole[top:bottom, left:right]
        target = pixels[top - box[1] : bottom - box[1], left - box[0] : right - box[0]]
        target[inside] = filled[top - y0 : bottom - y0, left - x0 : right - x0][inside]

    def _refine(self, crop: Crop, hole: NDArray[np.bool_], variant: Variant) -> NDArray[np.float32]:
        """The network's picture of one crop with the known pixels back in place: (h, w, 3) float32 in [-1, 1]."""
        if self._cancelled():
            raise Cancelled("cancelled")
        rgb = to_rgb(cut(self._photo, crop), largest=int(np.iinfo(self._photo.dtype).max))
        hidden = hole if self._exclude is None else hole | self._exclude
        small_hole, unseen = cut(hole, crop, touched=True), cut(hidden, crop, touched=True)
        if unseen.all():
            # The last known pixels share their reduced ones with the hole: better a little of it than nothing.
            unseen = cut(hidden, crop) > 0.999
        if unseen.all():
            x0, y0, x1, y1 = _shifted(crop.box, self.window)
            raise BadRequest(
                f"nothing known is left around the hole within {x0}, {y0} – {x1}, {y1}: exclude or brush less"
            )
        sketch = None if self._sketch is None else cut(self._sketch, crop, touched=True) & small_hole
        planes = variant.turn(to_planes(rgb, unseen, sketch))
        began = time.perf_counter()
        refined = self._engine.run(planes, self._cancelled)
        self.network_s += time.perf_counter() - began
        self.crops.append(crop)
        if not np.isfinite(refined).all():
            raise FloatingPointError("the network answered with numbers that are not finite")
        picture = variant.turn_back(refined)[0].transpose(1, 2, 0)
        return np.where(small_hole[..., None], picture, rgb)


def _candidate(box: Bounds, pixels: NDArray[Any], alpha: NDArray[np.uint8]) -> Candidate:
    part = alpha.copy()
    pixels.setflags(write=False)
    part.setflags(write=False)
    return Candidate(box, pixels, part)


def _bounds(mask: NDArray[np.bool_]) -> Bounds:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _shifted(box: Bounds, window: Bounds) -> Bounds:
    return box[0] + window[0], box[1] + window[1], box[2] + window[0], box[3] + window[1]


def _ignore(_: Progress) -> None:
    pass


def _never() -> bool:
    return False
