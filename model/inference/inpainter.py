"""The door to the network: open it once, ask it for fills."""

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from model.inference import classical
from model.inference.aside import Side
from model.inference.boxes import shifted
from model.inference.crops import Crop
from model.inference.engines import Choice, OpenOther, Succession, choose
from model.inference.errors import Cancelled
from model.inference.ladder import Rung, first_that_holds, rungs
from model.inference.line import Line
from model.inference.pace import Pace
from model.inference.request import QUALITIES, FillReport, FillRequest, FillResult, Progress
from model.inference.run import Attempt, FillRun
from model.inference.weights import load_weights
from model.inference.window import Window, window_of

ProgressCallback = Callable[[Progress], None]
CancelCallback = Callable[[], bool]


class Inpainter:
    """The network on one device, ready to fill. Not thread-safe: one thread owns it."""

    def __init__(self, choice: Choice, open_other: OpenOther, *, weights_sha256: str, load_s: float) -> None:
        self._engines = Succession(choice, open_other)
        self._weights, self._load_s = weights_sha256, load_s
        self._pace = Pace()
        self._side = Side("fill-aside")

    @classmethod
    def load(cls, device: str = "auto", *, threads: int | None = None, folder: str | Path | None = None) -> "Inpainter":
        """Check the weights and open the best engine for `device`, one of `engines.choose.DEVICES`.

        threads: CPU threads of a pass; None leaves one core to the window.
        folder: with the weights; None = that of GATEBRUSH_WEIGHTS, or the shipped one.
        Raises BadWeights or NoEngine.
        """
        began = time.perf_counter()
        weights = load_weights(None if folder is None else Path(folder))
        choice = choose(weights, device=device, threads=threads)

        def open_other(without: Collection[str]) -> Choice:
            return choose(weights, device="cpu", threads=threads, without=without)

        return cls(choice, open_other, weights_sha256=weights.sha256, load_s=time.perf_counter() - began)

    @property
    def device(self) -> str:
        """What the network runs on; another one after a fill that this one could not compute."""
        return self._engines.choice.engine.device

    @property
    def engine(self) -> str:
        """Runtime and version."""
        return self._engines.choice.engine.name

    @property
    def why(self) -> str:
        """One sentence on why this device was taken."""
        return self._engines.choice.why

    def close(self) -> None:
        """Give the engines' memory back, once what a cancelled fill left at work has ended."""
        self._side.settle()
        self._engines.close()

    def fill(
        self,
        request: FillRequest,
        progress: ProgressCallback | None = None,
        cancelled: CancelCallback | None = None,
    ) -> FillResult:
        """Fill the request's hole.

        progress: called some twenty times a second while the network runs, on this thread.
        cancelled: asked as often; once it is true, Cancelled is raised.
        Raises BadRequest when a hole has nothing known around it, Cancelled, OutOfMemory, EngineFailed.
        """
        began = time.perf_counter()
        if not request.hole.any():
            return FillResult((), self._report(Rung(self._engines.choice.engine, 0), None, None, (), began))
        cancelled = cancelled or _never

        def look_up() -> None:
            if cancelled():
                raise Cancelled("cancelled")

        self._side.settle(look_up)
        window = window_of(request, look_up)
        run = FillRun(
            request, window, pace=self._pace, side=self._side, progress=progress or _ignore, cancelled=cancelled
        )

        def attempt(rung: Rung) -> tuple[Rung, Attempt]:
            return rung, run.attempt(rung)

        engines = self._engines.engines(lambda opening: self._side.do(opening, look_up))
        held = first_that_holds(rungs(engines, QUALITIES[request.quality]), attempt)
        rung, made = held.result
        earlier = self._engines.choice.steps
        moved = rung.engine is not None and self._engines.settle(rung.engine, held.broken, held.steps)
        report = self._report(rung, window, made, (*earlier, *held.steps), began)
        return FillResult(made.candidates, _told(report, rung, held.steps, moved=moved))

    def _report(
        self, rung: Rung, window: Window | None, made: Attempt | None, steps: tuple[str, ...], began: float
    ) -> FillReport:
        engine = rung.engine
        crops: list[Crop] = [] if made is None else made.crops
        seconds = {"load": self._load_s, "network": 0.0, "detail": 0.0} | ({} if made is None else made.seconds)
        warnings = (Line("nothing to fill"),) if window is None else window.warnings
        return FillReport(
            device="cpu" if engine is None else engine.device,
            engine=classical.NAME if engine is None else engine.name,
            precision="float32" if engine is None else engine.precision,
            weights=self._weights,
            context_boxes=() if window is None else tuple(shifted(crop.box, window.box) for crop in crops),
            working_sizes=tuple(crop.size for crop in crops),
            seconds=seconds | {"total": time.perf_counter() - began},
            detail=_said_of_detail(made),
            sharpness=None if made is None else made.sharpness,
            steps=steps,
            warnings=warnings,
            by_network=engine is not None,
        )


def _told(report: FillReport, rung: Rung, steps: tuple[str, ...], *, moved: bool) -> FillReport:
    """The report of a fill that was made, with a line on what did not hold before, if anything.

    moved: whether that is over, since later fills begin with what held.
    """
    if not steps:
        return report
    reasons = "; ".join(steps)
    if moved:
        line = Line(
            "fills run on {device} with {engine} from now on, since {reasons}",
            device=report.device.upper(),
            engine=report.engine,
            reasons=reasons,
        )
        return replace(report, moved=line)
    line = Line("this fill was made by the {rung}, since {reasons}", rung=rung, reasons=reasons)
    return replace(report, warnings=(*report.warnings, line))


def _said_of_detail(made: Attempt | None) -> str:
    """One line, of the crops that say the same only once."""
    if made is None or not made.sources:
        return "off"
    return "; ".join(dict.fromkeys(sources.why for sources in made.sources))


def _ignore(_: Progress) -> None:
    pass


def _never() -> bool:
    return False
