"""Name clusters by the attribute values that their items have more often than others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lookalike.types import READ, AttributeValue, Item

NAMED_BY = frozenset({"folder", "colours"})
"""Attributes that indexing gives, and that say something of a cluster."""
SHARE = 0.5  # share of a cluster's items that have the value
LIFT = 1.5  # ratio of that share to the share among all items
NONE = -1


@dataclass
class Column:
    """The values of one attribute, as numbers of its distinct texts."""

    names: list[str] = field(default_factory=list)
    codes: list[tuple[int, int]] = field(default_factory=list)
    """Pairs of row and index of the value; a row with several values has several."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, value: AttributeValue) -> None:
        """Add the text, or texts, of a row; numbers and flags are ignored."""
        for one in [value] if isinstance(value, str) else value if isinstance(value, list) else []:
            if one:
                if (number := self._numbers.setdefault(one, len(self.names))) == len(self.names):
                    self.names.append(one)
                self.codes.append((row, number))


@dataclass
class Columns:
    """The attributes that can name clusters."""

    by_name: dict[str, Column] = field(default_factory=dict)

    def add(self, row: int, item: Item) -> None:
        """Add an item's attributes."""
        for name, value in item.attributes.items():
            if name not in READ or name in NAMED_BY:
                if name == "folder" and isinstance(value, str):
                    value = value.rsplit("/", 1)[-1]  # `train/shoes` and `test/shoes` are shoes
                self.by_name.setdefault(name, Column()).add(row, value)


@dataclass(frozen=True)
class Trait:
    """A value that most items of a cluster have, and few others."""

    attribute: str
    value: str
    share: float
    """Share of the cluster's items that have it."""
    lift: float
    """Ratio of this share to the share among all items."""

    @property
    def weight(self) -> float:
        """How well it distinguishes the cluster."""
        return self.share * float(np.log(self.lift))

    @property
    def why(self) -> str:
        """The share, in words."""
        return f"{100 * self.share:.0f} % have {self.attribute} {self.value}"


def traits(
    columns: Mapping[str, Column], cluster_of: NDArray[np.int32], count: int
) -> list[list[Trait]]:
    """Return, for each of `count` clusters, the best value of each attribute, the best first."""
    sizes = np.bincount(cluster_of[cluster_of >= 0], minlength=count)
    found: list[list[Trait]] = [[] for _ in range(count)]
    for attribute, column in columns.items():
        if not column.codes:
            continue
        rows, codes = np.array(column.codes, np.int64).T
        overall = np.bincount(codes, minlength=len(column.names)) / len(cluster_of)
        own = cluster_of[rows]
        for cluster in range(count):
            here = np.bincount(codes[own == cluster], minlength=len(column.names))
            share = here / max(sizes[cluster], 1)
            lift = share / overall
            fits = np.flatnonzero((share >= SHARE) & (lift >= LIFT))
            some = [Trait(attribute, column.names[i], share[i], lift[i]) for i in fits]
            if some:
                found[cluster].append(max(some, key=lambda one: one.weight))
    return [sorted(some, key=lambda one: (-one.weight, one.attribute)) for some in found]


def name_of(some: Sequence[Trait], typical: Item) -> tuple[str, str]:
    """
    Return a cluster's name and the reason: its two best values, or the name of its central item.
    """
    best = list[Trait]()
    for one in some:
        if len(best) < 2 and not any(_says_the_same(one.value, other.value) for other in best):
            best.append(one)
    if not best:
        named = str(typical.attributes.get("name") or typical.id)
        return f"like {named}", "no attribute tells them from the others"
    return ", ".join(one.value for one in best), "; ".join(one.why for one in best)


def _says_the_same(one: str, other: str) -> bool:
    """Whether one contains the other, as `boots` contains `boot`."""
    low, high = one.casefold(), other.casefold()
    return low in high or high in low
