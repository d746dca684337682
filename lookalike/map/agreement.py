"""Measure how well a map shows which items are nearest by vectors, on a sample of items."""

from collections.abc import Callable, Iterable

import numpy as np

from lookalike.map.comparison import Rows
from lookalike.map.result import Positions
from lookalike.types import Vectors

NEIGHBOURS = 10
ASKED = 2000  # items that are asked, of larger collections
FEWEST = 2 * NEIGHBOURS + 2  # items: of fewer, trustworthiness is not defined
CHUNK = 100  # items whose distances in the plane are held at once
EQUAL = 1e-6  # of score: what differs by less differs by rounding only


def sample(count: int, seed: int = 0) -> Rows:
    """Return the rows to ask: all, or ASKED that are drawn, sorted; none of too few."""
    if count < FEWEST:
        return np.empty(0, np.int32)
    if count <= ASKED:
        return np.arange(count, dtype=np.int32)
    drawn = np.random.default_rng(seed).choice(count, ASKED, replace=False)
    return np.sort(drawn).astype(np.int32)


def nearest_in_plane(positions: Positions, asked: Rows) -> Rows:
    """Return (asked, 10) rows of the nearest in the plane, without the item itself, unordered."""
    found = np.empty((len(asked), NEIGHBOURS), np.int32)
    for start in range(0, len(asked), CHUNK):
        rows = asked[start : start + CHUNK]
        far = ((positions[rows][:, None] - positions[None]) ** 2).sum(axis=2)
        far[np.arange(len(rows)), rows] = np.inf
        found[start : start + CHUNK] = np.argpartition(far, NEIGHBOURS - 1)[:, :NEIGHBOURS]
    return found


def judged(
    positions: Positions,
    asked: Rows,
    vectors: Callable[[Rows], Vectors],
    blocks: Callable[[], Iterable[Vectors]],
) -> tuple[Rows, float | None]:
    """
    Return (asked, 10) rows of the nearest by vectors, and the trustworthiness of the plane.

    Trustworthiness is that of Venna & Kaski (2001) at 10 neighbours, of the items asked: ranks are
    among all. `vectors` returns those of any rows, `blocks` all in order; near is a large inner
    product.
    """
    if not len(asked):
        return np.empty((0, NEIGHBOURS), np.int32), None
    mine, shown = vectors(asked), nearest_in_plane(positions, asked)
    scores = np.empty(shown.shape, np.float32)  # of those that the plane shows near
    for start in range(0, len(asked), CHUNK):
        part = slice(start, start + CHUNK)
        theirs = vectors(shown[part].ravel()).reshape(*shown[part].shape, -1)
        scores[part] = np.einsum("ad,akd->ak", mine[part], theirs)
    before = np.zeros(shown.shape, np.int64)  # how many are nearer than each of those
    best = np.full(shown.shape, -np.inf, np.float32)
    nearest = np.zeros(shown.shape, np.int32)
    first = 0
    for rows in blocks():
        here = mine @ rows.T
        inside = np.flatnonzero((asked >= first) & (asked < first + len(rows)))
        here[inside, asked[inside] - first] = -np.inf  # itself
        for number in range(NEIGHBOURS):
            before[:, number] += (here > scores[:, number, None] + EQUAL).sum(axis=1)
        best, nearest = _merged(best, nearest, here, first)
        first += len(rows)
    penalty = np.maximum(before + 1 - NEIGHBOURS, 0).sum()
    most = len(asked) * NEIGHBOURS * (2 * first - 3 * NEIGHBOURS - 1)
    return nearest, 1 - 2 * float(penalty) / most


def _merged(best: Vectors, nearest: Rows, here: Vectors, first: int) -> tuple[Vectors, Rows]:
    columns = np.arange(first, first + here.shape[1], dtype=np.int32)
    scores = np.concatenate([best, here], axis=1)
    rows = np.concatenate([nearest, np.broadcast_to(columns, here.shape)], axis=1)
    chosen = np.argpartition(-scores, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
    return np.take_along_axis(scores, chosen, axis=1), np.take_along_axis(rows, chosen, axis=1)


def turned(positions: Positions, like: Positions) -> Positions:
    """
    Turn and mirror a plane so that its rows lie nearest to those of another one.

    The orthogonal Procrustes problem (Schönemann, 1966): distances stay as they are.
    """
    if not len(positions):
        return positions
    middle = positions.mean(axis=0)
    u, _, v = np.linalg.svd((positions - middle).T @ (like - like.mean(axis=0)))
    return np.asarray((positions - middle) @ (u @ v), np.float32)
