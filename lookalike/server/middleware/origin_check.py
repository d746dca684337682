"""Origin check: reject requests that other sites' pages send through a visitor's browser."""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.server.middleware.origin import Origin, origin_of, read_origin
from lookalike.server.problems import problem
from lookalike.server.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")


class OriginCheck:
    """
    Middleware; refuses unknown host names, and changes requested by other sites' pages.

    The first prevents DNS rebinding, the second cross-site request forgery.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """`settings` has the server's host names and public URLs."""
        self._app, self._any_address = app, settings.any_address
        public = [site for site in map(origin_of, settings.public_urls) if site is not None]
        self._public = frozenset(public)
        self._hosts = tuple(dict.fromkeys([*settings.hosts, *(site.name for site in public)]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if said := self._refusal(scope["method"], Headers(scope=scope)):
            await problem(403, said)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if not self._is_ours(read_origin(f"http://{host}")):
            return (
                f"{host!r} is not a name of this server; use {self._hosts[0]}, or ask the server's "
                "operator to add the name: lookalike serve --name"
            )
        origins = () if method in SAFE else headers.getlist("origin")
        foreign = [one for one in origins if not self._may_change(one, host)]
        if foreign:
            return (
                f"a page of {foreign[0]} may not change anything here; if that is an address of "
                "this server, ask its operator to add it: lookalike serve --public-url"
            )
        return ""

    def _may_change(self, origin: str, host: str) -> bool:
        """Whether a page of that origin is ours: the requested host, or a public URL."""
        site = read_origin(origin)
        return site is not None and (site in self._public or site.is_at(host))

    def _is_ours(self, asked: Origin | None) -> bool:
        if asked is None:
            return False
        return asked.name in self._hosts or (self._any_address and _is_address(asked.name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
