"""Cache of thumbnails, of items and of uploads."""

from collections.abc import Callable

from lookalike.server.pictures.recent_files import Key, RecentFiles


class Thumbnails(RecentFiles):
    """Keys are (collection, item, digest of its file, size), or (digest, size)."""

    def get_or_make(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """Return the cached file, or a new one; two threads may make the same at once."""
        file = self.get(key)
        if file is None:
            file = make()
            self.put(key, file)
        return file
