"""Types used by the whole package; imports nothing else of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

ImageArray: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) upright sRGB, 0 to 255."""

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue of sRGB, each 0 to 255."""

Vectors: TypeAlias = NDArray[np.float32]
"""(n, dim) rows, or (dim,) for a single vector."""

Scalar: TypeAlias = str | int | float | bool
AttributeValue: TypeAlias = Scalar | Sequence[str]
Attributes: TypeAlias = Mapping[str, AttributeValue]
"""Metadata of an image: `{"category": "shoes", "price": 49.5}`."""

Changes: TypeAlias = Mapping[str, AttributeValue | None]
"""Attributes to set on an item, which keeps its others; None removes one."""

Weights: TypeAlias = Mapping[str, float]
"""Weight of each part; a part that is not named has weight 0."""

Relevance: TypeAlias = Literal["same", "similar", "related", "unrelated"]
"""What a score means in its collection, most relevant first: see `relevance/boundaries.py`."""

OnStep: TypeAlias = Callable[[str, int, int], None]
"""Called by long work with what is done now, how many of it are done, and of how many."""


@dataclass(frozen=True)
class Item:
    """One image of a collection."""

    id: str
    source: str
    """The file's absolute path, or the address that it was downloaded from."""
    attributes: Attributes = field(default_factory=dict)


READ = frozenset(
    [
        "name",
        "folder",
        "format",
        "width",
        "height",
        "bytes",
        "colours",
        "brightness",
        "taken_at",
        "away",
    ]
)
"""Names of the attributes that indexing itself gives to items."""


class CountOfItems(int):
    """A number of items: an int that also lists the unknown ids."""

    unknown: tuple[str, ...]
    """Ids that no item had, in the order given, each once."""

    def __new__(cls, count: int, unknown: Iterable[str] = ()) -> Self:
        """Make it from the count and the unknown ids."""
        made = super().__new__(cls, count)
        made.unknown = tuple(dict.fromkeys(unknown))
        return made


class Removed(CountOfItems):
    """The number of removed items."""


class Tagged(CountOfItems):
    """The number of items whose attributes were set."""


@dataclass(frozen=True)
class Reason:
    """Why an item is recommended."""

    text: str
    """Such as "like the coat you liked: shape and colour"."""
    kind: str
    """The kind of event that it comes from; or `example`, `popular`, `typical`."""
    item: str | None = None
    """Id of the item that it is like; None for a picture, and where it comes from no event."""
    name: str | None = None
    """What that item is called, by one of its attributes."""
    parts: Sequence[str] = ()
    """The parts by which the two are more alike than any two items, the strongest first."""


@dataclass(frozen=True)
class Hit:
    """An item that a search found."""

    item: Item
    score: float
    """Weighted mean of the parts' cosine similarities, -1 to 1."""
    parts: Mapping[str, float]
    """Contribution of each part; they sum to the score."""
    beneath: "Sequence[Hit]" = ()
    """The first few items that this hit stands for, best first: its copies, others of its group."""
    beneath_count: int = 0
    """Number of all items that this hit stands for, itself not among them."""
    relevance: Relevance | None = None
    """What the score means; None if scores of the collection or the query are not calibrated."""
    reason: Reason | None = None
    """Why it is recommended; None if it was searched for."""
