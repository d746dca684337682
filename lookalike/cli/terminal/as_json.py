"""Print results as JSON, with the field names of the API."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from lookalike.types import Hit, Item


def print_json(value: Mapping[str, Any]) -> None:
    """One object, the same in a pipe and on a screen."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_json_line(value: Mapping[str, Any]) -> None:
    """One object on a line of its own, at once: a reader may wait for the next."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def hit_object(hit: Hit) -> dict[str, Any]:
    """`id`, `source`, `score`, `parts`, `attributes`; the parts sum to the score."""
    return {**item_object(hit.item), "score": hit.score, "parts": dict(hit.parts)}


def item_object(item: Item) -> dict[str, Any]:
    """`id`, `source`, `attributes`."""
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}
