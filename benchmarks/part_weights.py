"""How much each part should count: photos and drawn goods by their kind, goods by colour as well.

    python benchmarks/part_weights.py [--encoder lookalike-base] [--queries validation]

For each weight of colour, the weights of texture and shape that find the most photos by their kind:
the largest sum of the first four columns. P@5 and mAP of DATA/clothing (DATA is LOOKALIKE_DATA or
../shared/data), queries of the split among the train photos, those left out that are nearly the
same picture as a query; then of those classes of DATA/caltech80 that the network does not say it
learned from, each photo among the others. Then, with the same weights, a catalogue of drawn goods,
each among the others: P@5 of its kind, and mAP of its kind and colour. The last row has the
weights that a new collection has.
"""

import argparse
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from bundled_encoder import read
from needed import DATA, need_all
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.datasets.labelled import read_labelled
from lookalike.encoders.catalogue import CLASSICAL, LEARNED, load_encoder
from lookalike.encoders.layout import Layout
from lookalike.evaluation.metrics import Judgement, average_precision, judge, precision_at_k
from lookalike.evaluation.part_weights import part_similarities
from lookalike.evaluation.protocol import trained_classes
from lookalike.images.thumbprint import are_one_picture, thumbprint
from lookalike.search.weights import default_weights
from lookalike.types import Vectors, Weights

COLOUR = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
TEXTURE = (0.0, 0.02, 0.05)
SHAPE = (0.0, 0.05, 0.1, 0.15, 0.2)
BATCH = 64
HEADINGS = ("clothes\nP@5", "\nmAP", "unseen\nP@5", "\nmAP", "drawn\nkind P@5", "and\ncolour mAP")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", default=LEARNED)
    parser.add_argument("--queries", default="validation", choices=["validation", "test"])
    asked = parser.parse_args()
    need_all(DATA / "clothing", DATA / "caltech80")
    layout = Layout([load_encoder(name) for name in (asked.encoder, *CLASSICAL)])
    photos = (Clothes(layout, asked.queries), Unseen(layout))
    goods = Drawn(layout)
    table = Table(*layout.parts, *HEADINGS, box=None, collapse_padding=True, pad_edge=False)
    chosen = [best(photos, colour) for colour in COLOUR]
    for weights in [{"learned": 1.0}, *chosen, default_weights(layout.parts)]:
        values = [value for judged in (*photos, goods) for value in judged.measured(weights)]
        shown = [f"{weights.get(part, 0):.2f}" for part in layout.parts]
        table.add_row(*shown, *(f"{value:.3f}" for value in values))
    Console().print(table)


def best(photos: Sequence["Clothes | Unseen"], colour: float) -> Weights:
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
    return max(every, key=lambda weights: sum(sum(one.measured(weights)) for one in photos))


class Clothes:
    """Photos of one split asked of the train photos."""

    def __init__(self, layout: Layout, split: str) -> None:
        photos = read_labelled(DATA / "clothing")
        sides = [photos.only(name) for name in (split, "train")]
        self.parts = layout.parts
        self.labels = [side.column() for side in sides]
        (queries, asked), (gallery, others) = (seen(layout, side.paths) for side in sides)
        self.similarities = part_similarities(queries, gallery, [*layout.parts.values()])
        self.is_same = np.stack([are_one_picture(mine, others) for mine in asked])

    def measured(self, weights: Weights) -> tuple[float, float]:
        """P@5 and mAP."""
        order = ranked(self.similarities, of_parts(weights, self.parts), self.is_same)
        return figures(judge(order, *self.labels))


class Others:
    """Images, each asked of the others."""

    def __init__(self, layout: Layout, paths: Sequence[Path]) -> None:
        vectors, _ = seen(layout, paths)
        self.parts = layout.parts
        self.similarities = part_similarities(vectors, vectors, [*layout.parts.values()])
        self.itself = np.eye(len(vectors), dtype=bool)

    def judged(self, weights: Weights, *labellings: Sequence[str]) -> list[Judgement]:
        """One for each way to label them."""
        order = ranked(self.similarities, of_parts(weights, self.parts), self.itself)[:, :-1]
        return [judge(order, labels, labels, exclude_self=True) for labels in labellings]


class Unseen:
    """Photos of the classes that the network was not trained on, each asked of the others."""

    def __init__(self, layout: Layout) -> None:
        photos = read_labelled(DATA / "caltech80")
        trained = trained_classes(layout.encoders[0]) or ()
        known = [name.removeprefix("caltech80/") for name in trained]
        chosen = photos.at(np.flatnonzero(~np.isin(photos.column(), known)))
        self.labels = [str(label) for label in chosen.column()]
        self.photos = Others(layout, chosen.paths)

    def measured(self, weights: Weights) -> tuple[float, float]:
        """P@5 and mAP."""
        return figures(*self.photos.judged(weights, self.labels))


class Drawn:
    """A catalogue of drawn goods, each asked of the others."""

    def __init__(self, layout: Layout) -> None:
        with TemporaryDirectory() as folder:
            items = draw_catalogue(Path(folder), 640, 7, size=160)
            self.goods = Others(layout, [Path(folder, item.path) for item in items])
        self.kinds = [item.category for item in items]
        self.both = [f"{item.colour} {item.category}" for item in items]

    def measured(self, weights: Weights) -> tuple[float, float]:
        """P@5 by category, mAP by category and colour."""
        by_kind, by_both = self.goods.judged(weights, self.kinds, self.both)
        return figures(by_kind)[0], figures(by_both)[1]


def figures(found: Judgement) -> tuple[float, float]:
    """P@5 and mAP."""
    return float(precision_at_k(found, 5).mean()), float(average_precision(found).mean())


def seen(layout: Layout, paths: Sequence[Path]) -> tuple[Vectors, NDArray[np.float32]]:
    """Joined vectors and thumbprints."""
    vectors, small = [], []
    for start in range(0, len(paths), BATCH):
        images = read(paths[start : start + BATCH], layout.short_side)
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
