"""Compare evaluated runs, and test which differences are significant."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.evaluation.bootstrap import Estimate, estimates
from lookalike.evaluation.save import METRICS_FILE, QUERIES_FILE
from lookalike.evaluation.scores import NAMES

DIFFERING = {
    "fingerprint": "searched different galleries",
    "relevance": "have different definitions of relevant",
}


@dataclass(frozen=True)
class EvaluatedRun:
    """The saved results of an evaluation."""

    name: str
    metrics: Mapping[str, Estimate]
    protocol: Mapping[str, Any]
    ids: NDArray[np.str_]
    """(queries,)"""
    values: NDArray[np.float64]
    """(queries, metrics), in the order of `metrics`."""


@dataclass(frozen=True)
class Difference:
    """Difference of two runs in one metric, over their common queries: `other` minus `one`."""

    one: str
    other: str
    metric: str
    estimate: Estimate
    queries: int

    @property
    def is_real(self) -> bool:
        """Whether the 95 % interval excludes 0."""
        return self.estimate.low > 0 or self.estimate.high < 0


@dataclass(frozen=True)
class Comparison:
    """Runs side by side."""

    runs: tuple[EvaluatedRun, ...]
    differences: tuple[Difference, ...]
    """Every pair of runs that shares queries, in every metric."""
    remarks: tuple[str, ...]
    """Why runs are not comparable: different queries, different galleries."""


def read_run(folder: str | Path, name: str | None = None) -> EvaluatedRun:
    """Read the run in a folder, named `name` or by the folder's path."""
    path = Path(folder).expanduser()
    try:
        found = json.loads((path / METRICS_FILE).read_text(encoding="utf-8"))
        with np.load(path / QUERIES_FILE, allow_pickle=False) as saved:
            names = saved["metrics"].tolist()
            values = saved["values"][:, [names.index(name) for name in NAMES]]
            ids = saved["ids"]
        metrics = {name: Estimate(found[name], *found["intervals"][name]) for name in NAMES}
        return EvaluatedRun(name or str(folder), metrics, found["protocol"], ids, values)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{folder} has no readable evaluation ({error}); "
            f"create one: lookalike evaluate ... --out {folder}"
        ) from error


def compare(runs: Sequence[EvaluatedRun], resamples: int = 10_000, seed: int = 0) -> Comparison:
    """Compare each pair of runs over their common queries (Efron & Tibshirani, 1993)."""
    differences, remarks = list[Difference](), list[str]()
    for one, other in combinations(runs, 2):
        _, mine, theirs = np.intersect1d(one.ids, other.ids, return_indices=True)
        remarks += _remarks(one, other, len(mine))
        if len(mine):
            away = other.values[theirs] - one.values[mine]
            differences += [
                Difference(one.name, other.name, metric, estimate, len(mine))
                for metric, estimate in zip(NAMES, estimates(away, resamples, seed), strict=True)
            ]
    return Comparison(tuple(runs), tuple(differences), tuple(remarks))


def _remarks(one: EvaluatedRun, other: EvaluatedRun, common: int) -> list[str]:
    pair = f"{one.name} and {other.name}"
    if not common:
        return [f"{pair} have no common queries, so they cannot be compared"]
    remarks = []
    if common < max(len(one.ids), len(other.ids)):
        counts = f"{common:,} of {len(one.ids):,} and {len(other.ids):,}"
        remarks.append(f"{pair} share only some queries ({counts}); their difference is over these")
    for key, words in DIFFERING.items():
        if one.protocol.get(key) != other.protocol.get(key):
            remarks.append(f"{pair} {words}, so their numbers are not comparable")
    return remarks


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """Convert to JSON: `runs`, `differences`, `remarks`."""
    return {
        "runs": [
            {
                "name": run.name,
                "queries": len(run.ids),
                **{name: estimate.mean for name, estimate in run.metrics.items()},
                "intervals": {name: [e.low, e.high] for name, e in run.metrics.items()},
            }
            for run in comparison.runs
        ],
        "differences": [
            {
                "one": found.one,
                "other": found.other,
                "metric": found.metric,
                "difference": found.estimate.mean,
                "interval": [found.estimate.low, found.estimate.high],
                "queries": found.queries,
                "real": found.is_real,
            }
            for found in comparison.differences
        ],
        "remarks": list(comparison.remarks),
    }
