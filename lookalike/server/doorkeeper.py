"""Keeps other sites' pages from using a visitor's browser against this server."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.server.problems import problem
from lookalike.server.settings import Settings

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

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """`settings` say what the server is called, and at which addresses people reach it."""
        self._app, self._any_address = app, settings.any_address
        self._public = {_origin(url) for url in settings.public_urls}
        public = (_name(url) or "" for url in settings.public_urls)
        self._hosts = tuple(dict.fromkeys([*settings.hosts, *public]))

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
        if not self._is_ours(_name(f"//{host}")):
            return (
                f"this server is not called {host!r}; ask it as {self._hosts[0]}, or have whoever "
                f"runs it say the name: lookalike serve --name"
            )
        origin = headers.get("origin")
        if method in SAFE or origin is None or origin in self._public:
            return ""
        if origin.rpartition("//")[2] != host:
            return (
                f"a page of {origin} may not change anything here; if people reach this server at "
                "that address, whoever runs it says so: lookalike serve --public-url"
            )
        return ""

    def _is_ours(self, name: str | None) -> bool:
        return name in self._hosts or (self._any_address and _is_address(name))


def _name(address: str) -> str | None:
    """In lower case, without a port and the dot that ends a full name."""
    try:
        return (urlsplit(address).hostname or "").removesuffix(".") or None
    except ValueError:
        return None


def _origin(address: str) -> str:
    """As a browser says it: scheme, name, and the port where it is not the usual one."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _is_address(name: str | None) -> bool:
    try:
        ip_address((name or "").partition("%")[0])
    except ValueError:
        return False
    return True
