"""Limit concurrent work; a request that waits for memory frees its slot meanwhile."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from lookalike.system.stopwatch import Stopwatch, timed

T = TypeVar("T")


class Slots:
    """Limits concurrent work. A task that waited for memory resumes at once, above the limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._working = 0
        self._changed = threading.Condition()

    def begin(self) -> None:
        """Wait for a free slot and take it."""
        with self._changed:
            self._changed.wait_for(lambda: self._working < self._most)
            self._working += 1

    def go_on(self) -> None:
        """Take a slot without waiting: the caller holds memory that others wait for."""
        with self._changed:
            self._working += 1

    def end(self) -> None:
        """Free the slot."""
        with self._changed:
            self._working -= 1
            self._changed.notify()


class Slot(Stopwatch):
    """The slot of one request; measures its working time without its waiting time."""

    def __init__(self, slots: Slots) -> None:
        super().__init__()
        self._slots = slots

    def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the function once a slot is free; TimeoutError if the caller gave up before."""
        self._slots.begin()
        with timed(self):
            if self.is_given_up:
                raise TimeoutError("the caller gave up before a slot was free")
            return function(*arguments)

    def stop(self) -> None:
        """Stop the clock and free the slot, to wait or to end."""
        super().stop()
        self._slots.end()

    def go_on(self) -> None:
        """Take a slot and start the clock again, after waiting."""
        self._slots.go_on()
        super().go_on()
