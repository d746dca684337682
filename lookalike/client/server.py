"""A client for one server; returns values or raises the library's errors."""

import json
from collections.abc import Callable, Mapping
from time import sleep
from typing import Any, TypeVar
from urllib.parse import urlencode

from lookalike.client.address import Address
from lookalike.client.bodies import Body
from lookalike.client.connections import Answer, Connections, Request
from lookalike.client.problems import error_of
from lookalike.errors import ServerError

T = TypeVar("T")

BUSY = 429
TRIES = 6  # attempts if the server is busy
WAIT_S, LONGEST_WAIT_S = 1.0, 10.0  # between attempts: the default, and at most


class Server:
    """Retries a few times if the server is busy, but not after other errors."""

    def __init__(self, address: Address, timeout_s: float, headers: Mapping[str, str]) -> None:
        self.address = address
        self._connections = Connections(address, timeout_s)
        self._headers = {"User-Agent": "lookalike", **headers}

    def ask(
        self,
        read: Callable[[Any], T],
        method: str,
        path: str,
        body: Body | None = None,
        asked: Mapping[str, str | int | None] | None = None,
    ) -> T:
        """Return `read` of the JSON; `asked` are the URL's parameters, without those of None."""
        known = {name: value for name, value in (asked or {}).items() if value is not None}
        answer = self.fetch(method, f"{path}?{urlencode(known)}" if known else path, body)
        try:
            return read(json.loads(answer.body))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            kind = answer.headers.get("Content-Type", "no media type")
            raise ServerError(
                f"{self.address} sent an unexpected response ({kind}); is it a Lookalike server, "
                "and not older than this client?"
            ) from error

    def fetch(self, method: str, path: str, body: Body | None = None) -> Answer:
        """Return a response of status 200 to 299; others are raised as errors."""
        headers = {**self._headers, **({"Content-Type": body.media_type} if body else {})}
        data = body.data if body else None
        request = Request(method, self.address.prefix + path, data, headers)
        answer = self._connections.ask(request)
        for _ in range(TRIES - 1):
            if answer.status != BUSY:
                break
            sleep(_wait_s(answer))
            answer = self._connections.ask(request)
        if not 200 <= answer.status < 300:
            raise error_of(answer, str(self.address))
        return answer

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._connections.is_closed

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()


def _wait_s(answer: Answer) -> float:
    said = answer.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WAIT_S) if said.isdecimal() else WAIT_S
