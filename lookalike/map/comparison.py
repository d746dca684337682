"""The comparison of two maps: both, item by item, with a few numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.map.result import Map, nothing
from lookalike.search.blend import normalise
from lookalike.types import Scalar, Weights

if TYPE_CHECKING:  # a client does not load it
    from lookalike.duplicates.target import DuplicatesTarget

Rows = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Side:
    """One of two maps: the items that are in both collections, with their positions in it."""

    map: Map
    """Its `values` are those of the first collection."""
    weights: Weights
    """The weights of the parts by which it was laid out."""
    alone: int
    """Number of its items that the other collection does not have; they are left out."""
    trustworthiness: float | None
    """How few strangers are among the 10 nearest in the plane, 0 to 1; None for too few items."""
    nearest: Rows = field(repr=False)
    """(asked, 10) rows of the first map: the 10 nearest of each item asked, by its vectors."""
    same_value: float | None = None
    """Share of the 10 nearest that have the item's value of `colour_by`; None without it."""


@dataclass(frozen=True, eq=False)
class MapComparison:
    """Two maps of the same items, by two collections or by two sets of weights."""

    one: Side
    other: Side
    """Turned and mirrored so that its items lie where those of `one` do, as far as they can."""
    match: Rows = field(repr=False)
    """(n,) for each item of `other.map`, the row of the same item in `one.map`."""
    asked: Rows = field(repr=False)
    """Rows of `one.map`: the items that were asked for their 10 nearest, a sample of many."""
    kept: float | None
    """Share of an item's 10 nearest, by vectors, that are the same in both; None for too few."""
    interrupted: bool = False
    """Stopped before the end: there are no items."""


def check_compared(
    one: "DuplicatesTarget", other: "DuplicatesTarget", weights: Weights | None
) -> None:
    """
    Raise InputError if there is nothing to compare, or QueryError if the weights are wrong.

    `other` is `one` itself if its map is compared with another of its own.
    """
    if weights is not None:
        normalise(other.parts, weights)
    elif other is one:
        raise InputError("say what to compare the map with: another collection, or other weights")


def same_value(values: Sequence[Scalar | None], asked: Rows, nearest: Rows) -> float | None:
    """
    Return the share of the nearest that have the value of the item asked; None if none has one.

    An item without a value is not asked; a nearest one without a value has another.
    """
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    codes = np.array([numbers[value] for value in values], np.int64)
    has = np.array([values[row] is not None for row in asked], bool)
    if not has.any() or not nearest.size:
        return None
    return float((codes[nearest[has]] == codes[asked[has]][:, None]).mean())


def no_comparison() -> MapComparison:
    """Return the comparison of no items, which was interrupted."""
    none = np.empty(0, np.int32)
    side = Side(nothing(interrupted=True), {}, 0, None, none.reshape(0, 10))
    return MapComparison(side, side, none, none, None, interrupted=True)
