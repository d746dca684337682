"""The interface of a collection that the search for duplicates needs."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from lookalike.filters.condition import Condition
from lookalike.indexing.target import IndexingTarget
from lookalike.types import Item, Weights


class DuplicatesTarget(IndexingTarget, Protocol):
    """The interface of a collection that `duplicates/` needs."""

    @property
    def address(self) -> str:
        """The address that it was opened with; empty if it was made from a store."""

    quarantine_folder: Path | None
    """Where files are moved to; None for a folder beside the collection."""

    @property
    def parts(self) -> dict[str, slice]:
        """The place of each part in a vector."""

    @property
    def weights(self) -> Weights:
        """Weight of each part."""

    def get(self, item_id: str) -> Item:
        """Return the item of this id; raises UnknownItem."""

    def condition(self, where: str | Condition | None) -> Condition | None:
        """Parse a condition, and issue remarks on it."""

    def keeps(self, source: str) -> bool:
        """Whether an item's file is kept by the collection, because it was put."""

    def held(self, source: str | Path) -> AbstractContextManager[bytes]:
        """Context manager that yields the bytes of an item's file."""
