"""Recommendations: each interest has its share, pages are one list, and each hit says why."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.errors import InputError, QueryError, UnknownItem
from lookalike.feedback.event import Event, EventKind
from lookalike.recommendation.query import RecommendQuery
from lookalike.results.hits import Hits
from tests import scattered

KINDS = 6


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(scattered.make(tmp_path / "shop")) as collection:
        yield collection


def of_kind(shop: Collection, kind: int) -> list[str]:
    return [item.id for item in shop.items(f"kind = 'kind {kind}'")]


def kinds(hits: Hits) -> list[int]:
    return [int(str(hit.item.attributes["kind"])[-1]) for hit in hits]


def did(
    shop: Collection, kind: EventKind, items: list[str], days_ago: float = 0, user: str = "ann"
) -> None:
    time = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    shop.record_events([Event(kind, item, user, time=time) for item in items])


def test_two_interests_are_both_answered_in_turn(shop: Collection) -> None:
    did(shop, "like", [*of_kind(shop, 1)[:3], *of_kind(shop, 4)[:3]])
    found = kinds(shop.recommend(RecommendQuery(user="ann", limit=8)))
    assert sorted(found) == [1, 1, 1, 1, 4, 4, 4, 4]
    assert set(found[:2]) == {1, 4}


def test_an_interest_has_its_share_by_kind_of_event(shop: Collection) -> None:
    did(shop, "purchase", of_kind(shop, 2)[:3])
    did(shop, "view", of_kind(shop, 5)[:3])
    found = kinds(shop.recommend(RecommendQuery(user="ann", limit=10)))
    assert found.count(2) + found.count(5) == 10
    assert 1 <= found.count(5) <= 3  # a fifth of the weight


def test_an_event_fades_by_its_half_life(shop: Collection) -> None:
    did(shop, "like", of_kind(shop, 0)[:3], days_ago=60)
    did(shop, "like", of_kind(shop, 3)[:3])
    found = kinds(shop.recommend(RecommendQuery(user="ann", limit=12)))
    assert found.count(3) + found.count(0) == 12
    assert 1 <= found.count(0) <= 3  # .25 of the weight
    slow = RecommendQuery(user="ann", limit=12, half_life_days=10_000)
    assert kinds(shop.recommend(slow)).count(0) == 6


def test_what_was_seen_owned_or_disliked_is_left_out(shop: Collection) -> None:
    seen, bought, hated, shown = (of_kind(shop, 1)[at : at + 2] for at in (0, 2, 4, 6))
    did(shop, "view", seen)
    did(shop, "purchase", bought)
    did(shop, "dislike", hated)
    did(shop, "shown", shown)

    def found(**option: str) -> set[str]:
        query = RecommendQuery(user="ann", limit=150, **option)  # type: ignore[arg-type]
        return {hit.item.id for hit in shop.recommend(query)}

    everything = {item.id for item in shop.items()}
    assert found() == everything - {*seen, *bought, *hated}
    assert found(leave_out="owned") == everything - {*bought, *hated}
    assert found(leave_out="nothing") == everything - {*hated}


def test_the_latest_of_like_and_dislike_counts(shop: Collection) -> None:
    one, other = of_kind(shop, 1)[0], of_kind(shop, 2)[0]
    did(shop, "dislike", [one], days_ago=2)
    did(shop, "like", [one], days_ago=1)
    did(shop, "like", [other], days_ago=2)
    did(shop, "dislike", [other], days_ago=1)
    hits = shop.recommend(RecommendQuery(user="ann", limit=5))
    assert {hit.reason.item for hit in hits if hit.reason} == {one}


def test_what_is_disliked_moves_the_interest_away(shop: Collection) -> None:
    own = of_kind(shop, 1)
    did(shop, "like", own[:4])
    before = shop.recommend(RecommendQuery(user="ann", limit=1))[0].item.id
    vectors = {r.item.id: r.vector for r in shop.store.get([before], vectors=True)}
    did(shop, "dislike", [before])
    after = shop.recommend(RecommendQuery(user="ann", limit=5))
    plain = shop.recommend(RecommendQuery([f"id:{i}" for i in own[:4]], limit=5, exclude=before))

    def closeness(hits: Hits) -> float:
        found = shop.store.get([hit.item.id for hit in hits], vectors=True)
        return float(np.mean([r.vector @ vectors[before] for r in found]))  # type: ignore[operator]

    assert closeness(after) < closeness(plain)


def test_pages_are_slices_of_one_list(shop: Collection) -> None:
    did(shop, "like", [*of_kind(shop, 1)[:3], *of_kind(shop, 4)[:1], *of_kind(shop, 2)[:2]])
    for choice in ({}, {"group_by": "kind"}, {"copies": "once"}, {"diverse": 0.4}):
        query = RecommendQuery(user="ann", limit=40, **choice)  # type: ignore[arg-type]
        whole = [hit.item.id for hit in shop.recommend(query)]
        paged = [
            hit.item.id
            for offset in range(0, 40, 8)
            for hit in shop.recommend(
                RecommendQuery(user="ann", limit=8, offset=offset, **choice)  # type: ignore[arg-type]
            )
        ]
        assert paged == whole
        assert len(set(whole)) == len(whole) == (KINDS if "group_by" in choice else 40)


def test_a_condition_and_exclusions_hold(shop: Collection) -> None:
    did(shop, "like", of_kind(shop, 1)[:3])
    gone = of_kind(shop, 2)[0]
    query = RecommendQuery(user="ann", where="kind = 'kind 2'", exclude=gone, limit=100)
    found = [hit.item.id for hit in shop.recommend(query)]
    assert sorted(found) == sorted({*of_kind(shop, 2)} - {gone})


def test_a_basket_is_recommended_from_and_is_not_among_the_hits(shop: Collection) -> None:
    basket = [of_kind(shop, 1)[0], of_kind(shop, 3)[0]]
    hits = shop.recommend(RecommendQuery([f"id:{one}" for one in basket], limit=6))
    assert sorted(kinds(hits)) == [1, 1, 1, 3, 3, 3]
    assert not {hit.item.id for hit in hits} & {*basket}
    assert {hit.reason.item for hit in hits if hit.reason} == {*basket}


def test_a_reason_names_the_item_and_the_parts_that_are_alike(shop: Collection) -> None:
    liked = of_kind(shop, 1)[0]
    shop.set_attributes(liked, {"title": "red coat"})
    did(shop, "like", [liked])
    reason = shop.recommend(RecommendQuery(user="ann", limit=1))[0].reason
    assert reason is not None
    assert (reason.kind, reason.item, reason.name) == ("like", liked, "red coat")
    assert {*reason.parts} <= {"shape", "colour"}
    assert reason.text == f"like the red coat you liked: {' and '.join(reason.parts)}"
    one = RecommendQuery(user="ann", limit=1, weights={"colour": 1})
    assert [h.reason.parts for h in shop.recommend(one) if h.reason] == [("colour",)]


def test_for_nobody_popular_and_typical_items_are_mixed(shop: Collection) -> None:
    liked = [of_kind(shop, 1)[5], of_kind(shop, 2)[5]]
    did(shop, "like", liked, user="bob")
    did(shop, "like", liked[:1], user="eve")
    did(shop, "dislike", of_kind(shop, 3)[:1], user="eve")
    hits = shop.recommend(RecommendQuery(limit=12))
    told = [hit.reason.kind for hit in hits if hit.reason]
    assert [h.item.id for h, kind in zip(hits, told, strict=True) if kind == "popular"] == liked
    assert told.count("typical") == 10
    assert len({*kinds(hits)}) >= 4
    stranger = shop.recommend(RecommendQuery(user="nobody", limit=12))
    assert [hit.item.id for hit in stranger] == [hit.item.id for hit in hits]


def test_events_of_removed_items_count_no_more(shop: Collection) -> None:
    own = of_kind(shop, 1)
    did(shop, "like", own)
    shop.remove(own)
    hits = shop.recommend(RecommendQuery(user="ann", limit=5))
    assert {hit.reason.kind for hit in hits if hit.reason} == {"typical"}


def test_an_empty_collection_recommends_nothing(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "c", scattered.PARTS, create=True) as empty:
        assert empty.recommend(RecommendQuery(user="ann")) == []


def test_what_is_invalid_is_said(shop: Collection) -> None:
    for given, error, said in (
        ({"like": "colour:red"}, QueryError, "a colour can only be searched by"),
        ({"user": "a", "session": "b"}, InputError, "say who"),
        ({"leave_out": "all"}, QueryError, "one of seen, owned, nothing"),
        ({"half_life_days": 0}, QueryError, "above 0"),
        ({"limit": 0}, QueryError, "limit must be"),
    ):
        with pytest.raises(error, match=said):
            RecommendQuery(**given)  # type: ignore[arg-type]
    with pytest.raises(UnknownItem):
        shop.recommend(RecommendQuery("id:gone"))
