"""Handle Ctrl-C: the first ends a run cleanly, the second ends it at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

from lookalike.closing import Closing

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignal(Closing):
    """In its `with` block, the first signal sets `event`; the second ends the process."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.exit_status = 0
        """128 plus the signal's number, as in shells: 130 after Ctrl-C."""
        self._before: dict[signal.Signals, Any] = {}

    def is_set(self) -> bool:
        """Whether somebody asked to stop."""
        return self.event.is_set()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.event.set()
        self.exit_status = 128 + number
        self.close()

    def close(self) -> None:
        """Restore the earlier signal handlers."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __enter__(self) -> Self:
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        for number in SIGNALS:
            signal.signal(number, self._stop)
        return self


@contextmanager
def terminated_as_interrupted() -> Iterator[None]:
    """In this block, SIGTERM acts like Ctrl-C: containers are stopped with SIGTERM."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
