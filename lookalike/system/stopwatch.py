"""Measure the working time of a thread, without the time spent waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Of one task: run by the thread that does it, read by any."""

    def __init__(self) -> None:
        self._state: tuple[float, float | None] = (0.0, None)  # seconds, and running since
        self.extra_s = 0.0
        """By which the task may take longer than usual."""
        self.is_given_up = False
        """Nobody wants the result any more: the thread may end what it can."""

    @property
    def is_running(self) -> bool:
        """Whether its thread is at work, and not waiting."""
        return self._state[1] is not None

    @property
    def seconds(self) -> float:
        """Of work so far."""
        spent, since = self._state
        return spent if since is None else spent + time.monotonic() - since

    def restart(self) -> None:
        """From 0, for the next thing to do."""
        self.extra_s, self._state = 0.0, (0.0, time.monotonic())

    def stop(self) -> None:
        """What follows does not count."""
        self._state = (self.seconds, None)

    def go_on(self) -> None:
        """What follows counts again."""
        self._state = (self._state[0], time.monotonic())


_own = threading.local()


@contextmanager
def timed(watch: Stopwatch) -> Iterator[None]:
    """Let this thread's `restart`, `allow` and `waiting` be of this watch, and run it."""
    _own.watch = watch
    watch.restart()
    try:
        yield
    finally:
        watch.stop()
        _own.watch = None


def restart() -> None:
    """The thread begins the next thing: its time is counted from here."""
    if (watch := _watch()) is not None:
        watch.restart()


def allow(seconds: float) -> None:
    """The thread knows now that its task is a large one: it may take so much longer."""
    if (watch := _watch()) is not None:
        watch.extra_s += seconds


@contextmanager
def waiting() -> Iterator[Stopwatch | None]:
    """While the thread waits for others, its own time stands still."""
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
