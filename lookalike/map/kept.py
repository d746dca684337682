"""Keep the positions of a map as notes of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lookalike.map.result import Method, Positions
from lookalike.stores.base import Note, Store
from lookalike.system.clock import now_text
from lookalike.types import Weights

KIND = "map"
HEAD = "head"
CHUNK = 1000  # items in one note
STEPS = 10_000  # resolution of a position, -1 to 1
MARK = 8  # characters of a file's digest that are kept


@dataclass(frozen=True)
class Kept:
    """Stored positions; the items may have changed since."""

    method: Method
    weights: Weights
    made_at: str
    made_of: int
    """Number of items when the map was made; later entries were placed since."""
    chunks: int
    places: Mapping[str, tuple[str, float, float]]
    """By id: the start of the file's digest, x and y."""


def mark_of(digest: str) -> str:
    """Return the part of a file's digest that is stored."""
    return digest[:MARK]


def rounded(positions: Positions) -> Positions:
    """Round positions to the stored resolution."""
    return (np.rint(positions * STEPS) / STEPS).astype(np.float32)


def read(store: Store) -> Kept | None:
    """Return the stored map; None if there is none."""
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
    """Store a new map in place of the last one, durably."""
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
    """Store the positions of new items, unless another map was stored meanwhile."""
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
