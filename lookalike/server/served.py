"""The open collections of a server, by name."""

from collections.abc import Mapping

from lookalike.collection import Collection
from lookalike.encoders.layout import Layout
from lookalike.errors import CollectionNotFound, InputError
from lookalike.images.limits import Limits
from lookalike.server.micro_batches import MicroBatches


class Served:
    """Each is told the server's limits, and encodes in micro-batches while it is here."""

    def __init__(self, collections: Mapping[str, Collection], limits: Limits) -> None:
        self._limits = limits
        self._open: dict[str, Collection] = {}
        for name, collection in collections.items():
            self.add(name, collection)

    def add(self, name: str, collection: Collection) -> None:
        """Serve one more."""
        if name in self._open:
            raise InputError(f"there is a collection {name!r} already; choose another name")
        collection.limits = self._limits
        collection.on_remark = _leave_to_the_answer
        collection.layout = MicroBatches(collection.layout)
        self._open[name] = collection

    def names(self) -> list[str]:
        """Of all, sorted."""
        return sorted(self._open)

    def get(self, name: str) -> Collection:
        """The collection, or CollectionNotFound with those that there are."""
        if name not in self._open:
            there = ", ".join(self.names()) or "none"
            raise CollectionNotFound(f"no collection {name!r} is served; there are: {there}")
        return self._open[name]

    def close(self) -> None:
        """Close them all; nothing may use them any more."""
        for collection in self._open.values():
            layout: Layout = collection.layout
            if isinstance(layout, MicroBatches):
                layout.close()
            collection.close()
        self._open.clear()


def _leave_to_the_answer(_: str) -> None:
    """Remarks on a condition are for whoever asked, not for the log."""
