"""Split images into train and held-out, as the data says or by rule."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError

SPLITS = ("train", "validation", "test")
OTHER_NAMES = {"val": "validation", "valid": "validation", "dev": "validation", "training": "train"}
HELD_OUT = 0.1  # of each class, for validation and for test each, if the data has no splits
MOST_HELD_OUT = 0.4

Texts: TypeAlias = NDArray[np.str_]


def split_name(text: str, where: str) -> str:
    """Return the split of this name; '' for ''; InputError with `where` if unknown."""
    name = OTHER_NAMES.get(text.lower(), text.lower())
    if name and name not in SPLITS:
        raise InputError(f"{where} has the split {text!r}; there are: {', '.join(SPLITS)}")
    return name


def check_held_out(share: float) -> None:
    """Raise InputError if nothing, or too much, would be held out."""
    if not 0 < share <= MOST_HELD_OUT:
        raise InputError(
            f"the held-out share must be above 0 and at most {MOST_HELD_OUT}, not {share}"
        )


def with_splits(given: Texts, labels: Texts, seed: int, held_out: float) -> Texts:
    """
    Return (n,) splits: as given, or drawn for each class by `seed` where missing.

    If there is no train, `held_out` of each class is for validation and as much for test; if only
    validation is missing, it is that share of train.
    """
    split = given.copy()
    rng = np.random.default_rng(seed)
    if not (split == "train").any():
        shares = dict(zip(SPLITS, (1 - 2 * held_out, held_out, held_out), strict=True))
        _divide(split, labels, np.flatnonzero(split == ""), shares, rng)
    split[split == ""] = "train"
    if not (split == "validation").any():
        shares = {"train": 1 - held_out, "validation": held_out}
        _divide(split, labels, np.flatnonzero(split == "train"), shares, rng)
    return split


def _divide(
    split: Texts,
    labels: Texts,
    rows: NDArray[np.intp],
    shares: Mapping[str, float],
    rng: np.random.Generator,
) -> None:
    """Divide the rows of each class at random between the splits, by their shares."""
    ends = np.cumsum(list(shares.values()))
    for label in np.unique(labels[rows]):
        members = rng.permutation(rows[labels[rows] == label])
        places = (np.arange(len(members)) + 0.5) / len(members)
        names = np.array(list(shares))
        split[members] = names[np.minimum(np.searchsorted(ends, places), len(names) - 1)]
