"""
How near indexing comes to its stages, and how far ahead of the naive loop it is.

    python benchmarks/indexing_throughput.py [FOLDER] [--encoder model.onnx] [--limit N]

In one run, in turns: decode alone, encode alone, `index_folder` whole, and the loop that most
scripts write. Prints the median of each, what indexing is of the slower stage, and what it is of
both, one after the other: they need the same cores, so that is what there is to reach. Exits with 1
where that is below .7. Without FOLDER it draws its images.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from lookalike.collection import Collection
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import CLASSICAL, load_encoder
from lookalike.encoders.layout import Layout
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.images.decode import decode
from lookalike.images.find import Found, find_images
from lookalike.indexing.folder import index_folder
from lookalike.types import ImageArray

BATCH = 32
AT_LEAST = 0.7  # of decode and encode, one after the other: docs/benchmarks.md has .74 to .96


class Naive:
    """Open, decode in full, resize, describe: one image at a time, float32, nothing kept."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self.encoders = [e for e in encoders if not isinstance(e, NetworkEncoder)]
        networks = [e for e in encoders if isinstance(e, NetworkEncoder)]
        self.networks = [(network, _default_session(network.path)) for network in networks]

    def __call__(self, paths: Sequence[Path]) -> None:
        """Go through the files."""
        for path in paths:
            picture = Image.open(path).convert("RGB")
            for encoder in self.encoders:
                encoder.encode([np.asarray(picture.resize((encoder.size, encoder.size)))])
            for network, session in self.networks:
                side = network.size, network.size
                tensor = network.preprocessing.apply([np.asarray(picture.resize(side))])
                session.run(None, {session.get_inputs()[0].name: tensor})


def _default_session(path: Path) -> Any:
    import onnxruntime  # only with --encoder

    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


class Stages:
    """The ways to go through the same files."""

    def __init__(self, folder: Path, encoders: Sequence[Encoder], scratch: Path) -> None:
        self.folder, self.scratch, self.layout = folder, scratch, Layout(encoders)
        self.paths = [file.path for file in find_images(folder) if isinstance(file, Found)]
        self.naive = Naive(encoders)
        self.images = self._decoded()

    def _pixels(self, path: Path) -> ImageArray:
        return decode(path.read_bytes(), self.layout.short_side).pixels

    def _decoded(self) -> list[ImageArray]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self._pixels, self.paths))

    def decode(self) -> None:
        """Read and decode on as many threads as indexing has, keeping nothing."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(self._pixels, self.paths):
                pass

    def encode(self) -> None:
        """Encode what is decoded already."""
        for start in range(0, len(self.images), BATCH):
            self.layout.encode(self.images[start : start + BATCH])

    def index(self) -> None:
        """The whole of it, into a new collection."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        with Collection.open(self.scratch, self.layout.encoders, create=True) as collection:
            report = index_folder(collection, self.folder)
        if report.failed or report.added != len(self.paths):
            raise SystemExit(f"not all were indexed: {report}")

    def loop(self) -> None:
        """The naive one."""
        self.naive(self.paths)


def rates(stages: Stages, rounds: int) -> dict[str, float]:
    """Median images/s of each way, taken in turns so that a busy machine slows all alike."""
    ways = {"decode": stages.decode, "encode": stages.encode, "index": stages.index}
    ways |= {"naive": stages.loop}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(len(stages.paths) / _seconds(way))
    for name, values in taken.items():
        print(f"{name:7} {median(values):8.1f} images/s", end="")
        print(f"   ({', '.join(f'{value:.0f}' for value in values)})")
    return {name: median(values) for name, values in taken.items()}


def _seconds(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def main() -> int:
    """Print rates and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--encoder", type=Path, help="an ONNX file beside the classical parts")
    parser.add_argument("--limit", type=int, help="use this many of the images, evenly spread")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    names = [*([str(asked.encoder)] if asked.encoder else []), *CLASSICAL]
    with tempfile.TemporaryDirectory() as scratch:
        folder = _folder(asked.folder, asked.limit, Path(scratch))
        stages = Stages(folder, [load_encoder(n) for n in names], Path(scratch) / "collection")
        print(f"{len(stages.paths)} images, {' + '.join(stages.layout.parts)},", end=" ")
        print(f"{os.cpu_count()} cores, {asked.rounds} rounds")
        rate = rates(stages, asked.rounds)
    slower = min("decode", "encode", key=lambda name: rate[name])
    print(f"index / {slower} {rate['index'] / rate[slower]:.3f}")
    both = 1 / (1 / rate["decode"] + 1 / rate["encode"])
    ratio = rate["index"] / both
    print(f"index / decode and encode, one after the other {ratio:.3f} (want {AT_LEAST:g})")
    print(f"index / naive {rate['index'] / rate['naive']:.2f}")
    return 0 if ratio >= AT_LEAST else 1


def _folder(folder: Path | None, limit: int | None, scratch: Path) -> Path:
    """The images to measure on: those given, some of them as links, or drawn ones."""
    if folder is None:
        draw_catalogue(scratch / "drawn", limit or 320)
        return scratch / "drawn"
    if limit is None:
        return folder
    paths = [file.path for file in find_images(folder) if isinstance(file, Found)]
    (scratch / "some").mkdir()
    for number, path in enumerate(paths[:: max(1, len(paths) // limit)][:limit]):
        (scratch / "some" / f"{number:06d}{path.suffix}").symlink_to(path.resolve())
    return scratch / "some"


if __name__ == "__main__":
    sys.exit(main())
