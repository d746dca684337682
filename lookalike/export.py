"""Export a collection's vectors and attributes to files for other tools."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.extras import need
from lookalike.files.local_path import local_path
from lookalike.filters.condition import Condition
from lookalike.search.blend import roots
from lookalike.stores.base import Record
from lookalike.types import Vectors

PAGE = 1000


def export_npy(collection: Collection, folder: Path, where: Condition | None = None) -> list[Path]:
    """
    Write `embeddings.npy` (n, dim) float32 and `image_paths.npy` (n,) text, in the same row order.
    """
    count = collection.count(where)
    folder.mkdir(parents=True, exist_ok=True)
    scale = roots(collection.parts, collection.weights)
    embeddings, names = folder / "embeddings.npy", folder / "image_paths.npy"
    shape = (count, len(scale))
    rows = np.lib.format.open_memmap(embeddings, "w+", dtype=np.float32, shape=shape)
    sources = []
    for row, record in zip(
        rows, collection.store.scan(where, vectors=True, page=PAGE), strict=True
    ):
        row[:] = _vector(record) * scale
        sources.append(record.item.source)
    rows.flush()
    np.save(names, np.array(sources, dtype=np.str_))
    return [embeddings, names]


def export_faiss(
    collection: Collection, folder: Path, where: Condition | None = None
) -> list[Path]:
    """
    Write the files of `export_npy` and `faiss.index`, an exact inner-product index of the rows.
    """
    faiss = need("faiss", extra="faiss")
    written = export_npy(collection, folder, where)
    rows = np.load(written[0], mmap_mode="r")
    index = faiss.IndexFlatIP(rows.shape[1])
    for start in range(0, len(rows), PAGE):
        index.add(np.ascontiguousarray(rows[start : start + PAGE]))
    path = folder / "faiss.index"
    faiss.write_index(index, str(path))
    return [*written, path]


def export_jsonl(
    collection: Collection, folder: Path, where: Condition | None = None
) -> list[Path]:
    """Write `items.jsonl`: one object per line with id, source, attributes and vector."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "items.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in _rows(collection, where):
            row["vector"] = [float(f"{value:.7g}") for value in row["vector"]]
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return [path]


def export_parquet(
    collection: Collection, folder: Path, where: Condition | None = None
) -> list[Path]:
    """Write `items.parquet`: id, source, vector, and the attributes as one JSON text."""
    arrow = need("pyarrow", extra="parquet")
    parquet = need("pyarrow.parquet", extra="parquet")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "items.parquet"
    vector = arrow.list_(arrow.float32(), collection.store.dim)
    text = arrow.string()
    fields = [("id", text), ("source", text), ("attributes", text), ("vector", vector)]
    with parquet.ParquetWriter(path, arrow.schema(fields)) as writer:
        rows = _rows(collection, where)
        while page := list(islice(rows, PAGE)):
            for row in page:
                row["attributes"] = json.dumps(row["attributes"], ensure_ascii=False)
            writer.write_table(arrow.Table.from_pylist(page, schema=arrow.schema(fields)))
    return [path]


EXPORTS: dict[str, Callable[[Collection, Path, Condition | None], list[Path]]] = {
    "npy": export_npy,
    "faiss": export_faiss,
    "jsonl": export_jsonl,
    "parquet": export_parquet,
}


def write_export(
    collection: Collection, folder: str | Path, format_: str = "npy", where: str | None = None
) -> list[Path]:
    """
    Write one of EXPORTS into a folder, which is created if missing; return the paths of the files.
    """
    if format_ not in EXPORTS:
        raise InputError(f"no export format {format_!r}; there are: {', '.join(EXPORTS)}")
    condition = collection.condition(where)
    try:
        return EXPORTS[format_](collection, local_path(folder), condition)
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror or error}") from error


def _rows(collection: Collection, where: Condition | None) -> Iterator[dict[str, Any]]:
    scale = roots(collection.parts, collection.weights)
    for record in collection.store.scan(where, vectors=True, page=PAGE):
        item = record.item
        yield {
            "id": item.id,
            "source": item.source,
            "attributes": dict(item.attributes),
            "vector": (_vector(record) * scale).tolist(),
        }


def _vector(record: Record) -> Vectors:
    assert record.vector is not None  # scan was asked for vectors
    return record.vector
