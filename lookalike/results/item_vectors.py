"""The vectors of items as one array, with their ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookalike.errors import QueryError
from lookalike.extras import need
from lookalike.filters.condition import Condition
from lookalike.results.frames import to_arrow, to_pandas
from lookalike.stores.base import Store
from lookalike.types import Vectors

PAGE = 1000  # records that are read at once


@dataclass(frozen=True, eq=False, repr=False)
class ItemVectors:
    """Ids and vectors; unpacks as `ids, vectors = collection.vectors()`."""

    ids: list[str]
    vectors: Vectors
    """(len(ids), dim) float32, in the order of `ids`; each part of a row has length 1."""
    parts: Mapping[str, slice]
    """The columns of each part: `vectors[:, parts["colour"]]`."""

    def part(self, name: str) -> Vectors:
        """Return (len(ids), its dim): the columns of one part; QueryError if there is none."""
        if name not in self.parts:
            raise QueryError(f"no part {name!r}; there are: {', '.join(self.parts)}")
        return self.vectors[:, self.parts[name]]

    def to_pandas(self) -> Any:
        """Return a pandas.DataFrame, indexed by id, with columns `colour.0`, `colour.1`, ..."""
        columns = [f"{name}.{i}" for name in self.parts for i in range(self.part(name).shape[1])]
        return need("pandas", extra="pandas").DataFrame(
            self.vectors, index=to_pandas({"id": self.ids})["id"], columns=columns
        )

    def to_arrow(self) -> Any:
        """Return a pyarrow.Table: `id`, and a column of fixed-size lists for each part."""
        arrow = need("pyarrow", extra="parquet")
        lists = {
            name: arrow.FixedSizeListArray.from_arrays(
                arrow.array(self.part(name).ravel()), self.part(name).shape[1]
            )
            for name in self.parts
        }
        return to_arrow({"id": arrow.array(self.ids, arrow.string()), **lists})

    def __iter__(self) -> Iterator[Any]:
        return iter((self.ids, self.vectors))

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        rows, dim = self.vectors.shape
        return f"<ItemVectors: {rows:,} items x {dim}, parts {', '.join(self.parts)}>"


def item_vectors(
    store: Store, parts: Mapping[str, slice], where: Condition | None = None
) -> ItemVectors:
    """Return the vectors of all items that match, in the store's order."""
    ids, vectors = list[str](), np.empty((store.count(where), store.dim), np.float32)
    for record in store.scan(where, vectors=True):
        assert record.vector is not None  # scan was asked for vectors
        if len(ids) == len(vectors):  # items were added meanwhile
            vectors = np.concatenate([vectors, np.empty_like(vectors, shape=(1024, store.dim))])
        vectors[len(ids)] = record.vector
        ids.append(record.item.id)
    return ItemVectors(ids, vectors[: len(ids)], parts)


def weighted_vectors(store: Store, scale: Vectors, ids: Sequence[str]) -> Vectors:
    """
    Return (len(ids), dim) float32 rows whose inner products are the scores between items.

    `scale` is the result of `search.blend.roots` for the weights. The row of an item that was
    removed meanwhile is all zeros.
    """
    rows = np.zeros((len(ids), len(scale)), np.float32)
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        known = {r.item.id: r.vector for r in store.get(page, vectors=True)}
        for row, one in enumerate(page, start=start):
            if (vector := known.get(one)) is not None:
                rows[row] = vector * scale
    return rows
