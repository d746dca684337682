"""Delay process exit until calls into a C++ library have returned."""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_S = 10.0  # that the end waits: a library that hangs does not keep the process


class Unbroken:
    """
    While a thread is within `call`, the process does not end.

    A daemon thread that comes back from C++ after the interpreter has ended is unwound where no
    exception may pass, and the whole process aborts ("terminate called without an active
    exception", status -6). Daemon threads that come too late wait for ever, which ends with it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._is_over = False
        atexit.register(self.end)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around the call."""
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
        """Wait until nobody is within a call, and let no daemon into one; called at exit."""
        with self._changed:
            self._is_over = True
            self._changed.wait_for(lambda: not self._inside, LONGEST_S)
