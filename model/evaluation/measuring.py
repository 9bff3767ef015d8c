"""Run every fill over every case of one kind of hole and measure each picture by itself."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.evaluation.distance import FeatureDistance
from model.evaluation.fills import Fill
from model.evaluation.metrics import adherence, measure
from model.evaluation.outputs import whole
from model.evaluation.progress import Progress
from model.evaluation.suites import Case, Source, load

GUIDED = "-guided"  # at the end of the name of a row that gets the strokes

Figures = dict[str, float]
"""One picture's figures by name; NaN where there was nothing to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ABC):
    """One row of the table.

    guided: the fill gets the strokes.  rival: it is not ours.
    made_by: what fills, as plain values for the report: weights and their sha256, or the state and its step.
    timed: the seconds of a fill are its own.
    """

    guided: bool = False
    rival: bool = False
    made_by: Mapping[str, object] = field(default_factory=dict)
    timed: bool = True

    def of_kind(self, _kind: str) -> "Entry":
        """The row for one kind of hole."""
        return self

    def require(self, _names: Iterable[str]) -> None:  # noqa: B027 - most rows can fill any
        """Refuse pictures by these names that this row could not fill, before any is measured: SuiteError."""

    @abstractmethod
    def filled(self, case: Case) -> NDArray[np.uint8]:
        """(H, W, 3): the fill of a case, whose pixels outside the hole do not count."""


@dataclass(frozen=True, slots=True)
class MadeFills(Entry):
    """A row whose pictures are filled as they are measured."""

    fill: Fill

    def filled(self, case: Case) -> NDArray[np.uint8]:
        return self.fill(case.photo, case.hole, case.sketch if self.guided else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with its composites by row, for the picture sheet."""

    case: Case
    composites: dict[str, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Measured:
    """figures: row -> picture -> figures.  shown: the cases that were asked for."""

    figures: dict[str, dict[str, Figures]]
    shown: list[Shown]

    def of_whole_pictures(self) -> "Measured":
        """Without the picture of which a measurement that was broken off has some rows alone."""
        rows = self.figures.values()
        whole = set.intersection(*(set(row) for row in rows)) if rows else set()
        found = {
            name: {picture: row[picture] for picture in row if picture in whole} for name, row in self.figures.items()
        }
        return Measured(found, self.shown)


def measure_kind(
    sources: Sequence[Source],
    entries: Mapping[str, Entry],
    *,
    size: int | None = None,
    distance: FeatureDistance | None = None,
    keep: Path | None = None,
    show: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    into: Measured | None = None,
) -> Measured:
    """Fill and measure each source with each entry.

    distance: None leaves the feature distance out.  keep: folder for the composites as ROW/NAME.png.
    show: names of the pictures whose composites are kept for the sheet.
    into: gets the figures one by one and is returned, for whoever wants those until a fault.
    """
    measured = into or Measured({}, [])
    measured.figures.update({name: {} for name in entries})
    for source in sources:
        case = load(source, size=size)
        truth = distance.embed(case.photo) if distance is not None else []
        composites = {}
        for name, entry in entries.items():
            composite, figures = _filled(case, entry)
            if distance is not None:
                figures["feature"] = distance(composite, truth, case.hole)
            measured.figures[name][case.name] = figures
            composites[name] = composite
            if keep is not None:
                (keep / name).mkdir(parents=True, exist_ok=True)
                with whole(keep / name / f"{case.name}.png") as part:
                    Image.fromarray(composite).save(part)
        if case.name in show:
            measured.shown.append(Shown(case, composites))
        if progress is not None:
            progress.step(case.name)
    return measured


def _filled(case: Case, entry: Entry) -> tuple[NDArray[np.uint8], Figures]:
    """The composite and its figures. Adherence is measured without strokes too: that is the chance level."""
    wall, cpu = time.perf_counter(), time.process_time()
    filled = entry.filled(case)
    took = (time.perf_counter() - wall, time.process_time() - cpu) if entry.timed else (float("nan"), float("nan"))
    composite = np.where(case.hole[..., None], filled, case.photo)
    figures: Figures = asdict(measure(composite, case.photo, case.hole))
    figures["adherence"] = figures["undrawn"] = float("nan")
    if (case.sketch & case.hole).any():
        figures["adherence"], figures["undrawn"] = adherence(composite, case.hole, case.sketch)
    figures["wall_seconds"], figures["cpu_seconds"] = took
    return composite, figures
