"""
Do the stated error rates of relevance hold, and are queries from another world turned away?

    python benchmarks/relevance.py [--splits 20] [--sets clothing caltech80] [--limit N]

Indexes photos of DATA (LOOKALIKE_DATA or ../shared/data) and calibrates their scores.

First table: photos of clothes (the train split) and of caltech80 (nine tenths) are asked for real
pictures that they do not hold (the other splits, the last tenth), for CIFAR-10, for drawn goods,
and for drawn shapes (circles, boxes, polygons on plain ground). A row each: how many were answered
"nothing like this", and how many would be by the score of the best hit alone. Drawn goods are told
apart by whether the photos show such things: a drawn lamp among photos of lamps is no stranger.

Second table: half of the classes are given as labels, and scores are calibrated by them alone. On
the pictures of the other classes: how many changed copies are called the same, how many pictures
have their nearest of the same class called similar (each class counting the same), how many pairs
of different classes are called unrelated. The mean over random halves, and the deviation of one.
"""

import argparse
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from needed import DATA, need_all
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from lookalike import Collection, Query, index_folder
from lookalike.datasets.drawn.catalogue import draw_catalogue
from lookalike.errors import ImageError
from lookalike.images.decode import decode
from lookalike.relevance.boundaries import RESERVE, best_scores, lower
from lookalike.relevance.calibrate import Calibrator
from lookalike.relevance.copies import copies_of
from lookalike.stores.base import Record
from lookalike.types import ImageArray, Vectors

RATES = (0.9, 0.95, 0.99)
WORN = (
    *("t-shirt", "shirt", "sweater", "hoodie", "coat", "dress", "skirt", "trousers", "shorts"),
    *("hat", "cap", "beanie", "scarf", "sandal", "sneaker", "boot", "heel", "sock"),
)
SHOWN = {
    "clothing": set(WORN),
    "caltech80": {"lamp", "umbrella", "mug", "watch", "chair"},  # it has cups and Windsor chairs
}
"""Drawn goods whose like is among the photos."""
PAIRS = 20_000


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--sets", nargs="*", default=["clothing", "caltech80"])
    parser.add_argument("--no-strangers", dest="strangers", action="store_false")
    parser.add_argument("--limit", type=int, help="photos of each set, and queries of each kind")
    asked = parser.parse_args()
    need_all(DATA / "clothing", DATA / "caltech80", DATA / "cifar10-sample")
    with TemporaryDirectory() as scratch:
        held = Path(scratch)
        draw_catalogue(held / "drawn", 640 if asked.limit is None else 90, 7, size=240)
        for name, own, others in sets(held, asked.limit):
            if name not in asked.sets:
                continue
            with Collection.open(held / f"{name} collection", create=True) as collection:
                index_folder(collection, own)
                collection.calibrate("folder")
                if asked.strangers:
                    strangers(name, collection, others, held / "drawn", asked.limit)
                if asked.splits:
                    held_out(name, collection, asked.splits)


def sets(held: Path, limit: int | None) -> Iterator[tuple[str, Path, Sequence[Path]]]:
    """Yield name, folder to index, and real pictures that are not in it."""
    clothes = DATA / "clothing"
    asked = [
        p for split in ("test", "validation") for p in sorted((clothes / split).rglob("*.jpg"))
    ]
    yield "clothing", linked(sorted((clothes / "train").rglob("*.jpg")), held / "c", limit), asked
    photos = sorted((DATA / "caltech80").rglob("*.jpg"))
    order = np.random.default_rng(5).permutation(len(photos))
    tenth = len(photos) // 10
    own = linked([photos[i] for i in order[tenth:]], held / "p", limit)
    yield "caltech80", own, [photos[i] for i in order[:tenth]]


def linked(paths: Sequence[Path], folder: Path, limit: int | None) -> Path:
    """Link files, or an even share of them, into one folder with a folder for each class."""
    step = 1 if limit is None else max(1, len(paths) // limit)
    for path in paths[::step]:
        target = folder / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(path)
    return folder


def strangers(
    name: str, collection: Collection, real: Sequence[Path], drawn: Path, limit: int | None
) -> None:
    """Print how many of each kind of query were answered "nothing like this"."""
    goods = sorted(drawn.rglob("*.jpg"))
    known = [p for p in goods if p.parent.name in SHOWN[name]]
    kinds: dict[str, Sequence[Path | bytes]] = {
        "real pictures": real,
        "CIFAR-10": sorted((DATA / "cifar10-sample").rglob("*.jpg")),
        "drawn shapes": list(shapes(300)),
        "drawn goods, not shown": [p for p in goods if p not in set(known)],
        "drawn goods, shown": known,
    }
    made, weights = collection.calibration, [*collection.weights.values()]
    assert made is not None
    best = best_scores(made.evidence.near, np.array(weights, np.float32))
    least = lower(best, RESERVE * (1 - made.rate))
    print(f"{name}, {collection.count():,} photos: answered 'nothing like this'")
    print(f"  {'':24} as it is   by the best score alone")
    for kind, queries in kinds.items():
        few = queries[:: max(1, len(queries) // limit)] if limit else queries
        found = [collection.search(Query(one, limit=1)) for one in few]
        nothing = np.mean([hits.is_nothing_like_this for hits in found])
        alone = np.mean([hits[0].score < least for hits in found])
        print(f"  {kind:24} {100 * nothing:6.1f} %   {100 * alone:6.1f} %   of {len(few):,}")


def shapes(count: int) -> Iterator[bytes]:
    """Yield PNG files of one to three circles, boxes, triangles, polygons or bars."""
    rng = np.random.default_rng(3)

    def colour() -> tuple[int, ...]:
        return tuple(int(value) for value in rng.integers(0, 256, 3))

    for _ in range(count):
        picture = Image.new("RGB", (256, 256), colour() if rng.random() < 0.6 else "white")
        draw = ImageDraw.Draw(picture)
        for _ in range(int(rng.integers(1, 4))):
            x, y, side = (int(value) for value in (*rng.integers(0, 160, 2), rng.integers(40, 120)))
            kind, ink = int(rng.integers(0, 5)), colour()
            if kind == 0:
                draw.ellipse((x, y, x + side, y + side), fill=ink)
            elif kind == 1:
                draw.rectangle((x, y, x + side, y + int(side * rng.uniform(0.5, 1))), fill=ink)
            elif kind == 2:
                draw.polygon([(x, y + side), (x + side // 2, y), (x + side, y + side)], fill=ink)
            elif kind == 3:
                centre = x + side // 2, y + side // 2, side // 2
                draw.regular_polygon(centre, int(rng.integers(5, 9)), fill=ink)
            else:
                draw.line((x, y, x + side, y + side), fill=ink, width=12)
        file = io.BytesIO()
        picture.save(file, "PNG")
        yield file.getvalue()


def held_out(name: str, collection: Collection, splits: int) -> None:
    """Print the share for which each stated rate holds, on classes that it was not fitted on."""
    records = list(collection.store.scan(vectors=True))
    vectors = np.array([r.vector for r in records], np.float32)
    classes = np.array([str(r.item.attributes["folder"]) for r in records])
    names = np.unique(classes)
    copied = made_copies(collection, 300)
    found: dict[float, list[tuple[float, float, float]]] = {rate: [] for rate in RATES}
    for split in range(splits):
        rng = np.random.default_rng([17, split])
        given = set(rng.permutation(names)[: len(names) // 2])
        collection.store.describe(
            [
                replace(r, item=replace(r.item, attributes={"known": label}))
                if (label := str(r.item.attributes["folder"])) in given
                else replace(r, item=replace(r.item, attributes={"other": label}))
                for r in records
            ]
        )
        calibrator = Calibrator(collection.store, lambda: collection.layout, no_file)
        bounds_at = calibrator.calibrate("known", seed=split).boundaries
        own = np.concatenate([copied[i] for i in copied if classes[i] in given])
        others = np.flatnonzero([label not in given for label in classes])
        asked = others[rng.permutation(len(others))[:1000]]
        nearest, kinds = nearest_of_class(vectors, classes, asked, collection)
        first, second = others[rng.integers(0, len(others), (2, PAIRS))]
        apart = classes[first] != classes[second]
        chance = scores(vectors[first[apart]], vectors[second[apart]], collection)
        same = np.concatenate([copied[i] for i in copied if classes[i] not in given])
        for rate in RATES:
            bounds = bounds_at(collection.weights, rate)
            similar = [np.mean(nearest[kinds == kind] >= bounds.similar) for kind in set(kinds)]
            shares = same >= lower(own, 1 - rate), similar, chance < bounds.related
            one, two, three = (float(np.mean(share)) for share in shares)
            found[rate].append((one, two, three))
    print(f"{name}, classes held out: stated rate, and where it held (deviation over {splits})")
    print("  stated   copies: same   nearest of kind: similar   pairs by chance: unrelated")
    for rate, rows in found.items():
        cells = zip(np.mean(rows, axis=0), np.std(rows, axis=0), strict=True)
        print(
            f"  {100 * rate:4.0f} %  ",
            "   ".join(f"{100 * m:5.1f} % ({100 * d:.1f})" for m, d in cells),
        )
    collection.store.describe(records)


def no_file(record: Record, short_side: int) -> ImageArray:
    """Copies are made once, and not for each half."""
    raise ImageError(f"{record.item.source} is not read")


def made_copies(collection: Collection, count: int) -> dict[int, NDArray[np.float32]]:
    """Return the scores of some pictures beside changed copies, by their place in the scan."""
    records = list(collection.store.scan(vectors=True))
    side, found = collection.layout.short_side, dict[int, NDArray[np.float32]]()
    for place in np.random.default_rng(9).permutation(len(records))[:count]:
        record = records[place]
        pixels = decode(Path(record.item.source).read_bytes(), 2 * side).pixels
        made = collection.encode(copies_of(pixels, side, np.random.default_rng(int(place))))
        own = np.repeat(np.asarray(record.vector)[None], len(made), axis=0)
        found[int(place)] = scores(made, own, collection)
    return found


def weighted(vectors: Vectors, collection: Collection) -> Vectors:
    """Return vectors with each part times its weight."""
    scaled = vectors.copy()
    for part, where in collection.parts.items():
        scaled[:, where] *= collection.weights.get(part, 0.0)
    return scaled


def scores(first: Vectors, second: Vectors, collection: Collection) -> NDArray[np.float32]:
    """Return (n,): the scores of pairs of rows."""
    return (weighted(first, collection) * second).sum(axis=1)


def nearest_of_class(
    vectors: Vectors, classes: NDArray[np.str_], asked: NDArray[np.intp], collection: Collection
) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """Return the best score of each picture beside another one of its class, and its class."""
    found = weighted(vectors[asked], collection) @ vectors.T
    found[np.arange(len(asked)), asked] = -1
    found[classes[asked][:, None] != classes] = -1
    best = found.max(axis=1)
    return best[best > -1], classes[asked][best > -1]


if __name__ == "__main__":
    main()
