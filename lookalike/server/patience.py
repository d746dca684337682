"""How long a connection may be without a request: uvicorn waits for ever once a byte has come."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

LATE = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 33\r\nConnection: close\r\n\r\nThe request took too long to come"
)


class ImpatientProtocol(H11Protocol):
    """
    Hangs up where the headers of a request do not come in time.

    The time begins with the connection, and with the first byte after an answer: that may be the
    rest of a body which nobody wanted.
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
                self.transport.write(LATE)
            self.transport.close()


def protocol(head_s: float) -> type[H11Protocol]:
    """For uvicorn's `http`."""
    return type("Protocol", (ImpatientProtocol,), {"head_s": head_s})
