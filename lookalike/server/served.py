"""The open collections of a server, by name."""

from collections.abc import Mapping
from pathlib import Path

from lookalike.collection import Collection
from lookalike.encoders.layout import Layout
from lookalike.errors import CollectionNotFound, InputError
from lookalike.images.limits import Limits
from lookalike.server.micro_batches import MicroBatches


class Served:
    """Open collections by name; adding one applies the server's limits and micro-batching."""

    def __init__(
        self,
        collections: Mapping[str, Collection],
        limits: Limits,
        quarantine: Path | None = None,
    ) -> None:
        """`quarantine` is the folder of their quarantines; None for a folder beside each."""
        self._limits, self._quarantine = limits, quarantine
        self._open: dict[str, Collection] = {}
        for name, collection in collections.items():
            self.add(name, collection)

    def add(self, name: str, collection: Collection) -> None:
        """Serve another collection."""
        if name in self._open:
            raise InputError(f"there is already a collection {name!r}; choose another name")
        collection.limits = self._limits
        collection.on_remark = _ignore_remark
        if self._quarantine is not None:
            collection.quarantine_folder = self._quarantine / name
        collection.layout = MicroBatches(collection.layout)
        self._open[name] = collection

    def names(self) -> list[str]:
        """Return all names, sorted."""
        return sorted(self._open)

    def get(self, name: str) -> Collection:
        """Return the collection; CollectionNotFound lists the existing ones."""
        if name not in self._open:
            there = ", ".join(self.names()) or "none"
            raise CollectionNotFound(f"no collection {name!r} is served; there are: {there}")
        return self._open[name]

    def close(self) -> None:
        """Close all collections; they cannot be used any more."""
        for collection in self._open.values():
            layout: Layout = collection.layout
            if isinstance(layout, MicroBatches):
                layout.close()
            collection.close()
        self._open.clear()


def _ignore_remark(_: str) -> None:
    """Ignore remarks on conditions: the response has them."""
