"""Encode labelled files into labelled vectors."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.labelled import LabelledImages
from lookalike.encoders.base import Encoder
from lookalike.encoders.layout import Layout
from lookalike.errors import ImageError, InputError
from lookalike.evaluation.result import Speed
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.read import held_bytes
from lookalike.images.thumbprint import thumbprint
from lookalike.pipeline import ahead
from lookalike.system.cores import cores
from lookalike.types import ImageArray, Vectors

BATCH = 32
LOOKAHEAD = 4 * BATCH  # decoded images held in memory while the encoder works
TIMEOUT_S = 30
TIMED = 64  # images for timing the encoder alone


@dataclass(frozen=True)
class Embedded:
    """The vectors of the images that could be read, and the errors of the others."""

    vectors: LabelledVectors
    failures: dict[str, str]
    """Source to error message."""
    speed: Speed


@dataclass(frozen=True)
class _Seen:
    pixels: ImageArray
    digest: str
    thumbprint: NDArray[np.float32]


def embed(
    encoder: Encoder,
    images: LabelledImages,
    column: str | None = None,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Embedded:
    """Decode as indexing does, and encode in batches; `on_progress` gets (done, total)."""
    labels, layout = images.column(column), Layout([encoder])
    began, failures = time.perf_counter(), dict[str, str]()
    kept, seen, vectors, timed = list[int](), list[_Seen](), list[Vectors](), list[ImageArray]()
    for rows, batch in _batches(images.paths, layout.short_side, failures):
        vectors.append(layout.encode([image.pixels for image in batch]))
        timed += [image.pixels for image in batch[: TIMED - len(timed)]]
        seen += [_Seen(_NOTHING, image.digest, image.thumbprint) for image in batch]
        kept += rows
        on_progress(len(kept) + len(failures))
    seconds = time.perf_counter() - began
    if not kept:
        raise InputError(f"none of {len(images)} images could be read: {_first(failures)}")
    found = LabelledVectors(
        np.concatenate(vectors),
        labels[kept],
        tuple(str(images.paths[row]) for row in kept),
        np.array([image.digest for image in seen]),
        np.stack([image.thumbprint for image in seen]),
    )
    return Embedded(found, failures, Speed(len(kept), seconds, _encoding_rate(layout, timed)))


_NOTHING: ImageArray = np.zeros((0, 0, 3), np.uint8)


def _batches(
    paths: Sequence[Path], short_side: int, failures: dict[str, str]
) -> Iterator[tuple[list[int], list[_Seen]]]:
    """Yield batches of rows and decoded files; unreadable ones go to `failures`."""

    def look(path: Path) -> _Seen:
        with held_bytes(path) as data:
            pixels = decode(data, short_side).pixels
            return _Seen(pixels, digest(data), thumbprint(pixels))

    results = enumerate(ahead(look, paths, cores(), LOOKAHEAD, TIMEOUT_S))
    while some := list(islice(results, BATCH)):
        rows, batch = [], []
        for row, (path, outcome) in some:
            if isinstance(outcome, _Seen):
                rows.append(row)
                batch.append(outcome)
            elif isinstance(outcome, ImageError | TimeoutError):
                failures[str(path)] = str(outcome)
            else:
                raise outcome
        if batch:
            yield rows, batch


def _encoding_rate(layout: Layout, images: Sequence[ImageArray]) -> float:
    """Return images per second of the encoder alone."""
    began = time.perf_counter()
    layout.encode(images)
    return len(images) / max(time.perf_counter() - began, 1e-9)


def _first(failures: dict[str, str]) -> str:
    return next((f"{source}: {reason}" for source, reason in failures.items()), "there is none")
