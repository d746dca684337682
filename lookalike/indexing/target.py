"""The interface of a collection that indexing needs."""

from collections.abc import Sequence
from typing import Protocol

from lookalike.encoders.layout import Layout
from lookalike.images.limits import Limits
from lookalike.meanwhile import Runs
from lookalike.stores.base import Store
from lookalike.types import ImageArray, Vectors


class Target(Protocol):
    """A collection fits."""

    @property
    def store(self) -> Store:
        """Where the records are kept."""

    @property
    def limits(self) -> Limits:
        """What one image may cost."""

    @property
    def runs(self) -> Runs:
        """The runs at work, which are told what others change."""

    @property
    def layout(self) -> Layout:
        """The encoders."""

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """(len(images), dim) float32: the encoders' unit parts joined."""
