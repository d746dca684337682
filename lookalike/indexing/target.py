"""The interface of a collection that indexing needs."""

from collections.abc import Sequence
from typing import Protocol

from lookalike.encoders.layout import Layout
from lookalike.images.limits import Limits
from lookalike.meanwhile import Runs
from lookalike.stores.base import Store
from lookalike.types import ImageArray, Vectors


class IndexingTarget(Protocol):
    """What indexing needs of a collection."""

    @property
    def store(self) -> Store:
        """The store of the records."""

    @property
    def limits(self) -> Limits:
        """Size limits of each image."""

    @property
    def runs(self) -> Runs:
        """The active runs, which are told of changes by others."""

    @property
    def layout(self) -> Layout:
        """The encoders."""

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32: the unit vectors of all encoders, joined."""
