"""Thumbnails made lately, in bounded memory."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeAlias

Key: TypeAlias = tuple[str, str, str, int]
"""Collection, item, digest of its file, size."""


class Thumbnails:
    """The least recently used give way; safe in threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._files: OrderedDict[Key, bytes] = OrderedDict()
        self._guard = Lock()
        self.size = 0
        """Bytes held."""

    def get(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """The remembered file, or a new one; two threads may make the same at once."""
        with self._guard:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        file = make()
        self._remember(key, file)
        return file

    def _remember(self, key: Key, file: bytes) -> None:
        with self._guard:
            self.size += len(file) - len(self._files.pop(key, b""))
            self._files[key] = file
            while self.size > self._max_bytes and self._files:
                self.size -= len(self._files.popitem(last=False)[1])
