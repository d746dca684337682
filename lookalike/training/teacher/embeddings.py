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

VERSION = 3  # of what is kept, and of the crops that are drawn for a digest
LOOKAHEAD = 16  # files
KEPT = 2048  # files per cache write: the work that an interruption loses


@dataclass(frozen=True)
class Taught:
    """What a teacher said of n images, and of which c parts of them."""

    vectors: Vectors
    """(n, c, dim) unit rows; zeros where a file cannot be read, or is not to train on."""
    crops: Crops
    """(n, c, 4), the first of each image the whole."""
    places: NDArray[np.float16] | None = None
    """(n, c, cells ** 2, dim): what each place of a grid adds, row by row; None if not asked."""

    def at(self, rows: NDArray[np.generic]) -> "Taught":
        """Of some images: (n,) bool, or their rows."""
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
    What it says of n files, turned to `dim` components; None where there is no teacher.

    It is asked of the `train` (n,) ones only, and the principal components are theirs. Crops keep
    a share of the area from `smallest` to 1. What the teacher said of a file is kept in `folder`
    under its digest, which is empty where the file cannot be read: files that were moved or copied
    are not shown to it again. InputError where its embeddings have fewer dimensions, or where it
    knows no places and is asked of them.
    """
    if not teacher.file:
        return None
    encoder = NetworkEncoder(teacher.file)
    if dim > encoder.dim:
        raise InputError(
            f"the head has {dim} outputs, and the teacher {encoder.path} only {encoder.dim}; take "
            "a smaller last layer"
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
    """The teacher and what it is shown of a file."""

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
        """(1 + count, 4), the same for the same digest."""
        drawn = draw_crops(self.count, self.smallest, np.random.default_rng(list(file.encode())))
        return np.concatenate([WHOLE, drawn])

    def look(self, path: Path, file: str) -> Vectors | None:
        """Of this shape; None where there is no image."""
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
    """Of all whose digests are not kept yet, and keep it."""
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
    """Of the whole images of these numbers."""
    wholes = np.zeros((len(numbers), sight.encoder.dim), np.float16)
    for cached in kept(place):
        found, rows = cached.among(numbers)
        wholes[found] = cached.rows[rows, 0, 0]
    learned_from = wholes[train]
    seen = learned_from.any(axis=1)
    return learn_whitening(learned_from[seen].astype(np.float32), dim, power)


def _turned(sight: _Sight, place: Path, numbers: dict[str, int], turn: Whitening) -> Taught:
    """All that was said of these files, in components; zeros where there is no image."""
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
