"""On-disk cache of teacher embeddings, keyed by file digest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """Of n files, and of c parts of each, the first of which is the whole."""

    digests: NDArray[np.str_]
    """(n,)."""
    rows: NDArray[np.float16]
    """(n, c, 1 + places, dim): of each part a unit row, then what its places add to that; zeros
    where a file is no image."""

    def among(self, wanted: Mapping[str, int]) -> tuple[Indices, Indices]:
        """Of those that are wanted and are images: their numbers there, their rows here."""
        are_images = np.flatnonzero(self.rows[:, 0, 0].any(axis=1)).tolist()
        rows = [row for row in are_images if str(self.digests[row]) in wanted]
        numbers = [wanted[name] for name in self.digests[rows].tolist()]
        return np.array(numbers, np.int64), np.array(rows, np.int64)


def known(folder: Path) -> set[str]:
    """The digests of all that was kept."""
    names: set[str] = set()
    for path in _files(folder):
        with np.load(path, allow_pickle=False) as saved:
            names.update(saved["digests"].tolist())
    return names


def kept(folder: Path) -> Iterator[Words]:
    """All that was kept, a file of it at a time."""
    for path in _files(folder):
        with np.load(path, allow_pickle=False) as saved:
            words = Words(saved["digests"], saved["rows"])
        yield words


def keep(words: Words, folder: Path) -> None:
    """In one more file, which is there as a whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{len(_files(folder)):06}.npz"
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        np.savez(file, **vars(words))
    temporary.replace(path)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))
