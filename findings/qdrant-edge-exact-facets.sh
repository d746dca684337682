#!/usr/bin/env bash
# Qdrant Edge lists values that no point has any more, in exact facets only.
#
# Versions: qdrant-edge-py 0.9.0.
# Expected: a facet lists the values that points have; Qdrant's documentation says that only
#   values with a count above zero are returned. The estimate (exact=False) is the second
#   reader.
# Seen: after the last point of a value was changed or deleted, the facet with exact=True goes
#   on listing the value, with a count of 0; the estimate leaves it out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qdrant-edge-py==0.9.0
"$folder/venv/bin/python" - "$folder" << 'PYTHON'
import sys
from pathlib import Path

import qdrant_edge as edge

Index, Update = edge.PayloadSchemaType, edge.UpdateOperation


def facet(shard: edge.EdgeShard, exact: bool) -> list:
    hits = shard.facet(edge.FacetRequest("colour", exact=exact)).hits
    return sorted((hit.value, hit.count) for hit in hits)


for index, (red, green, blue) in ((Index.Keyword, "abc"), (Index.Integer, (10, 20, 30))):
    folder = Path(sys.argv[1], str(index))
    folder.mkdir()
    config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(2, edge.Distance.Dot))
    shard = edge.EdgeShard.create(str(folder), config)
    shard.update(Update.create_field_index("colour", index))
    colours = (red, red, green, blue)
    points = [edge.Point(i, [1.0, 0.0], {"colour": colour}) for i, colour in enumerate(colours)]
    shard.update(Update.upsert_points(points))
    for exact in (False, True):
        assert facet(shard, exact) == [(red, 2), (green, 1), (blue, 1)], "the first count is right"
    shard.update(Update.set_payload([2], {"colour": red}))
    shard.update(Update.delete_points([3]))
    estimate, exact = facet(shard, exact=False), facet(shard, exact=True)
    print(f"{index}: the estimate has {estimate}, the exact facet {exact}")
    assert estimate == [(red, 3)], "the estimate is right"
    assert exact == [(red, 3), (green, 0), (blue, 0)], "this has changed"
    shard.close()
PYTHON
