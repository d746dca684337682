"""Create and open Qdrant Edge shards with Lookalike's settings."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeVectorParams,
    Filter,
    HnswIndexConfig,
    PayloadSchemaType,
    QuantizationSearchParams,
    Query,
    QueryRequest,
    ScalarQuantizationConfig,
    ScalarType,
    SearchParams,
    UpdateOperation,
)

from lookalike.errors import StoreError, StoreFull
from lookalike.stores.embedded.head import FILE
from lookalike.stores.settings import HELP
from lookalike.stores.space import full

# The log is allocated ahead, 32 MiB as delivered: more than most collections weigh.
WAL = {"segment_capacity": 1 << 20, "segment_queue_len": 0, "retain_closed": 1}
FIELDS = {"source": PayloadSchemaType.Keyword, "digest": PayloadSchemaType.Keyword}
# The files of a shard before its first item: no ids, no vectors.
BARE = {"edge_config.json", "segment.json", "version.info", "config.json", "status.dat"}
BARE |= {"bitmask.dat", "gaps.dat", "tracker.dat", "flags_a.dat", "flags_b.dat"}
WHOLE = ("segment.json", "version.info", "payload_storage/config.json", "vector_storage")
INDEX_TYPES = {
    "text": PayloadSchemaType.Keyword,
    "number": PayloadSchemaType.Float,
    "flag": PayloadSchemaType.Integer,
    "moment": PayloadSchemaType.Float,
    "high": PayloadSchemaType.Integer,
    "low": PayloadSchemaType.Integer,
}


def _config(dim: int) -> EdgeConfig:
    quantisation = ScalarQuantizationConfig(ScalarType.Int8, quantile=0.99, always_ram=True)
    return EdgeConfig(
        # Dot keeps vectors as they are; cosine would undo the weights in a query.
        vectors=EdgeVectorParams(dim, Distance.Dot, quantization_config=quantisation),
        hnsw_config=HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000),
        # Only the child process optimises, and it is told to build a graph whatever the size.
        optimizers=EdgeOptimizersConfig(
            default_segment_number=1, max_segment_size=1 << 30, indexing_threshold=1
        ),
    )


def nearest_request(
    query: list[float], count: int, among: Filter | None, depth: int, whole: bool
) -> QueryRequest:
    """
    Build a query that examines `depth` candidates in the graph, or `count` if larger, and rescores
    them with the float32 vectors.

    With `whole`, points come with their payload, else as ids and scores.
    """
    # So many are scored again, however few of them are wanted: else a shorter list were another.
    share = max(2.0, (depth + 0.5) / count)
    again = QuantizationSearchParams(rescore=True, oversampling=share)
    return QueryRequest(
        limit=count,
        query=Query.Nearest(query),
        filter=among,
        params=SearchParams(hnsw_ef=max(depth, count), quantization=again),
        with_payload=whole,
        with_vector=whole,
    )


def create_shard(folder: Path, dim: int) -> None:
    """Create an empty shard on disk, with indexes of its first fields, and close it."""
    folder.mkdir(parents=True)
    with edge_errors(folder):
        EdgeShard.create(str(folder), _config(dim)).close()
        config = json.loads((folder / "edge_config.json").read_text())
        (folder / "edge_config.json").write_text(json.dumps(config | {"wal_options": WAL}))
        shutil.rmtree(folder / "wal")
        shard = EdgeShard.load(str(folder))
        for name, kind in FIELDS.items():
            shard.update(UpdateOperation.create_field_index(name, kind))
        shard.flush()
        shard.close()


def open_shard(folder: Path, dim: int) -> EdgeShard:
    """Open a shard; StoreError if it is incomplete or has another vector length."""
    try:
        _check_whole(folder, dim)
        with edge_errors(folder):
            return EdgeShard.load(str(folder))
    except StoreFull:
        raise
    except (StoreError, OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error) if isinstance(error, StoreError) else repr(error)
        raise StoreError(
            f"the shard {folder} cannot be opened ({reason}): it is damaged, or was not copied "
            f"whole; {HELP}"
        ) from error


def _check_whole(folder: Path, dim: int) -> None:
    """Check the files from outside, since Qdrant Edge deletes what it finds incomplete."""
    config = json.loads((folder / "edge_config.json").read_text(encoding="utf-8"))
    size = config["vectors"][""]["size"]
    segments = [path for path in (folder / "segments").glob("*") if path.suffix != ".deleted"]
    if not segments:
        raise StoreError("it has no segments")
    for segment in segments:
        if missing := [name for name in WHOLE if not (segment / name).exists()]:
            raise StoreError(f"its segment {segment.name} has no {missing[0]}")
    if size != dim:
        raise StoreError(f"its vectors have {size} numbers, {FILE} says {dim}")


def never_held(folder: Path) -> bool:
    """
    Whether the shard certainly never had an item; checked from outside, since opening it writes.
    """
    return all(_is_bare(path) for path in folder.rglob("*") if not path.is_dir())


def _is_bare(file: Path) -> bool:
    if file.parent.name == "wal":
        return b"upsert_points" not in file.read_bytes()
    if file.name.startswith("page_"):  # of the payloads: holes only
        return not file.read_bytes().strip(b"\0")
    return file.name in BARE


def _is_panic(error: BaseException) -> bool:
    return type(error).__name__ == "PanicException"  # Rust's, and not an Exception


@contextmanager
def edge_errors(folder: Path) -> Iterator[None]:
    """Convert Qdrant Edge's bare Exceptions to StoreError with the path, or StoreFull."""
    try:
        yield
    except (StoreError, ValueError, TypeError):
        raise
    except BaseException as error:
        if not (isinstance(error, Exception) or _is_panic(error)):
            raise
        reason = f"{folder} could not be used: {error}"
        raise full(folder, error) or StoreError(reason) from error
