"""Work off the event loop: so many at once, so many waiting, and the rest refused."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

T = TypeVar("T")

RETRY_S = 1


class Work:
    """Runs functions on threads; used from one event loop."""

    def __init__(self, threads: int, queue: int, timeout_s: float) -> None:
        self._pool = ThreadPoolExecutor(threads, "work")
        self._room, self._timeout_s = threads + queue, timeout_s
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
        running = loop.run_in_executor(self._pool, function, *arguments)
        running.add_done_callback(self._leave)
        try:
            # A thread cannot be stopped: it keeps its place until it is done.
            return await asyncio.wait_for(asyncio.shield(running), self._timeout_s)
        except TimeoutError as error:
            said = f"the work took longer than {self._timeout_s:g} s; ask for less"
            raise HTTPException(503, said, {"Retry-After": str(RETRY_S)}) from error

    def _leave(self, done: "asyncio.Future[Any]") -> None:
        self.pending -= 1
        if not done.cancelled():
            done.exception()  # seen here, where nobody waits for it any more

    def close(self) -> None:
        """Finish what was accepted, and accept no more."""
        self._is_closed = True
        self._pool.shutdown(wait=True)
