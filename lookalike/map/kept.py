"""Keep positions with the collection, as notes of its store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lookalike.map.result import Method, Positions
from lookalike.stores.base import Note, Store
from lookalike.system.clock import now_text
from lookalike.types import Weights

KIND = "map"
HEAD = "head"
CHUNK = 1000  # items of a note
STEPS = 10_000  # to which a position, -1 to 1, is rounded
MARK = 8  # characters of a file's digest that are kept


@dataclass(frozen=True)
class Kept:
    """Positions as they were kept, of items that may have changed since."""

    method: Method
    weights: Weights
    made_at: str
    made_of: int
    """Number of items when the map was made; those that follow were placed since."""
    chunks: int
    places: Mapping[str, tuple[str, float, float]]
    """By id: the beginning of the file's digest, x and y."""


def mark_of(digest: str) -> str:
    """Return what is kept of a file's digest."""
    return digest[:MARK]


def rounded(positions: Positions) -> Positions:
    """Round positions to what is kept of them."""
    return (np.rint(positions * STEPS) / STEPS).astype(np.float32)


def read(store: Store) -> Kept | None:
    """Return what was kept; None if there is no map."""
    notes = {note.key: note.value for note in store.notes(KIND)}
    if (head := notes.get(HEAD)) is None:
        return None
    places = dict[str, tuple[str, float, float]]()
    for number in range(head["chunks"]):
        chunk = notes[_key(number)]
        for one, mark, x, y in zip(
            chunk["ids"], chunk["marks"], chunk["x"], chunk["y"], strict=True
        ):
            places[one] = mark, x / STEPS, y / STEPS
    told = head["weights"], head["made_at"], head["made_of"], head["chunks"]
    return Kept(head["method"], *told, places)


def keep(
    store: Store,
    method: Method,
    weights: Weights,
    ids: Sequence[str],
    marks: Sequence[str],
    positions: Positions,
) -> Kept:
    """Keep a new map instead of the last, durably."""
    chunks = -(-len(ids) // CHUNK)
    made_at = now_text()
    kept = Kept(method, dict(weights), made_at, len(ids), chunks, {})
    with store.writing:
        store.note([_head(kept), *_chunks(0, ids, marks, positions)])
        surplus = {note.key for note in store.notes(KIND)} - {_key(n) for n in range(chunks)}
        store.forget(KIND, surplus - {HEAD})
    return kept


def add(
    store: Store, kept: Kept, ids: Sequence[str], marks: Sequence[str], positions: Positions
) -> None:
    """Keep the places of items that came since, unless another map was made meanwhile."""
    more = replace(kept, chunks=kept.chunks + -(-len(ids) // CHUNK))
    with store.writing:
        now = store.notes(KIND, [HEAD])
        if now and now[0].value == _head(kept).value:
            store.note([_head(more), *_chunks(kept.chunks, ids, marks, positions)])


def _head(kept: Kept) -> Note:
    value = {
        "method": kept.method,
        "weights": dict(kept.weights),
        "made_at": kept.made_at,
        "made_of": kept.made_of,
        "chunks": kept.chunks,
    }
    return Note(KIND, HEAD, value)


def _chunks(
    first: int, ids: Sequence[str], marks: Sequence[str], positions: Positions
) -> list[Note]:
    steps = np.rint(positions * STEPS).astype(int)
    parts = [slice(start, start + CHUNK) for start in range(0, len(ids), CHUNK)]
    return [
        Note(
            KIND,
            _key(first + number),
            {
                "ids": list(ids[part]),
                "marks": list(marks[part]),
                "x": steps[part, 0].tolist(),
                "y": steps[part, 1].tolist(),
            },
        )
        for number, part in enumerate(parts)
    ]


def _key(number: int) -> str:
    return f"{number:06}"
