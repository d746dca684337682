"""The cookie that holds a browser's API key, hidden from scripts (HttpOnly)."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from lookalike.files.digest import digest

DAYS = 30  # that a browser stays signed in
DIGITS = 8  # of a digest: enough for the servers of one host


@dataclass(frozen=True)
class KeyCookie:
    """
    The key cookie; its name distinguishes this server from others on the same host.

    Browsers share cookies between all ports of a host, and a proxy may serve several servers at one
    address.
    """

    public_urls: Sequence[str] = ()

    def name(self, headers: Headers) -> str:
        """Return the cookie's name, from the requested port and the public addresses."""
        port = headers.get("host", "").rpartition("]")[2].partition(":")[2]
        public = digest(" ".join(sorted(self.public_urls)).encode()) if self.public_urls else ""
        return "_".join(filter(None, ("lookalike_key", port, public[:DIGITS])))

    def read(self, headers: Headers) -> str | None:
        """Return the key in a request's cookie."""
        # Other programs on this host set cookies too, in any form: the parser of the standard
        # library would stop at the first malformed one.
        return cookie_parser(headers.get("cookie", "")).get(self.name(headers))

    def keep(self, key: str, headers: Headers, answer: Response, is_https: bool) -> None:
        """Set the cookie in a response."""
        seconds = DAYS * 86400
        answer.set_cookie(
            self.name(headers), key, seconds, secure=is_https, httponly=True, samesite="strict"
        )

    def forget(self, headers: Headers, answer: Response) -> None:
        """Delete the cookie in a response."""
        answer.delete_cookie(self.name(headers), httponly=True, samesite="strict")
