"""Delay process exit until calls into a C++ library have returned."""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_S = 10.0  # longest wait at exit, in case a library hangs


class Unbroken:
    """
    While a thread is inside `call`, the process does not exit.

    If a daemon thread returns from C++ after the interpreter has finished, Python unwinds it
    through code that allows no exception, and the process aborts ("terminate called without an
    active exception", status -6). Daemon threads that call too late block until the process exits.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._is_over = False
        atexit.register(self.end)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Context manager around a call."""
        with self._changed:
            while self._is_over and threading.current_thread().daemon:
                self._changed.wait()
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Wait until all calls have returned, and block new ones; called at exit."""
        with self._changed:
            self._is_over = True
            self._changed.wait_for(lambda: not self._inside, LONGEST_S)
