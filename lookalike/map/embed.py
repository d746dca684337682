"""
Lay vectors out in the plane: by t-SNE if openTSNE is installed, else by two principal components.

t-SNE after van der Maaten & Hinton (2008), as implemented by openTSNE (Poličar, Stražar & Zupan,
2024).
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from lookalike.extras import need
from lookalike.map.result import Method, Positions
from lookalike.system.cores import cores
from lookalike.types import Vectors

SEED = 0
PERPLEXITY = 30  # perplexity: about the number of neighbours of an item
FEWEST = 12  # items: fewer are laid out by their principal components
EARLY, LATE = 150, 250  # iterations: those with early exaggeration, and the others
EVERY = 25  # iterations between two reports of progress
START = 1e-4  # standard deviation of the first layout: a wider one converges badly

OnRound = Callable[[int, int], bool]
"""Called with the rounds done and all rounds; returns whether to stop."""


def usual_method() -> Method:
    """Return the best method that is installed."""
    return "tsne" if find_spec("openTSNE") else "pca"


def embed(
    rows: Vectors,
    method: Method,
    before: Positions | None = None,
    on_round: OnRound = lambda done, total: False,
) -> Positions:
    """
    Lay (n, d) principal components out in the plane; d is at least 2. Deterministic.

    `before` is an earlier layout of the same items, from which the new one starts. MissingExtra if
    openTSNE is asked for and not installed.
    """
    if method == "pca" or len(rows) < FEWEST:
        return fitted(_turned(rows[:, :2], before))
    return fitted(_tsne(rows, before, on_round))


def _turned(plane: Vectors, before: Positions | None) -> Vectors:
    """Mirror the axes to match the earlier layout."""
    if before is None:
        return plane
    along = (plane * (before - before.mean(axis=0))).sum(axis=0)
    return np.where(along < 0, -plane, plane)


def _tsne(rows: Vectors, before: Positions | None, on_round: OnRound) -> Vectors:
    library = need("openTSNE", extra="map")
    start = np.array(rows[:, :2] if before is None else before, np.float64)
    start -= start.mean(axis=0)
    start *= START / max(float(start[:, 0].std()), 1e-12)
    if before is None:  # equal items need some distance to separate
        start += np.random.default_rng(SEED).normal(0, START / 100, start.shape)
    done = 0

    def tell(_: int, __: float, ___: Any) -> bool:
        nonlocal done
        done += EVERY
        return on_round(done, EARLY + LATE)

    made = library.TSNE(
        perplexity=min(PERPLEXITY, (len(rows) - 1) / 3),
        initialization=start,
        early_exaggeration_iter=EARLY,
        n_iter=LATE,
        random_state=SEED,
        n_jobs=cores(),
        callbacks=tell,
        callbacks_every_iters=EVERY,
    )
    return np.asarray(made.fit(rows), np.float32)


def fitted(plane: Vectors) -> Positions:
    """Centre and scale, both axes by the same factor, so that all values lie between -1 and 1."""
    if not len(plane):
        return np.empty((0, 2), np.float32)
    low, high = plane.min(axis=0), plane.max(axis=0)
    half = float((high - low).max()) / 2
    return np.asarray((plane - (low + high) / 2) / (half or 1.0), np.float32)
