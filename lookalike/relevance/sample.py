"""Choose the pictures of a calibration at random, by their ids and a seed."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from lookalike.stores.base import Record, Store

MOST = 2000  # pictures whose neighbours are found, and as many again for the outline


def sample_ids(store: Store, seed: int) -> tuple[list[str], list[str], int]:
    """Return ids whose neighbours are found, ids for the outline, and the number of all items."""
    count = 0

    def keyed() -> Iterator[tuple[bytes, str]]:
        nonlocal count
        for record in store.sources():
            count += 1
            yield _key(record.item.id, seed), record.item.id

    chosen = [item_id for _, item_id in nsmallest(2 * MOST, keyed())]
    half = len(chosen) // 2
    return chosen[:half], chosen[half:], count


def vectors_of(records: Sequence[Record]) -> NDArray[np.float32]:
    """Return (n, dim)."""
    return np.array([record.vector for record in records], np.float32)


def _key(item_id: str, seed: int) -> bytes:
    return blake2b(f"{seed}\n{item_id}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
