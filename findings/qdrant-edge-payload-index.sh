#!/usr/bin/env bash
# In Qdrant Edge a payload index changes which points a filter finds.
#
# Versions: qdrant-edge-py 0.9.0.
# Expected: an index makes a filter quicker and changes no answer; the filter without the index
#   is the second reader. By Qdrant's documentation a range finds nothing among strings, and
#   "except" finds what has at least one value that is not listed.
# Seen, where a field has values of several types: an integer index loses 2.5 from a range, and
#   counts 1.0 as a match for 1. With a datetime index a range of numbers finds datetimes, and
#   no number. "Except" leaves out all that the index does not hold, which are the values that
#   differ most: numbers with a keyword index, text with an integer index or a UUID index.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qdrant-edge-py==0.9.0
"$folder/venv/bin/python" - "$folder" << 'PYTHON'
import sys
from pathlib import Path

import qdrant_edge as edge

FOLDER = Path(sys.argv[1])
DATE, UUID = "2020-01-01T00:00:00Z", "550e8400-e29b-41d4-a716-446655440000"
VALUES = [1, 1.0, 2.5, 3, "red", DATE, UUID]
Index = edge.PayloadSchemaType


def found(name: str, index: edge.PayloadSchemaType | None, condition: dict) -> list:
    """The values of the points that the condition finds, with the index or without one."""
    config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(2, edge.Distance.Dot))
    (FOLDER / name).mkdir()
    shard = edge.EdgeShard.create(str(FOLDER / name), config)
    if index is not None:
        shard.update(edge.UpdateOperation.create_field_index("value", index))
    points = [edge.Point(i, [1.0, 0.0], {"value": value}) for i, value in enumerate(VALUES)]
    shard.update(edge.UpdateOperation.upsert_points(points))
    where = edge.Filter(must=[edge.FieldCondition("value", **condition)])
    records, _ = shard.scroll(edge.ScrollRequest(limit=99, filter=where))
    shard.close()
    return [VALUES[record.id] for record in records]


OVER_2 = {"range": edge.RangeFloat(gt=2)}
MATCH_1 = {"match": edge.MatchValue(1)}
EXCEPT_1, EXCEPT_RED, EXCEPT_UUID = (
    {"match": edge.MatchExcept([value])} for value in (1, "red", UUID)
)
CASES = (
    ("over 2", OVER_2, Index.Integer, [2.5, 3], [3]),
    ("over 2", OVER_2, Index.Float, [2.5, 3], [2.5, 3]),
    ("over 2", OVER_2, Index.Datetime, [2.5, 3], [DATE]),
    ("is 1", MATCH_1, Index.Integer, [1], [1, 1.0]),
    ("except 1", EXCEPT_1, Index.Integer, [1.0, 2.5, 3, "red", DATE, UUID], [3]),
    ("except red", EXCEPT_RED, Index.Keyword, [1, 1.0, 2.5, 3, DATE, UUID], [DATE, UUID]),
    ("except the UUID", EXCEPT_UUID, Index.Uuid, [1, 1.0, 2.5, 3, "red", DATE], []),
)

for i, (what, condition, index, without, indexed) in enumerate(CASES):
    plain, quick = found(f"{i}a", None, condition), found(f"{i}b", index, condition)
    print(f"{what}: {plain} without an index, {quick} with {index}")
    assert repr((plain, quick)) == repr((without, indexed)), "this has changed"
PYTHON
