"""How deep must the graph be searched for recall@10 of .97, as a query's weights leave the graph's?

Usage: python benchmarks/search_depth.py [--items 100000]

Parts as in a collection with a network (256 + 64 + 48 + 96 dimensions), clustered as real vectors
are. One graph over joined vectors of equal part lengths; each row is one set of weights, each
column a search depth; cells are recall@10 against exact search. Then what `search.depth` picks,
and how much faster the graph is than exact search.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from lookalike.search.blend import blend, normalise
from lookalike.search.depth import depth
from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded import store as embedded
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.types import Item, Vectors

SIZES = {"learned": 256, "colour": 64, "texture": 48, "shape": 96}
DEPTHS = (64, 128, 256, 512, 1024)
WEIGHTS = {
    "equal": (1, 1, 1, 1),
    "40/35/15/10": (40, 35, 15, 10),
    "70/10/5/15": (70, 10, 5, 15),
    "learned + colour": (1, 1, 0, 0),
    "learned": (1, 0, 0, 0),
    "colour": (0, 1, 0, 0),
    "shape": (0, 0, 0, 1),
}


def clustered(count: int, dim: int, rng: np.random.Generator) -> Vectors:
    """Unit rows in overlapping clusters of low dimension, as encoders give them."""
    basis = rng.standard_normal((24, dim)).astype(np.float32)
    centres = rng.standard_normal((200, 24)).astype(np.float32)
    within = rng.standard_normal((count, 24)).astype(np.float32) * 0.6
    rows = (centres[rng.integers(0, 200, count)] + within) @ basis
    rows += rng.standard_normal((count, dim)).astype(np.float32) * 0.5
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def main() -> None:
    """Build, search, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    count = arguments.parse_args().items
    rng = np.random.default_rng(0)
    vectors = np.hstack([clustered(count + 100, dim, rng) for dim in SIZES.values()])
    ends = np.cumsum(list(SIZES.values())).tolist()
    parts = {n: slice(e - d, e) for (n, d), e in zip(SIZES.items(), ends, strict=True)}
    queries, stored = vectors[:100], vectors[100:]
    with tempfile.TemporaryDirectory() as folder:
        store = EmbeddedStore(Path(folder) / "c", vectors.shape[1])
        for start in range(0, count, 500):
            rows = stored[start : start + 500]
            items = [Item(str(start + i), str(start + i)) for i in range(len(rows))]
            store.put([Record(i, Origin(), v) for i, v in zip(items, rows, strict=True)])
        weights = {
            name: normalise(parts, dict(zip(parts, w, strict=True))) for name, w in WEIGHTS.items()
        }
        blended = {n: [blend(parts, w, q[None]) for q in queries] for n, w in weights.items()}
        began = time.perf_counter()
        exact = {n: [ids(store, q, 64) for q in qs] for n, qs in blended.items()}
        exact_s = (time.perf_counter() - began) / (len(WEIGHTS) * len(queries))
        embedded.GRAPH_ABOVE = 1000
        began = time.perf_counter()
        store.optimize()
        print(
            f"{count:,} items of {vectors.shape[1]}; graph in {time.perf_counter() - began:.0f} s"
        )
        print(f"exact search {1000 * exact_s:.1f} ms")
        print(
            "weights".ljust(18), *(f"{d:>6}" for d in DEPTHS), "  picked  recall  exact/graph time"
        )
        for name, asked in blended.items():
            cells = [recall(store, asked, exact[name], d) for d in DEPTHS]
            picked = depth(parts, asked[0])
            began = time.perf_counter()
            at = recall(store, asked, exact[name], picked)
            taken = (time.perf_counter() - began) / len(asked)
            print(
                name.ljust(18), *(f"{c:6.3f}" for c in cells),
                f"{picked:8d} {at:7.3f} {exact_s / taken:8.1f}x",
            )  # fmt: skip
        store.close()


def ids(store: EmbeddedStore, query: Vectors, at: int) -> list[str]:
    """Of the ten nearest."""
    return [record.item.id for record in store.nearest(query, 10, depth=at)]


def recall(store: EmbeddedStore, asked: list[Vectors], exact: list[list[str]], at: int) -> float:
    """Mean share of the exact ten that the graph finds."""
    found = [ids(store, query, at) for query in asked]
    return float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)]))


if __name__ == "__main__":
    main()
