"""
Are held-out likes recommended, by the number of events of a user?

    python benchmarks/recommendation.py [--items 480] [--users 300] [--tested 100]

On the drawn catalogue. Each simulated user prefers one hidden attribute (a colour, a kind, a
pattern, or a kind of two colours), looks at random slates of 20 from the top down, with attention
1 / sqrt(rank), and likes a preferred item with .8 of the attention, and any other with .03. Items
differ in appeal, which multiplies these. The first likes of a user are its events; ten later ones
are held out. Beside ours: popularity, the nearest neighbours of the last liked item, and the
alternating least squares of `implicit` (not installed with Lookalike: `pip install implicit`) on
the events of all users, the better of two confidences. Each figure is the mean over the tested
users, and half the width of its 95 % interval.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `implicit` asks for

import numpy as np

from lookalike.collection import Collection
from lookalike.datasets.drawn import draw_catalogue
from lookalike.feedback.event import Event
from lookalike.indexing.folder import index_folder
from lookalike.recommendation.query import RecommendQuery
from lookalike.search.query import Query
from lookalike.tables.attributes import read_attributes
from lookalike.types import Item

EVENTS = (0, 1, 3, 10, 30)
HELD_OUT = 10
SLATE, MOST_SLATES = 20, 400
LIKED, OTHERS = 0.8, 0.03
TOP = 10
FACTORS = 32
NAMES = ("colour", "category", "pattern")

Recommended: TypeAlias = Sequence[str]


def main() -> None:
    """Draw, simulate, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=480)
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--tested", type=int, default=100)
    parser.add_argument("--encoders", nargs="*", help="by default those of a new collection")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draw_catalogue(folder / "shop", count=asked.items, size=128)
        with Collection.open(folder / "c", asked.encoders, create=True) as collection:
            index_folder(
                collection, folder / "shop", read_attributes(folder / "shop/attributes.csv")
            )
            run(collection, asked.users, asked.tested)


def run(collection: Collection, users: int, tested: int) -> None:
    """Print a row for each number of events and each way to recommend."""
    items = list(collection.items())
    rng = np.random.default_rng(0)
    appeal = np.exp(rng.normal(0, 0.5, len(items)))
    likes = [simulated(items, appeal, rng) for _ in range(users + tested)]
    others, mine = likes[:users], likes[users:]
    made = [Event("like", one, f"other {user}") for user, own in enumerate(others) for one in own]
    collection.record_events(made)
    print(f"{len(items)} items, {len(made):,} likes of {users} users, {tested} users tested")
    print(f"{'events':>6}  {'':20}{'hit rate at 10':>16}{'NDCG at 10':>16}")
    for count in EVENTS:
        known = [own[:count] for own in mine]
        held = [set(own[max(EVENTS) :]) for own in mine]
        for name, ways in methods(collection, others, known, count).items():
            best = max((scores(found, held) for found in ways), key=lambda s: float(s[1].mean()))
            told = "".join(f"{shown(figures):>16}" for figures in best)
            print(f"{count:6}  {name:20}{told}", flush=True)


def simulated(items: Sequence[Item], appeal: Any, rng: np.random.Generator) -> list[str]:
    """Return the ids that one user likes, in order, each once; the last ten are held out."""
    likes, is_preferred = list[str](), preference(items, rng)
    for _ in range(MOST_SLATES):
        slate = rng.choice(len(items), min(SLATE, len(items)), replace=False)
        for rank, at in enumerate(slate, 1):
            chance = (LIKED if is_preferred[at] else OTHERS) * min(1.0, appeal[at]) / np.sqrt(rank)
            if rng.random() < chance and items[at].id not in likes:
                likes.append(items[at].id)
        if len(likes) >= max(EVENTS) + HELD_OUT:
            break
    return likes[: max(EVENTS) + HELD_OUT]


def preference(items: Sequence[Item], rng: np.random.Generator) -> list[bool]:
    """Return which items a user prefers."""
    way = rng.integers(4)
    values = [sorted({str(item.attributes[n]) for item in items}) for n in NAMES]
    colour, kind, pattern = (str(rng.choice(some)) for some in values)
    second = str(rng.choice(values[0]))

    def likes(item: Item) -> bool:
        has = [str(item.attributes[name]) for name in NAMES]
        return (
            has[0] == colour,
            has[1] == kind,
            has[2] == pattern,
            has[1] == kind or has[0] in (colour, second),
        )[way]

    return [likes(item) for item in items]


def methods(
    collection: Collection, others: list[list[str]], known: list[list[str]], count: int
) -> dict[str, list[list[Recommended]]]:
    """Return what each way recommends to each user; a way may have several settings."""
    counts = dict[str, int]()
    for own in others:
        for one in own:
            counts[one] = counts.get(one, 0) + 1
    popular = sorted(counts, key=lambda one: (-counts[one], one))
    names = [f"tested {count} {user}" for user in range(len(known))]
    start = np.datetime64("2026-01-01T00:00:00")
    collection.record_events(
        [
            Event("like", one, name, time=f"{start + 60 * at}Z")
            for name, own in zip(names, known, strict=True)
            for at, one in enumerate(own)
        ]
    )
    found: dict[str, list[list[Recommended]]] = {
        "ours": [[ours(collection, name) for name in names]],
        "popularity": [[without(popular, own) for own in known]],
        "nearest of the last": [
            [nearest(collection, own) if own else without(popular, own) for own in known]
        ],
    }
    for name in names:
        collection.forget_user(name)
    if (als := factorised(others, known, popular)) is not None:
        found["implicit's ALS"] = als
    return found


def ours(collection: Collection, name: str) -> Recommended:
    """Return what is recommended to a user."""
    return [hit.item.id for hit in collection.recommend(RecommendQuery(user=name, limit=TOP))]


def nearest(collection: Collection, own: list[str]) -> Recommended:
    """Return the nearest neighbours of what was liked last."""
    query = Query(f"id:{own[-1]}", exclude=own, limit=TOP)
    return [hit.item.id for hit in collection.search(query)]


def without(ranked: Sequence[str], own: Sequence[str]) -> Recommended:
    """Return the first that a user does not know."""
    return [one for one in ranked if one not in own][:TOP]


def factorised(
    others: list[list[str]], known: list[list[str]], popular: list[str]
) -> list[list[Recommended]] | None:
    """Return what ALS recommends, by two confidences of a like; None if it is not installed."""
    try:
        from implicit.als import AlternatingLeastSquares
        from scipy.sparse import csr_matrix
    except ImportError:
        return None
    ids = sorted({one for own in (*others, *known) for one in own})
    column = {one: at for at, one in enumerate(ids)}
    rows = [(user, column[one]) for user, own in enumerate([*others, *known]) for one in own]
    at = np.array(rows).T
    shape = (len(others) + len(known), len(ids))
    matrix = csr_matrix((np.ones(len(rows), np.float32), at), shape)
    found = list[list[Recommended]]()
    for confidence in (1, 20):
        model = AlternatingLeastSquares(
            FACTORS, alpha=confidence, random_state=0, num_threads=1, calculate_training_loss=False
        )
        model.fit(matrix, show_progress=False)
        mine = list[Recommended]()
        for user, own in enumerate(known, len(others)):
            best = model.recommend(user, matrix[user], TOP)[0] if own else ()
            mine.append([ids[i] for i in best] if own else without(popular, own))
        found.append(mine)
    return found


def scores(found: list[Recommended], held: list[set[str]]) -> tuple[Any, Any]:
    """Return hit rate and NDCG at 10 of each user with held-out likes."""
    pairs = [(one, own) for one, own in zip(found, held, strict=True) if own]
    hits = [float(any(item in own for item in one)) for one, own in pairs]
    return np.array(hits), np.array(
        [ndcg([item in own for item in one], own) for one, own in pairs]
    )


def ndcg(is_liked: Sequence[bool], held: set[str]) -> float:
    """Return the discounted gain, as a share of the best (Järvelin & Kekäläinen, 2002)."""
    gain = sum(liked / np.log2(rank + 1) for rank, liked in enumerate(is_liked, 1))
    most = sum(1 / np.log2(rank + 1) for rank in range(1, min(TOP, len(held)) + 1))
    return float(gain / most)


def shown(figures: Any) -> str:
    """Return the mean, and half of its 95 % interval."""
    half = 1.96 * float(figures.std()) / max(1.0, float(np.sqrt(len(figures))))
    return f"{float(figures.mean()):.3f} ± {half:.3f}"


if __name__ == "__main__":
    main()
