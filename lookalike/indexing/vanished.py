"""The items whose files are gone: to be dropped, unless they turn up under another name."""

import os

from lookalike.collection import Collection
from lookalike.stores.base import Record


def is_gone(source: str) -> bool:
    """Whether the file is certainly not there: what cannot be looked at may still be."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


class Vanished:
    """Found once, at the beginning of a run; holds ids only, by content."""

    def __init__(self, collection: Collection, folder: str) -> None:
        self._store = collection.store
        self._folder = folder
        self._by_digest: dict[str, list[str]] = {}
        self._below: dict[str, str] = {}
        for record in self._store.scan():
            if is_gone(record.item.source):
                self._note(record)

    def _note(self, record: Record) -> None:
        self._by_digest.setdefault(record.origin.digest, []).append(record.item.id)
        if self.is_below(record.item.source):
            self._below[record.item.id] = record.item.source

    def is_below(self, source: str) -> bool:
        """Whether a file lay in the folder of this run."""
        return source.startswith(self._folder.rstrip(os.sep) + os.sep)

    def __contains__(self, content: object) -> bool:
        return content in self._by_digest

    def __len__(self) -> int:
        """How many of them lay in the folder of this run."""
        return len(self._below)

    def claim(self, content: str) -> Record | None:
        """The item of this content, which is not vanished any more; None when all are claimed."""
        ids = self._by_digest.get(content)
        found = self._store.get([ids.pop()]) if ids else []
        if not found or not is_gone(found[0].item.source):  # removed, or put anew meanwhile
            return None
        self._below.pop(found[0].item.id, None)
        return found[0]

    def to_drop(self) -> dict[str, str]:
        """Ids and sources of those from here that did not turn up; looked at once more."""
        return {item_id: source for item_id, source in self._below.items() if is_gone(source)}
