"""
Send requests over keep-alive connections; knows HTTP, nothing of images.

It uses the standard library: of an HTTP package, the client would need keep-alive only.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from lookalike.client.address import Address
from lookalike.errors import ServerError


@dataclass(frozen=True)
class Request:
    """A request; its path is already quoted."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A complete response."""

    status: int
    reason: str
    headers: Message
    body: bytes


class Connections:
    """A pool of connections, one for each concurrent request; thread-safe."""

    def __init__(self, address: Address, timeout_s: float) -> None:
        """`timeout_s` limits connecting, and each wait for data."""
        self._address, self._timeout_s = address, timeout_s
        self._idle: list[HTTPConnection] = []
        self.is_closed = False

    def ask(self, request: Request) -> Answer:
        """Return the response, whatever its status; ServerError if there is none."""
        if self.is_closed:
            raise ServerError(f"the connection to {self._address} was closed; connect again")
        try:
            return self._ask(request)
        except TimeoutError as error:
            said = f"no answer from {self._address} within {self._timeout_s:g} s"
            raise ServerError(f"{said}; try again, or raise timeout_s") from error
        except (OSError, HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            said = f"cannot reach {self._address}: {reason}"
            raise ServerError(f"{said}; is `lookalike serve` running there?") from error

    def close(self) -> None:
        """Close idle connections; later requests raise ServerError."""
        self.is_closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _ask(self, request: Request) -> Answer:
        with suppress(ConnectionError, IndexError):  # none is idle, or the server has closed it
            return self._exchange(self._idle.pop(), request)
        return self._exchange(self._new(), request)

    def _exchange(self, connection: HTTPConnection, request: Request) -> Answer:
        is_sent = False
        try:
            with suppress(BrokenPipeError):  # it may respond early, and close the connection
                connection.request(
                    request.method, request.path, request.body, dict(request.headers)
                )
                is_sent = True
            came = connection.getresponse()
            answer = Answer(came.status, came.reason, came.headers, came.read())
        except BaseException:
            connection.close()
            raise
        if is_sent and not came.will_close and not self.is_closed:
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def _new(self) -> HTTPConnection:
        kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        return kind(self._address.host, self._address.port, timeout=self._timeout_s)
