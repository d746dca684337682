"""
What do copies once, groups and variety cost a search?

    python benchmarks/search_options.py [--items 100000] [--queries 20] [--no-graph]

Made-up vectors of a new collection's four parts, clustered as real ones are: every twentieth item
is a copy of another, `product` has five items a value, and `shop` is one value for 60 % of the
items. Each row is one option; each cell the median processor time of a search by an item, in
milliseconds, for the first 10 hits and for a page of 60. `paired` is the median of the ratios to
the plain search of the same item, asked just before. `reads` is the number of calls of the store
for 10 hits.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from search_depth import clustered

from lookalike.collection import Collection
from lookalike.search.query import Query
from lookalike.stores.base import Origin, Record
from lookalike.stores.embedded import store as embedded
from lookalike.types import Item

AT_ONCE = 1000
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "exclude 100 items": {"exclude": [str(i) for i in range(100)]},
    "copies once": {"copies": "once"},
    "group by product": {"group_by": "product"},
    "group by shop": {"group_by": "shop"},
    "diverse .3": {"diverse": 0.3},
    "copies, product": {"copies": "once", "group_by": "product"},
    "copies, product, diverse": {"copies": "once", "group_by": "product", "diverse": 0.3},
}


def main() -> None:
    """Fill a collection, search, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--no-graph", action="store_true", help="search exactly")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Collection.open(Path(folder, "c"), create=True) as collection,
    ):
        fill(collection, asked.items)
        if not asked.no_graph:
            embedded.GRAPH_ABOVE = 1000
            collection.store.optimize()
        way = "exact search" if asked.no_graph else "with a graph"
        print(f"{asked.items:,} items, {way}; processor time of a search in ms")
        print(f"{'':26}{'10 hits':>9}{'paired':>8}{'60 hits':>9}{'paired':>8}{'reads':>7}")
        ids = np.random.default_rng(1).integers(100, asked.items, asked.queries).tolist()
        for name, option in OPTIONS.items():
            few, many = (measured(collection, ids, option, limit) for limit in (10, 60))
            reads = counted(collection, Query(f"id:{ids[0]}", **option))
            print(
                f"{name:26}{few[0]:9.1f}{few[1]:8.2f}{many[0]:9.1f}{many[1]:8.2f}{reads:7}",
                flush=True,
            )


def fill(collection: Collection, count: int) -> None:
    """Put `count` items, the same each time."""
    rng = np.random.default_rng(0)
    dims = [where.stop - where.start for where in collection.parts.values()]
    rows = np.hstack([clustered(count, dim, rng) for dim in dims])
    copies = np.arange(19, count, 20)
    rows[copies] = rows[rng.integers(0, count, len(copies))]
    for start in range(0, count, AT_ONCE):
        made = []
        for at in range(start, min(start + AT_ONCE, count)):
            attributes = {
                "product": f"p{at % (count // 5)}",
                "shop": "large" if at % 5 < 3 else f"s{at % 997}",
            }
            made.append(Record(Item(str(at), f"/{at}", attributes), Origin(), rows[at]))
        collection.store.put(made)


def measured(
    collection: Collection, ids: Sequence[int], option: dict[str, Any], limit: int
) -> tuple[float, float]:
    """Return the median processor time in ms, and that of the ratios to the plain search."""
    times, ratios = list[float](), list[float]()
    for one in ids:
        took_ms(collection, Query(f"id:{one}", limit=limit))  # reads what the next ones find read
        plain = took_ms(collection, Query(f"id:{one}", limit=limit))
        times.append(took_ms(collection, Query(f"id:{one}", limit=limit, **option)))
        ratios.append(times[-1] / plain)
    return median(times), median(ratios)


def took_ms(collection: Collection, query: Query) -> float:
    """Processor time of one search, threads of the engine among it."""
    began = process_time()
    collection.search(query)
    return 1000 * (process_time() - began)


def counted(collection: Collection, query: Query) -> int:
    """Return the number of calls of the store that a search makes for items."""
    store, calls = collection.store, list[str]()
    names = ("nearest", "count", "get")
    before = {name: getattr(store, name) for name in names}

    def watched(name: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            calls.append(name)
            return before[name](*arguments, **named)

        return call

    for name in names:
        setattr(store, name, watched(name))
    collection.search(query)
    for name in names:
        delattr(store, name)
    return len(calls)


if __name__ == "__main__":
    main()
