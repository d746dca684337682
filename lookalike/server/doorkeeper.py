"""Keeps other sites' pages from using a visitor's browser against this server."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.server.problems import problem

SAFE = ("GET", "HEAD", "OPTIONS")
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
# What the API sends is data: a browser that is led to it must run and load nothing.
OF_THE_API = {"Content-Security-Policy": "default-src 'none'; sandbox"}
# The page has all that it needs from here; pictures that it was given it holds as blobs.
OF_THE_PAGE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",  # asked for again, so that a new version is seen at once
}


class Doorkeeper:
    """
    Refuses names that are not ours, and changes that another site's page asks for.

    The first stops a page whose name was made to lead to this machine, the second a form that is
    sent from one; neither asks the visitor.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = ()) -> None:
        """`hosts` are names without ports; any will do where there are none."""
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if said := self._refusal(scope["method"], Headers(scope=scope)):
            await problem(403, said)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_api = scope["path"].startswith("/v1/")
                headers.update(ALWAYS | (OF_THE_API if is_api else OF_THE_PAGE))
            await send(message)

        await self._app(scope, receive, with_headers)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._hosts and _name(f"//{host}") not in self._hosts:
            return f"this server is not called {host!r}; ask it as {self._hosts[0]}"
        origin = headers.get("origin")
        if method not in SAFE and origin is not None and origin.rpartition("//")[2] != host:
            return f"a page of {origin} may not change anything here"
        return ""


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
