"""Decode all images once into one array on disk, as squares of one size."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.onnx.preprocessing import VERSION, Preprocessing
from lookalike.errors import ImageError
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.read import held_bytes
from lookalike.pipeline import ahead
from lookalike.system.cores import cores
from lookalike.types import ImageArray

Pixels = NDArray[np.uint8]
"""(n, side, side, 3) sRGB."""


@dataclass(frozen=True)
class PixelCache:
    """The squares of the images that could be read, and the errors of the others."""

    pixels: Pixels
    """(n, side, side, 3) of all images; zeros for those that failed."""
    digests: NDArray[np.str_]
    """(n,) digests of the files' bytes; empty for those that failed."""
    failures: dict[int, str]
    """Row to error message."""

    def named(self, paths: Sequence[Path]) -> dict[int, str]:
        """Return the failures, each with the path of its file."""
        return {row: f"{paths[row]}: {reason}" for row, reason in self.failures.items()}


def cache_pixels(
    paths: Sequence[Path],
    side: int,
    folder: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> PixelCache:
    """
    Decode all images and squash them to (side, side); the cache in `folder` is used again.

    The cache is rebuilt if a file has changed (size or time).
    """
    name = digest(repr((VERSION, side, file_state(paths))).encode())[:16]
    kept = folder / f"pixels-{name}.npz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _decode_all(paths, side, kept, on_progress)
    with np.load(kept, allow_pickle=False) as saved:
        reasons = dict(zip(saved["failed"].tolist(), saved["reasons"].tolist(), strict=True))
        return PixelCache(saved["pixels"], saved["digests"], reasons)


def file_state(paths: Sequence[Path]) -> list[tuple[str | int, ...]]:
    """Return path, size and time of each file; only the path if it is missing."""
    return [(str(p), s.st_size, s.st_mtime_ns) if (s := _stat(p)) else (str(p),) for p in paths]


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def decode_squares(
    paths: Sequence[Path],
    side: int,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> PixelCache:
    """Decode like `cache_pixels`, but keep nothing on disk."""
    pixels = np.zeros((len(paths), side, side, 3), np.uint8)
    digests, failures = np.zeros(len(paths), "<U32"), {}
    for row, outcome in _decoded(paths, side, on_progress):
        if isinstance(outcome, str):
            failures[row] = outcome
        else:
            pixels[row], digests[row] = outcome
    return PixelCache(pixels, digests, failures)


def _decode_all(
    paths: Sequence[Path], side: int, kept: Path, on_progress: Callable[[int, int], None]
) -> None:
    found = decode_squares(paths, side, on_progress)
    temporary = kept.with_suffix(".tmp.npz")
    np.savez(
        temporary,
        pixels=found.pixels,
        digests=found.digests,
        failed=np.array(list(found.failures), np.int64),
        reasons=np.array(list(found.failures.values()), np.str_),
    )
    temporary.replace(kept)


def _decoded(
    paths: Sequence[Path], side: int, on_progress: Callable[[int, int], None]
) -> Iterator[tuple[int, tuple[ImageArray, str] | str]]:
    """Yield for each row the square and the file's digest, or the error."""
    square = Preprocessing(size=side)

    def read(path: Path) -> tuple[ImageArray, str]:
        with held_bytes(path) as data:
            return square.square(decode(data, side).pixels), digest(data)

    results = ahead(read, paths, threads=cores(), lookahead=64, timeout_s=30)
    for row, (_, outcome) in enumerate(results):
        on_progress(row + 1, len(paths))
        if isinstance(outcome, tuple):
            yield row, outcome
        elif isinstance(outcome, ImageError | TimeoutError):
            yield row, str(outcome)
        else:
            raise outcome
