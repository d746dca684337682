"""Several collections of labelled images as one, to learn from all of them together."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lookalike.datasets.labelled import HELD_OUT, LABEL, LabelledImages, read_labelled
from lookalike.errors import InputError


def read_joined(
    data: Sequence[str | Path], seed: int = 0, held_out: float = HELD_OUT
) -> LabelledImages:
    """
    Each as `read_labelled` reads it, with its own splits; the labels are those that count there.

    A label gets the name of its folder or table before it (`shoes/boot`), so that classes of the
    same name stay apart. InputError where two of those names are the same.
    """
    names = [Path(path).expanduser().resolve().stem for path in data]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(
            f"two of the data are named {twice[0]!r}, so that their classes could not be told "
            "apart; rename one"
        )
    parts = [read_labelled(path, seed, held_out) for path in data]
    labels = [f"{n}/{v}" for n, part in zip(names, parts, strict=True) for v in part.column()]
    return LabelledImages(
        tuple(path for part in parts for path in part.paths),
        {LABEL: np.array(labels, dtype=np.str_)},
        np.concatenate([part.split for part in parts]),
    )
