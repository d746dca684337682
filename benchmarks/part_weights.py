"""How much each part should count: real clothes by their kind, drawn goods by kind and by colour.

    python benchmarks/part_weights.py [--encoder lookalike-base] [--queries validation]

For each weight of colour, the weights of texture and shape that find the most on DATA/clothing
(DATA is LOOKALIKE_DATA or ../shared/data): queries of the split among the train photos, those left
out that are nearly the same picture as a query. Then, with the same weights, a catalogue of drawn
goods, each among the others: how many of the first five are of its kind, and how many of the first
ten of its colour. The last row has the weights that a new collection has.
"""

import argparse
import itertools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.encoders.catalogue import CLASSICAL, LEARNED, load_encoder
from lookalike.encoders.layout import Layout
from lookalike.evaluation.leaks import are_one_picture, thumbprint
from lookalike.evaluation.metrics import average_precision, judge, precision_at_k
from lookalike.evaluation.part_weights import part_similarities
from lookalike.images.decode import decode
from lookalike.search.weights import default_weights
from lookalike.types import Vectors, Weights

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COLOUR = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
TEXTURE = (0.0, 0.05, 0.1)
SHAPE = (0.0, 0.1, 0.2, 0.3)
BATCH = 64


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", default=LEARNED)
    parser.add_argument("--queries", default="validation", choices=["validation", "test"])
    asked = parser.parse_args()
    layout = Layout([load_encoder(name) for name in (asked.encoder, *CLASSICAL)])
    clothes = Clothes(layout, asked.queries)
    drawn = Drawn(layout)
    table = Table(*layout.parts, "clothes P@5", "mAP", "drawn kind P@5", "drawn colour P@10")
    chosen = [best(clothes, colour) for colour in COLOUR]
    for weights in [*chosen, default_weights(layout.parts)]:
        values = [*clothes.measured(weights), *drawn.measured(weights)]
        shown = [f"{weights[part]:.2f}" for part in layout.parts]
        table.add_row(*shown, *(f"{value:.3f}" for value in values))
    Console().print(table)


def best(clothes: "Clothes", colour: float) -> Weights:
    """Of those with this weight of colour."""
    every = [
        {
            "learned": 1 - colour - texture - shape,
            "colour": colour,
            "texture": texture,
            "shape": shape,
        }
        for texture, shape in itertools.product(TEXTURE, SHAPE)
    ]
    return max(every, key=lambda weights: clothes.measured(weights)[0])


class Clothes:
    """Photos of one split asked of the train photos."""

    def __init__(self, layout: Layout, split: str) -> None:
        root = Path(os.environ.get("LOOKALIKE_DATA", DATA), "clothing")
        sides = [sorted((root / name).glob("*/*.jpg")) for name in (split, "train")]
        self.parts = layout.parts
        self.labels = [[path.parent.name for path in side] for side in sides]
        (queries, asked), (gallery, others) = (seen(layout, side) for side in sides)
        self.similarities = part_similarities(queries, gallery, [*layout.parts.values()])
        self.is_same = np.stack([are_one_picture(mine, others) for mine in asked])

    def measured(self, weights: Weights) -> tuple[float, float]:
        """P@5 and mAP."""
        order = ranked(self.similarities, of_parts(weights, self.parts), self.is_same)
        found = judge(order, *self.labels)
        return float(precision_at_k(found, 5).mean()), float(average_precision(found).mean())


class Drawn:
    """A catalogue of drawn goods, each asked of the others."""

    def __init__(self, layout: Layout) -> None:
        with TemporaryDirectory() as folder:
            self.items = draw_catalogue(Path(folder), 640, 7, size=160)
            vectors, _ = seen(layout, [Path(folder, item.path) for item in self.items])
        self.parts = layout.parts
        self.similarities = part_similarities(vectors, vectors, [*layout.parts.values()])

    def measured(self, weights: Weights) -> tuple[float, float]:
        """P@5 by category, P@10 by colour."""
        itself = np.eye(len(self.items), dtype=bool)
        order = ranked(self.similarities, of_parts(weights, self.parts), itself)[:, :-1]
        kinds, colours = ([getattr(i, n) for i in self.items] for n in ("category", "colour"))
        return tuple(
            float(precision_at_k(judge(order, labels, labels, exclude_self=True), k).mean())
            for labels, k in ((kinds, 5), (colours, 10))
        )


def seen(layout: Layout, paths: Sequence[Path]) -> tuple[Vectors, NDArray[np.float32]]:
    """Joined vectors and thumbprints."""
    vectors, small = [], []
    for start in range(0, len(paths), BATCH):
        images = [decode(p.read_bytes(), layout.short_side).pixels for p in paths[start:][:BATCH]]
        vectors.append(layout.encode(images))
        small += [thumbprint(pixels) for pixels in images]
    return np.concatenate(vectors), np.stack(small)


def of_parts(weights: Weights, parts: Iterable[str]) -> list[float]:
    """In their order."""
    return [weights.get(part, 0.0) for part in parts]


def ranked(
    similarities: NDArray[np.float32], weights: Sequence[float], hidden: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """(queries, gallery) by falling score, last what is hidden from a query."""
    scores = np.tensordot(np.asarray(weights, np.float32), similarities, axes=1)
    return np.argsort(-np.where(hidden, -np.inf, scores), axis=1, kind="stable")


if __name__ == "__main__":
    main()
