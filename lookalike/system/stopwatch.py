"""Measure the working time of a thread, without the time spent waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """The stopwatch of one task; used by the thread that works on it, and readable by any other."""

    def __init__(self) -> None:
        # Seconds so far, and start of the current period; None while stopped.
        self._state: tuple[float, float | None] = (0.0, None)
        self.extra_s = 0.0
        """By which the task may take longer than usual."""
        self.is_given_up = False
        """Nobody wants the result any more: the thread may end what it can."""

    @property
    def is_running(self) -> bool:
        """Whether its thread is working, not waiting."""
        return self._state[1] is not None

    @property
    def seconds(self) -> float:
        """Seconds of work so far."""
        spent, since = self._state
        return spent if since is None else spent + time.monotonic() - since

    def restart(self) -> None:
        """Start again from 0, for the next task."""
        self.extra_s, self._state = 0.0, (0.0, time.monotonic())

    def stop(self) -> None:
        """Stop counting."""
        self._state = (self.seconds, None)

    def go_on(self) -> None:
        """Continue counting."""
        self._state = (self._state[0], time.monotonic())


_own = threading.local()


@contextmanager
def timed(watch: Stopwatch) -> Iterator[None]:
    """Run this watch for the current thread; `restart`, `allow` and `waiting` then refer to it."""
    _own.watch = watch
    watch.restart()
    try:
        yield
    finally:
        watch.stop()
        _own.watch = None


def restart() -> None:
    """Start the current thread's watch again from 0, for its next task."""
    if (watch := _watch()) is not None:
        watch.restart()


def allow(seconds: float) -> None:
    """Allow the current thread's task so many seconds more, because it is known to be large."""
    if (watch := _watch()) is not None:
        watch.extra_s += seconds


@contextmanager
def waiting() -> Iterator[Stopwatch | None]:
    """Stop the current thread's watch while it waits for others."""
    watch = _watch()
    if watch is None:
        yield None
        return
    watch.stop()
    try:
        yield watch
    finally:
        watch.go_on()


def _watch() -> Stopwatch | None:
    return getattr(_own, "watch", None)
