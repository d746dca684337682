"""
Read the digests, times and thumbprints of a collection's pictures; compute missing thumbprints.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.duplicates.pictures import Small, small_of
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.duplicates.tiers import Pair
from lookalike.filters.condition import Condition, as_moment
from lookalike.images.thumbprint import SIDE, as_text, from_texts
from lookalike.pipeline import on_threads
from lookalike.stores.base import Record
from lookalike.types import ImageArray, OnStep

BLANK = as_text(np.zeros(SIDE * SIDE, np.uint8))

ARCHIVE = "archive/"  # no id contains a slash
PAGE = 1000  # records

EVERY = 100  # files or comparisons between two reports of progress


@dataclass
class Scan:
    """The data of each item that comparisons need, in the order of the store."""

    collections: Sequence[DuplicatesTarget]
    """
    One collection; or two that are compared with each other: the archive, then the one in question.
    """
    starts: Sequence[int]
    """The first row of each collection."""
    ids: list[str]
    digests: NDArray[np.bytes_]
    prints: NDArray[np.uint8]
    """(n, 256); all zeros if unknown."""
    has_print: NDArray[np.bool_]
    times: NDArray[np.float64]
    """(n,) float64: times of capture, seconds since 1970; NaN if the file does not give one."""
    old: int = 0
    """Rows before this one are not compared with each other."""

    @property
    def is_across(self) -> bool:
        """Whether two collections are compared with each other."""
        return len(self.collections) > 1

    @property
    def has_same_vectors(self) -> bool:
        """Whether the vectors of all rows are comparable."""
        made_by = [
            [(e.name, e.dim, e.fingerprint) for e in one.store.settings.encoders]
            for one in self.collections
        ]
        return all(encoders == made_by[0] for encoders in made_by)

    def place(self, row: int) -> int:
        """Return the index of this row's collection."""
        return bisect_right(self.starts, row) - 1

    def collection(self, row: int) -> DuplicatesTarget:
        """Return the collection of this row."""
        return self.collections[self.place(row)]

    def key(self, row: int) -> str:
        """
        Return the item's name in pairs: its id, with `archive/` in front for an item of an archive.
        """
        is_archived = self.is_across and row < self.old
        return f"{ARCHIVE}{self.ids[row]}" if is_archived else self.ids[row]

    def named(self, key: str) -> tuple[DuplicatesTarget, str]:
        """Return the collection and the id of the item with this key."""
        is_archived = self.is_across and key.startswith(ARCHIVE)
        return self.collections[0 if is_archived else -1], key.removeprefix(ARCHIVE)

    def wants(self, one: int, other: int) -> bool:
        """Whether two rows, the smaller first, are to be compared."""
        return other >= self.old and not (self.is_across and one >= self.old)

    def wants_all(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.bool_]:
        """(n,): the same of n pairs."""
        asked: NDArray[np.bool_] = other >= self.old
        return asked & (one < self.old) if self.is_across else asked


def seconds_of(attributes: Mapping[str, Any]) -> float:
    """Return the time of capture in seconds since 1970; NaN if the file does not give one."""
    taken = as_moment(str(attributes.get("taken_at", "")))
    return taken.timestamp() if taken else np.nan


def read_scan(
    collection: DuplicatesTarget,
    where: Condition | None,
    is_new: Callable[[Record], bool] = lambda _: True,
) -> Scan:
    """Read all items that match; items that are not new come first."""
    rows: tuple[_Rows, _Rows] = _Rows(), _Rows()
    for record in collection.store.scan(where, page=PAGE):
        rows[is_new(record)].add(record)
    return _joined([collection], [0], rows)


def read_both(asked: DuplicatesTarget, archive: DuplicatesTarget, where: Condition | None) -> Scan:
    """Read an archive, and the items of a collection that match."""
    rows: tuple[_Rows, _Rows] = _Rows(), _Rows()
    for record in archive.store.scan(page=PAGE):
        rows[0].add(record)
    for record in asked.store.scan(where, page=PAGE):
        rows[1].add(record)
    return _joined([archive, asked], [0, len(rows[0].ids)], rows)


class _Rows:
    """Collects items while they are read."""

    def __init__(self) -> None:
        self.ids, self.digests = list[str](), list[bytes]()
        self.has_print, self.times = list[bool](), list[float]()
        self._texts, self._prints = list[str](), list[NDArray[np.uint8]]()

    def add(self, record: Record) -> None:
        self.ids.append(record.item.id)
        self.digests.append(bytes.fromhex(record.origin.digest))
        self.has_print.append(bool(record.origin.thumbprint))
        self.times.append(seconds_of(record.item.attributes))
        self._texts.append(record.origin.thumbprint or BLANK)
        if len(self._texts) == PAGE:  # as text they take five times as much
            self._flush()

    def prints(self) -> NDArray[np.uint8]:
        """Return (n, 256)."""
        self._flush()
        return np.concatenate(self._prints)

    def _flush(self) -> None:
        self._prints.append(from_texts(self._texts))
        self._texts = []


def _joined(
    collections: Sequence[DuplicatesTarget], starts: Sequence[int], rows: Sequence[_Rows]
) -> Scan:
    old, new = rows
    return Scan(
        collections,
        starts,
        old.ids + new.ids,
        np.array(old.digests + new.digests, "S16"),
        np.concatenate([old.prints(), new.prints()]),
        np.array(old.has_print + new.has_print, bool),
        np.array(old.times + new.times, np.float64),
        len(old.ids),
    )


def identical(scan: Scan) -> Iterator[Pair]:
    """
    Yield a pair for each item whose file equals that of another item with which it is compared.
    """
    order = np.argsort(scan.digests, kind="stable")
    same = scan.digests[order][1:] == scan.digests[order][:-1]
    is_run = np.concatenate([[False], same, [False]])
    starts = np.flatnonzero(is_run[1:] & ~is_run[:-1])
    ends = np.flatnonzero(~is_run[1:] & is_run[:-1]) + 1
    for start, end in zip(starts, ends, strict=True):
        first, last = int(order[start]), int(order[end - 1])
        for row in map(int, order[start + 1 : end]):
            hub = first if scan.wants(first, row) else last
            if scan.wants(min(hub, row), max(hub, row)):
                yield Pair(scan.key(hub), scan.key(row), "identical", 1.0, "the same bytes")


def first_of_each(scan: Scan) -> NDArray[np.intp]:
    """Return the first row of each digest in each collection; the others need not be compared."""
    cuts = [*scan.starts, len(scan.ids)]
    found = [
        np.unique(scan.digests[start:end], return_index=True)[1] + start
        for start, end in pairwise(cuts)
    ]
    return np.sort(np.concatenate(found))


def add_prints(
    scan: Scan,
    rows: Sequence[int],
    on_step: OnStep,
    threads: int | None,
    keep: Callable[[int, ImageArray], None] | None = None,
) -> None:
    """
    Compute the thumbprints that are unknown, and keep them.

    `keep` is called with the pixels of each, on several threads.
    """
    read: dict[int, Small] = {}

    def look(row: int) -> Small | None:
        kept = partial(keep, row) if keep else None
        return small_of(scan.collection(row), scan.ids[row], kept)

    for number, (row, small) in enumerate(on_threads(look, rows, threads), start=1):
        if small is not None:
            read[row] = small
            scan.prints[row], scan.has_print[row] = small[1], True
        if not number % PAGE or number == len(rows):
            _keep_prints(scan, read)
            read = {}
        if not number % EVERY or number == len(rows):
            on_step("thumbprints", number, len(rows))


def _keep_prints(scan: Scan, read: Mapping[int, Small]) -> None:
    for place, collection in enumerate(scan.collections):
        known = {scan.ids[row]: small for row, small in read.items() if scan.place(row) == place}
        with collection.store.writing:
            here = collection.store.get(list(known))
            same = [r for r in here if r.origin.digest == known[r.item.id][0]]
            collection.store.describe(
                [
                    replace(r, origin=replace(r.origin, thumbprint=as_text(known[r.item.id][1])))
                    for r in same
                ]
            )
