"""Run blocking work on threads: limited concurrency, limited queue, the rest refused."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from lookalike.server.turns import Turn, Turns

T = TypeVar("T")

RETRY_S = 1
LINE_S = 300.0  # that a request waits at most, for its turn and for memory
POLL_S = 0.5
WAITING = 2  # threads that may wait for memory, for each that works


class Work:
    """Runs functions on threads; used from one event loop."""

    def __init__(self, threads: int, queue: int, timeout_s: float, line_s: float = LINE_S) -> None:
        """`timeout_s` is for the work of a request, and `line_s` for all its waiting."""
        self._pool = ThreadPoolExecutor((1 + WAITING) * threads, "work")
        self._turns = Turns(threads)
        self._room, self._timeout_s = threads + queue, timeout_s
        self._line_s = line_s
        self._is_closed = False
        self.pending = 0
        """Begun or waiting."""

    def need_room(self) -> None:
        """Refuse the request while there is as much to do as may be, and at the end."""
        if self._is_closed:
            raise HTTPException(503, "the server is stopping", {"Retry-After": str(RETRY_S)})
        if self.pending >= self._room:
            raise HTTPException(
                429,
                f"{self.pending} requests are in work or waiting; try again in a moment",
                {"Retry-After": str(RETRY_S)},
            )

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """What the function returns; 429 where there is no room, 503 where it takes too long."""
        self.need_room()
        return await self.go_on(function, *arguments)

    async def go_on(self, function: Callable[..., T], *arguments: Any) -> T:
        """As `run`, for a further step of a request that was accepted: it is not refused."""
        self.pending += 1
        loop = asyncio.get_running_loop()
        turn, began = Turn(self._turns), loop.time()
        running = loop.run_in_executor(self._pool, turn.run, function, *arguments)
        running.add_done_callback(self._leave)
        while not running.done():
            left_s = self._left_s(turn, loop.time() - began)
            # A thread cannot be stopped: it keeps its place until it is done.
            await asyncio.wait({running}, timeout=min(POLL_S, left_s))
        return running.result()

    def _left_s(self, turn: Turn, seconds: float) -> float:
        """For what the request is at: its work, longer for a large picture, or its waiting."""
        if turn.is_running:
            left_s = self._timeout_s + turn.extra_s - turn.seconds
            said = f"the work took longer than {self._timeout_s:g} s; ask for less"
        else:
            left_s = self._line_s + turn.seconds - seconds
            said = f"{self.pending} requests are in work or waiting, and it was not this one's turn"
            said += f" for {self._line_s:g} s; try again in a moment"
        if left_s > 0:
            return left_s
        turn.is_given_up = True
        raise HTTPException(503, said, {"Retry-After": str(RETRY_S)})

    def _leave(self, done: "asyncio.Future[Any]") -> None:
        self.pending -= 1
        if not done.cancelled():
            done.exception()  # seen here, where nobody waits for it any more

    def close(self) -> None:
        """Finish what was accepted, and accept no more."""
        self._is_closed = True
        self._pool.shutdown(wait=True)
