"""Run blocking work on threads: limited concurrency, limited queue, the rest refused."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from lookalike.server.slots import Slot, Slots

T = TypeVar("T")

RETRY_S = 1
LINE_S = 300.0  # longest wait of a request, for a free slot and for memory
POLL_S = 0.5
WAITING = 2  # threads that may wait for memory, for each that works


class Work:
    """Runs functions on threads; used from one event loop."""

    def __init__(self, threads: int, queue: int, timeout_s: float, line_s: float = LINE_S) -> None:
        """`timeout_s` limits the work of a request, `line_s` all its waiting."""
        self._pool = ThreadPoolExecutor((1 + WAITING) * threads, "work")
        self._slots = Slots(threads)
        self._capacity, self._timeout_s = threads + queue, timeout_s
        self._line_s = line_s
        self._is_closed = False
        self.pending = 0
        """Number of calls that are running or waiting."""

    def check_capacity(self) -> None:
        """Raise 429 if the queue is full, 503 if the server is stopping."""
        if self._is_closed:
            raise HTTPException(503, "the server is stopping", {"Retry-After": str(RETRY_S)})
        if self.pending >= self._capacity:
            raise HTTPException(
                429,
                f"{self.pending} requests are running or waiting; try again in a moment",
                {"Retry-After": str(RETRY_S)},
            )

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return the function's result; 429 if the queue is full, 503 if it takes too long."""
        self.check_capacity()
        return await self.go_on(function, *arguments)

    async def go_on(self, function: Callable[..., T], *arguments: Any) -> T:
        """Like `run`, for a further step of an accepted request, which is never refused."""
        self.pending += 1
        loop = asyncio.get_running_loop()
        slot, began = Slot(self._slots), loop.time()
        running = loop.run_in_executor(self._pool, slot.run, function, *arguments)
        running.add_done_callback(self._leave)
        while not running.done():
            left_s = self._left_s(slot, loop.time() - began)
            # A thread cannot be stopped: it keeps its place until it is done.
            await asyncio.wait({running}, timeout=min(POLL_S, left_s))
        return running.result()

    def _left_s(self, slot: Slot, seconds: float) -> float:
        """Seconds left for the current phase: working (more for a large picture) or waiting."""
        if slot.is_running:
            left_s = self._timeout_s + slot.extra_s - slot.seconds
            said = f"the request took longer than {self._timeout_s:g} s; ask for less"
        else:
            left_s = self._line_s + slot.seconds - seconds
            said = f"{self.pending} requests are running or waiting, and this one got no free slot"
            said += f" within {self._line_s:g} s; try again in a moment"
        if left_s > 0:
            return left_s
        slot.is_given_up = True
        raise HTTPException(503, said, {"Retry-After": str(RETRY_S)})

    def _leave(self, done: "asyncio.Future[Any]") -> None:
        self.pending -= 1
        if not done.cancelled():
            done.exception()  # retrieved, so that asyncio does not log it

    def close(self) -> None:
        """Finish accepted calls, and refuse new ones."""
        self._is_closed = True
        self._pool.shutdown(wait=True)
