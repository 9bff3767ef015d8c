"""How sure a mean over pictures is: 95 % intervals from resampled pictures (Efron, 1979; the percentile interval)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from model.evaluation.measuring import Figures

RESAMPLES = 1000
SEED = 1
MEANS = ("l1", "l2", "psnr", "ssim", "feature", "adherence", "undrawn", "wall_seconds", "cpu_seconds")


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure over all pictures with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """As plain JSON values."""
        return asdict(self)


Columns = dict[str, NDArray[np.float64]]
Statistic = Callable[[Columns, NDArray[np.intp]], NDArray[np.float64]]


def summarise(pictures: Sequence[Figures]) -> dict[str, Interval]:
    """The figures of a row, sharpness among them; one that no picture has is left out."""
    columns = _columns(pictures)
    draws = _draws(len(pictures))
    return {name: _interval(statistic, columns, draws) for name, statistic in _statistics(columns).items()}


def compare(pictures: Sequence[Figures], others: Sequence[Figures]) -> dict[str, Interval]:
    """First minus second, both of the same pictures in the same order, resampled together.

    For each figure those pictures count that have it in both, and one that none has is left out.
    """
    columns, other_columns = _paired(_columns(pictures), _columns(others))
    draws = _draws(len(pictures))
    found = {}
    for name, statistic in _statistics(columns).items():
        if name not in _statistics(other_columns):
            continue
        every = np.arange(len(pictures))[None]
        value = statistic(columns, every)[0] - statistic(other_columns, every)[0]
        apart = statistic(columns, draws) - statistic(other_columns, draws)
        found[name] = _between(float(value), apart)
    return found


def _draws(count: int) -> NDArray[np.intp]:
    # The same draws for every row, so that rows differ by their pictures alone.
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))


def _columns(pictures: Sequence[Figures]) -> Columns:
    names = pictures[0].keys()
    return {name: np.array([figures[name] for figures in pictures], np.float64) for name in names}


def _paired(columns: Columns, others: Columns) -> tuple[Columns, Columns]:
    """Both with NaN wherever one of them has it."""
    names = columns.keys() & others.keys()
    missing = {name: np.isnan(columns[name]) | np.isnan(others[name]) for name in names}
    first, second = ({name: np.where(missing[name], np.nan, row[name]) for name in names} for row in (columns, others))
    return first, second


def _statistics(columns: Columns) -> dict[str, Statistic]:
    found = {name: _mean(name) for name in MEANS if name in columns and not np.isnan(columns[name]).all()}
    return found | ({"sharpness": _sharpness} if columns["true_energy"].sum() > 0 else {})


def _mean(name: str) -> Statistic:
    def statistic(columns: Columns, draws: NDArray[np.intp]) -> NDArray[np.float64]:
        values = columns[name]
        counts = ~np.isnan(values)
        sums = np.where(counts, values, 0.0)[draws].sum(axis=1)
        drawn = counts[draws].sum(axis=1)
        return np.divide(sums, drawn, out=np.full(len(draws), np.nan), where=drawn > 0)

    return statistic


def _sharpness(columns: Columns, draws: NDArray[np.intp]) -> NDArray[np.float64]:
    truth = columns["true_energy"][draws].sum(axis=1)
    return np.divide(columns["energy"][draws].sum(axis=1), truth, out=np.full(len(draws), np.nan), where=truth > 0)


def _interval(statistic: Statistic, columns: Columns, draws: NDArray[np.intp]) -> Interval:
    every = np.arange(draws.shape[1])[None]
    return _between(float(statistic(columns, every)[0]), statistic(columns, draws))


def _between(value: float, resampled: NDArray[np.float64]) -> Interval:
    sure = resampled[~np.isnan(resampled)]
    low, high = np.percentile(sure, [2.5, 97.5]) if sure.size else (np.nan, np.nan)
    return Interval(value, float(low), float(high))
