"""Cache of thumbnails, of items and of uploads."""

from collections.abc import Callable

from lookalike.server.pictures.recent_files import Key, RecentFiles


class Thumbnails(RecentFiles):
    """By collection, item, digest of its file and size; or by digest and size."""

    def get_or_make(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """The remembered file, or a new one; two threads may make the same at once."""
        file = self.get(key)
        if file is None:
            file = make()
            self.put(key, file)
        return file
