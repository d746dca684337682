"""Principal components of vectors that are read in blocks, in bounded memory."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

Blocks = Callable[[], Iterator[Vectors]]
"""Yields (m, dim) float32 rows, in the same order each time."""
_Sums: TypeAlias = NDArray[np.float64]


def principal_components(blocks: Blocks, count: int) -> Vectors:
    """
    Return the first `count` principal components of each row, (n, count) float32.

    In descending order; columns beyond the rank are 0. Equals
    `sklearn.decomposition.PCA(svd_solver="full")` except for signs: the largest entry of an axis is
    positive. Reads the rows twice.
    """
    total, squares, rows = _moments(blocks)
    mean = total / max(rows, 1)
    _, axes = np.linalg.eigh(squares / max(rows, 1) - np.outer(mean, mean))
    axes = axes[:, ::-1][:, :count]
    axes *= np.sign(np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0))
    found = np.zeros((rows, count), np.float32)
    start = 0
    for block in blocks():
        found[start : start + len(block), : axes.shape[1]] = (block - mean) @ axes
        start += len(block)
    return found


def _moments(blocks: Blocks) -> tuple[_Sums, _Sums, int]:
    """
    Return the sum (dim,), the sum of products (dim, dim), both float64, and the number of rows.
    """
    total: _Sums = np.zeros(1)
    squares: _Sums = np.zeros((1, 1))
    rows = 0
    for block in blocks():
        total = total + block.sum(axis=0, dtype=np.float64)
        squares = squares + (block.T @ block).astype(np.float64)
        rows += len(block)
    return total, squares, rows
