"""What a trained network makes of the training images, for the losses that distil it."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.digest import digest
from lookalike.encoders.base import unit_rows
from lookalike.encoders.network import NetworkEncoder
from lookalike.encoders.whitening import learn_whitening
from lookalike.errors import ImageError, InputError
from lookalike.images.decode import decode
from lookalike.images.read import read_bytes
from lookalike.pipeline import ahead
from lookalike.recipes.recipe import Teacher
from lookalike.training.crops import WHOLE, Crops, cut, draw_crops
from lookalike.types import ImageArray, Vectors

VERSION = 2  # of the files that a teacher's words are kept in
LOOKAHEAD = 16  # files
KEPT = 8192  # files whose rows are written together: so much is lost if it is stopped


@dataclass(frozen=True)
class Taught:
    """What a teacher said of images, and of which parts of them."""

    vectors: Vectors
    """(n, c, dim) unit rows; zeros where a file cannot be read."""
    crops: Crops
    """(n, c, 4), the first of each image the whole."""

    def at(self, rows: NDArray[np.generic]) -> "Taught":
        """Of some images: (n,) bool, or their rows."""
        return Taught(self.vectors[rows], self.crops[rows])


def taught(
    teacher: Teacher,
    paths: Sequence[Path],
    digests: Sequence[str],
    train: NDArray[np.bool_],
    dim: int,
    folder: Path,
    smallest: float = 1.0,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Taught | None:
    """
    What it says of n files, turned to `dim` components; None where there is no teacher.

    The principal components are those of the `train` (n,) images. Crops keep a share of the area
    from `smallest` to 1. What the teacher said of a file is kept in `folder` under its digest,
    which is empty where the file cannot be read: files that were moved or copied are not shown to
    it again. InputError where its embeddings have fewer dimensions.
    """
    if not teacher.file:
        return None
    encoder = NetworkEncoder(teacher.file)
    if dim > encoder.dim:
        raise InputError(
            f"the head has {dim} outputs, and the teacher {encoder.path} only {encoder.dim}; take "
            "a smaller last layer"
        )
    sight = _Sight(encoder, teacher.crops, smallest)
    said, crops = _kept(sight, digests, paths, folder, on_progress)
    seen = said[:, 0].any(axis=1)
    whitening = learn_whitening(said[train & seen, 0].astype(np.float32), dim, teacher.whitening)
    vectors = np.zeros((*said.shape[:2], dim), np.float32)
    for crop in range(said.shape[1]):
        rows = said[seen, crop].astype(np.float32)
        vectors[seen, crop] = unit_rows(whitening.apply(rows))
    return Taught(vectors, crops)


@dataclass(frozen=True)
class _Sight:
    """The teacher and what it is shown of a file."""

    encoder: NetworkEncoder
    count: int
    smallest: float

    @property
    def name(self) -> str:
        """Of the file that its words are kept in."""
        state = (VERSION, self.encoder.fingerprint, self.count, self.smallest if self.count else 1)
        return f"teacher-{digest(repr(state).encode())[:16]}.npz"

    def crops(self, file: str) -> Crops:
        """(1 + count, 4), the same for the same digest."""
        drawn = draw_crops(self.count, self.smallest, np.random.default_rng(list(file.encode())))
        return np.concatenate([WHOLE, drawn])

    def look(self, path: Path, crops: Crops) -> Vectors | None:
        """(1 + count, dim); None where there is no image."""
        side = self.encoder.size / (self.smallest**0.5 if self.count else 1.0)
        try:
            pixels: ImageArray = decode(read_bytes(path), round(side)).pixels
        except ImageError:
            return None
        return self.encoder.encode([cut(pixels, crop) for crop in crops])


@dataclass(frozen=True)
class _Words:
    """What was said of files, and of which parts of them."""

    digests: NDArray[np.str_]
    rows: NDArray[np.float16]
    """(n, 1 + count, the teacher's dim) unit rows, zeros where there is no image."""
    crops: Crops
    """(n, 1 + count, 4)."""

    def and_of(self, others: "_Words") -> "_Words":
        """Both."""
        pairs = zip(vars(self).values(), vars(others).values(), strict=True)
        return _Words(*(np.concatenate(pair) for pair in pairs))


def _kept(
    sight: _Sight,
    digests: Sequence[str],
    paths: Sequence[Path],
    folder: Path,
    on_progress: Callable[[int, int], None],
) -> tuple[NDArray[np.float16], Crops]:
    """Rows and crops of n files, as _Words has them."""
    kept = folder / sight.name
    words = _read(kept, sight)
    known = set(words.digests.tolist())
    missing = {name: path for name, path in zip(digests, paths, strict=True) if name not in known}
    for start in range(0, len(missing), KEPT):
        some = dict(list(missing.items())[start : start + KEPT])
        done = len(digests) - len(missing) + start
        words = words.and_of(_asked(sight, some, partial(_tell, on_progress, done, len(digests))))
        folder.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_suffix(".tmp.npz")
        np.savez(temporary, **vars(words))
        temporary.replace(kept)
    places = {name: place for place, name in enumerate(words.digests.tolist())}
    order = [places[name] for name in digests]
    return words.rows[order], words.crops[order]


def _tell(on_progress: Callable[[int, int], None], done: int, total: int, more: int) -> None:
    on_progress(done + more, total)


def _read(kept: Path, sight: _Sight) -> _Words:
    if not kept.exists():
        shape = (0, 1 + sight.count)
        rows = np.zeros((*shape, sight.encoder.dim), np.float16)
        return _Words(np.zeros(0, "<U32"), rows, np.zeros((*shape, 4), np.float32))
    with np.load(kept, allow_pickle=False) as saved:
        return _Words(**saved)


def _asked(sight: _Sight, files: dict[str, Path], on_progress: Callable[[int], None]) -> _Words:
    rows = np.zeros((len(files), 1 + sight.count, sight.encoder.dim), np.float16)
    crops = {name: sight.crops(name) for name in files}

    def look(name: str) -> Vectors | None:
        return sight.look(files[name], crops[name])

    outcomes = ahead(look, files, os.cpu_count() or 1, LOOKAHEAD, timeout_s=120)
    for row, (_, outcome) in enumerate(outcomes):
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            rows[row] = outcome
        on_progress(row + 1)
    return _Words(np.array(list(files)), rows, np.stack(list(crops.values())))
