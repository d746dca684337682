"""Find held-out pictures that are near copies of train pictures."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.images.thumbprint import ALIKE, are_one_picture, mirrored
from lookalike.training.data_checks.findings import Finding

FATAL_SHARE = 0.05  # of the held-out images
CHUNK = 512  # held-out images compared at once, which limits memory to CHUNK x train


def near_copies(
    paths: Sequence[Path],
    split: NDArray[np.str_],
    digests: NDArray[np.str_],
    prints: NDArray[np.float32],
) -> list[Finding]:
    """
    Return at most one finding, with the count and the first pair; one row per image.

    Exact copies are found by the check `leak`.
    """
    train = np.flatnonzero(split == "train")
    held = np.flatnonzero((split != "train") & ~np.isin(digests, digests[train]))
    pairs = list(_pairs(prints, held, train))
    if not pairs:
        return []
    total = int((split != "train").sum())
    first, copy = (paths[row] for row in pairs[0])
    text = (
        f"{len(pairs):,} of {total:,} validation and test images look the same as a train image "
        f"(first {first} and {copy}), which inflates the metrics; check them, and remove one side"
    )
    return [Finding("near-leak", text, len(pairs) > FATAL_SHARE * total)]


def _pairs(
    prints: NDArray[np.float32], held: NDArray[np.intp], train: NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    """Return held-out rows that are also in train, even mirrored, with their first train row."""
    for start in range(0, len(held), CHUNK):
        rows = held[start : start + CHUNK]
        found = _copies(prints[rows], prints[train]) | _copies(
            mirrored(prints[rows]), prints[train]
        )
        yield from ((int(rows[i]), int(train[found[i]])) for i in sorted(found))


def _copies(held: NDArray[np.float32], train: NDArray[np.float32]) -> dict[int, int]:
    """Map rows of `held` to the first row of `train` that is the same picture."""
    asked, known = np.nonzero(held @ train.T >= ALIKE)
    found = dict[int, int]()
    for i in np.unique(asked).tolist():
        candidates = known[asked == i]
        is_one = are_one_picture(held[i], train[candidates])
        if is_one.any():
            found[i] = int(candidates[is_one][0])
    return found
