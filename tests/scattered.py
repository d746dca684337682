"""Collections of vectors without pictures: kinds of near ones, and strangers."""

from pathlib import Path

import numpy as np

from lookalike.collection import Collection
from lookalike.stores.base import Origin, Record
from lookalike.types import Item, Vectors

PARTS = ["shape", "colour"]
STRANGER = "stranger"


def vectors(
    layout: dict[str, slice], count: int, kinds: int, seed: int
) -> tuple[Vectors, list[str]]:
    """(count, dim), each part of length 1, and their kinds, the same for all seeds."""
    middles, chance = np.random.default_rng(0), np.random.default_rng([1, seed])
    kind = chance.integers(0, kinds, count)
    dim = max(where.stop for where in layout.values())
    found = np.empty((count, dim), np.float32)
    for where in layout.values():
        width = where.stop - where.start
        middle = unit(middles.normal(size=(kinds, width)))
        spread = chance.uniform(0.4, 0.9, (count, 1))
        found[:, where] = unit(middle[kind] + spread * unit(chance.normal(size=(count, width))))
    return found, [f"kind {k}" for k in kind]


def strangers(layout: dict[str, slice], count: int, seed: int = 5) -> Vectors:
    """(count, dim) that point anywhere."""
    chance = np.random.default_rng([2, seed])
    parts = [unit(chance.normal(size=(count, w.stop - w.start))) for w in layout.values()]
    return np.concatenate(parts, axis=1).astype(np.float32)


def fill(collection: Collection, count: int, kinds: int = 6, seed: int = 0) -> None:
    """Put items by the names `0.0`, `0.1`, ..., of seed 0."""
    found, kind = vectors(dict(collection.parts), count, kinds, seed)
    collection.store.put(
        [
            Record(Item(f"{seed}.{i}", f"/none/{seed}.{i}.jpg", {"kind": kind[i]}), Origin(), v)
            for i, v in enumerate(found)
        ]
    )


def add_stranger(collection: Collection) -> None:
    """Put one that is unlike all others."""
    vector = strangers(dict(collection.parts), 1)[0]
    collection.store.put([Record(Item(STRANGER, "/none/stranger.jpg"), Origin(), vector)])


def make(address: Path, count: int = 150, calibrated: bool = False) -> Path:
    """A closed collection; if it is calibrated, with one more that is unlike all others."""
    with Collection.open(address, PARTS, create=True) as collection:
        fill(collection, count)
        if calibrated:
            collection.calibrate()
            add_stranger(collection)
    return address


def unit(rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vectors:
    """Rows of length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)
