"""The cookie that holds a browser's API key, hidden from scripts (HttpOnly)."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from lookalike.files.digest import digest

DAYS = 30  # that a browser stays signed in after it was last asked for a key
DIGITS = 8  # of a digest: enough for the servers of one host


@dataclass(frozen=True)
class KeyCookie:
    """
    Its name tells this server from the others of its host.

    Browsers keep one jar for all ports of a host, and a proxy may put servers below one address.
    """

    public_urls: Sequence[str] = ()

    def name(self, headers: Headers) -> str:
        """By the port that the browser asked, and the addresses at which people reach us."""
        port = headers.get("host", "").rpartition("]")[2].partition(":")[2]
        public = digest(" ".join(sorted(self.public_urls)).encode()) if self.public_urls else ""
        return "_".join(filter(None, ("lookalike_key", port, public[:DIGITS])))

    def read(self, headers: Headers) -> str | None:
        """The key that a request brings."""
        # Other programs of this machine keep cookies here too, of whatever form: the parser of the
        # standard library would stop at the first that is not as it should be.
        return cookie_parser(headers.get("cookie", "")).get(self.name(headers))

    def keep(self, key: str, headers: Headers, answer: Response, is_https: bool) -> None:
        """Have the browser bring it with each request from now on."""
        seconds = DAYS * 86400
        answer.set_cookie(
            self.name(headers), key, seconds, secure=is_https, httponly=True, samesite="strict"
        )

    def forget(self, headers: Headers, answer: Response) -> None:
        """Have the browser bring it no more."""
        answer.delete_cookie(self.name(headers), httponly=True, samesite="strict")
