"""Images with labels and a split: from class folders, split folders, or a table."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.images.find import Found, find_images

SPLITS = ("train", "validation", "test")
OTHER_NAMES = {"val": "validation", "valid": "validation", "dev": "validation", "training": "train"}
HELD_OUT = 0.1  # of each class, for validation and for test each, where the data does not say
MOST_HELD_OUT = 0.4
LABEL = "label"  # the column of class folders

Texts = NDArray[np.str_]


@dataclass(frozen=True)
class LabelledImages:
    """Files, what they show, and which split each belongs to; row by row the same image."""

    paths: tuple[Path, ...]
    labels: Mapping[str, Texts]
    """Column name to (n,) labels; the first column is the one that counts unless told."""
    split: Texts
    """(n,) of `train`, `validation` or `test`."""

    def __len__(self) -> int:
        return len(self.paths)

    def column(self, name: str | None = None) -> Texts:
        """The labels of a column, or of the first."""
        wanted = next(iter(self.labels)) if name is None else name
        if wanted not in self.labels:
            known = ", ".join(self.labels)
            raise InputError(f"no column {wanted!r} of labels; there are: {known}")
        return self.labels[wanted]

    def only(self, split: str) -> "LabelledImages":
        """The images of one split."""
        return self.at(np.flatnonzero(self.split == split))

    def without(self, labels: Sequence[str]) -> "LabelledImages":
        """Leave out the images with these labels in the first column; InputError if none has."""
        column = self.column()
        unknown = [label for label in labels if label not in column]
        if unknown:
            known = ", ".join(np.unique(column).tolist()[:20])
            raise InputError(f"no image has the label {unknown[0]!r}; there are: {known}")
        return self.at(np.flatnonzero(~np.isin(column, list(labels))))

    def at(self, rows: NDArray[np.intp]) -> "LabelledImages":
        """These rows, in this order."""
        paths = tuple(self.paths[row] for row in rows)
        labels = {name: column[rows] for name, column in self.labels.items()}
        return LabelledImages(paths, labels, self.split[rows])


def read_labelled(data: str | Path, seed: int = 0, held_out: float = HELD_OUT) -> LabelledImages:
    """
    Read DATA: class folders; train, validation and test folders of them; or a CSV.

    The CSV has a column `path` (relative to it), one or more columns of labels, and perhaps
    `split`. Where there is no split, `held_out` (above 0, at most .4) of each class is for
    validation, as much for test and the rest for train, drawn by `seed`; where only validation is
    missing, it is that share of train. InputError where nothing could be read.
    """
    check_held_out(held_out)
    path = Path(data).expanduser()
    if path.suffix.lower() == ".csv":
        found = _read_table(path)
    elif path.is_dir():
        found = _read_folders(path)
    else:
        raise InputError(
            f"{path} is neither a folder of class folders nor a .csv table; a .jsonl file of "
            "triplets or pairs is for a training, or for an evaluation as its only queries"
        )
    if not len(found):
        raise InputError(f"{path} has no labelled images: put them into one folder for each class")
    return _with_splits(found, seed, held_out)


def _read_folders(folder: Path) -> LabelledImages:
    names = {p.name: OTHER_NAMES.get(p.name.lower(), p.name.lower()) for p in folder.iterdir()}
    splits = {name: split for name, split in names.items() if split in SPLITS}
    rows: list[tuple[Path, str, str]] = []
    if "train" in splits.values():
        for name, split in sorted(splits.items()):
            rows += [(path, label, split) for path, label in _class_folders(folder / name)]
    else:
        rows = [(path, label, "") for path, label in _class_folders(folder)]
    return _from_rows(rows)


def _class_folders(folder: Path) -> list[tuple[Path, str]]:
    """The first folder below is the class; images outside of any are none."""
    found = [file for file in find_images(folder) if isinstance(file, Found)]
    pairs = [(file.path, file.relative.split("/")) for file in found]
    return [(path, parts[0]) for path, parts in pairs if len(parts) > 1]


def _from_rows(rows: Sequence[tuple[Path, str, str]]) -> LabelledImages:
    labels = np.array([label for _, label, _ in rows], dtype=np.str_)
    split = np.array([split for _, _, split in rows], dtype="<U10")
    return LabelledImages(tuple(path for path, _, _ in rows), {LABEL: labels}, split)


def _read_table(path: Path) -> LabelledImages:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names, rows = list(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the table {path} cannot be read: {error}") from error
    columns = [name for name in names if name not in ("path", "split")]
    if "path" not in names or not columns:
        raise InputError(f"{path} needs a column `path` and one or more of labels, not {names}")
    kept = [row for row in rows if row["path"] and row[columns[0]]]
    split = [split_name(row.get("split") or "", str(path)) for row in kept]
    labels = {n: np.array([row[n] or "" for row in kept], dtype=np.str_) for n in columns}
    paths = tuple(path.parent / row["path"] for row in kept)
    return LabelledImages(paths, labels, np.array(split, dtype="<U10"))


def split_name(text: str, where: str) -> str:
    """A split by one of its names, nothing for nothing; InputError says what `where` has."""
    name = OTHER_NAMES.get(text.lower(), text.lower())
    if name and name not in SPLITS:
        raise InputError(f"{where} has the split {text!r}; there are: {', '.join(SPLITS)}")
    return name


def check_held_out(share: float) -> None:
    """InputError where too much, or nothing, would be left to train from or to measure on."""
    if not 0 < share <= MOST_HELD_OUT:
        raise InputError(
            f"the share that is held out must be above 0 and at most {MOST_HELD_OUT}, not {share}"
        )


def _with_splits(found: LabelledImages, seed: int, held_out: float) -> LabelledImages:
    split = found.split.copy()
    rng = np.random.default_rng(seed)
    if not (split == "train").any():
        shares = dict(zip(SPLITS, (1 - 2 * held_out, held_out, held_out), strict=True))
        _divide(split, found.column(), np.flatnonzero(split == ""), shares, rng)
    split[split == ""] = "train"
    if not (split == "validation").any():
        shares = {"train": 1 - held_out, "validation": held_out}
        _divide(split, found.column(), np.flatnonzero(split == "train"), shares, rng)
    return LabelledImages(found.paths, found.labels, split)


def _divide(
    split: Texts,
    labels: Texts,
    rows: NDArray[np.intp],
    shares: Mapping[str, float],
    rng: np.random.Generator,
) -> None:
    """Give each class's rows to the splits by their shares, in a random order."""
    ends = np.cumsum(list(shares.values()))
    for label in np.unique(labels[rows]):
        members = rng.permutation(rows[labels[rows] == label])
        places = (np.arange(len(members)) + 0.5) / len(members)
        names = np.array(list(shares))
        split[members] = names[np.minimum(np.searchsorted(ends, places), len(names) - 1)]
