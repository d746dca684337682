"""Heat-map of an item: which places of its picture match the query."""

from collections.abc import Callable
from dataclasses import replace

from lookalike.encoders.base import EncodesPlaces
from lookalike.example_vectors import ExampleVectors
from lookalike.search.example import ID
from lookalike.search.heatmap import Heatmap, heat
from lookalike.search.query import Query
from lookalike.stores.base import Record
from lookalike.types import Vectors


def heatmap_of(
    encoder: EncodesPlaces,
    where: slice,
    examples: ExampleVectors,
    record: Record,
    asked: Query,
    blend: Callable[[Query], Vectors],
) -> Heatmap:
    """
    Compute the heat-map with `encoder`, whose part is the slice `where`, from the item's file as it
    is now.

    `blend` returns a query's vector. Raises ImageUnreachable if the item's file is gone.
    """
    seen, first = examples.seen(asked)
    vector = blend(replace(seen, weights={encoder.name: 1.0}))[where]
    item = heat(encoder.encode_local(examples.pixels(f"{ID}{record.item.id}")), vector)
    if first is None or record.vector is None:
        return Heatmap(encoder.name, item, None)
    return Heatmap(encoder.name, item, heat(encoder.encode_local(first), record.vector[where]))
