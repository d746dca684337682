"""Buffer request bodies before routes run, with limits on size, memory and time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.server.middleware.body_limits import max_bytes
from lookalike.server.middleware.byte_budget import SMALL, ByteBudget
from lookalike.server.problems import CLIENT_CLOSED, problem
from lookalike.server.settings import Settings

BODY = "lookalike.body"  # of a scope: the body that was received
CLOSE = {"Connection": "close"}  # the rest of the body would be taken for the next request
LINGER_S = 1.0  # for a client to read a refusal before the connection is closed
PIECE = 1_000_000  # bytes read and written at a time
RETRY_S = 5


@dataclass
class Body:
    """The received part of one body."""

    began: float
    max_bytes: int
    file: "SpooledTemporaryFile[bytes]" = field(
        default_factory=lambda: SpooledTemporaryFile(SMALL)  # noqa: SIM115 (whoever makes one does)
    )
    size: int = 0
    is_taken: bool = False

    def take(self) -> IO[bytes]:
        """Return the file for exclusive use; it is not replayed as messages from now on."""
        self.is_taken = True
        return self.file


class BodyBuffer:
    """Middleware; 413 if a body is too large, 429 if over budget, 408 if too slow."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        budget: ByteBudget,
        check_capacity: Callable[[], None],
    ) -> None:
        """`check_capacity` raises HTTPException while the server is overloaded."""
        self._app, self._settings, self._budget = app, settings, budget
        self._check_capacity = check_capacity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        announced = headers.get(b"content-length", b"0")
        if announced == b"0" and b"transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        most = max_bytes(scope["method"], scope["path"], self._settings)
        body = Body(asyncio.get_running_loop().time(), most)
        with body.file:
            try:
                self._check(announced, most)
                if not await self._receive(body, receive):
                    await Response(status_code=CLIENT_CLOSED)(scope, receive, send)
                    return
                body.file.seek(0)
                scope[BODY] = body
                await self._app(scope, _replayed(body, receive), send)
            except _Refusal as refusal:
                await _refuse(refusal.as_problem(), scope, receive, send)
            finally:
                self._budget.free(body.size)

    def _check(self, announced: bytes, most: int) -> None:
        if not announced.isdigit() or int(announced[:18]) > most:
            raise _Refusal(413, self._too_large(most))
        if int(announced) > SMALL:  # a small one arrives quickly, and its route refuses it
            try:
                self._check_capacity()
            except HTTPException as busy:
                raise _Refusal(busy.status_code, busy.detail) from busy

    async def _receive(self, body: Body, receive: Receive) -> bool:
        """Receive the whole body; False if the client disconnected."""
        piece, more = bytearray(), True
        while more:
            message = await self._next(body, receive)
            if message["type"] == "http.disconnect":
                return False
            chunk, more = message.get("body", b""), message.get("more_body", False)
            self._count(body, len(chunk))
            piece += chunk
            if len(piece) >= PIECE or not more:
                await _write(body, piece)
                piece = bytearray()
        return True

    async def _next(self, body: Body, receive: Receive) -> Message:
        """Return the next message, within the limits for a pause and for the whole body."""
        settings, now = self._settings, asyncio.get_running_loop().time()
        end = body.began + settings.body_grace_s + body.size / settings.body_rate
        try:
            async with asyncio.timeout(min(settings.body_pause_s, end - now)):
                return await receive()
        except TimeoutError as error:
            said = f"only {body.size:,} bytes came in {now - body.began:.0f} s; send them faster"
            raise _Refusal(408, said) from error

    def _count(self, body: Body, size: int) -> None:
        if body.size + size > body.max_bytes:
            raise _Refusal(413, self._too_large(body.max_bytes))
        if not self._budget.take(size, body.size + size):
            said = (
                f"the server holds {self._budget.held:,} bytes of requests; try again in a moment"
            )
            raise _Refusal(429, said)
        body.size += size

    def _too_large(self, most: int) -> str:
        said = "send less at a time"
        if most == self._settings.max_body_bytes:
            said += ", or raise the limit: lookalike serve --max-bytes"
        return f"the request is larger than {most:,} bytes; {said}"


class _Refusal(Exception):
    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status

    def as_problem(self) -> Response:
        retry = {"Retry-After": str(RETRY_S)} if self.status in (429, 503) else {}
        return problem(self.status, str(self), headers=CLOSE | retry)


async def _write(body: Body, piece: bytearray) -> None:
    """Write on a thread if the data may go to disk."""
    try:
        if body.size <= SMALL:
            body.file.write(piece)
        else:
            await asyncio.to_thread(body.file.write, piece)
    except OSError as error:
        said = (
            f"the server cannot store the request: {error.strerror or error}; free some disk space"
        )
        raise _Refusal(507, said) from error


def _replayed(body: Body, receive: Receive) -> Receive:
    """Replay the body, then pass on later messages."""
    left: int | None = body.size

    async def replay() -> Message:
        nonlocal left
        if left is None or body.is_taken:  # a taken file must not be read any further here
            return await receive()
        chunk = body.file.read(PIECE)
        left -= len(chunk)
        more = left > 0 and bool(chunk)
        left = left if more else None
        return {"type": "http.request", "body": chunk, "more_body": more}

    return replay


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Respond at once, and keep reading briefly: a client that is still sending may miss it."""
    await send(
        {"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers}
    )
    await send({"type": "http.response.body", "body": bytes(answer.body), "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            message = await receive()
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()
    await send({"type": "http.response.body", "body": b"", "more_body": False})
