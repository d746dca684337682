"""Find which items show the same picture as an example, or as the new items of an indexing run."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lookalike.duplicates.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.find import found_pairs, opencv
from lookalike.duplicates.judge import judge, with_time
from lookalike.duplicates.near import near
from lookalike.duplicates.orientation import ORIENTATIONS
from lookalike.duplicates.pictures import SHORT_SIDE, Picture, picture_of, read
from lookalike.duplicates.result import Copy
from lookalike.duplicates.scan import read_scan, seconds_of
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.duplicates.tiers import SAME_PICTURE, TIERS
from lookalike.errors import QueryError
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.thumbprint import small_grey
from lookalike.results.hits import Hits
from lookalike.search.example import (
    ID,
    BytesExample,
    ColourExample,
    Example,
    ItemExample,
    PixelsExample,
    UploadExample,
    parse_example,
)
from lookalike.search.query import Query
from lookalike.stopping import Stopped, stoppable
from lookalike.stores.base import Record
from lookalike.types import ImageArray, Item, OnStep

NEIGHBOURS = 10  # by the vectors, which are compared
LEAST = 0.96  # correlation of thumbprints that lie on each other

STOPPED = "the new images were not all compared with what is there: it was stopped"


class Searched(DuplicatesTarget, Protocol):
    """The interface of a collection that comparing one picture needs."""

    def search(self, query: Query) -> Hits:
        """Return hits, best first."""


def copies_since(
    collection: DuplicatesTarget,
    before: Mapping[str, str],
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> tuple[list[Copy], list[str]]:
    """
    Return the new items that show the same picture as another item, and what was not compared.

    New items are compared with all items; each is listed once, with its most certain match.
    """
    step = stoppable(on_step, should_stop)

    def is_new(record: Record) -> bool:
        return before.get(record.item.id) != record.origin.digest

    scan = read_scan(collection, None, is_new)
    if scan.old == len(scan.ids):
        return [], []
    try:
        pairs, remarks = found_pairs(scan, None, SAME_PICTURE, step, threads)
    except Stopped:
        return [], [STOPPED]
    new, told = set(scan.ids[scan.old :]), dict[str, Any]()
    for pair in sorted(pairs, key=lambda p: (TIERS.index(p.tier), -p.confidence)):
        one, other = (pair.other, pair.one) if pair.other in new else (pair.one, pair.other)
        if one not in told and told.get(other, (None,))[0] != one:
            told[one] = other, pair
    items = _items(collection, {i for one, (other, _) in told.items() for i in (one, other)})
    found = [
        Copy(items[other], pair.tier, pair.confidence, pair.why, items[one])
        for one, (other, pair) in told.items()
        if one in items and other in items
    ]
    return sorted(found, key=lambda copy: copy.new.source if copy.new else ""), list(remarks)


def copies_of(collection: Searched, example: Example) -> list[Copy]:
    """
    Return the items that show the same picture as an example, the most certain first.

    An `id:` example is not among them. QueryError for a colour; ImageError for a bad file.
    """
    data, pixels, own = _read(collection, example)
    asked: Example = f"{ID}{own.id}" if own else data if data is not None else example
    hits = collection.search(Query(asked, limit=NEIGHBOURS))
    content = digest(data) if data is not None else ""
    same = [r.item.id for r in collection.store.of_content([content])] if content else []
    ids = dict.fromkeys([*same, *(hit.item.id for hit in hits)])
    decided = distinct_pairs(collection.store) if own else set()
    others = [
        record
        for record in collection.store.get(list(ids))
        if own is None or not (record.item.id == own.id or _is_settled(record, own, decided))
    ]
    found = list(_compared(collection, data, pixels, own, content, others))
    return sorted(found, key=lambda c: (TIERS.index(c.tier), -c.confidence, c.item.id))


def _is_settled(record: Record, own: Item, decided: set[tuple[str, str]]) -> bool:
    return is_distinct(record.item.id, own.id, decided)


def _read(
    collection: Searched, example: Example
) -> tuple[bytes | None, ImageArray | None, Item | None]:
    """Return the bytes or the pixels of an example, and its item if it is an `id:`."""
    match parse_example(example):
        case PixelsExample(pixels):
            return None, pixels, None
        case BytesExample(data):
            return data, None, None
        case ItemExample(item_id):
            item = collection.get(item_id)
            with collection.held(item.source) as data:
                return bytes(data), None, item
        case ColourExample() | UploadExample():
            raise QueryError(f"{example!r} is no picture; name a file, an address or an item")
    with collection.held(example if isinstance(example, Path) else str(example)) as data:
        return bytes(data), None, None


def _compared(
    collection: Searched,
    data: bytes | None,
    pixels: ImageArray | None,
    own: Item | None,
    content: str,
    others: list[Record],
) -> Iterator[Copy]:
    taken = own.attributes.get("taken_at") if own else None
    if pixels is None and data is not None:
        decoded = decode(data, SHORT_SIDE, collection.limits)
        pixels, taken = decoded.pixels, decoded.taken_at
    assert pixels is not None
    cv2 = opencv()
    mine, small = picture_of(pixels, cv2), small_grey(pixels)
    for record in others:
        if record.origin.digest == content:
            yield Copy(record.item, "identical", 1.0, "the same bytes", own)
            continue
        seen = read(collection, record.item.id, SHORT_SIDE, lambda _, image: _seen(image, cv2))
        if seen is None:
            continue
        picture, grey = seen
        alike = near(np.stack([grey, small]), LEAST, ORIENTATIONS)
        orientation = int(alike.orientation[0]) if len(alike.one) else 0
        apart_s = abs(seconds_of(record.item) - seconds_of(Item("", "", {"taken_at": taken or ""})))
        verdict = with_time(judge(picture, mine, orientation, True), apart_s)
        if verdict.tier in SAME_PICTURE:
            sure = round(verdict.probability, 4)
            yield Copy(record.item, verdict.tier, sure, verdict.why, own)


def _seen(image: ImageArray, cv2: Any) -> tuple[Picture, Any]:
    return picture_of(image, cv2), small_grey(image)


def _items(collection: DuplicatesTarget, ids: set[str]) -> dict[str, Item]:
    return {record.item.id: record.item for record in collection.store.get(sorted(ids))}
