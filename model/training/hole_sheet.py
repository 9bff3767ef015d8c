"""python -m model.training.hole_sheet PICTURE.png: samples of every kind of hole, and a histogram of their areas."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from model.training import holes
from model.training.silhouettes import objects

Maker = Callable[[int, np.random.Generator], np.ndarray]

KINDS: tuple[tuple[str, Maker], ...] = (
    ("brush (paper)", holes.brush),
    ("rectangle (paper)", holes.rectangle),
    ("rectangles", holes.rectangles),
    ("polylines", holes.polylines),
    ("objects", objects),
    ("mix: default", partial(holes.sample, kinds="default")),
    ("mix: paper", partial(holes.sample, kinds="paper")),
)
SAMPLES, TILE, GAP = 9, 84, 4
COUNTED, COUNTED_SIZE = 2000, 128
BINS, MOST = 30, 0.6  # of the picture's area
LABEL, CHART = 150, 260  # pixels wide
INK, PAPER, BAR = (40, 40, 40), (255, 255, 255), (200, 120, 40)  # BGR


def main(arguments: list[str] | None = None) -> int:
    """Write the picture, print the figures as a Markdown table; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m model.training.hole_sheet", description="Show training holes.")
    parser.add_argument("picture", type=Path, help="PNG to write")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not given.picture.parent.is_dir() or not cv2.haveImageWriter(str(given.picture)):
        sys.stderr.write(f"{given.picture} cannot be written: take a .png in a folder that exists\n")
        return 4
    picture, rows = sheet(given.seed)
    if not cv2.imwrite(str(given.picture), picture):
        sys.stderr.write(f"{given.picture} cannot be written: make room, or take another place\n")
        return 4
    sys.stdout.write("".join(f"| {' | '.join(row)} |\n" for row in rows))
    return 0


def sheet(seed: int) -> tuple[np.ndarray, list[list[str]]]:
    """The picture, (H, W, 3) uint8 BGR, and the rows of its table, the head first."""
    rows = [["kind", "mean %", "5 %", "50 %", "95 %"], ["---"] * 5]
    bands = []
    for name, maker in KINDS:
        shares = areas(maker, seed)
        bands.append(band(name, maker, shares, seed))
        figures = (shares.mean(), *np.percentile(shares, [5, 50, 95]))
        rows.append([name, *(f"{100 * figure:.1f}" for figure in figures)])
    return np.vstack([*bands, axis()]), rows


def areas(maker: Maker, seed: int) -> np.ndarray:
    """The share of the picture that each of COUNTED holes covers, (COUNTED,) float in 0..1."""
    return np.array([maker(COUNTED_SIZE, np.random.default_rng([seed, number])).mean() for number in range(COUNTED)])


def band(name: str, maker: Maker, shares: np.ndarray, seed: int) -> np.ndarray:
    """One row: name, samples, histogram. (TILE + GAP, W, 3) uint8 BGR."""
    parts = [blank(LABEL)]
    _write(parts[0], name, (6, TILE // 2))
    for number in range(SAMPLES):
        part = blank(TILE + GAP)
        hole = maker(TILE * 2, np.random.default_rng([seed, number])).astype(np.uint8) * np.uint8(255)
        part[GAP:, GAP:] = cv2.resize(hole, (TILE, TILE), interpolation=cv2.INTER_AREA)[..., None]
        parts.append(part)
    chart = blank(CHART)
    counts, _ = np.histogram(shares, BINS, (0, MOST))
    left, width = 20, (CHART - 40) // BINS
    for i, high in enumerate(counts / counts.max() * (TILE - 14)):
        if high > 0:
            corner = (left + i * width, TILE - max(1, round(high)))
            cv2.rectangle(chart, corner, (left + (i + 1) * width - 2, TILE), BAR, -1)
    cv2.line(chart, (left, TILE + 1), (left + BINS * width, TILE + 1), INK, 1)
    mean = left + round(shares.mean() / MOST * BINS * width)
    cv2.line(chart, (mean, 10), (mean, TILE), INK, 1)
    _write(chart, f"{100 * shares.mean():.1f} %", (mean + 4, 16))
    return np.hstack([*parts, chart])


def axis() -> np.ndarray:
    """The areas under the histograms, (24, W, 3) uint8 BGR."""
    start = LABEL + SAMPLES * (TILE + GAP) + 20
    line = np.full((24, start - 20 + CHART, 3), PAPER, np.uint8)
    span = (CHART - 40) // BINS * BINS
    for percent in (0, 20, 40, 60):
        _write(line, f"{percent}%", (start + round(percent / 100 / MOST * span) - 10, 14))
    return line


def blank(width: int) -> np.ndarray:
    """(TILE + GAP, width, 3) uint8, white."""
    return np.full((TILE + GAP, width, 3), PAPER, np.uint8)


def _write(canvas: np.ndarray, text: str, place: tuple[int, int]) -> None:
    cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.42, INK, 1, cv2.LINE_AA)


if __name__ == "__main__":
    sys.exit(main())
