"""Compare two maps of the same items: two encoders, or two sets of weights, side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lookalike.duplicates.target import DuplicatesTarget
from lookalike.errors import InputError
from lookalike.filters.condition import Condition
from lookalike.map.agreement import NEIGHBOURS, judged, sample, turned
from lookalike.map.comparison import (
    MapComparison,
    Rows,
    Side,
    check_compared,
    no_comparison,
    same_value,
)
from lookalike.map.embed import fitted
from lookalike.map.make import PAGE, Making, Places, described
from lookalike.map.matching import matches, seen_in
from lookalike.map.result import Map, Method, check_method
from lookalike.map.values import check_attribute
from lookalike.results.item_vectors import weighted_vectors
from lookalike.search.blend import normalise, roots
from lookalike.stopping import Stopped, stoppable
from lookalike.types import OnStep, Vectors, Weights


def compare_maps(
    collection: DuplicatesTarget,
    other: DuplicatesTarget | None = None,
    weights: Weights | None = None,
    where: str | Condition | None = None,
    colour_by: str | None = None,
    method: Method | None = None,
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> MapComparison:
    """
    Return the maps of two collections, or of one by two sets of weights, item by item.

    `weights` are those of the second map; without `other`, it is of the same collection. Items are
    the same if their files hold the same, else if they have one path; others are left out. The
    maps of collections are kept as `make_map` does; one by other weights is not, and begins from
    the places that are kept. InputError if there is nothing to compare, or no item is in both.
    """
    check_method(method)
    second = collection if other is None else other
    check_compared(collection, second, weights)
    if colour_by is not None:
        check_attribute(collection.store, colour_by)
    condition = collection.condition(where)
    tell = stoppable(on_step, should_stop)
    try:
        made = _Comparing(collection, second, weights, method, tell)
        return made.compared(condition, colour_by)
    except Stopped:
        return no_comparison()


class _Comparing:
    def __init__(
        self,
        one: DuplicatesTarget,
        other: DuplicatesTarget,
        weights: Weights | None,
        method: Method | None,
        tell: OnStep,
    ) -> None:
        self._one, self._other, self._tell = one, other, tell
        self._method = method
        self._weights = normalise(one.parts, one.weights)
        self._given = weights
        self._others = normalise(other.parts, other.weights if weights is None else weights)

    def compared(self, condition: Condition | None, colour_by: str | None) -> MapComparison:
        partner = self._partners(condition)
        ours, theirs = self._places()
        partner = {a: b for a, b in partner.items() if a in ours.rows and b in theirs.rows}
        ours = _only(ours, [*partner])
        like = ours.positions[[*ours.rows.values()]]
        theirs = _only(theirs, [*partner.values()])
        theirs = replace(theirs, positions=fitted(turned(theirs.positions, like)))
        one = described(self._one, ours, None, colour_by)
        other = described(self._other, theirs, None, None)
        one, other = _both(one, other, partner)
        return self._judged(one, other, partner)

    def _partners(self, condition: Condition | None) -> dict[str, str]:
        """Return the id in the other collection of each item that matches and is in both."""
        wanted = {r.item.id for r in self._one.store.scan(condition, page=PAGE)}
        if self._other is self._one:
            self._alone = 0, 0
            return {one: one for one in sorted(wanted)}
        ours, theirs = seen_in(self._one.store), seen_in(self._other.store)
        found = matches(ours, theirs)
        self._alone = len(ours) - len(found), len(theirs) - len(found)
        if not found:
            raise InputError(
                "the two collections have no picture in common: compare collections of the same "
                "files, or index the folder of one into the other"
            )
        return {a: b for a, b in found if a in wanted}

    def _places(self) -> tuple[Places, Places]:
        one = Making(self._one, self._method, self._tell).places(renew=False)
        other = one
        if self._other is not self._one:
            other = Making(self._other, self._method, self._tell).places(renew=False)
        if self._given is not None:
            made = Making(self._other, self._method, self._tell, self._given)
            other = made.places_from(other)
        return one, other

    def _judged(self, one: Map, other: Map, partner: Mapping[str, str]) -> MapComparison:
        row_of = {one_id: row for row, one_id in enumerate(one.ids)}
        of_other = {b: row_of[a] for a, b in partner.items() if a in row_of}
        match = np.array([of_other[b] for b in other.ids], np.int32)
        values = None if one.values is None else [one.values[row] for row in match]
        theirs = np.empty_like(other.positions)
        theirs[match] = other.positions
        asked = sample(len(one.ids))
        sides = list[Side]()
        for number, (made, at, ids) in enumerate(
            [
                (one, one.positions, one.ids),
                (replace(other, values=values), theirs, [partner[a] for a in one.ids]),
            ]
        ):
            source = (self._one, self._other)[number]
            weights = (self._weights, self._others)[number]
            nearest, trust = self._nearest(source, weights, ids, at, asked)
            same = None if one.values is None else same_value(one.values, asked, nearest)
            sides.append(Side(made, weights, self._alone[number], trust, nearest, same))
        kept = _kept(sides[0].nearest, sides[1].nearest) if len(asked) else None
        return MapComparison(sides[0], sides[1], match, asked, kept)

    def _nearest(
        self,
        source: DuplicatesTarget,
        weights: Weights,
        ids: Sequence[str],
        positions: Vectors,
        asked: Rows,
    ) -> tuple[Rows, float | None]:
        scale = roots(source.parts, weights)

        def vectors(rows: Rows) -> Vectors:
            return weighted_vectors(source.store, scale, [ids[row] for row in rows])

        def blocks() -> Iterator[Vectors]:
            for start in range(0, len(ids), PAGE):
                yield weighted_vectors(source.store, scale, ids[start : start + PAGE])
                self._tell("comparing", min(start + PAGE, len(ids)), len(ids))

        return judged(positions, asked, vectors, blocks)


def _only(places: Places, ids: Sequence[str]) -> Places:
    """Return the places of these items alone, in this order."""
    rows = [places.rows[one] for one in ids]
    positions = places.positions[rows].reshape(-1, 2)
    return replace(places, rows={one: row for row, one in enumerate(ids)}, positions=positions)


def _both(one: Map, other: Map, partner: Mapping[str, str]) -> tuple[Map, Map]:
    """Leave out items that one of the collections has lost meanwhile."""
    here, there = set(one.ids), set(other.ids)
    lasting = {a for a, b in partner.items() if a in here and b in there}
    others = {partner[a] for a in lasting}
    return _cut(one, lasting), _cut(other, others)


def _cut(made: Map, wanted: set[str]) -> Map:
    if len(wanted) == len(made.ids):
        return made
    rows = [row for row, one in enumerate(made.ids) if one in wanted]
    values = None if made.values is None else [made.values[row] for row in rows]
    return replace(
        made,
        ids=[made.ids[row] for row in rows],
        positions=made.positions[rows],
        cluster_of=made.cluster_of[rows],
        values=values,
    )


def _kept(one: Rows, other: Rows) -> float:
    """Return the share of rows that are in both, row by row."""
    return float((one[:, :, None] == other[:, None, :]).any(axis=2).sum(axis=1).mean()) / NEIGHBOURS
