"""Recommend items: sources, then interests, then one ranking of each, taken from in turn."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from lookalike.feedback.event import person
from lookalike.feedback.event_log import latest_events
from lookalike.filters.condition import Condition, matches
from lookalike.recommendation.background import Background
from lookalike.recommendation.interests import Interest, find_interests
from lookalike.recommendation.personal_weights import personal_weights
from lookalike.recommendation.query import RecommendQuery
from lookalike.recommendation.reason import other_reason, reason_of
from lookalike.recommendation.sources import (
    EXAMPLE,
    Source,
    Taste,
    strongest,
    taste_of,
)
from lookalike.recommendation.streams import Stream, interleave
from lookalike.results.hits import Hits
from lookalike.search.blend import Parts, blend, roots
from lookalike.search.example import Example, ItemExample, examples, parse_example
from lookalike.search.query import Query
from lookalike.shortlist.beneath import with_beneath
from lookalike.shortlist.groups import Taken, candidates
from lookalike.shortlist.ranking import FIRST, Ranked, Ranking
from lookalike.shortlist.variety import POOL, by_variety
from lookalike.stores.base import Store
from lookalike.types import Hit, Vectors, Weights

LATEST = 2000  # events of a person that count
POPULAR_SHARE = 0.5  # of a recommendation for a person of whom nothing is known
NO_ONE = Taste({}, {}, {}, frozenset())


@dataclass(frozen=True)
class Basis:
    """What a recommendation needs of a collection."""

    store: Store
    parts: Parts
    background: Background
    """By the weights of the query."""
    encode: Callable[[Example], Vectors]
    """Returns (dim,) for an item or a picture."""
    popular: Callable[[], Sequence[str]]
    """Returns the ids of the most popular items, first."""
    where: Condition | None


def recommend(basis: Basis, asked: RecommendQuery) -> Hits:
    """Return the page of recommended items, each with its `reason`."""
    query, taste = asked.query, _taste(basis.store, asked)
    liked, disliked = _sources(basis, asked, taste)
    named = {source.item.id for source in liked if source.item and source.kind == "example"}
    left_out = frozenset({*taste.left_out, *named, *query.exclude})
    taken = None if query.group_by is None else Taken(query.group_by)
    own = basis.background.weights
    if asked.weights is None:
        own = personal_weights(liked, basis.background)
    interests = find_interests(liked, disliked, basis.background, own)
    make = _Streams(basis, query, left_out, taken, own)
    streams = make.of_interests(interests) if interests else make.of_nobody()
    found = interleave(streams, query, taken)
    page = list(islice(_ordered(found, query, basis), query.offset, query.offset + query.limit))
    return Hits((_hit(one, of, query, basis) for one, of in page), images=basis.store.images)


def _taste(store: Store, asked: RecommendQuery) -> Taste:
    if asked.user is None and asked.session is None:
        return NO_ONE
    events = latest_events(store, person(asked.user, asked.session), LATEST)
    return taste_of(events, asked.half_life_days, asked.leave_out)


def _sources(
    basis: Basis, asked: RecommendQuery, taste: Taste
) -> tuple[list[Source], list[Source]]:
    """Return what is liked, examples first, and what is disliked."""
    wanted, unwanted = strongest(taste.weights), strongest(taste.disliked)
    records = {r.item.id: r for r in basis.store.get([*wanted, *unwanted], vectors=True)}

    def of(ids: Sequence[str], weights: Mapping[str, float]) -> list[Source]:
        known = [records[one] for one in ids if one in records]
        return [
            Source(r.vector, weights[r.item.id], taste.kinds.get(r.item.id, "dislike"), r.item)
            for r in known
            if r.vector is not None
        ]

    shown = [_example(basis, one) for one in examples(asked.like)]
    return [*shown, *of(wanted, taste.weights)], of(unwanted, taste.disliked)


def _example(basis: Basis, given: Example) -> Source:
    parsed, vector = parse_example(given), basis.encode(given)
    if not isinstance(parsed, ItemExample):
        return Source(vector, EXAMPLE, "example", None)
    return Source(vector, EXAMPLE, "example", basis.store.get([parsed.id])[0].item)


@dataclass(frozen=True)
class _Streams:
    basis: Basis
    query: Query
    left_out: frozenset[str]
    taken: Taken | None
    weights: Weights

    def of_interests(self, interests: Sequence[Interest]) -> list[Stream]:
        whole = sum(one.weight for one in interests)
        return [self._stream(one.vector, one.weight / whole, one.sources) for one in interests]

    def of_nobody(self) -> list[Stream]:
        """Return the popular items, and the typical ones of each group of the collection."""
        back = self.basis.background
        middles = [
            (blend(back.parts, back.weights, row[None]), share) for row, share in back.typical
        ]
        typical = [
            self._stream(vector, share * (1 - POPULAR_SHARE), kind="typical")
            for vector, share in middles
        ]
        return [*self._popular(middles[0][0]), *typical] if middles else []

    def _popular(self, vector: Vectors) -> list[Stream]:
        ranking = self._ranking(vector)
        best = [item for item in self.basis.popular() if item not in self.left_out]
        items = _read(self.basis, ranking, best)
        return [Stream(POPULAR_SHARE, ranking, items, (), vector[:0], self.weights, "popular")]

    def _stream(
        self, vector: Vectors, share: float, sources: Sequence[Source] = (), kind: str = ""
    ) -> Stream:
        ranking = replace(self._ranking(vector), share=share)
        if self.taken is not None:
            items = candidates(ranking, self.taken)
        else:
            end = POOL if self.query.diverse > 0 else self.query.offset + self.query.limit
            items = ranking.all(count=math.ceil(end * share) + 1)
        back = self.basis.background
        rows = np.array([one.vector for one in sources], np.float32).reshape(-1, len(vector))
        rows *= roots(back.parts, self.weights) ** 2
        return Stream(share, ranking, items, sources, rows, self.weights, kind)

    def _ranking(self, vector: Vectors) -> Ranking:
        basis = self.basis
        return Ranking(basis.store, basis.parts, vector, basis.where, self.left_out)


def _read(basis: Basis, ranking: Ranking, ids: Sequence[str]) -> Iterator[Ranked]:
    """Yield the items of these ids that match, read a few at a time."""
    for start in range(0, len(ids), FIRST):
        records = basis.store.get(ids[start : start + FIRST], vectors=True)
        where = basis.where
        found = [r for r in records if where is None or matches(where, r.item.attributes)]
        yield from ranking.ranked(found)


def _ordered(
    found: Iterator[tuple[Ranked, Stream]], query: Query, basis: Basis
) -> Iterator[tuple[Ranked, Stream]]:
    """Order the first for variety, if asked for."""
    if not query.diverse:
        return found
    pool = list(islice(found, POOL))
    if not pool:
        return found
    stream = {one.item.id: of for one, of in pool}
    vector = pool[0][1].ranking.vector
    order = by_variety([one for one, _ in pool], query.diverse, basis.parts, vector)
    return chain(((one, stream[one.item.id]) for one in order), found)


def _hit(one: Ranked, of: Stream, query: Query, basis: Basis) -> Hit:
    chooses = query.copies == "once" or query.group_by is not None
    hit = with_beneath(of.ranking, one, query) if chooses else one.hit
    if not of.sources or one.record.vector is None:
        return replace(hit, reason=other_reason(of.kind or "typical"))
    return replace(hit, reason=reason_of(one.record.vector, of, basis.background))
