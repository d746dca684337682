"""What is chosen from a ranking is what a slow reference chooses, on any store and page size."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookalike.filters.condition import members
from lookalike.filters.read import parse_filter
from lookalike.images.thumbprint import as_text
from lookalike.search.explain import hits_of
from lookalike.search.query import Query
from lookalike.shortlist import beneath, groups, ranking, variety
from lookalike.shortlist.choose import choose
from lookalike.shortlist.copies import same_picture
from lookalike.shortlist.ranking import Ranking
from lookalike.stores.base import Origin, Record, Store
from lookalike.stores.embedded.store import EmbeddedStore
from lookalike.types import AttributeValue, Hit, Item, Vectors
from tests.example_package import MEMORY, module_of

pytestmark = pytest.mark.slow(seconds=40)

PARTS = {"a": slice(0, 3), "b": slice(3, 6)}
DIM = 6
LISTED = 3
RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 200, (2, 256))
FLAT = np.full(256, 200)
# Two pictures, the first saved again, much changed in one place, and one of a single grey.
PRINTS = [
    "",
    *(
        as_text(g.astype(np.uint8))
        for g in (
            *GREY,
            GREY[0] + RNG.integers(0, 9, 256),
            GREY[0] + 55 * (np.arange(256) == 9),
            FLAT,
        )
    ),
]
VALUES: list[AttributeValue | None] = [None, "x", "y", "1", 1, True, 1.5, ["x", "y"], ["z"], []]


def unit(numbers: Sequence[float]) -> Vectors:
    row = np.array(numbers, np.float32)
    for where in PARTS.values():
        row[where] /= np.linalg.norm(row[where])
    return row


BASES = [unit(RNG.normal(size=DIM).tolist()) for _ in range(4)]
"""Few directions, so that there are ties; moved a little, so that there are near ones."""


@st.composite
def vectors(draw: st.DrawFn) -> Vectors:
    base = BASES[draw(st.integers(0, len(BASES) - 1))]
    moved = draw(st.sampled_from([0.0, 0.0, 0.1, 0.3, 0.6]))
    return unit((base + moved * BASES[draw(st.integers(0, 1))]).tolist())


@st.composite
def some_records(draw: st.DrawFn) -> list[Record]:
    made = []
    for number in range(draw(st.integers(1, 40))):
        value = draw(st.sampled_from(VALUES))
        attributes: dict[str, AttributeValue] = {"n": draw(st.integers(0, 2))}
        if value is not None:
            attributes["g"] = value
        origin = Origin(
            digest=draw(st.sampled_from(["", "one", "two"])),
            thumbprint=draw(st.sampled_from(PRINTS)),
        )
        name = f"i{number * 37 % 41:02}"
        made.append(Record(Item(name, f"/{name}", attributes), origin, draw(vectors())))
    return made


QUERIES = st.builds(
    Query,
    like=st.just("id:i00"),
    where=st.sampled_from([None, "n != 1"]),
    copies=st.sampled_from(["all", "once"]),
    group_by=st.sampled_from([None, "g"]),
    diverse=st.sampled_from([0.0, 0.3, 1.0]),
    exclude=st.lists(st.sampled_from(["i01", "i02", "i37", "none"]), max_size=2),
    limit=st.just(100),
).filter(lambda query: query.chooses)


@pytest.fixture(scope="module", params=["embedded", "memory"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    if request.param == "memory":
        yield module_of(MEMORY).MemoryStore(DIM)
        return
    made = EmbeddedStore(Path(tmp_path_factory.mktemp("store"), "c"), DIM)
    yield made
    made.close()


def filled(store: Store, records: Sequence[Record]) -> Store:
    store.remove([record.item.id for record in store.scan()])
    store.put(records)
    return store


def reading(store: Store, query: Query, vector: Vectors) -> Ranking:
    where = parse_filter(query.where) if isinstance(query.where, str) else None
    return Ranking(store, PARTS, vector, where, frozenset({"i00", *query.exclude}))


def key(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.item.id


def are_together(one: Item, other: Item) -> bool:
    """Whether two items share a value of g; true is no 1."""
    mine, theirs = ([*members(item.attributes.get("g"))] for item in (one, other))
    return any(a == b and isinstance(a, bool) == isinstance(b, bool) for a in mine for b in theirs)


def slowly(records: Sequence[Record], query: Query, vector: Vectors) -> list[Hit]:
    """All that the docstring of `choose` says, in its words."""
    asked = [
        record
        for record in records
        if not (query.where and record.item.attributes["n"] == 1)
        and record.item.id not in ("i00", *query.exclude)
    ]
    by_id = {record.item.id: record for record in asked}
    hit_of = hits_of(PARTS, vector, [(record.item, record.vector) for record in asked])
    ranked = sorted(hit_of, key=key)

    def is_copy(one: Hit, other: Hit) -> bool:
        return query.copies == "once" and same_picture(by_id[one.item.id], by_id[other.item.id])

    def is_of_group(one: Hit, other: Hit) -> bool:
        return query.group_by == "g" and are_together(one.item, other.item)

    hits = list[Hit]()
    for hit in ranked:
        if not any(is_copy(hit, better) or is_of_group(hit, better) for better in hits):
            hits.append(hit)

    def likeness(one: Hit, other: Hit) -> float:
        a, b = by_id[one.item.id].vector, by_id[other.item.id].vector
        assert a is not None
        assert b is not None
        weights = {name: float(np.linalg.norm(vector[where])) for name, where in PARTS.items()}
        cosines = {name: float(a[where] @ b[where]) for name, where in PARTS.items()}
        return sum(weights[name] * cosines[name] for name in PARTS) / sum(weights.values())

    if query.diverse:
        pool, rest, ordered = hits[: variety.POOL], hits[variety.POOL :], list[Hit]()
        while pool:
            values = [
                (1 - query.diverse) * hit.score
                - query.diverse * max((likeness(hit, one) for one in ordered), default=0.0)
                for hit in pool
            ]
            most = max(values)
            ordered.append(
                pool.pop(next(i for i, v in enumerate(values) if v >= most - variety.EVEN))
            )
        hits = ordered + rest

    def below(hit: Hit) -> list[Hit]:
        others = (one for one in ranked if one is not hit)
        return [one for one in others if is_copy(hit, one) or is_of_group(hit, one)]

    return [
        replace(hit, beneath=tuple(below(hit)[:LISTED]), beneath_count=len(below(hit)))
        for hit in hits
    ]


@given(some_records(), QUERIES, vectors(), st.sampled_from([1, 2, 3, 7, 30]))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pages_are_those_of_the_slow_reference(
    store: Store, records: list[Record], query: Query, vector: Vectors, size: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (ranking, groups):  # so that few items make several rounds
            patch.setattr(module, "FIRST", 4)
        patch.setattr(groups, "MOST", 8)
        patch.setattr(beneath, "LISTED", LISTED)  # so that there are more than are listed
        patch.setattr("lookalike.shortlist.choose.POOL", 6)
        patch.setattr(variety, "POOL", 6)
        read = reading(filled(store, records), query, vector * np.float32(0.5))
        pages = [
            hit
            for offset in range(0, 50, size)
            for hit in choose(read, replace(query, limit=size, offset=offset))[0]
        ]
        assert pages == slowly(records, query, vector * np.float32(0.5))
