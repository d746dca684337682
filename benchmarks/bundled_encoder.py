"""How near a small encoder comes to its teacher, on classes that it never saw and others.

    python benchmarks/bundled_encoder.py NETWORK --teacher FILE [--float32 FILE] [--unseen NAME ...]

The data is DATA/clothing (test photos in the train gallery) and DATA/caltech80, where DATA is
LOOKALIKE_DATA or ../shared/data; `--unseen` names the classes of caltech80 that the network was
not trained on, each photo of which is asked of the others. All figures of one run, same images.
"""

import argparse
import io
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from needed import DATA, TEACHER, need_all
from PIL import Image, ImageEnhance, ImageOps
from rich.console import Console
from rich.table import Table

from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.encoders.layout import Layout
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.evaluation.metrics import (
    average_precision,
    hit_at_k,
    judge,
    precision_at_k,
    rank,
)
from lookalike.images.decode import decode
from lookalike.training.export.agreement import top_agreement
from lookalike.training.export.speed import medians
from lookalike.types import ImageArray, Vectors

ROUNDS, TIMED = 30, 8  # of the speeds: median of so many turns of so many images, on one thread
OTHERS, CHANGED = 3000, 500  # images of the gallery in which so many are looked for again


def main() -> None:
    """Print what the encoder reaches beside its teacher."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", type=Path)
    parser.add_argument("--teacher", type=Path, default=TEACHER)
    parser.add_argument("--float32", type=Path, help="The network before it was made int8.")
    parser.add_argument("--unseen", nargs="*", default=[])
    asked = parser.parse_args()
    need_all(asked.teacher, DATA / "clothing", DATA / "caltech80")
    both = [NetworkEncoder(asked.network), NetworkEncoder(asked.teacher)]
    clothing, caltech = (read_labelled(DATA / name) for name in ("clothing", "caltech80"))
    table = Table("", asked.network.stem, "teacher", "ratio")
    add(table, "dimensions", [float(encoder.dim) for encoder in both], ".0f")
    add(table, "images/s, one thread", speeds(both, clothing), ".0f")
    for name, values in (
        *retrieval("clothing, test in train", both, clothing.only("train"), clothing.only("test")),
        *unseen("caltech80, classes not trained on", both, caltech, asked.unseen),
    ):
        add(table, name, values)
    Console().print(table)
    gallery = mixed(clothing.only("train"), caltech)
    if asked.float32:
        print(f"int8 as float32, top 10: {int8_agreement(asked, clothing):.3f}")
    print_robustness(both[0], gallery)


def add(table: Table, name: str, values: Sequence[float], form: str = ".3f") -> None:
    """A row, and the first value as a share of the second."""
    table.add_row(name, *(format(v, form) for v in values), f"{values[0] / values[1]:.2f}")


def speeds(encoders: Sequence[NetworkEncoder], images: LabelledImages) -> list[float]:
    """From decoded photos to vectors; the encoders take turns."""
    pixels = read(images.paths[:TIMED], 224)
    seconds = medians([partial(seconds_of, partial(e.encode, pixels)) for e in encoders], ROUNDS)
    return [TIMED / s for s in seconds]


def seconds_of(work: Callable[[], object]) -> float:
    """Of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read(paths: Sequence[Path], short_side: int) -> list[ImageArray]:
    """Decoded as indexing does."""
    return [decode(path.read_bytes(), short_side).pixels for path in paths]


def encode(encoder: NetworkEncoder, paths: Sequence[Path]) -> Vectors:
    """(n, dim) of files, on all cores."""
    layout = Layout([encoder])
    steps = range(0, len(paths), 64)
    return np.concatenate([layout.encode(read(paths[i : i + 64], encoder.size)) for i in steps])


def retrieval(
    name: str,
    encoders: Sequence[NetworkEncoder],
    gallery: LabelledImages,
    queries: LabelledImages,
) -> list[tuple[str, list[float]]]:
    """P@5 of queries in a gallery."""
    values = []
    for encoder in encoders:
        order = rank(encode(encoder, queries.paths), encode(encoder, gallery.paths))
        found = judge(order, queries.column(), gallery.column())
        values.append(float(precision_at_k(found, 5).mean()))
    return [(f"{name}: P@5", values)]


def unseen(
    name: str, encoders: Sequence[NetworkEncoder], images: LabelledImages, classes: Sequence[str]
) -> list[tuple[str, list[float]]]:
    """R@1 and mAP, each photo of these classes among the others of them."""
    if not classes:
        return []
    chosen = images.at(np.flatnonzero(np.isin(images.column(), list(classes))))
    firsts, means = [], []
    for encoder in encoders:
        vectors, labels = encode(encoder, chosen.paths), chosen.column()
        found = judge(rank(vectors, vectors, exclude_self=True), labels, labels, exclude_self=True)
        firsts.append(float(hit_at_k(found, 1).mean()))
        means.append(float(average_precision(found).mean()))
    return [(f"{name}: R@1", firsts), (f"{name}: mAP", means)]


def mixed(*sources: LabelledImages) -> list[Path]:
    """So many photos of all sources, the same in every run."""
    paths = [path for source in sources for path in source.paths]
    chosen = np.random.default_rng(0).permutation(len(paths))[: OTHERS + 1]
    return [paths[row] for row in chosen]


def int8_agreement(asked: argparse.Namespace, images: LabelledImages) -> float:
    """Of the ten nearest of each test photo among the others, by int8 and by float32."""
    paths = images.only("test").paths
    pair = [encode(NetworkEncoder(path), paths) for path in (asked.float32, asked.network)]
    return top_agreement(*pair)


def small_crop(picture: Image.Image) -> Image.Image:
    """All but a tenth of each side."""
    width, height = picture.size
    return picture.crop((width // 20, height // 20, width - width // 20, height - height // 20))


def as_jpeg(picture: Image.Image) -> Image.Image:
    """Saved at quality 40."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=40)
    return Image.open(buffer).convert("RGB")


def brighter(picture: Image.Image, factor: float) -> Image.Image:
    """Every value times a factor."""
    return ImageEnhance.Brightness(picture).enhance(factor)


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "resized to half": lambda picture: picture.reduce(2),
    "JPEG quality 40": as_jpeg,
    "a tenth of each side cropped": small_crop,
    "10 % brighter": partial(brighter, factor=1.1),
    "10 % darker": partial(brighter, factor=0.9),
    "mirrored": ImageOps.mirror,
}


def print_robustness(encoder: NetworkEncoder, paths: Sequence[Path]) -> None:
    """How often a changed photo finds itself first among the unchanged ones."""
    gallery = encode(encoder, paths)
    table = Table(f"finds itself first of {len(paths):,}", "share")
    originals = read(paths[:CHANGED], 224)
    for name, change in CHANGES.items():
        changed = [np.asarray(change(Image.fromarray(pixels))) for pixels in originals]
        first = (Layout([encoder]).encode(changed) @ gallery.T).argmax(axis=1)
        table.add_row(name, f"{(first == np.arange(len(changed))).mean():.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
