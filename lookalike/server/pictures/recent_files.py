"""Least-recently-used cache of files in bounded memory."""

from collections import OrderedDict
from threading import Lock
from typing import TypeAlias

Key: TypeAlias = tuple[str | int, ...]


class RecentFiles:
    """Drops the least recently used files when it is full; thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._files: OrderedDict[Key, bytes] = OrderedDict()
        self._guard = Lock()
        self.size = 0
        """Bytes held."""

    def get(self, key: Key) -> bytes | None:
        """Return the file, and mark it as used; None if it is not in the cache."""
        with self._guard:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def put(self, key: Key, file: bytes) -> None:
        """Add a file; one that is larger than the whole cache is dropped at once."""
        with self._guard:
            self.size += len(file) - len(self._files.pop(key, b""))
            self._files[key] = file
            while self.size > self._max_bytes and self._files:
                self.size -= len(self._files.popitem(last=False)[1])
