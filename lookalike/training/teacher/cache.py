"""On-disk cache of teacher embeddings, keyed by file digest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class CachedEmbeddings:
    """Embeddings of n files, with c crops of each; the first crop is the whole image."""

    digests: NDArray[np.str_]
    """(n,)."""
    rows: NDArray[np.float16]
    """(n, c, 1 + places, dim): for each crop a unit row, then the contribution of each place; zeros
    if a file is not an image."""

    def among(self, wanted: Mapping[str, int]) -> tuple[Indices, Indices]:
        """Return (numbers in `wanted`, row indices) of the images found."""
        are_images = np.flatnonzero(self.rows[:, 0, 0].any(axis=1)).tolist()
        rows = [row for row in are_images if str(self.digests[row]) in wanted]
        numbers = [wanted[name] for name in self.digests[rows].tolist()]
        return np.array(numbers, np.int64), np.array(rows, np.int64)


def known(folder: Path) -> set[str]:
    """Return the digests of all cached files."""
    names: set[str] = set()
    for path in _files(folder):
        with np.load(path, allow_pickle=False) as saved:
            names.update(saved["digests"].tolist())
    return names


def kept(folder: Path) -> Iterator[CachedEmbeddings]:
    """Yield the cached embeddings, one cache file at a time."""
    for path in _files(folder):
        with np.load(path, allow_pickle=False) as saved:
            cached = CachedEmbeddings(saved["digests"], saved["rows"])
        yield cached


def keep(cached: CachedEmbeddings, folder: Path) -> None:
    """Write one more cache file, atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{len(_files(folder)):06}.npz"
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        np.savez(file, **vars(cached))
    temporary.replace(path)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))
