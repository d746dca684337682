"""
Vectors to the plane: t-SNE where openTSNE is installed, else their two principal components.

t-SNE is after van der Maaten & Hinton (2008), as openTSNE does it (Poličar, Stražar & Zupan, 2024).
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
PERPLEXITY = 30  # neighbours that an item attends to, about
FEWEST = 12  # items: fewer have no neighbourhoods, and are laid out by their components
EARLY, LATE = 150, 250  # rounds: those that gather clusters, and those that lay out their insides
EVERY = 25  # rounds between two reports
START = 1e-4  # standard deviation of the first layout: a wider one does not converge well

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
    Lay (n, d) principal components, d at least 2, out in the plane; the same rows give the same.

    `before` is an earlier layout of the same items, which the new one follows. MissingExtra if
    openTSNE is asked for and not installed.
    """
    if method == "pca" or len(rows) < FEWEST:
        return fitted(_turned(rows[:, :2], before))
    return fitted(_tsne(rows, before, on_round))


def _turned(plane: Vectors, before: Positions | None) -> Vectors:
    """Mirror the axes like those of the earlier layout."""
    if before is None:
        return plane
    along = (plane * (before - before.mean(axis=0))).sum(axis=0)
    return np.where(along < 0, -plane, plane)


def _tsne(rows: Vectors, before: Positions | None, on_round: OnRound) -> Vectors:
    library = need("openTSNE", extra="map")
    start = np.array(rows[:, :2] if before is None else before, np.float64)
    start -= start.mean(axis=0)
    start *= START / max(float(start[:, 0].std()), 1e-12)
    if before is None:  # equal items need some room to part
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
    """Centre, and scale both axes alike, so that all lies between -1 and 1."""
    if not len(plane):
        return np.empty((0, 2), np.float32)
    low, high = plane.min(axis=0), plane.max(axis=0)
    half = float((high - low).max()) / 2
    return np.asarray((plane - (low + high) / 2) / (half or 1.0), np.float32)
