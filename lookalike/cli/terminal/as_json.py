"""Print results as JSON, with the field names of the API."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from lookalike.types import Hit, Item


def print_json(value: Mapping[str, Any]) -> None:
    """Print one indented object, also into a pipe."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_json_line(value: Mapping[str, Any]) -> None:
    """Print one object on one line, and flush it: a reader may be waiting for it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def hit_object(hit: Hit) -> dict[str, Any]:
    """
    Return `id`, `source`, `score`, `parts`, `attributes`; the parts sum to the score.

    If the hit stands for others, also `beneath`, the first of them, and `beneath_count`.
    """
    found = {**item_object(hit.item), "score": hit.score, "parts": dict(hit.parts)}
    if not hit.beneath_count:
        return found
    below = [hit_object(one) for one in hit.beneath]
    return {**found, "beneath": below, "beneath_count": hit.beneath_count}


def item_object(item: Item) -> dict[str, Any]:
    """Return `id`, `source`, `attributes`."""
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}
