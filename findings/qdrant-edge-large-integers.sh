#!/usr/bin/env bash
# Qdrant Edge compares whole numbers beyond 2**53 as floats, and how depends on the index.
#
# Versions: qdrant-edge-py 0.9.0.
# Expected: an integer is kept with 64 bits (Qdrant's documentation of payload types), and
#   MatchValue tells neighbours apart; a range of integers should do the same. Python is the
#   second reader.
# Seen: the only range of numbers is RangeFloat, and 2**53 + 1 given to it becomes 2**53: from
#   there on "at least" finds one value too many and "less than" one too few. Without an index,
#   or with one for floats, the stored values are rounded as well, so "more than 2**53" misses
#   2**53 + 1; an index for integers finds it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qdrant-edge-py==0.9.0
"$folder/venv/bin/python" - "$folder" << 'PYTHON'
import sys
from pathlib import Path

import qdrant_edge as edge

BASE = 2**53
STEPS = [-1, 0, 1, 2, 3]  # the stored values are BASE plus these


def condition(operator: str, value: int) -> edge.FieldCondition:
    if operator == "match":
        return edge.FieldCondition("n", match=edge.MatchValue(value))
    return edge.FieldCondition("n", range=edge.RangeFloat(**{operator: value}))


ASKED = (("match", 1), ("gt", 0), ("gte", 1), ("lt", 1), ("lte", 0))
TRUE = [[1], [1, 2, 3], [1, 2, 3], [-1, 0], [-1, 0]]
ROUNDED = [[1], [2, 3], [0, 1, 2, 3], [-1], [-1, 0, 1]]
SEEN = {
    None: ROUNDED,
    edge.PayloadSchemaType.Float: ROUNDED,
    edge.PayloadSchemaType.Integer: [[1], [1, 2, 3], [0, 1, 2, 3], [-1], [-1, 0]],
}

for index, seen in SEEN.items():
    folder = Path(sys.argv[1], str(index))
    folder.mkdir()
    config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(2, edge.Distance.Dot))
    shard = edge.EdgeShard.create(str(folder), config)
    if index is not None:
        shard.update(edge.UpdateOperation.create_field_index("n", index))
    points = [edge.Point(i, [1.0, 0.0], {"n": BASE + step}) for i, step in enumerate(STEPS)]
    shard.update(edge.UpdateOperation.upsert_points(points))
    answers = []
    for (operator, step), true in zip(ASKED, TRUE, strict=True):
        where = edge.Filter(must=[condition(operator, BASE + step)])
        records, _ = shard.scroll(edge.ScrollRequest(limit=9, filter=where))
        answers.append([STEPS[record.id] for record in records])
        print(f"index {index}: {operator} 2**53 + {step} finds {answers[-1]}, true is {true}")
    assert answers == seen, "this has changed"
    shard.close()
PYTHON
