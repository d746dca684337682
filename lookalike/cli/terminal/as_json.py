"""Print results as JSON, with the field names of the API."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lookalike.results.hits import Hits
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
    Return `id`, `source`, `score`, `parts`, `relevance`, `attributes`; parts sum to the score.

    If the hit stands for others, also `beneath`, the first of them, and `beneath_count`.
    """
    scored = {"score": hit.score, "parts": dict(hit.parts), "relevance": hit.relevance}
    found = {**item_object(hit.item), **scored}
    if hit.reason is not None:
        found["reason"] = asdict(hit.reason)
    if not hit.beneath_count:
        return found
    below = [hit_object(one) for one in hit.beneath]
    return {**found, "beneath": below, "beneath_count": hit.beneath_count}


def hits_object(hits: Hits) -> dict[str, Any]:
    """Return `hits` and, if their relevance is known, what `best` is and how they end."""
    found: dict[str, Any] = {"hits": [hit_object(hit) for hit in hits]}
    if hits.best is None:
        return found
    best = {"score": hits.best.score, "relevance": hits.best.relevance}
    return found | {"best": best, "nothing_like_this": hits.is_nothing_like_this}


def item_object(item: Item) -> dict[str, Any]:
    """Return `id`, `source`, `attributes`."""
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}
