"""Limit the total bytes of request bodies held at once."""

SMALL = 1_000_000  # bytes of a body that are held in memory, and for which a share is kept free
SHARE = 0.75  # of the room, for all that is larger


class Room:
    """
    Bodies count while they arrive; used from one event loop.

    A few that are large cannot shut out the many that are small: a quarter is kept for those.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self.held = 0
        """Bytes."""

    def take(self, size: int, of: int) -> bool:
        """Hold so many more bytes, of a body that is then `of` bytes; False where there is none."""
        if self.held + size > (self._max_bytes if of <= SMALL else SHARE * self._max_bytes):
            return False
        self.held += size
        return True

    def free(self, size: int) -> None:
        """They are held no more."""
        self.held -= size
