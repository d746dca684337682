"""Load images with labels and a split from class folders, split folders or a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.labelled_table import LabelTable, read_label_table
from lookalike.datasets.labels import hardly_labels, label_remarks
from lookalike.datasets.splits import (
    HELD_OUT,
    OTHER_NAMES,
    SPLITS,
    Texts,
    check_held_out,
    with_splits,
)
from lookalike.datasets.unmatched import unmatched
from lookalike.errors import InputError
from lookalike.images.find import Found, find_images
from lookalike.tables.remark import counted, first
from lookalike.tables.table import CSV, JSON_LINES

LABEL = "label"  # the column of class folders


@dataclass(frozen=True)
class LabelledImages:
    """Image files with their labels and splits; one row per image."""

    paths: tuple[Path, ...]
    labels: dict[str, Texts]
    """Column name to (n,) labels; the first column is used by default."""
    split: Texts
    """(n,) of `train`, `validation` or `test`."""
    unlabelled: int = 0
    """Images that are left out, since they have no label in the first column."""
    remarks: tuple[str, ...] = ()
    """Possible mistakes in the data, and how many images are left out."""
    source: "Source | None" = field(default=None, repr=False, compare=False)
    """All images of the data, from which another label can be chosen."""

    def __len__(self) -> int:
        return len(self.paths)

    def by(self, label: str | None) -> "LabelledImages":
        """
        Return the images that have this label, as the first column; None for the first column.

        If the data has no splits, they are drawn by this label. InputError if there is no such
        column, or it is empty.
        """
        name = label or next(iter(self.labels))
        column = self.column(name)
        if name == next(iter(self.labels)) and (column != "").all():
            return self
        if self.source is not None:
            return self.source.by(name)
        kept = self.at(np.flatnonzero(column != ""))
        labels = {name: kept.labels[name], **kept.labels}
        return replace(kept, labels=labels, unlabelled=len(self) - len(kept))

    def column(self, name: str | None = None) -> Texts:
        """The labels of a column, or of the first."""
        wanted = next(iter(self.labels)) if name is None else name
        if wanted not in self.labels:
            known = ", ".join(self.labels)
            raise InputError(f"no label column {wanted!r}; there are: {known}")
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
        return replace(self, paths=paths, labels=labels, split=self.split[rows], source=None)


@dataclass(frozen=True)
class Source:
    """Labelled images as read; a label selects images, and draws splits if there are none."""

    name: str
    found: LabelTable
    seed: int
    held_out: float

    def by(self, label: str | None = None) -> LabelledImages:
        """Return the images that have this label; None for the first column."""
        found = LabelledImages(self.found.paths, self.found.labels, self.found.split)
        name = label or next(iter(found.labels))
        if name in self.found.unfit:
            raise InputError(f"{self.name}: {name!r} cannot be the label: {self.found.unfit[name]}")
        column = found.column(name)
        kept = found.at(np.flatnonzero(column != ""))
        if not len(kept):
            raise InputError(f"{self.name} has no labelled images: no row has a {name!r}")
        labels = {name: kept.labels[name], **kept.labels}
        split = with_splits(kept.split, labels[name], self.seed, self.held_out)
        remarks = self._remarks(name, column, is_asked_for=label is not None)
        return LabelledImages(kept.paths, labels, split, len(found) - len(kept), remarks, self)

    def _remarks(self, name: str, column: Texts, is_asked_for: bool) -> tuple[str, ...]:
        bare = np.flatnonzero(column == "")
        given = [label for label in column.tolist() if label]
        remarks = list(label_remarks(name, given))
        others = [other for other in self.found.labels if other != name]
        if others and not is_asked_for and len(set(given)) in (1, len(given)):
            remarks.insert(0, hardly_labels(name, given, others))
        if len(bare):
            rows = counted(len(bare), "row has", "rows have")
            are, example = "is" if len(bare) == 1 else "are", self.found.rows[bare[0]]
            remarks.insert(0, f"{rows} no {name!r}, and {are} left out ({example}{first(bare)})")
        return (*self.found.remarks, *(f"{self.name}: {remark}" for remark in remarks))


def read_labelled(
    data: str | Path, seed: int = 0, held_out: float = HELD_OUT, label: str | None = None
) -> LabelledImages:
    """
    Read DATA: class folders; train, validation and test folders of them; or a table.

    A table (CSV or JSON Lines) has a column `path` (relative to the table), one or more columns of
    labels, and optionally `split`. Images without a `label` (by default, in the first column) are
    left out and counted. If there are no splits, the share `held_out` (above 0, at most .4) of each
    class is for validation, as much for test and the rest for train, drawn by `seed`; if only
    validation is missing, it is that share of train. InputError if nothing could be read, or with
    the line of a damaged row.
    """
    check_held_out(held_out)
    path = Path(data).expanduser()
    if path.suffix.lower() in CSV | JSON_LINES:
        found = read_label_table(path)
        told = unmatched(path.name, found.paths, found.rows)
        found = replace(found, remarks=(*found.remarks, *told))
    elif path.is_dir():
        found = _read_folders(path)
    else:
        raise InputError(
            f"{path} is neither a folder of class folders nor a table (.csv, .jsonl) of images and "
            "labels"
        )
    if not found.paths:
        raise InputError(
            f"{path} has no labelled images; put the images of each class into their own folder"
        )
    return Source(path.name, found, seed, held_out).by(label)


def _read_folders(folder: Path) -> LabelTable:
    names = {p.name: OTHER_NAMES.get(p.name.lower(), p.name.lower()) for p in folder.iterdir()}
    splits = {name: split for name, split in names.items() if split in SPLITS}
    rows: list[tuple[Path, str, str]] = []
    if "train" in splits.values():
        for name, split in sorted(splits.items()):
            rows += [(path, label, split) for path, label in _class_folders(folder / name)]
    else:
        rows = [(path, label, "") for path, label in _class_folders(folder)]
    paths = tuple(path for path, _, _ in rows)
    labels = np.array([label for _, label, _ in rows], dtype=np.str_)
    given = np.array([split for _, _, split in rows], dtype="<U10")
    return LabelTable(paths, {LABEL: labels}, given, tuple(map(str, paths)), ())


def _class_folders(folder: Path) -> list[tuple[Path, str]]:
    """Return images with their classes, the first folder below; others are left out."""
    found = [file for file in find_images(folder) if isinstance(file, Found)]
    pairs = [(file.path, file.relative.split("/")) for file in found]
    return [(path, parts[0]) for path, parts in pairs if len(parts) > 1]
