"""No request's body is larger than is allowed, whatever it says of itself."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.server.problems import problem


class BodyLimit:
    """413 at once where the length is announced, else as soon as it is passed."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app, self._max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced[:18]) > self._max_bytes:
            await problem(413, self._said())(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise HTTPException(413, self._said())
            return message

        await self._app(scope, counted, send)

    def _said(self) -> str:
        return f"the request is larger than {self._max_bytes:,} bytes; send less at a time"
