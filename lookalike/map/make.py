"""Make the map of a collection, or update the stored one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.target import DuplicatesTarget
from lookalike.filters.condition import Condition
from lookalike.map import kept as notes
from lookalike.map.density import clusters_of
from lookalike.map.embed import embed, usual_method
from lookalike.map.naming import Columns, name_of, traits
from lookalike.map.placing import places
from lookalike.map.principal import principal_components
from lookalike.map.result import Cluster, Map, Method, Positions, check_method, nothing
from lookalike.map.values import check_attribute, values_of
from lookalike.results.item_vectors import weighted_vectors
from lookalike.search.blend import normalise, roots
from lookalike.stopping import Stopped, stoppable
from lookalike.types import Item, OnStep, Vectors, Weights

PAGE = 1000  # records
COMPONENTS = 50  # principal components; more change the map little (docs/benchmarks.md)
GROWTH = 0.2  # share of new items from which the map is laid out again
TYPICAL = 5  # typical items of a cluster
ORDER = 1024  # cells of the grid along each axis, by which items are ordered


def make_map(
    collection: DuplicatesTarget,
    where: str | Condition | None = None,
    colour_by: str | None = None,
    method: Method | None = None,
    renew: bool = False,
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Map:
    """
    Return the position of each item that matches, and the clusters that they form.

    The map covers the whole collection, and is stored with it. New items are placed among the
    others, which stay. The map is laid out again on request (`renew`), if a fifth of its items are
    new, or if the weights or the method have changed; it then starts from the old positions.
    InputError if no item has the attribute `colour_by`.
    """
    check_method(method)
    if colour_by is not None:
        check_attribute(collection.store, colour_by)
    condition = collection.condition(where)
    tell = stoppable(on_step, should_stop)
    try:
        made = Making(collection, method, tell).places(renew)
    except Stopped:
        return nothing(method or usual_method(), interrupted=True)
    return described(collection, made, condition, colour_by)


@dataclass(frozen=True)
class Places:
    """The positions of all items of the collection."""

    method: Method
    made_at: str
    placed: int
    rows: Mapping[str, int]
    positions: Positions


class Making:
    """Lays out all items of a collection, by its weights or by others."""

    def __init__(
        self,
        collection: DuplicatesTarget,
        method: Method | None,
        tell: OnStep,
        weights: Weights | None = None,
    ) -> None:
        self._collection, self._tell = collection, tell
        self._asked = method
        own = collection.weights if weights is None else weights
        self._weights = normalise(collection.parts, own)
        self._scale = roots(collection.parts, self._weights)
        found = sorted(
            (r.item.id, notes.mark_of(r.origin.digest)) for r in collection.store.sources()
        )
        self._ids, self._marks = [one for one, _ in found], [mark for _, mark in found]

    def places(self, renew: bool) -> Places:
        """Return the places that are kept, with those that are missing; or all, made anew."""
        store, before = self._collection.store, notes.read(self._collection.store)
        known = {} if before is None else before.places
        new = [
            i for i, one in enumerate(self._ids) if not self._is_known(one, self._marks[i], known)
        ]
        if before is None or len(new) == len(self._ids):
            return self._made(self._asked or usual_method(), None)
        positions = self._placed(known, new)
        since = len(before.places) - before.made_of + len(new)
        method = self._asked or before.method
        is_other = dict(before.weights) != self._weights or method != before.method
        if renew or is_other or since > GROWTH * before.made_of:
            return self._made(self._asked or usual_method(), positions)
        if new:
            some = [self._ids[i] for i in new], [self._marks[i] for i in new]
            notes.add(store, before, *some, positions[new])
        return self._found(before.method, before.made_at, since, positions)

    def places_from(self, before: Places) -> Places:
        """Return other places, which begin from those before; they are not kept."""
        method = self._asked or before.method
        if not self._ids:
            return self._found(method, "", 0, np.empty((0, 2), np.float32))
        at = before.rows
        start = np.array([before.positions[at[one]] if one in at else (0, 0) for one in self._ids])
        return self._found(method, before.made_at, 0, self._embedded(method, start))

    @staticmethod
    def _is_known(item_id: str, mark: str, known: Mapping[str, tuple[str, float, float]]) -> bool:
        """Whether it has a position, and its picture is unchanged since."""
        return item_id in known and known[item_id][0] == mark

    def _made(self, method: Method, before: Positions | None) -> Places:
        if not self._ids:
            return self._found(method, "", 0, np.empty((0, 2), np.float32))
        positions = self._embedded(method, before)
        made = self._ids, self._marks, positions
        found = notes.keep(self._collection.store, method, self._weights, *made)
        return self._found(method, found.made_at, 0, positions)

    def _embedded(self, method: Method, before: Positions | None) -> Positions:
        def tell(done: int, total: int) -> bool:
            self._tell("laying out", done, total)
            return False

        rows = principal_components(lambda: self._blocks("reading vectors"), COMPONENTS)
        return notes.rounded(embed(rows, method, before, tell))

    def _placed(self, known: Mapping[str, tuple[str, float, float]], new: list[int]) -> Positions:
        """Return the known positions, and those of new items."""
        positions = np.zeros((len(self._ids), 2), np.float32)
        is_new = np.zeros(len(self._ids), bool)
        is_new[new] = True
        old = np.flatnonzero(~is_new)
        positions[old] = [known[self._ids[i]][1:] for i in old]
        if new:
            ids = [self._ids[i] for i in new]
            vectors = weighted_vectors(self._collection.store, self._scale, ids)

            def others() -> Iterator[tuple[Vectors, Positions]]:
                start = 0
                for block in self._blocks("placing new items"):
                    part = slice(start, start + len(block))
                    yield block[~is_new[part]], positions[part][~is_new[part]]
                    start += len(block)

            positions[new] = notes.rounded(places(vectors, others()))
        return positions

    def _blocks(self, step: str) -> Iterator[Vectors]:
        for start in range(0, len(self._ids), PAGE):
            ids = self._ids[start : start + PAGE]
            yield weighted_vectors(self._collection.store, self._scale, ids)
            self._tell(step, min(start + PAGE, len(self._ids)), len(self._ids))

    def _found(self, method: Method, made_at: str, placed: int, positions: Positions) -> Places:
        rows = {one: row for row, one in enumerate(self._ids)}
        return Places(method, made_at, placed, rows, positions)


def described(
    collection: DuplicatesTarget, made: Places, condition: Condition | None, colour_by: str | None
) -> Map:
    """Return the map of those items of `made.rows` that match."""
    ids, columns = list[str](), Columns()
    for record in collection.store.scan(condition, page=PAGE):
        if record.item.id in made.rows:
            columns.add(len(ids), record.item)
            ids.append(record.item.id)
    positions = made.positions[[made.rows[one] for one in ids]].reshape(-1, 2)
    cluster_of = clusters_of(positions)
    clusters = _clusters(collection, ids, positions, cluster_of, columns)
    order = _near_order(positions, ids)
    ids = [ids[i] for i in order]
    return Map(
        ids,
        positions[order],
        cluster_of[order],
        clusters,
        made.method,
        made.placed,
        made.made_at,
        None if colour_by is None else values_of(collection.store, ids, colour_by),
        _remarks(made),
    )


def _clusters(
    collection: DuplicatesTarget,
    ids: Sequence[str],
    positions: Positions,
    cluster_of: NDArray[np.int32],
    columns: Columns,
) -> list[Cluster]:
    count = int(cluster_of.max(initial=-1)) + 1
    named = traits(columns.by_name, cluster_of, count)
    found = list[Cluster]()
    for number in range(count):
        rows = np.flatnonzero(cluster_of == number)
        centre = np.median(positions[rows], axis=0)
        far = ((positions[rows] - centre) ** 2).sum(axis=1)
        middle = rows[np.argsort(far, kind="stable")[:TYPICAL]]
        typical = _items(collection, [ids[row] for row in middle])
        like = typical[0] if typical else Item(ids[middle[0]], "")  # removed meanwhile
        name, why = name_of(named[number], like)
        at = float(centre[0]), float(centre[1])
        found.append(Cluster(name, why, len(rows), at, typical))
    return found


def _items(collection: DuplicatesTarget, ids: Sequence[str]) -> list[Item]:
    return [record.item for record in collection.store.get(ids)]


def _near_order(positions: Positions, ids: Sequence[str]) -> NDArray[np.intp]:
    """Return an order in which near items follow each other (Morton, 1966); by id within a cell."""
    steps = np.clip((positions + 1) / 2 * (ORDER - 1), 0, ORDER - 1).astype(np.int64)
    code = np.zeros(len(steps), np.int64)
    for bit in range(ORDER.bit_length()):
        code |= (steps[:, 0] >> bit & 1) << 2 * bit | (steps[:, 1] >> bit & 1) << 2 * bit + 1
    codes = code.tolist()
    return np.array(sorted(range(len(ids)), key=lambda i: (codes[i], ids[i])), np.intp)


def _remarks(made: Places) -> list[str]:
    if made.method != "pca" or usual_method() != "pca":
        return []
    said = "this map shows the two main directions only; openTSNE keeps neighbours together: "
    return [said + "pip install 'lookalike[map]', then make it anew"]
