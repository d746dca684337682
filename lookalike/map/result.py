"""What a map of a collection is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import InputError
from lookalike.types import Item, Scalar

Method: TypeAlias = Literal["tsne", "pca"]
METHODS: tuple[Method, ...] = get_args(Method)
Positions: TypeAlias = NDArray[np.float32]
"""(n, 2): x to the right and y upwards, each -1 to 1."""

NO_CLUSTER = -1


@dataclass(frozen=True)
class Cluster:
    """Items that lie densely together."""

    name: str
    """By the attributes that most of its items have and others have not, else by a picture."""
    why: str
    """What the name is based on."""
    count: int
    centre: tuple[float, float]
    typical: Sequence[Item]
    """The items nearest to the centre."""


@dataclass(frozen=True, eq=False)
class Map:
    """The place of each item in the plane; items that follow each other lie near each other."""

    ids: Sequence[str]
    positions: Positions
    cluster_of: NDArray[np.int32]
    """(n,) the number of each item's cluster; NO_CLUSTER for items between them."""
    clusters: Sequence[Cluster]
    """The largest first."""
    method: Method
    placed: int = 0
    """Number of items that were placed among the others since the map was made."""
    made_at: str = ""
    """When the map was made, ISO 8601, UTC."""
    values: Sequence[Scalar | None] | None = None
    """The value of the attribute `colour_by` of each item, of a list the first."""
    remarks: Sequence[str] = ()
    interrupted: bool = False
    """Stopped before the end: there are no items."""

    def __repr__(self) -> str:
        end = ", interrupted" if self.interrupted else ""
        found = f"{len(self.ids):,} items in {len(self.clusters):,} clusters"
        return f"<Map: {found}, by {self.method}{end}>"


def nothing(method: Method = "pca", interrupted: bool = False) -> Map:
    """Return a map of no items."""
    empty = np.empty((0, 2), np.float32), np.empty(0, np.int32)
    return Map((), *empty, (), method, interrupted=interrupted)


def check_method(method: str | None) -> None:
    """Raise InputError for an unknown method; None chooses one."""
    if method is not None and method not in METHODS:
        raise InputError(f"there is no method {method!r}; there are: {', '.join(METHODS)}")
