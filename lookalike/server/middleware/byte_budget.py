"""Limit the total bytes of request bodies held at once."""

SMALL = 1_000_000  # bodies up to this size are held in memory, and have a reserve
SHARE = 0.75  # of the budget, for all larger bodies together


class ByteBudget:
    """
    Bytes of all request bodies that are received or in use; used from one event loop.

    A quarter is reserved for small bodies, so that a few large ones cannot block them.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self.held = 0
        """Bytes."""

    def take(self, size: int, of: int) -> bool:
        """Reserve `size` more bytes of a body that is then `of` bytes; False if over budget."""
        if self.held + size > (self._max_bytes if of <= SMALL else SHARE * self._max_bytes):
            return False
        self.held += size
        return True

    def free(self, size: int) -> None:
        """Release reserved bytes."""
        self.held -= size
