"""The default store: Qdrant Edge in a folder, for one process at a time."""

import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from struct import pack
from typing import Any

import numpy as np
from qdrant_edge import (
    CountRequest,
    EdgeShard,
    FacetRequest,
    FieldCondition,
    Filter,
    IsEmptyCondition,
    MatchAny,
    Point,
    ScrollRequest,
    UpdateOperation,
)

from lookalike.errors import StoreError
from lookalike.files.durable import sync_folder, write_json
from lookalike.files.lock import take_lock
from lookalike.filters.condition import All, Condition, Missing, Not
from lookalike.stores.base import (
    ADDRESS,
    Note,
    Record,
    Store,
    check_vectors,
    count_values,
    most_frequent,
)
from lookalike.stores.embedded.filter import EdgeFilters
from lookalike.stores.embedded.folder import (
    BUILDING,
    REPLACED,
    create_folder,
    drop_scrap,
    find_shard,
    next_name,
    prepare_folder,
)
from lookalike.stores.embedded.graph import build_graph
from lookalike.stores.embedded.head import FILE, read_head
from lookalike.stores.embedded.moved import FollowedImages, follow
from lookalike.stores.embedded.note_log import FILE as NOTES
from lookalike.stores.embedded.note_log import PERSONAL_FILE, NoteLog, rows_of
from lookalike.stores.embedded.numbers import beyond_floats
from lookalike.stores.embedded.older_notes import bring_over
from lookalike.stores.embedded.payload import (
    FILE_FIELDS,
    KEPT_AS,
    NAME_FIELDS,
    PointId,
    attribute_of,
    bare,
    field,
    fields_of,
    file_only,
    from_payload,
    has_large,
    names_of,
    number_fields,
    numbers_of,
    point_id,
    to_payload,
    without_secret_values,
)
from lookalike.stores.embedded.shard import (
    INDEX_TYPES,
    edge_errors,
    nearest_request,
    open_shard,
)
from lookalike.stores.kept_images import FOLDER as IMAGES
from lookalike.stores.personal import PERSONAL
from lookalike.stores.space import RESERVE, TO_OPEN, need_space
from lookalike.types import Scalar, Vectors

GRAPH_ABOVE = 50_000  # items without a graph: below, exact search takes a few milliseconds
GRAPH_SHARE = 0.2  # ...and this share of all items, so that a graph is not built again and again
REMOVED_AT_ONCE = 10_000  # one entry of the log: a fraction of a megabyte
KNOWN_AT_MOST = 1000  # answers: conditions may ask for any name
INDEXED_ATTRIBUTES = 64  # each index costs disk and time; further attributes are filtered by scan


class EmbeddedStore(Store):
    """A `Store` in a folder: collection.json, the shard that it names, notes and images."""

    def __init__(self, folder: Path, dim: int | None = None) -> None:
        """Open the store in `folder`; given `dim`, create it if missing."""
        self.folder = folder
        if not (folder / FILE).exists():
            prepare_folder(folder, dim)
        with edge_errors(folder):
            need_space(folder, TO_OPEN)
            self._lock = take_lock(folder / "lock")
        try:
            with edge_errors(folder):
                self._open(dim)
        except BaseException:
            self._lock.close()
            raise

    def _open(self, dim: int | None) -> None:
        if not (self.folder / FILE).exists():
            need_space(self.folder, RESERVE)
            create_folder(self.folder, dim or 0)
        self._head = read_head(self.folder / FILE)
        super().__init__(int(self._head["dim"]))
        self._text = _written(self._head["settings"])
        self._guard = threading.RLock()  # Edge's searches use threads of their own
        self._is_closed = False
        self._building = threading.Lock()  # held while a graph is being built
        self._touched: set[str] | None = None  # ids changed meanwhile
        self._known: dict[tuple[str, str], bool] = {}  # what `has_values` has found, till a change
        self._seen_names: tuple[int, frozenset[str]] | None = None  # by the `changes` at that time
        self._shard = open_shard(find_shard(self.folder, self._head["shard"]), self.dim)
        info = self._shard.info()
        if info.points_count:
            drop_scrap(self.folder, keep=self._head["shard"])
        self._indexed = {bare(path) for path in info.payload_schema}
        self._filters = EdgeFilters(lambda attribute: self._may_have("high", attribute))
        self._split_whole_numbers()
        self._notes = NoteLog(self.folder / NOTES)
        self._personal = NoteLog(self.folder / PERSONAL_FILE, erases=True)
        self._personal_guard = threading.RLock()
        bring_over(self.folder, self._notes)
        self.images = FollowedImages(self.folder / IMAGES, self._remember_images)
        self._follow_images(self.images.place)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Let one thread at a time use the store; StoreError once it is closed."""
        with self._guard, edge_errors(self.folder):
            if self._is_closed:
                raise StoreError(f"the collection at {self.folder} is closed; open it again")
            yield

    def _read_settings(self) -> str:
        return self._text

    def _write_settings(self, text: str) -> None:
        with self._held():
            self._write_head(settings=json.loads(text))
            self._text = text

    def _remember_images(self, place: str) -> None:
        if self._head.get("kept_in") != place:
            with self._held():
                self._write_head(kept_in=place)

    def _follow_images(self, place: str) -> None:
        """Follow a folder that was moved or copied; without kept images no path is saved."""
        before = self._head.get("kept_in")
        if before is not None and before != place:
            follow(self, before, place)
            self._remember_images(place)

    def _write_head(self, **changes: object) -> None:
        head = self._head | changes
        write_json(self.folder / FILE, head)
        self._head = head

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace records by item id, durably; every record needs its vector."""
        if not records:
            return
        payloads = [to_payload(record) for record in records]
        points = [_point(r, p, self.dim) for r, p in zip(records, payloads, strict=True)]
        need_space(self.folder, RESERVE + 2 * 4 * self.dim * len(points))  # in the log as well
        with self._held():
            self._touch(records)
            self._index_fields(payloads)
            self._shard.update(UpdateOperation.upsert_points(points))
            self._shard.flush()

    def describe(self, records: Sequence[Record]) -> None:
        """Replace source, attributes and origin of existing items, keeping their vectors."""
        if not records:
            return
        need_space(self.folder, RESERVE)
        with self._held():
            here = {record.item.id for record in self.get([r.item.id for r in records])}
            self._touch(records)
            for record in records:
                if record.item.id in here:
                    ids, payload = [point_id(record.item.id)], to_payload(record)
                    self._index_fields([payload])
                    self._shard.update(UpdateOperation.overwrite_payload(ids, payload))
            self._shard.flush()

    def remove(self, ids: Sequence[str]) -> int:
        """Remove items durably; return how many existed."""
        need_space(self.folder, TO_OPEN)
        with self._held():
            here = self.get(ids)
            self._touch(here)
            for start in range(0, len(here), REMOVED_AT_ONCE):
                some = here[start : start + REMOVED_AT_ONCE]
                points = [point_id(record.item.id) for record in some]
                self._shard.update(UpdateOperation.delete_points(points))
            if here:
                self._shard.flush()
            return len(here)

    def get(self, ids: Sequence[str], vectors: bool = False) -> list[Record]:
        """Return the records of these ids that exist, in the order given."""
        unique = list(dict.fromkeys(ids))
        with self._held():
            found = self._shard.retrieve([point_id(i) for i in unique], True, vectors)
        by_id = {record.item.id: record for record in map(_record, found)}
        return [by_id[i] for i in unique if i in by_id]

    def at(self, sources: Sequence[str]) -> list[Record]:
        """Return the records with one of these sources, in any order, without vectors."""
        if not sources:
            return []
        return self._among("source", sources)

    def of_content(self, digests: Sequence[str]) -> list[Record]:
        """Return the records whose file has one of these digests, in any order, without vectors."""
        return self._among("digest", digests) if digests else []

    def _among(self, field: str, values: Sequence[str]) -> list[Record]:
        among = Filter(must=[FieldCondition(field, match=MatchAny(list(values)))])
        records, offset = list[Record](), None
        with self._held():
            while True:
                found, offset = self._shard.scroll(
                    ScrollRequest(offset, 2 * len(values), among, True, False)
                )
                records += map(_record, found)
                if offset is None:
                    return records

    def scan(
        self,
        where: Condition | None = None,
        vectors: bool = False,
        page: int = 1000,
        after: str | None = None,
    ) -> Iterator[Record]:
        """Yield every record that matches, by point id, read a page at a time."""
        offset, condition = None if after is None else point_id(after), self._filters.of(where)
        while True:
            with self._held():
                found, offset = self._shard.scroll(
                    ScrollRequest(offset, page, condition, True, vectors)
                )
            yield from (r for r in map(_record, found) if r.item.id != after)
            if offset is None:
                return

    def sources(self) -> Iterator[Record]:
        """Yield the file data of every record, in any order: no attributes, no vector."""
        return map(file_only, self._payloads(FILE_FIELDS))

    def nearest(
        self, vector: Vectors, limit: int, where: Condition | None = None, depth: int = 64
    ) -> list[Record]:
        """
        Return the records with the largest inner product with `vector` (dim,), best first, with
        vectors.
        """
        query, among = np.asarray(vector, np.float32).tolist(), self._filters.of(where)
        with self._held():
            if limit <= depth // 2 or self._shard.info().indexed_vectors_count == 0:
                request = nearest_request(query, limit, among, depth, whole=True)
                return [_record(found) for found in self._shard.query(request)]
            ids = self._by_graph(query, limit, among, depth)
            found = {one.id: _record(one) for one in self._shard.retrieve(ids, True, True)}
            return [found[one] for one in ids]

    def _by_graph(
        self, query: list[float], limit: int, among: Filter | None, depth: int
    ) -> list[PointId]:
        """
        The points that an approximate search finds, each time the same ones in the same order.

        How many are asked for changes what a graph finds, where it is more than half of `depth`. So
        the numbers asked for are fixed, each twice the one before; what only a later search finds,
        of a score that the searches before have passed, stays out.
        """
        ids: dict[PointId, None] = {}
        count, floor = max(depth // 2, 1), np.inf
        while True:
            found = self._shard.query(nearest_request(query, count, among, depth, whole=False))
            ids |= {one.id: None for one in found if one.score <= floor}
            if len(ids) >= limit or len(found) < count:
                return list(ids)[:limit]
            count, floor = 2 * count, found[-1].score

    def count(self, where: Condition | None = None) -> int:
        """Return the number of records that match."""
        with self._held():
            return self._shard.count(CountRequest(exact=True, filter=self._filters.of(where)))

    def facets(
        self, attribute: str, where: Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """
        Return values of an attribute with the number of items of each, most frequent first.

        Numbers, and attributes beyond INDEXED_ATTRIBUTES, are counted by a scan of the items that
        have them.
        """
        kinds, found = ("text", "flag"), list[tuple[Scalar, int]]()
        unindexed = [k for k in kinds if bare(field(k, attribute)) not in self._indexed]
        if any(self._occurs(kind, attribute) for kind in unindexed):
            has_it = Not(Missing(attribute))
            among = has_it if where is None else All((where, has_it))
            return super().facets(attribute, among, limit)
        for kind in kinds:
            if bare(field(kind, attribute)) in self._indexed:
                request = FacetRequest(field(kind, attribute), limit, True, self._filters.of(where))
                with self._held():
                    hits = self._shard.facet(request).hits
                there = [hit for hit in hits if hit.count]  # Edge keeps values that none has now
                found += [(bool(h.value) if kind == "flag" else h.value, h.count) for h in there]
        if attribute == ADDRESS:
            found = without_secret_values(found)
        return most_frequent([*found, *self._count_numbers(attribute, where)], limit)

    def _count_numbers(self, attribute: str, where: Condition | None) -> list[tuple[Scalar, int]]:
        if not self.has_values(attribute, "number"):
            return []
        kept_as = [field(kind, attribute) for kind in KEPT_AS["number"]]
        has_it = Filter(should=[Filter(must_not=[IsEmptyCondition(path)]) for path in kept_as])
        condition = self._filters.of(where)
        among = Filter(must=[has_it] if condition is None else [has_it, condition])
        payloads = self._payloads(number_fields(attribute), among)
        return count_values([number] for p in payloads for number in numbers_of(p, attribute))

    def _payloads(
        self, asked: Sequence[str], among: Filter | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the parts asked for of all points, or of those among them, a page at a time."""
        offset = None
        while True:
            with self._held():
                request = ScrollRequest(offset, 1000, among, list(asked), False)
                found, offset = self._shard.scroll(request)
            yield from (one.payload or {} for one in found)
            if offset is None:
                return

    def attribute_names(self) -> list[str]:
        """
        Return the names of the attributes of which an item has a value now, sorted.

        Beyond INDEXED_ATTRIBUTES they are read from all items, once after each change.
        """
        with self._guard:
            changes, known = self.changes, set(self._indexed)
        names = {name for path in known if (name := attribute_of(path))}
        if len(known) >= INDEXED_ATTRIBUTES:
            if self._seen_names is None or self._seen_names[0] != changes:
                self._seen_names = changes, names_of(self._payloads(NAME_FIELDS))
            names = set(self._seen_names[1])
        kinds = ("text", "number", "flag")
        return sorted(n for n in names if any(self.has_values(n, kind) for kind in kinds))

    def has_values(self, attribute: str, kind: str) -> bool:
        """Whether an item currently has a value of this type there: text, date, number or flag."""
        return any(self._occurs(one, attribute) for one in KEPT_AS[kind])

    def _occurs(self, kind: str, attribute: str) -> bool:
        if not self._may_have(kind, attribute):
            return False
        among = Filter(must_not=[IsEmptyCondition(field(kind, attribute))])
        with self._held():
            if (kind, attribute) not in self._known:
                if len(self._known) >= KNOWN_AT_MOST:
                    self._known.clear()
                found = self._shard.scroll(ScrollRequest(None, 1, among, False, False))[0]
                self._known[kind, attribute] = bool(found)
            return self._known[kind, attribute]

    def optimize(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """Build the search graph when it pays, in a child process, while searches continue."""
        if not self._building.acquire(blocking=False):
            return False  # another thread is at it
        try:
            with self._held():
                info = self._shard.info()
                bare = info.points_count - info.indexed_vectors_count
                if bare <= max(GRAPH_ABOVE, GRAPH_SHARE * info.points_count):
                    return False
                copy = self._copy_shard()
            try:
                is_built = build_graph(copy, should_stop)
                if is_built:
                    self._swap(copy)
                return is_built
            finally:
                self._touched = None
                shutil.rmtree(copy, ignore_errors=True)
        finally:
            self._building.release()

    def _copy_shard(self) -> Path:
        current: Path = self.folder / "shards" / self._head["shard"]
        # A name never used before: a build whose process was killed may still write to the last.
        copy = current.with_name(next_name(self.folder, token_hex(3)) + BUILDING)
        weight: int = sum(file.stat().st_size for file in current.rglob("*") if file.is_file())
        need_space(self.folder, RESERVE + 3 * weight)
        self._touched = set()
        self._shard.flush()
        shutil.copytree(current, copy)
        return copy

    def _swap(self, copy: Path) -> None:
        new = copy.with_name(copy.name.removesuffix(BUILDING))
        with self._held():
            copy.rename(new)
            try:
                shard = open_shard(new, self.dim)
                self._replay(sorted(self._touched or ()), shard)
                sync_folder(new.parent)
                old, old_folder = self._shard, new.with_name(self._head["shard"])
                self._write_head(shard=new.name)
            except BaseException:
                new.rename(copy)  # what does not count is never taken for what does
                raise
            self._shard, self._touched = shard, None
            old.close()
            scrap = old_folder.rename(old_folder.with_name(old_folder.name + REPLACED))
        shutil.rmtree(scrap, ignore_errors=True)

    def _replay(self, touched: Sequence[str], shard: EdgeShard) -> None:
        """Apply to the new shard what changed in the old one since it was copied."""
        for start in range(0, len(touched), 500):
            ids = touched[start : start + 500]
            here = self.get(ids, vectors=True)
            gone = set(ids) - {record.item.id for record in here}
            if here:
                points = [_point(record, to_payload(record), self.dim) for record in here]
                shard.update(UpdateOperation.upsert_points(points))
            if gone:
                shard.update(UpdateOperation.delete_points([point_id(i) for i in gone]))
        self._index_again(shard)
        shard.flush()

    def _index_again(self, shard: EdgeShard) -> None:
        """Index in the new shard the attributes that were added since it was copied."""
        there = shard.info().payload_schema
        for path in self._shard.info().payload_schema.keys() - there.keys():
            kind = INDEX_TYPES[path.partition(".")[0]]
            shard.update(UpdateOperation.create_field_index(path, kind))

    def _touch(self, records: Sequence[Record]) -> None:
        self.changes += 1
        self._known.clear()
        if self._touched is not None:
            self._touched.update(record.item.id for record in records)

    def _index_fields(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        for payload in payloads:
            for kind, path in fields_of(payload):
                if bare(path) not in self._indexed and len(self._indexed) < INDEXED_ATTRIBUTES:
                    operation = UpdateOperation.create_field_index(path, INDEX_TYPES[kind])
                    self._shard.update(operation)
                    self._indexed.add(bare(path))

    def _split_whole_numbers(self) -> None:
        """Convert integers beyond 2**53 that an earlier version did not store as halves."""
        is_full = len(self._indexed) >= INDEXED_ATTRIBUTES
        names = [attribute_of(path) for path in self._indexed if path.startswith("number.")]
        if self._head.get("halves") or not (is_full or names):
            return
        among, offset, is_old = None if is_full else beyond_floats(names), None, is_full
        while True:
            found, offset = self._shard.scroll(ScrollRequest(offset, 1000, among, True, False))
            is_old |= bool(found)
            self.describe([record for record in map(_record, found) if has_large(record)])
            if offset is None:
                break
        if is_old:  # else it is seen at once that there is nothing to bring over
            self._write_head(halves=True)

    def _may_have(self, kind: str, attribute: str) -> bool:
        """Whether the field may exist; fields beyond INDEXED_ATTRIBUTES are unknown."""
        is_known = bare(field(kind, attribute)) in self._indexed
        return is_known or len(self._indexed) >= INDEXED_ATTRIBUTES

    def note(self, notes: Sequence[Note]) -> None:
        """Save notes durably, replacing earlier ones of the same kind and key; all or none."""
        if notes:
            rows = rows_of(notes)
            need_space(self.folder, RESERVE + sum(2 * len(value) for _, _, value in rows))
            if len({note.kind in PERSONAL for note in notes}) > 1:
                raise StoreError("notes of people and other notes cannot be saved in one call")
            with self._log(notes[0].kind) as log:
                log.note(rows)

    def notes(self, kind: str, keys: Sequence[str] | None = None) -> list[Note]:
        """Return the notes of a kind, by key; with `keys`, only those."""
        with self._log(kind) as log:
            return log.notes(kind, keys)

    def forget(self, kind: str, keys: Iterable[str]) -> None:
        """Delete these notes; an unknown key is no error."""
        with self._log(kind) as log:
            log.forget(kind, keys)

    @contextmanager
    def _log(self, kind: str) -> Iterator[NoteLog]:
        """Hold the notes of this kind; searches go on while those of people are written anew."""
        if kind not in PERSONAL:
            with self._held():
                yield self._notes
            return
        with self._personal_guard:
            with self._held():  # says so if it is closed
                pass
            with edge_errors(self.folder):
                yield self._personal

    def close(self) -> None:
        """Close the files; a closed store cannot be used."""
        with self._guard:
            self._is_closed = True
            self._shard.close()
            self._notes.close()
        with self._personal_guard:
            self._personal.close()
            self._lock.close()


def _point(record: Record, payload: dict[str, Any], dim: int) -> Point:
    check_vectors([record], dim)
    # A memory view costs a tenth of a list: no object is made for each number.
    # It is none of the types that Edge declares; what it reads is any sequence of numbers.
    vector: Any = memoryview(np.ascontiguousarray(record.vector, np.float32))  # type: ignore[arg-type]
    return Point(point_id(record.item.id), vector, payload)


def _record(found: Any) -> Record:
    numbers = found.vector  # a list that the engine makes anew each time it is asked
    return from_payload(found.payload, None if numbers is None else _array(numbers))


def _array(numbers: list[float]) -> Vectors:
    """(n,) float32; equals `np.array(numbers, np.float32)`, in half of its time."""
    vector: Vectors = np.frombuffer(bytearray(pack(f"{len(numbers)}f", *numbers)), np.float32)
    return vector


def _written(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False) if settings else ""
