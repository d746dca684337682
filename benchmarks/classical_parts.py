"""How well and how fast the classical parts find, with no network: docs/benchmarks.md has a run.

Clothing: gallery `clothing/train`; queries `clothing/test` (or another split: weights are chosen
on `validation`); relevant is what has the query's class. Drawn: every item of a drawn catalogue
against the others; relevant is what has the query's colour name.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from needed import DATA, need_all
from rich.console import Console
from rich.table import Table

from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.encoders.base import Encoder
from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.encoders.classical.shape import ShapeEncoder
from lookalike.encoders.classical.texture import TextureEncoder
from lookalike.evaluation import metrics
from lookalike.evaluation.metrics import Judgement, Values, judge, rank
from lookalike.images.decode import decode
from lookalike.search.weights import default_weights
from lookalike.types import ImageArray, Vectors, Weights

ENCODERS: tuple[Encoder, ...] = (ColourEncoder(), TextureEncoder(), ShapeEncoder())
NAMES = tuple(encoder.name for encoder in ENCODERS)
SHORT_SIDE = max(encoder.size for encoder in ENCODERS)
BATCH = 32
WEIGHTS: Mapping[str, Weights] = {
    **{f"{name} alone": {name: 1.0} for name in NAMES},
    "35 / 15 / 10": {"colour": 0.35, "texture": 0.15, "shape": 0.10},
    "the default": default_weights(NAMES),
}
METRICS: Mapping[str, Callable[[Judgement], Values]] = {
    "P@5": partial(metrics.precision_at_k, k=5),
    "R@1": partial(metrics.hit_at_k, k=1),
    "mAP": metrics.average_precision,
}


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--queries", default="test", choices=["validation", "test"])
    asked = parser.parse_args()
    need_all(asked.data / "clothing")
    console = Console()
    gallery = sorted(Path(asked.data, "clothing", "train").glob("*/*.jpg"))
    queries = sorted(Path(asked.data, "clothing", asked.queries).glob("*/*.jpg"))
    console.print(clothing_table(gallery, queries, f"{asked.queries} in train"))
    console.print(drawn_table())
    console.print(speed_table(images_of(gallery[: 8 * BATCH])))


def clothing_table(gallery: Sequence[Path], queries: Sequence[Path], title: str) -> Table:
    """One row a weighting."""
    found, asked = parts_of(images_of(gallery)), parts_of(images_of(queries))
    table = Table("weights", *METRICS, title=f"Clothing: {len(queries)} of {title}")
    for name, weights in WEIGHTS.items():
        orders = rank(joined(asked, weights), joined(found))
        judgement = judge(
            orders, [p.parent.name for p in queries], [p.parent.name for p in gallery]
        )
        table.add_row(name, *(f"{metric(judgement).mean():.3f}" for metric in METRICS.values()))
    return table


def drawn_table(counts: Sequence[int] = (320, 640), seeds: Sequence[int] = (7, 23)) -> Table:
    """The colour part alone, on catalogues of two sizes."""
    table = Table("items", "seed", "P@10, colour alone", title="Drawn: same colour name")
    for count in counts:
        for seed in seeds:
            found = metrics.precision_at_k(judged_by_colour(count, seed), k=10)
            table.add_row(str(count), str(seed), f"{found.mean():.3f}")
    return table


def judged_by_colour(count: int, seed: int) -> Judgement:
    """Leave-one-out over a catalogue drawn for it."""
    with TemporaryDirectory() as folder:
        items = draw_catalogue(Path(folder), count, seed)
        vectors = ColourEncoder().encode(images_of([Path(folder, item.path) for item in items]))
    colours = [item.colour for item in items]
    orders = rank(vectors, vectors, exclude_self=True)
    return judge(orders, colours, colours, exclude_self=True)


def speed_table(images: Sequence[ImageArray]) -> Table:
    """Milliseconds an image in batches of 32, the best of five rounds."""
    table = Table("part", "dim", "ms an image", title=f"One thread, {images[0].shape} pixels")
    for encoder in ENCODERS:
        best = min(seconds(encoder, images) for _ in range(5))
        table.add_row(encoder.name, str(encoder.dim), f"{1000 * best / len(images):.2f}")
    return table


def seconds(encoder: Encoder, images: Sequence[ImageArray]) -> float:
    """To encode all of them."""
    start = perf_counter()
    for first in range(0, len(images), BATCH):
        encoder.encode(images[first : first + BATCH])
    return perf_counter() - start


def images_of(paths: Sequence[Path]) -> list[ImageArray]:
    """Decoded as for indexing."""
    return [decode(path.read_bytes(), SHORT_SIDE).pixels for path in paths]


def parts_of(images: Sequence[ImageArray]) -> dict[str, Vectors]:
    """Each encoder's unit rows by its name."""
    return {encoder.name: encoder.encode(images) for encoder in ENCODERS}


def joined(parts: Mapping[str, Vectors], weights: Weights | None = None) -> Vectors:
    """The stored layout, or the query's when weighted."""
    weights = weights or dict.fromkeys(NAMES, 1.0)
    return np.concatenate([parts[name] * weights.get(name, 0) for name in NAMES], axis=1)


if __name__ == "__main__":
    main()
