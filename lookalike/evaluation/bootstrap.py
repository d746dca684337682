"""Confidence intervals by percentile bootstrap over queries (Efron & Tibshirani, 1993, ch. 13)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.evaluation.metrics import Values, pair_auc

LEVEL = 0.95
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
RESAMPLES = 2000
SEED = 0
CHUNK = 4_000_000  # draws held in memory at once


@dataclass(frozen=True)
class Estimate:
    """A mean over queries, and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def estimates(
    values: NDArray[np.float64], resamples: int = RESAMPLES, seed: int = SEED
) -> list[Estimate]:
    """Return an estimate for each column of (queries, columns), with the same resamples."""
    if not values.size or resamples < 1:
        raise InputError(
            f"cannot estimate an interval from {len(values)} queries and {resamples} resamples"
        )
    means = resampled_means(values, resamples, seed)
    lows, highs = np.quantile(means, TAILS, axis=0)
    columns = zip(values.mean(axis=0), lows, highs, strict=True)
    return [Estimate(float(mean), float(low), float(high)) for mean, low, high in columns]


def resampled_means(values: NDArray[np.float64], resamples: int, seed: int) -> NDArray[np.float64]:
    """Return (resamples, columns): means over as many queries, drawn with replacement."""
    random, count = np.random.default_rng(seed), len(values)
    step = max(1, CHUNK // count)
    means = np.empty((resamples, values.shape[1]))
    for start in range(0, resamples, step):
        rows = means[start : start + step]
        rows[:] = _times(random, count, len(rows)) @ values / count
    return means


def auc_estimate(
    same: Values, different: Values, resamples: int = RESAMPLES, seed: int = SEED
) -> Estimate:
    """Estimate `pair_auc`; its resamples keep the number of pairs of each answer."""
    aucs = resampled_aucs(same, different, resamples, seed)
    low, high = np.quantile(aucs, TAILS)
    return Estimate(pair_auc(same, different), float(low), float(high))


def resampled_aucs(same: Values, different: Values, resamples: int, seed: int) -> Values:
    """Return (resamples,): `pair_auc` of as many of both, drawn with replacement."""
    others = np.sort(different)
    ends = [np.searchsorted(others, same, side) for side in ("left", "right")]
    random, step = np.random.default_rng(seed), max(1, CHUNK // (len(same) + len(others)))
    aucs = np.empty(resamples)
    for start in range(0, resamples, step):
        rows = aucs[start : start + step]
        wanted = _times(random, len(same), len(rows))
        below = np.cumsum(_times(random, len(others), len(rows)), axis=1)
        below = np.pad(below, ((0, 0), (1, 0)))  # number of drawn values before each place
        rows[:] = (wanted * (below[:, ends[0]] + below[:, ends[1]])).sum(axis=1)
    return aucs / (2 * len(same) * len(others))


def _times(random: np.random.Generator, count: int, rows: int) -> NDArray[np.int64]:
    """Return (rows, count): how often each of `count` is drawn in each resample."""
    return random.multinomial(count, np.full(count, 1 / count), size=rows)
