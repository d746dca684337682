"""
Translate number comparisons to Qdrant exactly, although its ranges are float64.

A whole number beyond 2**53 may lie between two floats. It is kept as two halves of 32 bits
(`high.item`, `low.item`), each of which a float holds; all other numbers are floats exactly.
"""

import math
from collections.abc import Iterable

from qdrant_edge import FieldCondition, Filter, RangeFloat

from lookalike.stores.embedded.payload import EXACT, HALF, field, halves, is_large

LEAST, MOST = -(2**63), 2**63  # whole numbers that can be kept: from the first, below the other
SIDES = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def compare_number(name: str, operator: str, value: float, has_large: bool) -> list[Filter]:
    """Return filters of which any may match; `has_large` if an integer may be beyond 2**53."""
    if value != value:  # no number, which nothing is
        return []
    return [*_floats(name, operator, value), *(_wholes(name, operator, value) if has_large else ())]


def beyond_floats(names: Iterable[str]) -> Filter:
    """
    Filter for points with an integer under one of these names that float64 cannot hold exactly.
    """
    sides = ({"gte": float(EXACT)}, {"lte": -float(EXACT)})
    return Filter(should=[_within("number", name, **side) for name in names for side in sides])


def _floats(name: str, operator: str, value: float) -> list[Filter]:
    """Filters on numbers stored as floats, using the float nearest to the value."""
    near = _nearest(value)
    if operator == "=":
        return [_within("number", name, gte=near, lte=near)] if near == value else []
    below = operator[0] == "<"
    # Where the nearest float lies on the side that matches, it matches itself.
    is_in = near < value if below else near > value
    takes_it = is_in or (near == value and operator[1:] == "=")
    side = ("lte" if takes_it else "lt") if below else ("gte" if takes_it else "gt")
    return [_within("number", name, **{side: near})]


def _nearest(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _wholes(name: str, operator: str, value: float) -> list[Filter]:
    """Filters on integers stored as two halves."""
    if operator == "=":
        return _exactly(name, value)
    near = max(LEAST - 1, min(MOST, value))
    if operator in ("<", ">="):
        return _from(name, math.ceil(near), below=operator == "<")
    return _from(name, math.floor(near) + 1, below=operator == "<=")


def _exactly(name: str, value: float) -> list[Filter]:
    if not LEAST <= value < MOST or value != int(value) or not is_large(int(value)):
        return []
    high, low = halves(int(value))
    return [
        Filter(
            must=[
                _within("high", name, gte=high, lte=high),
                _within("low", name, gte=low, lte=low),
            ]
        )
    ]


def _from(name: str, bound: int, below: bool) -> list[Filter]:
    """Filters for integers from this bound up, or below it."""
    high, low = divmod(bound, HALF)
    same = _within("high", name, gte=high, lte=high)
    if below:
        rest = _within("low", name, lt=low)
        return [_within("high", name, lt=high), Filter(must=[same, rest])]
    rest = _within("low", name, gte=low)
    return [_within("high", name, gt=high), Filter(must=[same, rest])]


def _within(kind: str, name: str, **bounds: float) -> Filter:
    return Filter(must=[FieldCondition(field(kind, name), range=RangeFloat(**bounds))])
