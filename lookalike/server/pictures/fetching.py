"""Download images that requests name by address, on threads and limits of their own."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeAlias

from starlette.exceptions import HTTPException

from lookalike.errors import ImageError, ImageUnreachable, InputError, LookalikeError
from lookalike.files.passwords import without_passwords
from lookalike.images.download.connection import Line
from lookalike.images.download.fetch import fetch
from lookalike.server.settings import Settings

Fetched: TypeAlias = bytes | LookalikeError

EACH = 8  # concurrent downloads of one request
SHOWN = 80  # characters of an address in a message
RETRY_S = 5


def shown(address: str) -> str:
    """Return the address for a message: its password is hidden before it is cut."""
    return without_passwords(address)[:SHOWN]


class Fetches:
    """Downloads on threads of their own; used from one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(settings.fetches_at_once, "fetch")
        self._most = settings.fetches_at_once + settings.fetch_queue
        self._places = asyncio.Semaphore(self._most)
        self._requests = 0  # requests; many may come before the first takes its places
        self._lines: set[Line] = set()

    @property
    def pending(self) -> int:
        """Number of downloads that are running or waiting for a thread."""
        return len(self._lines)

    async def all(
        self, addresses: Sequence[str], left_s: float | None = None, is_begun: bool = False
    ) -> list[Fetched]:
        """
        Return the file at each address, or the error; if cancelled, close all connections.

        429 if too many downloads are pending, unless the request `is_begun`. All together may take
        `left_s` seconds; by default, the time limit of one request.
        """
        if not addresses:
            return []
        if not is_begun and (self._places.locked() or self._requests >= self._most):
            settings = self._settings
            said = (
                "this server has no place for another download of an image: "
                f"{settings.fetches_at_once} run at once and {settings.fetch_queue} may wait; send "
                f"the request again in {RETRY_S} s, or send the file itself"
            )
            raise HTTPException(429, said, {"Retry-After": str(RETRY_S)})
        left_s = self._settings.timeout_s if left_s is None else left_s
        end = asyncio.get_running_loop().time() + left_s
        each = asyncio.Semaphore(EACH)
        self._requests += 1
        tasks = [asyncio.create_task(self._one(a, each, end)) for a in addresses]
        try:
            return await asyncio.gather(*tasks)
        finally:
            self._requests -= 1
            for task in tasks:
                task.cancel()

    async def get(self, address: str) -> bytes:
        """Return the file at one address; ImageUnreachable, or the errors of `all`."""
        (fetched,) = await self.all([address])
        if isinstance(fetched, LookalikeError):
            raise fetched
        return fetched

    def close(self) -> None:
        """Close all connections, and wait until their threads have ended."""
        for line in list(self._lines):
            line.cut()
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _one(self, address: str, each: asyncio.Semaphore, end: float) -> Fetched:
        if not self._settings.fetches:
            return InputError("this server downloads no images; send the file itself")
        try:
            async with each, asyncio.timeout_at(end):
                await asyncio.sleep(0)  # if the time is up already, nothing is requested
                await self._places.acquire()
                return await self._read(address)
        except TimeoutError:
            return ImageUnreachable(
                f"{shown(address)} was not downloaded: the request took too long"
            )
        except ImageError as error:
            return type(error)(f"cannot use {shown(address)}: {error}")

    async def _read(self, address: str) -> bytes:
        """Download; its place is freed when its thread ends, which a DNS lookup may delay."""
        timeout_s, loop = self._settings.fetch_timeout_s, asyncio.get_running_loop()
        line = Line(timeout_s)
        self._lines.add(line)

        def leave(_: "Future[bytes]") -> None:
            with suppress(RuntimeError):  # the event loop has ended
                loop.call_soon_threadsafe(self._leave, line)

        running = self._pool.submit(self._fetch, address, line)
        running.add_done_callback(leave)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(running), timeout_s)
        except TimeoutError as error:
            raise ImageUnreachable(f"no answer within {timeout_s:g} s") from error
        finally:
            line.cut()

    def _fetch(self, address: str, line: Line) -> bytes:
        settings = self._settings
        return fetch(
            address, settings.sent, settings.fetch_timeout_s, not settings.fetches_private, line
        )

    def _leave(self, line: Line) -> None:
        self._lines.discard(line)
        self._places.release()
