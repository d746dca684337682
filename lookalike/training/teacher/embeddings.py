"""Compute a teacher's embeddings of the training images."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.base import unit_rows
from lookalike.encoders.classical.whitening import Whitening, learn_whitening
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import ImageError, InputError
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.read import held_bytes
from lookalike.pipeline import ahead
from lookalike.recipes.recipe import Teacher
from lookalike.system.cores import cores
from lookalike.training.export.places import PlaceEncoder
from lookalike.training.teacher.cache import CachedEmbeddings, keep, kept, known
from lookalike.training.views.crops import WHOLE, Crops, cut, draw_crops
from lookalike.types import ImageArray, Vectors

VERSION = 3  # of the cache format, and of the crops drawn for a digest
LOOKAHEAD = 16  # files
KEPT = 2048  # files per cache write: the work that an interruption loses


@dataclass(frozen=True)
class Taught:
    """A teacher's embeddings of n images, with c crops of each."""

    vectors: Vectors
    """(n, c, dim) unit rows; zeros for unreadable files, and for images not in train."""
    crops: Crops
    """(n, c, 4); the first of each image is the whole."""
    places: NDArray[np.float16] | None = None
    """(n, c, cells ** 2, dim): contributions of a grid of places; None if not needed."""

    def at(self, rows: NDArray[np.generic]) -> "Taught":
        """Select images by (n,) bool, or by rows."""
        places = None if self.places is None else self.places[rows]
        return Taught(self.vectors[rows], self.crops[rows], places)


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
    Return the teacher's embeddings of n files, projected to `dim` components; None without one.

    Only the `train` (n,) images are embedded, and determine the principal components. Crops keep
    a share of the area from `smallest` to 1. Embeddings are cached in `folder` by file digest
    (empty for unreadable files), so moved or copied files are not embedded again. InputError if the
    teacher's embedding has fewer dimensions, or if places are needed that it does not support.
    """
    if not teacher.file:
        return None
    encoder = NetworkEncoder(teacher.file)
    if dim > encoder.dim:
        raise InputError(
            f"the head has {dim} outputs, but the teacher {encoder.path} only {encoder.dim}; use a "
            "smaller last layer"
        )
    sight = _Sight(encoder, teacher.crops, smallest if teacher.crops else 1.0, teacher.cells)
    place = folder / sight.name
    pairs = zip(digests, paths, strict=True)
    to_train = [pair for pair, is_train in zip(pairs, train, strict=True) if is_train]
    _ask(sight, to_train, place, on_progress)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(digests))}
    order = np.array([numbers[name] for name in digests])
    turn = _components(sight, place, numbers, order[train], dim, teacher.whitening)
    return _turned(sight, place, numbers, turn).at(order)


@dataclass(frozen=True)
class _Sight:
    """The teacher, and the crops of each file that it embeds."""

    encoder: NetworkEncoder
    count: int
    smallest: float
    cells: int

    @property
    def name(self) -> str:
        """Name of the cache folder."""
        state = (VERSION, self.encoder.fingerprint, self.count, self.smallest, self.cells)
        return f"teacher-{digest(repr(state).encode())[:16]}"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape per file: crops, places and whole, dimensions."""
        return 1 + self.count, 1 + self.cells**2, self.encoder.dim

    @cached_property
    def _of_places(self) -> PlaceEncoder:
        return PlaceEncoder(self.encoder, self.cells)

    def crops(self, file: str) -> Crops:
        """Return (1 + count, 4) crops, determined by the digest."""
        drawn = draw_crops(self.count, self.smallest, np.random.default_rng(list(file.encode())))
        return np.concatenate([WHOLE, drawn])

    def look(self, path: Path, file: str) -> Vectors | None:
        """Embed a file, in this shape; None if it cannot be read."""
        try:
            side = round(self.encoder.size / self.smallest**0.5)
            with held_bytes(path) as data:
                pixels: ImageArray = decode(data, side).pixels
        except ImageError:
            return None
        parts = [cut(pixels, crop) for crop in self.crops(file)]
        if self.cells:
            return self._of_places.encode(parts)
        return self.encoder.encode(parts)[:, None]


def _ask(
    sight: _Sight,
    files: Sequence[tuple[str, Path]],
    place: Path,
    on_progress: Callable[[int, int], None],
) -> None:
    """Embed all files that are not in the cache yet, and cache the results."""
    answered = known(place)
    missing = {name: path for name, path in files if name not in answered}
    for start in range(0, len(missing), KEPT):
        some = dict(list(missing.items())[start : start + KEPT])
        done = len(files) - len(missing) + start
        keep(_asked(sight, some, partial(_tell, on_progress, done, len(files))), place)


def _tell(on_progress: Callable[[int, int], None], done: int, total: int, more: int) -> None:
    on_progress(done + more, total)


def _asked(
    sight: _Sight, files: dict[str, Path], on_progress: Callable[[int], None]
) -> CachedEmbeddings:
    rows = np.zeros((len(files), *sight.shape), np.float16)

    def look(name: str) -> Vectors | None:
        return sight.look(files[name], name)

    outcomes = ahead(look, files, cores(), LOOKAHEAD, timeout_s=120)
    for row, (_, outcome) in enumerate(outcomes):
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            rows[row] = outcome
        on_progress(row + 1)
    return CachedEmbeddings(np.array(list(files)), rows)


def _components(
    sight: _Sight,
    place: Path,
    numbers: dict[str, int],
    train: NDArray[np.int64],
    dim: int,
    power: float,
) -> Whitening:
    """Learn the components from the whole images of these numbers."""
    wholes = np.zeros((len(numbers), sight.encoder.dim), np.float16)
    for cached in kept(place):
        found, rows = cached.among(numbers)
        wholes[found] = cached.rows[rows, 0, 0]
    learned_from = wholes[train]
    seen = learned_from.any(axis=1)
    return learn_whitening(learned_from[seen].astype(np.float32), dim, power)


def _turned(sight: _Sight, place: Path, numbers: dict[str, int], turn: Whitening) -> Taught:
    """Return the projected embeddings of these files; zeros for unreadable ones."""
    parts, places, dim = sight.shape
    vectors = np.zeros((len(numbers), parts, turn.dim), np.float32)
    added = np.zeros((len(numbers), parts, places - 1, turn.dim), np.float16)
    crops = np.stack([sight.crops(name) for name in numbers])
    for cached in kept(place):
        for number, row in zip(*cached.among(numbers), strict=True):
            said = cached.rows[row].astype(np.float32).reshape(-1, dim)
            turned = turn.apply(said).reshape(parts, places, -1)
            vectors[number], added[number] = unit_rows(turned[:, 0]), turned[:, 1:]
    return Taught(vectors, crops, added if sight.cells else None)
