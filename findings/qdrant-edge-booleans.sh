#!/usr/bin/env bash
# Qdrant Edge finds the number 1 where its Python package is asked for True.
#
# Versions: qdrant-edge-py 0.9.0.
# Expected: boolean and integer are two types of payload in Qdrant, and its server never takes
#   one for the other. MatchValue accepts a bool; a facet gives a bool, for which MatchValue
#   should find as many points as were counted.
# Seen: MatchValue(True) becomes the integer 1 (a Python bool is an int). It finds no point
#   whose value is true, with an index for booleans or without one, and finds those whose value
#   is 1. So no filter reaches a boolean. Payload and facets keep bools as they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qdrant-edge-py==0.9.0
"$folder/venv/bin/python" - "$folder" << 'PYTHON'
import sys
from pathlib import Path

import qdrant_edge as edge

VALUES = [True, False, 1, 0]


def found(shard: edge.EdgeShard, value: bool | int) -> list:
    """The values of the points that match, as the shard gives them back."""
    condition = edge.FieldCondition("sold", match=edge.MatchValue(value))
    where = edge.Filter(must=[condition])
    records, _ = shard.scroll(edge.ScrollRequest(limit=9, filter=where, with_payload=True))
    return [record.payload["sold"] for record in records]


for index in (None, edge.PayloadSchemaType.Bool):
    folder = Path(sys.argv[1], str(index))
    folder.mkdir()
    config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(2, edge.Distance.Dot))
    shard = edge.EdgeShard.create(str(folder), config)
    if index is not None:
        shard.update(edge.UpdateOperation.create_field_index("sold", index))
    points = [edge.Point(i, [1.0, 0.0], {"sold": value}) for i, value in enumerate(VALUES)]
    shard.update(edge.UpdateOperation.upsert_points(points))
    answers = {value: found(shard, value) for value in (True, False)}
    print(f"index {index}: True finds {answers[True]}, False finds {answers[False]}")
    assert repr(answers) == "{True: [1], False: [0]}", "this has changed"
    if index is not None:
        facet = shard.facet(edge.FacetRequest("sold"))
        hits = sorted((hit.value, hit.count) for hit in facet.hits)
        print(f"the facet counts {hits}")
        assert repr(hits) == "[(False, 1), (True, 1)]"
    shard.close()
PYTHON
