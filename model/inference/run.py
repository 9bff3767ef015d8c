"""One fill under way: the order of its steps, how far it is, and what the report will say of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.inference import classical, guidance
from model.inference.aside import Side
from model.inference.blending import correction
from model.inference.boxes import Bounds, bounds_of, shifted
from model.inference.calm import calmed
from model.inference.crops import Crop, Enlargement, Tiles, plan
from model.inference.crops.cutting import cut_plane
from model.inference.detail import Residuals, Sources, find_sources, steered
from model.inference.engines import Engine
from model.inference.errors import Cancelled, EngineFailed, FillError, OutOfMemory
from model.inference.joint import TEXTURE, Joint
from model.inference.ladder import Rung
from model.inference.line import Line
from model.inference.masked import chosen
from model.inference.pace import Pace
from model.inference.passes import Run, View, shrinking
from model.inference.render import paint
from model.inference.request import Candidate, FillRequest, Progress
from model.inference.tints import without_specks
from model.inference.variants import Variant, variants_of
from model.inference.window import Window

Result = TypeVar("Result")

NETWORK_SHARE, DETAIL_SHARE = 0.7, 0.9  # of a crop's time: where its passes and its detail step end


@dataclass(slots=True)
class Attempt:
    """What one rung of the ladder did."""

    crops: list[Crop] = field(default_factory=list)
    sources: list[Sources] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: {"network": 0.0, "detail": 0.0})
    candidates: tuple[Candidate, ...] = ()

    @property
    def sharpness(self) -> tuple[float, float] | None:
        """Of the crops where detail was looked for, before and after: their mean, 1 = as sharp as around the hole."""
        if not self.sources:
            return None
        before, after = np.mean([sources.sharpness for sources in self.sources], axis=0)
        return float(before), float(after)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Adds the time of a block to its stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - began


class FillRun:
    """One request on its way through the ladder. progress and cancelled: as in `Inpainter.fill`.

    side: where calls are made that cannot look up.
    """

    def __init__(
        self,
        request: FillRequest,
        window: Window,
        *,
        pace: Pace,
        side: Side,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._request, self._window, self._pace, self._side = request, window, pace, side
        self._progress, self._cancelled = progress, cancelled
        self._passes, self._pass = 1, 0

    def attempt(self, rung: Rung) -> Attempt:
        """One candidate a variant on one rung. Raises OutOfMemory, EngineFailed, Cancelled, BadRequest."""
        import cv2  # 0.2 s: only once a fill runs

        made = Attempt()
        variants = variants_of(self._request.variants, self._request.seed)
        window = self._window
        plans = self._aside(
            lambda: [
                plan(window.hole, rung.longest, scale=one.scale, wider=one.wider, contexts=window.contexts)
                for one in variants
            ]
        )
        self._passes, self._pass = sum(len(crops) for crops in plans), 0
        try:
            made.candidates = self._candidates(rung, variants, plans, made)
        except cv2.error as fault:
            if fault.code == cv2.Error.StsNoMem:
                raise OutOfMemory(Line("{longest}: out of memory", longest=rung.longest)) from fault
            raise
        self._progress(Progress("writing", self._passes, self._passes))
        return made

    def _candidates(
        self, rung: Rung, variants: list[Variant], plans: list[list[Crop]], made: Attempt
    ) -> tuple[Candidate, ...]:
        window = self._window
        box = x0, y0, x1, y1 = bounds_of(window.alpha)
        pixels = [window.photo[y0:y1, x0:x1].copy() for _ in variants]
        # One context after the other, not one candidate: mirrored ones then find its sizes still prepared.
        passes = [(crop, which) for crops in zip(*plans, strict=True) for which, crop in enumerate(crops)]
        for number, (crop, which) in enumerate(passes):
            if rung.engine is not None and number + 1 < len(passes):
                width, height = passes[number + 1][0].padded
                rung.engine.prepare((height, width))
            self._fill(crop, rung, variants[which], pixels[which], box, made)
            self._pass += 1
        alpha = window.alpha[y0:y1, x0:x1].copy()
        for plane in (alpha, *pixels):
            plane.setflags(write=False)
        return tuple(Candidate(shifted(box, window.box), part, alpha) for part in pixels)

    def _fill(self, crop: Crop, rung: Rung, variant: Variant, pixels: NDArray[Any], box: Bounds, made: Attempt) -> None:
        """Fill one crop and write it into `pixels`, which lie at `box` of the window."""
        self._told("network", 0.0)
        view = self._view(crop)
        with made.timed("network"):
            picture = self._painted(view, crop, rung, variant)
        made.crops.append(crop)
        picture = self._joined(picture, view, crop)
        with made.timed("detail"):
            residuals = self._residuals(picture, view, crop, variant, made)
            tiles = self._aside(lambda: self._in_tiles(picture, residuals, crop))
            self._paint(crop, tiles, pixels, box)

    def _painted(self, view: View, crop: Crop, rung: Rung, variant: Variant) -> NDArray[np.float32]:
        """The picture of a whole crop, known pixels too, at its padded size: (h, w, 3) float32."""
        if rung.engine is None:
            return classical.diffused(view.rgb, view.blank)
        shares = shrinking(view.blank)
        levels = [crop.reduced(share) for share in shares[:-1]]
        part = 1 / len(shares)
        picture: NDArray[np.float32] | None = None
        for index, level in enumerate(levels):
            run, seen = self._runner(rung.engine, variant, index * part, part), self._view(level)
            coarse = seen.answer(run) if picture is None else seen.finer(run, picture, level.size)
            picture = coarse[: level.size[1], : level.size[0]]
        run = self._runner(rung.engine, variant, 1 - part, part)
        return view.answer(run) if picture is None else view.finer(run, picture, crop.size)

    def _runner(self, engine: Engine, variant: Variant, begun: float, share: float) -> Run:
        """begun, share: where on its way the present pass is when this run begins, and how much of it this run is."""

        def one_pass(planes: NDArray[np.float32], since: float, until: float) -> NDArray[np.float32]:
            return self._one_pass(engine, variant, planes, (begun + share * since, begun + share * until))

        return lambda planes: guidance.answer(planes, self._request.guidance, one_pass)

    def _one_pass(
        self, engine: Engine, variant: Variant, planes: NDArray[np.float32], part: tuple[float, float]
    ) -> NDArray[np.float32]:
        """part: from where to where of the present pass this one is."""
        pixels, began = planes.shape[2] * planes.shape[3], time.perf_counter()

        def beat() -> None:
            self._look_up()
            done = self._pace.share(time.perf_counter() - began, pixels)
            self._told("network", NETWORK_SHARE * (part[0] + (part[1] - part[0]) * done))

        try:
            refined = engine.run(variant.turn(planes), beat)
        except (FillError, MemoryError):
            raise
        except Exception as fault:
            raise EngineFailed(Line("{name} broke: {fault}", name=engine.name, fault=fault)) from fault
        if not np.isfinite(refined).all():
            raise EngineFailed(Line("{name} answered with numbers that are not finite", name=engine.name))
        self._pace.learn(time.perf_counter() - began, pixels)
        return variant.turn_back(refined)

    def _joined(self, picture: NDArray[np.float32], view: View, crop: Crop) -> NDArray[np.float32]:
        """The photo where known, and in the hole the picture made to agree with it; padding off."""
        width, height = crop.size
        seen, rgb, unseen = picture[:height, :width], view.rgb[:height, :width], view.unseen[:height, :width]
        request, beside = self._request, self._aside(lambda: self._window.beside(crop))
        added = correction(
            seen,
            rgb,
            unseen,
            ~unseen,
            beside=None if beside is None else beside[:height, :width],
            blend=request.blend / crop.reduction,
            match=request.match,
        )
        joined = chosen(unseen, seen + added, rgb)
        if request.match == 0:
            return joined
        asked = None if view.asked is None else view.asked[:height, :width]
        # Whoever draws or paints may want a tint that the photo has nowhere.
        if asked is None or not (asked & unseen).any():
            joined = without_specks(joined, unseen, ~unseen)
        return calmed(joined, unseen, ~unseen, asked)

    def _residuals(
        self, picture: NDArray[np.float32], view: View, crop: Crop, variant: Variant, made: Attempt
    ) -> Residuals | None:
        """What is brought back from the photo; None where nothing is."""
        if self._request.detail == "off":
            return None
        self._told("detail", NETWORK_SHARE)
        width, height = crop.size
        found = find_sources(
            picture,
            cut_plane(self._window.hole, crop)[:height, :width],
            ~view.unseen[:height, :width],
            mode=self._request.detail,
            reduction=crop.reduction,
            painted=None if view.painted is None else view.painted[:height, :width],
            seed=variant.seed,
            heartbeat=self._look_up,
        )
        x0, y0, x1, y1 = crop.box
        photo, hidden = (plane[y0:y1, x0:x1] for plane in (self._window.photo, self._window.hidden))
        sources = self._aside(lambda: steered(found, photo, ~hidden))
        made.sources.append(sources)
        return Residuals(photo, sources) if sources.used else None

    def _in_tiles(self, picture: NDArray[np.float32], residuals: Residuals | None, crop: Crop) -> Tiles:
        """The finished picture of a crop at the photo's own resolution."""
        x0, y0, x1, y1 = crop.box
        enlarged = Enlargement(picture, (x1 - x0, y1 - y0)).tile
        tiles = enlarged if residuals is None else lambda *place: enlarged(*place) + residuals.tile(*place)
        reduced = crop.reduction > 1
        if not reduced and residuals is None:  # at its own size the working picture has been joined already
            return tiles
        reach = min(crop.reduction if reduced else TEXTURE, self._request.blend)
        if reach < 1:
            return tiles
        photo, hole, gone = (
            plane[y0:y1, x0:x1] for plane in (self._window.photo, self._window.hole, self._window.gone)
        )
        return Joint(tiles, photo, hole, ~gone, reach=reach, natural=not reduced).tile

    def _paint(self, crop: Crop, picture: Tiles, pixels: NDArray[Any], box: Bounds) -> None:
        """Into the holes that the crop is there for: where contexts overlap, it sees holes of other crops too."""
        (left, top, right, bottom), hole = self._window.holes_of(crop, box)
        paint(
            pixels[top - box[1] : bottom - box[1], left - box[0] : right - box[0]],
            hole,
            picture,
            at=(left - crop.box[0], top - crop.box[1]),
            between=self._between,
        )

    def _view(self, crop: Crop) -> View:
        return self._aside(lambda: self._window.view(crop))

    def _aside(self, work: Callable[[], Result]) -> Result:
        """What `work` returns. It takes a second or two on a hundred megapixels, in calls that cannot look up: after
        a cancel it ends by itself, unheard, before another begins."""
        return self._side.do(work, self._look_up)

    def _between(self, share: float) -> None:
        self._look_up()
        self._told("detail", DETAIL_SHARE + (1 - DETAIL_SHARE) * share)

    def _told(self, stage: str, share: float) -> None:
        """Say how far the present pass is, 0..1."""
        self._look_up()
        self._progress(Progress(stage, self._pass + share, self._passes))

    def _look_up(self) -> None:
        if self._cancelled():
            raise Cancelled("cancelled")
