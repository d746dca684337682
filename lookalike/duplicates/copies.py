"""Find which items show the same picture as an example, or as the new items of an indexing run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lookalike.duplicates.find import AS_WHOLE, found_pairs, opencv
from lookalike.duplicates.judge import judge, with_time
from lookalike.duplicates.near import oriented, unit
from lookalike.duplicates.orientation import MIRRORED, ORIENTATIONS, turned
from lookalike.duplicates.pictures import SHORT_SIDE, Picture, picture_of, read
from lookalike.duplicates.remembered.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.result import Copy
from lookalike.duplicates.scan import read_scan, seconds_of
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.duplicates.tiers import SAME_PICTURE, TIERS
from lookalike.errors import QueryError
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.images.thumbprint import from_texts, small_grey
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
from lookalike.types import ImageArray, Item, OnStep, Vectors

NEIGHBOURS = 10  # by the vectors, which are compared
LEAST = 0.96  # correlation of thumbprints that lie on each other
TURNED = 3  # neighbours of the picture turned by 90, 180 and 270 degrees; mirrored ones are near it
TURNED_LEAST = 0.5  # correlation of thumbprints, in any orientation, from which these are compared

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
    asked = _read(collection, example)
    own = asked.own.id if asked.own else ""
    decided = distinct_pairs(collection.store) if own else set()
    others = [
        record
        for record in _near(collection, asked)
        if record.item.id != own and not is_distinct(record.item.id, own, decided)
    ]
    found = list(_compared(collection, asked, others))
    return sorted(found, key=lambda c: (TIERS.index(c.tier), -c.confidence, c.item.id))


@dataclass(frozen=True)
class _Asked:
    """The picture that is asked about."""

    pixels: ImageArray
    example: Example
    """What a search takes."""
    content: str = ""
    """The digest of its bytes; empty if there are only pixels."""
    taken: Any = None
    own: Item | None = None
    """If it is an item."""

    @cached_property
    def laid(self) -> Vectors:
        """(8, 256): its thumbprint in each orientation, of length 1."""
        small = small_grey(self.pixels)[None]
        return np.concatenate([unit(oriented(small, at)) for at in range(ORIENTATIONS)])


def _near(collection: Searched, asked: _Asked) -> list[Record]:
    """Return the items with its bytes, its neighbours, and those of it turned that look like it."""
    store = collection.store
    same = [r.item.id for r in store.of_content([asked.content])] if asked.content else []
    hits = collection.search(Query(asked.example, limit=NEIGHBOURS))
    ids = dict.fromkeys([*same, *(hit.item.id for hit in hits)])
    more = dict[str, None]()
    for orientation in range(1, MIRRORED):
        turned_hits = collection.search(Query(turned(asked.pixels, orientation), limit=TURNED))
        more |= dict.fromkeys(hit.item.id for hit in turned_hits)
    others = store.get([one for one in more if one not in ids])
    return [*store.get(list(ids)), *(r for r in others if _may_be_turned(r, asked.laid))]


def _may_be_turned(record: Record, laid: Vectors) -> bool:
    if not record.origin.thumbprint:
        return True
    known = unit(from_texts([record.origin.thumbprint]))[0]
    return bool((laid @ known).max() >= TURNED_LEAST)


def _read(collection: Searched, example: Example) -> _Asked:
    match parse_example(example):
        case PixelsExample(pixels):
            return _Asked(pixels, example)
        case BytesExample(data):
            return _decoded(collection, data)
        case ItemExample(item_id):
            item = collection.get(item_id)
            with collection.held(item.source) as data:
                found = _decoded(collection, data)
            taken = item.attributes.get("taken_at")
            return replace(found, example=f"{ID}{item.id}", own=item, taken=taken)
        case ColourExample() | UploadExample():
            raise QueryError(f"{example!r} is no picture; name a file, an address or an item")
    with collection.held(example if isinstance(example, Path) else str(example)) as data:
        return _decoded(collection, data)


def _decoded(collection: Searched, data: bytes) -> _Asked:
    decoded = decode(data, SHORT_SIDE, collection.limits)
    return _Asked(decoded.pixels, bytes(data), digest(data), decoded.taken_at)


def _compared(collection: Searched, asked: _Asked, others: list[Record]) -> Iterator[Copy]:
    cv2, own = opencv(), asked.own
    mine, taken_s = picture_of(asked.pixels, cv2), seconds_of({"taken_at": asked.taken or ""})
    for record in others:
        if record.origin.digest == asked.content:
            yield Copy(record.item, "identical", 1.0, "the same bytes", own)
            continue
        seen = read(collection, record.item.id, SHORT_SIDE, lambda _, image: _seen(image, cv2))
        if seen is None:
            continue
        picture, grey = seen
        alike = asked.laid @ unit(grey[None])[0]
        orientation = int(alike.argmax()) if alike.max() >= LEAST else 0
        shared = None
        if cv2 is not None and alike[orientation] < AS_WHOLE:
            shared = picture.outline.shares(mine.outline)
        if shared == (False, False):
            continue
        apart_s = abs(seconds_of(record.item.attributes) - taken_s)
        verdict = with_time(judge(picture, mine, orientation, True, shared), apart_s)
        if verdict.tier in SAME_PICTURE:
            sure = round(verdict.probability, 4)
            yield Copy(record.item, verdict.tier, sure, verdict.why, own)


def _seen(image: ImageArray, cv2: Any) -> tuple[Picture, Any]:
    return picture_of(image, cv2), small_grey(image)


def _items(collection: DuplicatesTarget, ids: set[str]) -> dict[str, Item]:
    return {record.item.id: record.item for record in collection.store.get(sorted(ids))}
