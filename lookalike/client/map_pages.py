"""Join the pages in which a server sends a map, or a comparison of two."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lookalike.map.comparison import MapComparison, Side
from lookalike.map.result import Map


def joined_map(pages: Sequence[Map]) -> Map:
    """Return the map of all pages."""
    values = [one.values for one in pages if one.values is not None]
    return replace(
        pages[0],
        ids=[one for page in pages for one in page.ids],
        positions=np.concatenate([page.positions for page in pages]),
        cluster_of=np.concatenate([page.cluster_of for page in pages]),
        values=[one for some in values for one in some] if values else None,
    )


def joined(pages: Sequence[MapComparison]) -> MapComparison:
    """Return the comparison of all pages; each item of the other map has its twin's value."""
    match = np.concatenate([page.match for page in pages])
    one, other = (_joined_side([side(page) for page in pages]) for side in (_one, _other))
    values = one.map.values
    if values is not None:
        theirs = replace(other.map, values=[values[row] for row in match])
        other = replace(other, map=theirs)
    return replace(pages[0], one=one, other=other, match=match)


def _one(page: MapComparison) -> Side:
    return page.one


def _other(page: MapComparison) -> Side:
    return page.other


def _joined_side(sides: Sequence[Side]) -> Side:
    return replace(sides[0], map=joined_map([side.map for side in sides]))
