"""Asks for a key, where the operator wants one, before anything else of a request is looked at."""

from http.cookies import CookieError, SimpleCookie
from typing import Literal, TypeAlias

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.errors import InputError, KeyNeeded
from lookalike.server.keys import Keys
from lookalike.server.problems import problem

COOKIE = "lookalike_key"
OPEN = ("/v1/health", "/v1/session")  # a look at whether it lives, and the way in
API = ("/metrics", "/openapi.json")  # and what is below /v1; the rest are the page's files
Found: TypeAlias = Literal["none", "wrong", "right"]


class KeyCheck:
    """401 for whoever brings no key of ours, as a bearer token or as the page's cookie."""

    def __init__(self, app: ASGIApp, keys: Keys | None) -> None:
        """Everybody is let in where `keys` is None."""
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] == "lifespan" or self._keys is None or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            found = check(self._keys, Headers(scope=scope))
        except InputError as error:
            await problem(503, str(error))(scope, receive, send)
            return
        if found == "right":
            await self._app(scope, receive, send)
            return
        await refusal(found)(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether anybody may ask for it: the page's own files, which hold nothing of anybody."""
    return path in OPEN or not (path.startswith("/v1") or path in API)


def check(keys: Keys, headers: Headers) -> Found:
    """What the key of a request is worth; looks at the file of keys."""
    given = _given(headers)
    if given is None:
        return "none"
    return "wrong" if keys.owner(given) is None else "right"


def refusal(found: Found) -> Response:
    """The answer to a request without a key of ours."""
    said = {
        "none": "this server asks for a key: sign in on its page, or send it as "
        "`Authorization: Bearer KEY`; whoever runs the server makes one: lookalike keys add NAME",
        "wrong": "this is no key of this server, or not any more; whoever runs it makes another: "
        "lookalike keys add NAME",
    }[found]
    return problem(401, said, KeyNeeded.__name__, {"WWW-Authenticate": "Bearer"})


def _given(headers: Headers) -> str | None:
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie else None
