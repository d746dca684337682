"""Connection timeouts for slow clients, which uvicorn lacks."""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from lookalike.server.middleware.safe_headers import OF_THE_API

STUCK_S = 1.0  # for a client to read part of its response while the server stops
DAMAGED = "This is not an HTTP request; if the address begins with https, use http"


class TimeoutProtocol(H11Protocol):
    """
    Closes connections whose request headers do not arrive in time.

    The time starts with the connection, and with the first byte after a response: that may be the
    rest of an unread body. While the server stops, connections are also closed if the client
    does not read its response.
    """

    head_s = 15.0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Called by asyncio."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if not self._is_busy:
            self._watch()
        super().data_received(data)
        if self._is_busy:
            self._unwatch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._unwatch()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn for an invalid request; its own message does not say why."""
        if not (self._is_busy and self.cycle.response_started):
            self.transport.write(_answer(400, DAMAGED))
        self.transport.close()

    def shutdown(self) -> None:
        """Called by uvicorn when the server stops."""
        super().shutdown()
        self._unless_stuck(None)

    @property
    def _is_busy(self) -> bool:
        """Whether a request is being answered."""
        cycle = getattr(self, "cycle", None)  # uvicorn has None before the first
        return cycle is not None and not cycle.response_complete

    def _watch(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.head_s, self._hang_up)

    def _unwatch(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            if getattr(self, "cycle", None) is None:
                self.transport.write(_answer(408, "The request took too long to arrive"))
            self.transport.close()

    def _unless_stuck(self, before: int | None) -> None:
        """Close the connection if the client read nothing since the last check."""
        if self not in self.connections:
            return
        waiting = self.transport.get_write_buffer_size()
        if waiting and waiting == before:
            self.transport.abort()
        else:
            self.loop.call_later(STUCK_S, self._unless_stuck, waiting)


def protocol(head_s: float) -> type[H11Protocol]:
    """Return the class for uvicorn's `http` option."""
    return type("Protocol", (TimeoutProtocol,), {"head_s": head_s})


def _answer(status: int, said: str) -> bytes:
    """Build a response without the application."""
    headers = {"Content-Type": "text/plain", "Content-Length": str(len(said))} | OF_THE_API
    lines = [f"{name}: {value}\r\n" for name, value in (headers | {"Connection": "close"}).items()]
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{''.join(lines)}\r\n"
    return (head + said).encode()
