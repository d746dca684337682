"""How sure a mean is: the percentile bootstrap over queries (Efron & Tibshirani, 1993, ch. 13)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError

LEVEL = 0.95
CHUNK = 4_000_000  # draws held in memory at once


@dataclass(frozen=True)
class Estimate:
    """A mean over queries, and the interval that holds 95 % of its resamples."""

    mean: float
    low: float
    high: float


def estimates(values: NDArray[np.float64], resamples: int = 2000, seed: int = 0) -> list[Estimate]:
    """One for each column of (queries, columns); all columns see the same resamples."""
    if not values.size or resamples < 1:
        raise InputError(f"no interval of {len(values)} queries and {resamples} resamples")
    means = resampled_means(values, resamples, seed)
    tail = (1 - LEVEL) / 2
    lows, highs = np.quantile(means, [tail, 1 - tail], axis=0)
    columns = zip(values.mean(axis=0), lows, highs, strict=True)
    return [Estimate(float(mean), float(low), float(high)) for mean, low, high in columns]


def resampled_means(values: NDArray[np.float64], resamples: int, seed: int) -> NDArray[np.float64]:
    """(resamples, columns): means over as many queries, drawn with replacement."""
    random, count = np.random.default_rng(seed), len(values)
    step = max(1, CHUNK // count)
    means = np.empty((resamples, values.shape[1]))
    for start in range(0, resamples, step):
        rows = means[start : start + step]
        times = random.multinomial(count, np.full(count, 1 / count), size=len(rows))
        rows[:] = times @ values / count
    return means
