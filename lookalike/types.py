"""The words that every floor uses; imports nothing of ours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

ImageArray: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) upright sRGB, 0 to 255."""

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue of sRGB, each 0 to 255."""

Vectors: TypeAlias = NDArray[np.float32]
"""(n, dim) rows, or (dim,) where one vector is meant."""

Scalar: TypeAlias = str | int | float | bool
AttributeValue: TypeAlias = Scalar | Sequence[str]
Attributes: TypeAlias = Mapping[str, AttributeValue]
"""What is known of an image beside its pixels: `{"category": "shoes", "price": 49.5}`."""

Changes: TypeAlias = Mapping[str, AttributeValue | None]
"""Attributes to set beside those that an item has; None takes one away."""

Weights: TypeAlias = Mapping[str, float]
"""How much each part counts; a part that is not named counts nothing."""


@dataclass(frozen=True)
class Item:
    """One image of a collection, as its users see it."""

    id: str
    source: str
    """The file's absolute path, or the address it came from."""
    attributes: Attributes = field(default_factory=dict)


class Removed(int):
    """How many items were removed: a number, which also knows the ids that no item had."""

    unknown: tuple[str, ...]
    """As they were asked for, each once."""

    def __new__(cls, count: int, unknown: Iterable[str] = ()) -> Self:
        """Of a count and those ids."""
        made = super().__new__(cls, count)
        made.unknown = tuple(dict.fromkeys(unknown))
        return made


@dataclass(frozen=True)
class Hit:
    """An item that a search found."""

    item: Item
    score: float
    """Weighted mean of the parts' cosine similarities, -1 to 1."""
    parts: Mapping[str, float]
    """What each part contributed; they sum to the score."""
