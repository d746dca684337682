"""Calibrate scores in the background, while no request is running."""

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from lookalike.collection import Collection
from lookalike.errors import LookalikeError
from lookalike.stopping import Stopped

log = logging.getLogger(__name__)

QUIET_S = 2.0  # without a request, before a calibration starts
POLL_S = 0.1
LONGEST_S = 10.0  # longest total wait for requests: one of them may be waiting for the calibration


class Calibrating:
    """Calibrates collections that were searched and have no calibration, one after the other."""

    def __init__(self, is_allowed: bool, is_busy: Callable[[], bool]) -> None:
        """`is_busy` tells whether a request is running. Does nothing if it is not allowed."""
        self._is_allowed, self._is_busy = is_allowed, is_busy
        self._stop, self._lock = Event(), Lock()
        self._wanted: list[Collection] = []
        self._failed: dict[int, int] = {}
        """By collection: how many changes it had when that failed."""
        self._patience_s = LONGEST_S
        self._thread: Thread | None = None

    def want(self, collection: Collection) -> None:
        """Calibrate this collection soon, if it needs to be and can be; returns at once."""
        if not self._is_allowed or not self._may(collection):
            return
        with self._lock:
            if self._stop.is_set() or collection in self._wanted:
                return
            self._wanted.append(collection)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="calibrating", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop a running calibration, and wait for its end."""
        with self._lock:
            self._stop.set()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _may(self, collection: Collection) -> bool:
        has_failed = self._failed.get(id(collection)) == collection.changes
        return not has_failed and collection.wants_calibration

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._wanted or self._stop.is_set():
                    self._thread = None
                    return
                collection = self._wanted[0]
            try:
                self._calibrate(collection)
            except Stopped:
                return
            except LookalikeError as error:  # searches work without it
                log.warning("scores were not calibrated: %s", error)
                self._failed[id(collection)] = collection.changes
            with self._lock:
                self._wanted.remove(collection)

    def _calibrate(self, collection: Collection) -> None:
        quiet_since = time.monotonic()
        while time.monotonic() < quiet_since + QUIET_S:
            if self._stop.wait(POLL_S):
                raise Stopped
            if self._is_busy():
                quiet_since = time.monotonic()
        self._patience_s = LONGEST_S
        collection.ensure_calibrated(self._on_step)

    def _on_step(self, step: str, done: int, total: int) -> None:
        """Wait while requests are running."""
        while self._patience_s > 0 and self._is_busy() and not self._stop.is_set():
            began = time.monotonic()
            self._stop.wait(POLL_S / 10)
            self._patience_s -= time.monotonic() - began
        if self._stop.is_set():
            raise Stopped
