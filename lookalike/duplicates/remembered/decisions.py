"""What people decided about pairs, kept as notes in the store."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from lookalike.stores.base import Note, Store

DISTINCT = "distinct"


def note_distinct(store: Store, ids: Sequence[str]) -> int:
    """Remember that none of these items is a duplicate of another; return the number of pairs."""
    pairs = [_key(one, other) for one, other in combinations(dict.fromkeys(ids), 2)]
    store.note([Note(DISTINCT, key, {}) for key in pairs])
    return len(pairs)


def forget_distinct(store: Store, ids: Sequence[str]) -> int:
    """Forget the decisions about pairs of these items; return the number of pairs."""
    pairs = [_key(*pair) for pair in combinations(dict.fromkeys(ids), 2)]
    store.forget(DISTINCT, pairs)
    return len(pairs)


def distinct_pairs(store: Store) -> set[tuple[str, str]]:
    """Return the pairs that were marked as distinct, each with the smaller id first."""
    return {_pair(note.key) for note in store.notes(DISTINCT)}


def is_distinct(one: str, other: str, pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether these two were marked as distinct."""
    return _pair(_key(one, other)) in pairs


def _key(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))  # ids contain no space


def _pair(key: str) -> tuple[str, str]:
    one, _, other = key.partition(" ")
    return one, other
