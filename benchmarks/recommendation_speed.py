"""
What does a recommendation cost beside a search, with very many items and events?

    python benchmarks/recommendation_speed.py [--items 100000] [--events 1000000] [--queries 100]

Made-up vectors of a new collection's four parts, as in search_options.py. Each user has 50 events,
of items that are near one of three that the user prefers. Each row is the median processor time of
10 hits, in milliseconds, and the median of the ratios to a plain search by an item, asked just
before. Each user is asked once, so that nothing is known of them beforehand.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from search_options import fill

from lookalike.collection import Collection
from lookalike.feedback.event import Event
from lookalike.recommendation.query import RecommendQuery
from lookalike.search.query import Query
from lookalike.stores.embedded import store as embedded

EACH = 50  # events of a user
NEAR = 40  # items near each that a user prefers
PREFERRED = 500  # items that users prefer
KINDS = ("view", "view", "view", "click", "like", "purchase")


def main() -> None:
    """Fill a collection, record events, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="keep the collection here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary, "c")
        is_new = not folder.exists()
        with Collection.open(folder, create=True) as collection:
            if is_new:
                fill(collection, asked.items)
                embedded.GRAPH_ABOVE = 1000
                collection.store.optimize()
                record(collection, asked.items, asked.events)
        opened = process_time()
        with Collection.open(folder) as collection:
            collection.search(f"id:{0}")
            print(f"open, and one search: {1000 * (process_time() - opened):.0f} ms")
            report(collection, asked.items, asked.events // EACH, asked.queries)


def record(collection: Collection, items: int, events: int) -> None:
    """Record events, of users by number."""
    rng = np.random.default_rng(2)
    preferred = rng.integers(0, items, min(PREFERRED, items // 10))
    near = [
        [hit.item.id for hit in collection.search(Query(f"id:{at}", limit=min(NEAR, items // 10)))]
        for at in preferred
    ]
    began, made = process_time(), list[Event]()
    for user in range(events // EACH):
        own = rng.integers(0, len(near), 3)
        for n in range(EACH):
            some = near[own[n % 3]]
            kind = KINDS[n % len(KINDS)]
            made.append(Event(kind, some[rng.integers(0, len(some))], f"u{user}"))
        if len(made) >= 10_000:
            collection.record_events(made)
            made = []
    collection.record_events(made)
    print(f"{events:,} events recorded in {process_time() - began:.0f} s of processor time")


def report(collection: Collection, items: int, users: int, queries: int) -> None:
    """Print a row for each way to ask."""
    rng = np.random.default_rng(3)
    ids = rng.integers(0, items, queries).tolist()
    who = rng.permutation(users)[:queries].tolist()
    asked: dict[str, Callable[[int], RecommendQuery]] = {
        "a user": lambda at: RecommendQuery(user=f"u{who[at % len(who)]}"),
        "an item": lambda at: RecommendQuery(f"id:{ids[(at + 1) % queries]}"),
        "nobody": lambda at: RecommendQuery(),
    }
    print(f"{items:,} items, {users:,} users; processor time in ms")
    print(f"{'':12}{'first':>9}{'median':>9}{'search':>9}{'paired':>9}")
    for name, make in asked.items():
        began = process_time()
        collection.recommend(make(queries - 1))
        first = 1000 * (process_time() - began)
        times = []
        for at in range(queries):
            began = process_time()
            collection.search(f"id:{ids[at]}")
            middle = process_time()
            collection.recommend(make(at))
            times.append((middle - began, process_time() - middle))
        ratio = median(mine / plain for plain, mine in times)
        mine, plain = (1000 * median(one[at] for one in times) for at in (1, 0))
        print(f"{name:12}{first:9.0f}{mine:9.1f}{plain:9.1f}{ratio:9.2f}", flush=True)


if __name__ == "__main__":
    main()
