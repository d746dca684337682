"""The result types of a map."""

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
    """Items that lie close together."""

    name: str
    """
    Made of attribute values that most of its items have and others do not; else the name of a
    picture.
    """
    why: str
    """What the name is based on."""
    count: int
    centre: tuple[float, float]
    typical: Sequence[Item]
    """The items nearest to the centre."""


@dataclass(frozen=True, eq=False)
class Map:
    """The position of each item in the plane; consecutive items lie near each other."""

    ids: Sequence[str]
    positions: Positions
    cluster_of: NDArray[np.int32]
    """(n,) the index of each item's cluster; NO_CLUSTER for items between clusters."""
    clusters: Sequence[Cluster]
    """The largest first."""
    method: Method
    placed: int = 0
    """Number of items that were placed since the map was made."""
    made_at: str = ""
    """When the map was made, ISO 8601, UTC."""
    values: Sequence[Scalar | None] | None = None
    """Each item's value of the attribute `colour_by`; of a list the first."""
    remarks: Sequence[str] = ()
    interrupted: bool = False
    """Stopped before the end: there are no items."""

    def __repr__(self) -> str:
        end = ", interrupted" if self.interrupted else ""
        found = f"{len(self.ids):,} items in {len(self.clusters):,} clusters"
        return f"<Map: {found}, by {self.method}{end}>"


def nothing(method: Method = "pca", interrupted: bool = False) -> Map:
    """Return a map without items."""
    empty = np.empty((0, 2), np.float32), np.empty(0, np.int32)
    return Map((), *empty, (), method, interrupted=interrupted)


def check_method(method: str | None) -> None:
    """Raise InputError for an unknown method; None means the default."""
    if method is not None and method not in METHODS:
        raise InputError(f"there is no method {method!r}; there are: {', '.join(METHODS)}")
