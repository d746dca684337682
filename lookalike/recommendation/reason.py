"""Say why an item is recommended: the source that it is most like, and by which parts."""

from collections.abc import Sequence

import numpy as np

from lookalike.recommendation.background import Background
from lookalike.recommendation.sources import Source
from lookalike.recommendation.streams import Stream
from lookalike.types import Item, Reason, Vectors

NAMES = ("title", "label", "category", "kind", "type", "name")  # attributes that name an item
SECOND = 0.5  # share of the strongest part from which a second one is named
VERBS = {"view": "you viewed", "click": "you clicked", "like": "you liked"}
OTHERS = {"popular": "popular here", "typical": "typical of this collection"}


def reason_of(vector: Vectors, stream: Stream, background: Background) -> Reason:
    """
    Return the source of the stream that is most like an item's vector (dim,).

    Named are the parts that are more alike than those of any two items are, by weight.
    """
    source = stream.sources[int(np.argmax(np.einsum("ij,j->i", stream.rows, vector)))]
    usual, weights = background.usual, stream.weights
    lifts = {
        name: weights.get(name, 0.0) * (float(vector[where] @ source.vector[where]) - usual[name])
        for name, where in background.parts.items()
    }
    order = sorted(lifts, key=lambda name: -lifts[name])
    named = [name for name in order[:2] if lifts[name] >= SECOND * lifts[order[0]] > 0]
    return Reason(
        _text(source, named), source.kind, _id(source.item), name_of(source.item), (*named,)
    )


def other_reason(kind: str) -> Reason:
    """Return the reason of an item that is `popular` or `typical`."""
    return Reason(OTHERS[kind], kind)


def name_of(item: Item | None) -> str | None:
    """Return what an item is called, by the first of some attributes that it has."""
    given = (item.attributes.get(name) for name in NAMES) if item is not None else ()
    return next((value for value in given if isinstance(value, str) and value), None)


def _text(source: Source, parts: Sequence[str]) -> str:
    ending = f": {' and '.join(parts)}" if parts else ""
    if source.item is None:
        return f"like your picture{ending}"
    name = name_of(source.item)
    if source.kind == "example":
        return f"like this {name}{ending}" if name else f"like {source.item.id}{ending}"
    verb = VERBS.get(source.kind, "you bought")
    return f"like the {name or 'item'} {verb}{ending}"


def _id(item: Item | None) -> str | None:
    return None if item is None else item.id
