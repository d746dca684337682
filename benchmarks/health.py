"""
How many wrong labels, strangers and blurred pictures does a check find?

    python benchmarks/health.py [--set clothing] [--strangers caltech80] [--photos N] [--seeds 5]

Takes labelled photos of DATA (LOOKALIKE_DATA or ../shared/data). Wrong labels: 1 of 20 labels is
changed to another at random, and the photos are listed by `lookalike.health.labels.doubts`; shown
is the share of the changed ones within the first 5 and 8 % of all. Strangers: 5 or 20 photos of
another set are added; shown is how many of them, and how many of the others, are told as outliers.
Blurred: photos are blurred by a Gaussian at the size at which a check looks at them; shown is the
share that is told as blurred.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from needed import DATA, need_all
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from lookalike.encoders.catalogue import DEFAULT, as_encoder
from lookalike.encoders.layout import Layout
from lookalike.health.labels import doubts
from lookalike.health.neighbours import Neighbours, nearest
from lookalike.health.pictures import SHORT_SIDE, look_at
from lookalike.health.standing import outliers
from lookalike.images.decode import decode
from lookalike.search.blend import normalise, roots
from lookalike.search.weights import default_weights
from lookalike.types import Vectors

WRONG = 0.05  # of the labels
LISTED = 0.05, 0.08  # of all photos
BATCH = 64


def main() -> None:
    """Print a row a question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--set", default="clothing")
    parser.add_argument("--strangers", default="caltech80")
    parser.add_argument("--photos", type=int)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    need_all(DATA / asked.set, DATA / asked.strangers)
    layout = Layout([as_encoder(name) for name in DEFAULT])
    files = photos_of(asked.set, asked.photos)
    vectors = embedded(layout, files)
    labels = np.unique([path.parent.name for path in files], return_inverse=True)[1]
    near = neighbours(vectors)
    for share in LISTED:
        found = [within(labels, near, share, seed) for seed in range(asked.seeds)]
        print(
            f"wrong labels within the first {share:.0%} of {len(files):,}: {np.mean(found):.3f} "
            f"({min(found):.3f} to {max(found):.3f})"
        )
    print(f"outliers without strangers: {len(outliers(near)):,} of {len(files):,}")
    others = photos_of(asked.strangers, None)
    for count in (5, 20):
        drawn = [others[i] for i in np.random.default_rng(0).choice(len(others), count, False)]
        rows = [
            r for r, _ in outliers(neighbours(np.concatenate([vectors, embedded(layout, drawn)])))
        ]
        told = sum(row >= len(files) for row in rows)
        print(f"of {count} strangers, outliers: {told}, beside {len(rows) - told} others")
    some = files[:: max(1, len(files) // 500)]
    for radius in (0, 1, 2, 3):
        print(f"blurred by {radius} pixels, told: {blurred(some, radius):.3f}")


def photos_of(name: str, count: int | None) -> list[Path]:
    """Return the photos of a set, or some at random."""
    files = sorted(p for p in (DATA / name).rglob("*") if p.suffix.lower() in (".jpg", ".png"))
    order = np.random.default_rng(0).permutation(len(files))[:count]
    return [files[i] for i in np.sort(order)]


def embedded(layout: Layout, files: Sequence[Path]) -> Vectors:
    """(n, dim): rows whose inner product is the score by the default weights."""
    rows = [
        layout.encode(
            [decode(f.read_bytes(), layout.short_side).pixels for f in files[i : i + BATCH]]
        )
        for i in range(0, len(files), BATCH)
    ]
    weights = normalise(layout.parts, default_weights(layout.parts))
    scaled: Vectors = np.concatenate(rows) * roots(layout.parts, weights)
    return scaled


def neighbours(vectors: Vectors) -> Neighbours:
    """Return the nearest of all."""
    return nearest(lambda: iter([vectors]), len(vectors))


def within(labels: NDArray[np.intp], near: Neighbours, share: float, seed: int) -> float:
    """Return the share of labels changed at random that the first of the list are."""
    rng, count = np.random.default_rng(seed), len(labels)
    changed = rng.choice(count, round(WRONG * count), replace=False)
    told = labels.astype(np.int32)
    kinds = labels.max() + 1
    told[changed] = (told[changed] + rng.integers(1, kinds, len(changed))) % kinds
    first = [doubt.row for doubt in doubts(told, near)][: round(share * count)]
    return float(np.isin(changed, first).mean())


def blurred(files: Sequence[Path], radius: int) -> float:
    """Return the share of photos that are told as blurred, after they were."""
    told = 0
    for path in files:
        picture = Image.fromarray(decode(path.read_bytes(), SHORT_SIDE).pixels)
        told += look_at(np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)))).is_blurred
    return told / len(files)


if __name__ == "__main__":
    main()
