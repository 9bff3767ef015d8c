"""Run fills over a suite and sum up: one row a fill and kind of hole."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from model.evaluation.fills import Fill
from model.evaluation.metrics import Measures, adherence, measure
from model.evaluation.suites import Case

Row = dict[str, float | int]


def run(fill: Fill, suite: Iterable[Case], *, guided: bool, keep: Path | None = None) -> Row:
    """Fill every case and return the means; `keep`: folder for the composites as NAME.png.

    guided: hand the strokes to the fill. Adherence is measured either way: unguided, it is the chance level.
    """
    figures: list[Measures] = []
    followed: list[tuple[float, float]] = []
    seconds = 0.0
    for case in suite:
        began = time.process_time()
        filled = fill(case.photo, case.hole, case.sketch if guided else None)
        seconds += time.process_time() - began
        composite = np.where(case.hole[..., None], filled, case.photo)
        figures.append(measure(composite, case.photo, case.hole))
        if (case.sketch & case.hole).any():
            followed.append(adherence(composite, case.hole, case.sketch))
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            Image.fromarray(composite).save(keep / f"{case.name}.png")
    return _row(figures, followed, seconds)


def _row(figures: list[Measures], followed: list[tuple[float, float]], seconds: float) -> Row:
    row: Row = {
        "pictures": len(figures),
        "l1": _mean([figure.l1 for figure in figures]),
        "l2": _mean([figure.l2 for figure in figures]),
        "psnr": _mean([figure.psnr for figure in figures]),
        "ssim": _mean([figure.ssim for figure in figures]),
        "sharpness": sum(figure.energy for figure in figures) / sum(figure.true_energy for figure in figures),
        "cpu_seconds": seconds / len(figures),
    }
    if followed:
        row["adherence"] = _mean([pair[0] for pair in followed])
        row["undrawn"] = _mean([pair[1] for pair in followed])
    return row


def _mean(values: list[float]) -> float:
    return float(np.nanmean(values)) if not np.all(np.isnan(values)) else float("nan")


def write_table(rows: dict[str, dict[str, Row]]) -> None:
    """Print {kind: {fill: row}} as Markdown tables on stdout."""
    columns = ("l1", "l2", "psnr", "ssim", "sharpness", "adherence", "undrawn", "cpu_seconds")
    for kind, fills in rows.items():
        sys.stdout.write(f"\n## {kind}\n\n| fill | {' | '.join(columns)} |\n|---{'|---' * len(columns)}|\n")
        for name, row in fills.items():
            cells = (f"{row[column]:.3f}" if column in row else "" for column in columns)
            sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
