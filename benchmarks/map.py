"""How well a map keeps neighbours together, how long it takes, and where new items come to lie."""

import argparse
import time
from collections.abc import Iterator

import numpy as np

from lookalike.collection import Collection
from lookalike.map.embed import embed
from lookalike.map.make import COMPONENTS
from lookalike.map.placing import places
from lookalike.map.principal import principal_components
from lookalike.map.result import METHODS, Positions
from lookalike.search.blend import normalise, roots
from lookalike.types import Vectors

NEIGHBOURS = 10
ASKED = 2000  # items by which trustworthiness is estimated, of larger sets
ADDED = 0.1  # share of items that are placed later


def vectors_of(address: str) -> Vectors:
    """Return the rows of a collection, scaled so that inner products are similarities."""
    with Collection.open(address) as collection:
        scale = roots(collection.parts, normalise(collection.parts, collection.weights))
        return collection.vectors().vectors * scale


def drawn(count: int, dim: int = 256, kinds: int = 200) -> Vectors:
    """Return unit vectors about centres in ten dimensions, noise in all."""
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(10, dim)) / np.sqrt(dim)
    rows = rng.normal(size=(kinds, 10))[rng.integers(kinds, size=count)] @ plane
    rows += rng.normal(size=(count, dim)) * 0.3 / np.sqrt(dim)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def trustworthiness(rows: Vectors, plane: Positions, seed: int = 0) -> float:
    """
    Return how few strangers are among the neighbours in the plane, 0 to 1 (Venna & Kaski, 2001).

    The mean over all items, or over ASKED drawn ones; their ranks are among all items.
    """
    count, k = len(rows), NEIGHBOURS
    asked = np.arange(count)
    if count > ASKED:
        asked = np.random.default_rng(seed).choice(count, ASKED, replace=False)
    penalty = 0
    for i in asked:
        alike = rows @ rows[i]
        alike[i] = np.inf
        far = ((plane - plane[i]) ** 2).sum(axis=1)
        far[i] = np.inf
        near = np.argpartition(far, k)[:k]
        ranks = (alike[None] > alike[near][:, None]).sum(axis=1)  # itself is before all
        penalty += int(np.maximum(ranks - k, 0).sum())
    return 1 - 2 * penalty / (len(asked) * k * (2 * count - 3 * k - 1))


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", action="append", default=[], help="of which vectors come")
    parser.add_argument("--items", type=int, nargs="*", default=[3000], help="drawn from these")
    parser.add_argument("--drawn", action="store_true", help="clusters of numbers instead")
    asked = parser.parse_args()
    if asked.drawn or not asked.collection:
        known = drawn(max(asked.items))
    else:
        known = np.concatenate([vectors_of(one) for one in asked.collection])
    print(f"{'items':>7}  {'method':8}  {'CPU s':>7}  {'s':>6}  trustworthiness  with later")
    for count in asked.items:
        rows = known[np.random.default_rng(0).permutation(len(known))[:count]]
        for method in METHODS:
            begun, cpu = time.perf_counter(), time.process_time()
            plane = embed(reduced(rows), method)
            took, spent = time.perf_counter() - begun, time.process_time() - cpu
            trust = trustworthiness(rows, plane)
            later = f"{of_later(rows, method):.3f}" if count <= 5000 else "-"
            print(
                f"{len(rows):7,}  {method:8}  {spent:7.1f}  {took:6.1f}  {trust:15.3f}  {later:>9}",
                flush=True,
            )


def reduced(rows: Vectors) -> Vectors:
    """Return the components from which a map is made."""

    def blocks() -> Iterator[Vectors]:
        return (rows[start : start + 1000] for start in range(0, len(rows), 1000))

    return principal_components(blocks, COMPONENTS)


def of_later(rows: Vectors, method: str) -> float:
    """Return the trustworthiness where a tenth came later, and was placed among the others."""
    first = len(rows) - round(ADDED * len(rows))
    plane = embed(reduced(rows[:first]), method)  # type: ignore[arg-type]
    new = places(rows[first:], iter([(rows[:first], plane)]))
    return trustworthiness(rows, np.concatenate([plane, new]))


if __name__ == "__main__":
    main()
