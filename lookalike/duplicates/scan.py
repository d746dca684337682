"""Read what a collection knows of its pictures, and add the thumbprints that it lacks."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from lookalike.collection import Collection
from lookalike.duplicates.pictures import Small, small_of
from lookalike.duplicates.tiers import Pair
from lookalike.filters.condition import Condition, as_moment
from lookalike.images.thumbprint import SIDE, as_text, from_texts
from lookalike.pipeline import ahead
from lookalike.system.cores import cores

T = TypeVar("T")
R = TypeVar("R")

PAGE = 1000
TIMEOUT_S = 60.0  # for a file, or two that are compared

OnStep: TypeAlias = Callable[[str, int, int], None]
"""Called with what is done, how many of it are done, and of how many."""


def on_threads(
    work: Callable[[T], R], items: Iterable[T], threads: int | None
) -> Generator[tuple[T, R | None], None, None]:
    """Yield each item with what `work` returns for it, in order; None if that takes too long."""
    count = threads or cores()
    for item, outcome in ahead(work, items, count, 32 * count, TIMEOUT_S):
        if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError):
            raise outcome
        yield item, None if isinstance(outcome, Exception) else outcome


@dataclass
class Scan:
    """What is kept of each item, in the order of the store."""

    ids: list[str]
    digests: NDArray[np.bytes_]
    prints: NDArray[np.uint8]
    """(n, 256); all zeros if not known."""
    has_print: NDArray[np.bool_]
    times: NDArray[np.float64]
    """(n,) float64: when each was taken, seconds since 1970; NaN if its file does not say."""


def read_scan(collection: Collection, where: Condition | None) -> Scan:
    """Read all items that match."""
    ids, digests, texts, has_print = list[str](), list[bytes](), list[str](), list[bool]()
    times = list[float]()
    blank = as_text(np.zeros(SIDE * SIDE, np.uint8))
    prints = list[NDArray[np.uint8]]()
    for record in collection.store.scan(where, page=PAGE):
        ids.append(record.item.id)
        digests.append(bytes.fromhex(record.origin.digest))
        has_print.append(bool(record.origin.thumbprint))
        taken = as_moment(str(record.item.attributes.get("taken_at", "")))
        times.append(taken.timestamp() if taken else np.nan)
        texts.append(record.origin.thumbprint or blank)
        if len(texts) == PAGE:  # as text they take five times as much
            prints.append(from_texts(texts))
            texts = []
    prints.append(from_texts(texts))
    return Scan(
        ids,
        np.array(digests, "S16"),
        np.concatenate(prints),
        np.array(has_print, bool),
        np.array(times, np.float64),
    )


def identical(scan: Scan) -> Iterator[Pair]:
    """Yield a pair for each item whose file equals that of an earlier one."""
    order = np.argsort(scan.digests, kind="stable")
    same = scan.digests[order][1:] == scan.digests[order][:-1]
    start = 0
    for at in np.flatnonzero(same):
        if not at or not same[at - 1]:
            start = order[at]
        yield Pair(scan.ids[start], scan.ids[order[at + 1]], "identical", 1.0, "the same bytes")


def first_of_each(scan: Scan) -> NDArray[np.intp]:
    """Return the first row of each digest: the others need not be looked at."""
    _, first = np.unique(scan.digests, return_index=True)
    return np.sort(first)


def add_prints(
    collection: Collection,
    scan: Scan,
    rows: Sequence[int],
    on_step: OnStep,
    threads: int | None,
) -> None:
    """Read the thumbprints that are not known yet, and keep them."""
    read: dict[str, Small] = {}
    row_of = {scan.ids[row]: row for row in rows}
    outcomes = on_threads(partial(small_of, collection), row_of, threads)
    for number, (item_id, small) in enumerate(outcomes, start=1):
        if small is not None:
            read[item_id] = small
            scan.prints[row_of[item_id]], scan.has_print[row_of[item_id]] = small[1], True
        if not number % PAGE or number == len(rows):
            _keep_prints(collection, read)
            read = {}
            on_step("thumbprints", number, len(rows))


def _keep_prints(collection: Collection, known: Mapping[str, Small]) -> None:
    with collection.store.writing:
        here = collection.store.get(list(known))
        same = [r for r in here if r.origin.digest == known[r.item.id][0]]
        collection.store.describe(
            [
                replace(r, origin=replace(r.origin, thumbprint=as_text(known[r.item.id][1])))
                for r in same
            ]
        )
