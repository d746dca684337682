"""What a trained network makes of the training images, for the losses that distil it."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.pixels import file_state
from lookalike.digest import digest
from lookalike.encoders.base import Encoder, unit_rows
from lookalike.encoders.network import NetworkEncoder
from lookalike.encoders.whitening import learn_whitening
from lookalike.errors import ImageError, InputError
from lookalike.images.decode import decode
from lookalike.images.read import read_bytes
from lookalike.pipeline import ahead
from lookalike.recipes.recipe import Teacher
from lookalike.types import Vectors

CHUNK = 4  # files that one thread decodes and shows to the teacher in one go
LOOKAHEAD = 16  # chunks


def taught(
    teacher: Teacher,
    paths: Sequence[Path],
    train: NDArray[np.bool_],
    dim: int,
    folder: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Vectors | None:
    """
    (n, dim) unit rows, zeros where a file cannot be read; None where there is no teacher.

    The principal components are those of the `train` (n,) images. What the teacher said is kept
    in `folder` for the next run. InputError where its embeddings have fewer dimensions.
    """
    if not teacher.file:
        return None
    encoder = NetworkEncoder(teacher.file)
    if dim > encoder.dim:
        raise InputError(
            f"the head has {dim} outputs, and the teacher {encoder.path} only {encoder.dim}; take "
            "a smaller last layer"
        )
    rows = _kept(encoder, paths, folder, on_progress)
    seen = rows.any(axis=1)
    whitening = learn_whitening(rows[train & seen], dim, teacher.whitening)
    vectors = np.zeros((len(rows), dim), np.float32)
    vectors[seen] = unit_rows(whitening.apply(rows[seen]))
    return vectors


def _kept(
    encoder: NetworkEncoder,
    paths: Sequence[Path],
    folder: Path,
    on_progress: Callable[[int, int], None],
) -> Vectors:
    """(n, the teacher's dim) unit rows, zeros where there is no image."""
    name = digest(repr((encoder.fingerprint, file_state(paths))).encode())[:16]
    kept = folder / f"teacher-{name}.npy"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_suffix(".tmp.npy")
        np.save(temporary, _asked(encoder, paths, on_progress).astype(np.float16))
        temporary.replace(kept)
    vectors: Vectors = np.load(kept, allow_pickle=False).astype(np.float32)
    return vectors


def _asked(
    encoder: Encoder, paths: Sequence[Path], on_progress: Callable[[int, int], None]
) -> Vectors:
    vectors = np.zeros((len(paths), encoder.dim), np.float32)

    def look(rows: range) -> list[tuple[int, Vectors]]:
        images = list(_readable(paths, rows, encoder.size))
        found = encoder.encode([pixels for _, pixels in images]) if images else vectors[:0]
        return [(row, vector) for (row, _), vector in zip(images, found, strict=True)]

    chunks = [range(i, min(i + CHUNK, len(paths))) for i in range(0, len(paths), CHUNK)]
    for rows, outcome in ahead(look, chunks, os.cpu_count() or 1, LOOKAHEAD, timeout_s=120):
        if isinstance(outcome, Exception):
            raise outcome
        for row, vector in outcome:
            vectors[row] = vector
        on_progress(rows.stop, len(paths))
    return vectors


def _readable(
    paths: Sequence[Path], rows: range, short_side: int
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Row and pixels of each that can be read: the doctor has named the others."""
    for row in rows:
        try:
            yield row, decode(read_bytes(paths[row]), short_side).pixels
        except ImageError:
            continue
