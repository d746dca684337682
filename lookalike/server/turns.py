"""Limit concurrent work; a request that waits for memory frees its slot meanwhile."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from lookalike.system.stopwatch import Stopwatch, timed

T = TypeVar("T")


class Turns:
    """So many may work at once. Who has waited for memory goes on at once, as one more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._working = 0
        self._changed = threading.Condition()

    def begin(self) -> None:
        """Wait for a turn, and take it."""
        with self._changed:
            self._changed.wait_for(lambda: self._working < self._most)
            self._working += 1

    def go_on(self) -> None:
        """Take one without waiting: the caller holds memory that others wait for."""
        with self._changed:
            self._working += 1

    def end(self) -> None:
        """Let somebody else have it."""
        with self._changed:
            self._working -= 1
            self._changed.notify()


class Turn(Stopwatch):
    """Of one request: counts its time of work, and none of its waiting."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._turns = turns

    def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the function when it is its turn; TimeoutError where it was given up before."""
        self._turns.begin()
        with timed(self):
            if self.is_given_up:
                raise TimeoutError("given up while it waited for its turn")
            return function(*arguments)

    def stop(self) -> None:
        """It waits, or has ended."""
        super().stop()
        self._turns.end()

    def go_on(self) -> None:
        """It has what it waited for."""
        self._turns.go_on()
        super().go_on()
