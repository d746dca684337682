"""Limit the memory of images being decoded, over all threads."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from lookalike.system.c_library import return_large_blocks
from lookalike.system.stopwatch import waiting

POLL_S = 0.5  # between two checks whether a waiting thread has been given up
_LARGE = 16_000_000  # bytes from which freed memory should go back to the system


class Budget:
    """
    A number of bytes that all threads share, first come, first served, so large images get a turn.

    A thread may exceed the total if it is the only one.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._changed = threading.Condition()
        self._queue = deque[object]()
        self._in_use = 0

    @property
    def in_use(self) -> int:
        """Number of bytes reserved now."""
        return self._in_use

    @property
    def waiting(self) -> int:
        """Number of threads that wait."""
        return len(self._queue)

    @contextmanager
    def reserved(self, size: int) -> Iterator[None]:
        """
        Wait for `size` bytes, and reserve them for the `with` block.

        The wait does not count as working time; TimeoutError if the task is given up meanwhile.
        """
        if size >= _LARGE:
            return_large_blocks()
        self._take(size)
        try:
            yield
        finally:
            with self._changed:
                self._in_use -= size
                self._changed.notify_all()

    def _take(self, size: int) -> None:
        turn = object()
        with self._changed:
            self._queue.append(turn)
            try:
                if not self._may(turn, size):
                    self._wait(turn, size)
                self._in_use += size
            finally:
                self._queue.remove(turn)
                self._changed.notify_all()

    def _wait(self, turn: object, size: int) -> None:
        with waiting() as watch:
            while not self._may(turn, size):
                self._changed.wait(POLL_S)
                if watch is not None and watch.is_given_up:
                    raise TimeoutError("the caller gave up before memory was free")

    def _may(self, turn: object, size: int) -> bool:
        is_room = self._in_use == 0 or self._in_use + size <= self.total
        return self._queue[0] is turn and is_room


# Two, taken in this order: whoever decodes waits for nobody, so the others' turn comes.
FILES = Budget(256_000_000)
"""Of files' bytes, held while they are decoded."""
DECODING = Budget(850_000_000)
"""Of what decoders hold."""
QUICK = Budget(40_000_000)
"""Of what decoders hold of small pictures, which do not wait for large ones."""


def decoding(size: int) -> Budget:
    """Return the budget for a decoder that needs this many bytes."""
    return QUICK if size < _LARGE else DECODING
