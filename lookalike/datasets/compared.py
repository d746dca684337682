"""Load triplets or pairs of unlabelled images from a JSON Lines file."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.joined import read_joined
from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.datasets.splits import HELD_OUT, Texts, check_held_out, split_name
from lookalike.errors import InputError
from lookalike.files.json_lines import place, read_objects
from lookalike.tables.key_column import named_key

TRIPLET = '{"anchor": "a.jpg", "positive": "b.jpg", "negative": "c.jpg"}'
PAIR = '{"a": "a.jpg", "b": "b.jpg", "same": true}'
FORMS = f"{TRIPLET} or {PAIR}"

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class ComparedImages:
    """Files, each once, and lines that compare them."""

    paths: tuple[Path, ...]
    lines: Rows
    """Rows of `paths`: (n, 3) of anchors, positives and negatives, or (n, 2) of pairs."""
    same: NDArray[np.bool_] | None
    """(n,): whether a pair's images look alike; None for triplets."""
    split: Texts
    """(n,) of the lines: `train`, `validation` or `test`."""
    by_line: bool = False
    """Whether lines were held out one by one, so an image can be on both sides."""

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def kind(self) -> str:
        """`triplets` or `pairs`."""
        return "triplets" if self.same is None else "pairs"


def read_examples(
    data: str | Path | Sequence[str | Path],
    seed: int = 0,
    held_out: float = HELD_OUT,
    label: str | None = None,
) -> LabelledImages | ComparedImages:
    """
    Read training data of any kind: a .jsonl file of comparisons, or labelled images.

    `label` is the column to train on; images without it are left out. Several sets of labelled
    images are joined (`read_joined`).
    """
    if not isinstance(data, str | Path):
        if len(data) != 1:
            return read_joined(data, seed, held_out, label)
        (data,) = data
    if is_compared(data):
        return read_compared(data, seed, held_out)
    return read_labelled(data, seed, held_out, label)


def is_compared(data: str | Path) -> bool:
    """Whether a .jsonl file has triplets or pairs, not images with labels."""
    path = Path(data).expanduser()
    if path.suffix.lower() != ".jsonl":
        return False
    _, first = next(read_objects(path, FORMS), (0, {}))
    return named_key(list(first)) is None


def read_compared(data: str | Path, seed: int = 0, held_out: float = HELD_OUT) -> ComparedImages:
    """
    Read a .jsonl file of triplets or of pairs; paths are relative to its folder.

    Lines may have a `split`. If none is for validation, the share `held_out` of the training lines
    is held out by `seed`: whole groups of lines that share no image with the others, or single
    lines if there are too few groups. InputError names an invalid line.
    """
    check_held_out(held_out)
    path = Path(data).expanduser()
    found = read_objects(path, FORMS)
    lines = [_line(row, path.parent, place(path, number)) for number, row in found]
    if not lines:
        raise InputError(f"{path} has no lines; write one {TRIPLET} or one {PAIR} per line")
    for line in lines:
        if (line.same is None) != (lines[0].same is None):
            raise InputError(f"{line.where} mixes triplets and pairs; put them into separate files")
    paths = tuple(dict.fromkeys(path for line in lines for path in line.paths))
    numbers = {path: row for row, path in enumerate(paths)}
    rows = np.array([[numbers[path] for path in line.paths] for line in lines], np.intp)
    same = None if lines[0].same is None else np.array([line.same for line in lines], np.bool_)
    split = np.array([line.split or "train" for line in lines], "<U10")
    if (split == "validation").any():
        return ComparedImages(paths, rows, same, split)
    return _with_validation(ComparedImages(paths, rows, same, split), seed, held_out)


@dataclass(frozen=True)
class _Line:
    where: str
    paths: tuple[Path, ...]
    same: bool | None
    split: str


def _line(row: Mapping[str, Any], folder: Path, where: str) -> _Line:
    if "anchor" not in row and "a" not in row:
        raise InputError(f"{where} is neither a triplet nor a pair; write {FORMS}")
    is_triplet = "anchor" in row
    names = ("anchor", "positive", "negative") if is_triplet else ("a", "b")
    form = TRIPLET if is_triplet else PAIR
    paths = tuple(_path(row.get(name), name, folder, where, form) for name in names)
    if len(set(paths)) < len(paths):
        raise InputError(f"{where} has the same image twice; its images must differ")
    same = None if is_triplet else row.get("same")
    if not is_triplet and not isinstance(same, bool):
        raise InputError(f"{where} needs `same`, true or false, not {same!r}: write {form}")
    split = row.get("split", "")
    if not isinstance(split, str):
        raise InputError(f"{where} needs text as its `split`, not {split!r}")
    return _Line(where, paths, same, split_name(split, where))


def _path(value: Any, name: str, folder: Path, where: str, form: str) -> Path:
    if not isinstance(value, str) or not value:
        raise InputError(f"{where} needs a path as its `{name}`, not {value!r}: write {form}")
    path = Path(os.path.normpath(folder / value))
    if not path.is_file():
        raise InputError(
            f"{where} names {value}, which is not a file; paths are relative to {folder}"
        )
    return path


def _with_validation(found: ComparedImages, seed: int, share: float) -> ComparedImages:
    split = found.split.copy()
    train = np.flatnonzero(split == "train")
    lines, same = found.lines[train], None if found.same is None else found.same[train]
    rng = np.random.default_rng(seed)
    held = _some_groups(_components(lines, len(found)), share, rng)
    by_line = not _is_enough(held, same, share)
    if by_line:
        held = _some_lines(lines, same, share, rng)
    split[train[held]] = "validation"
    return ComparedImages(found.paths, found.lines, found.same, split, by_line)


def _components(lines: Rows, images: int) -> Rows:
    """Return (n,) group numbers: lines of different groups share no image."""
    parent = list(range(images))

    def root(image: int) -> int:
        while parent[image] != image:
            parent[image] = parent[parent[image]]
            image = parent[image]
        return image

    for first, *others in lines.tolist():
        for other in others:
            parent[root(other)] = root(first)
    return np.array([root(first) for first in lines[:, 0].tolist()], np.intp)


def _some_groups(groups: Rows, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return (n,) flags of random whole groups, as many as fit into the held-out share."""
    names, numbers, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    left, taken = max(1, round(share * len(groups))), np.zeros(len(names), np.bool_)
    for group in rng.permutation(len(names)):
        taken[group] = sizes[group] <= left
        left -= sizes[group] * taken[group]
    return taken[numbers]


def _is_enough(held: NDArray[np.bool_], same: NDArray[np.bool_] | None, share: float) -> bool:
    """Whether at least half of the share is held out, for pairs with every answer."""
    answers = same is None or set(same[held].tolist()) == set(same.tolist())
    return answers and int(held.sum()) * 2 >= share * len(held)


def _some_lines(
    lines: Rows, same: NDArray[np.bool_] | None, share: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Return (n,) flags of lines; duplicates stay together, pairs keep the mix of answers."""
    ordered = lines if same is None else np.sort(lines, axis=1)  # a pair may be repeated, swapped
    _, firsts, groups = np.unique(ordered, axis=0, return_index=True, return_inverse=True)
    groups = groups.reshape(-1)
    answers = np.zeros(len(lines), np.bool_) if same is None else same[firsts[groups]]
    held = np.zeros(len(lines), np.bool_)
    for answer in np.unique(answers):
        rows = np.flatnonzero(answers == answer)
        held[rows] = _some_groups(groups[rows], share, rng)
    return held
