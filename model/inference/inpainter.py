"""The door to the network: open it once, ask it for fills."""

import time
from collections.abc import Callable
from pathlib import Path

from model.inference import classical
from model.inference.aside import Side
from model.inference.crops import Crop
from model.inference.engines import Choice, Engine, choose
from model.inference.errors import Cancelled
from model.inference.ladder import Rung, first_that_holds, rungs
from model.inference.line import Line
from model.inference.pace import Pace
from model.inference.request import QUALITIES, FillReport, FillRequest, FillResult, Progress
from model.inference.run import Attempt, FillRun
from model.inference.weights import load_weights
from model.inference.window import Window, shifted, window_of

ProgressCallback = Callable[[Progress], None]
CancelCallback = Callable[[], bool]


class Inpainter:
    """The network on one device, ready to fill. Not thread-safe: one thread owns it."""

    def __init__(self, choice: Choice, fallback: Callable[[], Engine], *, weights_sha256: str, load_s: float) -> None:
        self._choice, self._open_fallback = choice, fallback
        self._other: Engine | None = None
        self._weights, self._load_s = weights_sha256, load_s
        self._pace = Pace()
        self._side = Side("fill-aside")

    @classmethod
    def load(cls, device: str = "auto", *, threads: int | None = None, folder: Path | None = None) -> "Inpainter":
        """Check the weights and open the best engine for `device`, one of `engines.choose.DEVICES`.

        threads: CPU threads of a pass; None leaves one core to the window.
        folder: with the weights; None = that of GATEBRUSH_WEIGHTS, or the shipped one.
        Raises BadWeights or NoEngine.
        """
        began = time.perf_counter()
        weights = load_weights(folder)
        choice = choose(weights, device=device, threads=threads)

        def on_cpu() -> Engine:
            return choose(weights, device="cpu", threads=threads).engine

        return cls(choice, on_cpu, weights_sha256=weights.sha256, load_s=time.perf_counter() - began)

    @property
    def device(self) -> str:
        """What the network really runs on."""
        return self._choice.engine.device

    @property
    def engine(self) -> str:
        """Runtime and version."""
        return self._choice.engine.name

    @property
    def why(self) -> str:
        """One sentence on why this device was taken."""
        return self._choice.why

    def close(self) -> None:
        """Give the engines' memory back, once what a cancelled fill left at work has ended."""
        self._side.settle()
        self._choice.engine.close()
        if self._other is not None:
            self._other.close()
            self._other = None

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
            return FillResult((), self._report(Rung(self._choice.engine, 0), None, None, (), began))
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

        ladder = rungs(self._choice.engine, QUALITIES[request.quality], self._fallback)
        (rung, made), steps = first_that_holds(ladder, attempt)
        return FillResult(made.candidates, self._report(rung, window, made, steps, began))

    def _fallback(self) -> Engine:
        if self._other is None:
            self._other = self._open_fallback()
        return self._other

    def _report(
        self, rung: Rung, window: Window | None, made: Attempt | None, steps: tuple[str, ...], began: float
    ) -> FillReport:
        engine = rung.engine
        crops: list[Crop] = [] if made is None else made.crops
        seconds = {"load": self._load_s, "network": 0.0, "detail": 0.0} | ({} if made is None else made.seconds)
        warnings = (Line("nothing to fill"),) if window is None else window.warnings
        if steps:
            warnings = (
                *warnings,
                Line("this fill was made by the {rung}, since {reasons}", rung=rung, reasons="; ".join(steps)),
            )
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
            steps=(*self._choice.steps, *steps),
            warnings=warnings,
            by_network=engine is not None,
        )


def _said_of_detail(made: Attempt | None) -> str:
    """One line, of the crops that say the same only once."""
    if made is None or not made.sources:
        return "off"
    return "; ".join(dict.fromkeys(sources.why for sources in made.sources))


def _ignore(_: Progress) -> None:
    pass


def _never() -> bool:
    return False
