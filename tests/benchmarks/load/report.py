"""Figures beside what is promised of them, and how they grow."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


class Report:
    """Prints as it goes. is_good: whether all promises were held."""

    def __init__(self) -> None:
        self.is_good = True

    def say(self, text: str) -> None:
        print(text, flush=True)

    def figure(self, what: str, figure: float, unit: str, most: float) -> None:
        """A figure that is at most so much."""
        is_good = figure <= most
        self.is_good &= is_good
        self.say(f"  {what:<64} {figure:9.2f} {unit:<4} ≤ {most:g}{'' if is_good else '   <-- over'}")

    def growth(self, what: str, took_s: Sequence[float], most: float) -> None:
        """The mean of the last tenth against that of the first.

        The mean without the slowest and the quickest tenth of each: one garbage collection is no trend.
        """
        first, last = trimmed(tenth(took_s, 0)), trimmed(tenth(took_s, 9))
        self.figure(f"{what}, first tenth {1000 * first:.2f} ms, last", last / first, "×", most)


def tenth(values: Sequence[float], number: int) -> Sequence[float]:
    """number: 0 the first."""
    size = max(1, len(values) // 10)
    return values[number * size : (number + 1) * size] if number < 9 else values[-size:]


def trimmed(values: Sequence[float]) -> float:
    cut = len(values) // 10
    return statistics.fmean(sorted(values)[cut : len(values) - cut])


def p99(values: Sequence[float]) -> float:
    return sorted(values)[int(0.99 * len(values))]
