"""Join several labelled data sets into one for training."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lookalike.datasets.labelled import LABEL, LabelledImages, read_labelled
from lookalike.datasets.splits import HELD_OUT
from lookalike.errors import InputError


def read_joined(
    data: Sequence[str | Path],
    seed: int = 0,
    held_out: float = HELD_OUT,
    label: str | None = None,
) -> LabelledImages:
    """
    Read each data set like `read_labelled`, and join their images, splits and labels.

    The labels of a table are its column `label`; those of class folders, the classes. The name of
    the folder or table is put before each label (`shoes/boot`), so that classes of the same name
    stay apart. InputError if two of these names are equal.
    """
    paths = [Path(path).expanduser() for path in data]
    names = [path.resolve().stem for path in paths]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(
            f"two data sets are named {twice[0]!r}, so their classes would be mixed up; rename one"
        )
    is_folders = all(path.is_dir() for path in paths)
    parts = [read_labelled(p, seed, held_out, None if p.is_dir() else label) for p in paths]
    labels = [f"{n}/{v}" for n, part in zip(names, parts, strict=True) for v in part.column()]
    return LabelledImages(
        tuple(path for part in parts for path in part.paths),
        {LABEL if is_folders or label is None else label: np.array(labels, dtype=np.str_)},
        np.concatenate([part.split for part in parts]),
        sum(part.unlabelled for part in parts),
        tuple(remark for part in parts for remark in part.remarks),
    )
