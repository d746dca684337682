"""Check the API key before anything else of a request is read."""

from typing import Literal, TypeAlias

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.errors import KeyNeeded
from lookalike.server.key_cookie import KeyCookie
from lookalike.server.keys import KeysUnreadable
from lookalike.server.problems import keys_unreadable, problem
from lookalike.server.settings import Settings

OPEN = ("/v1/health", "/v1/session")  # these need no key
EVENTS = "text/event-stream"
API = (
    "/metrics",
    "/openapi.json",
)  # these need one, like all paths below /v1; the rest are the page's files
Found: TypeAlias = Literal["none", "wrong", "right"]


class KeyCheck:
    """Middleware; 401 for a request without a valid key, as bearer token or as cookie."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """If the settings have no keys, every request passes."""
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] == "lifespan" or self._settings.keys is None or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            found = check(self._settings, Headers(scope=scope))
        except KeysUnreadable as error:
            await keys_unreadable(error)(scope, receive, send)
            return
        if found == "right":
            known = _while_known(self._settings, Headers(scope=scope), send)
            await self._app(scope, receive, known)
            return
        await refusal(found)(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether a path needs no key, like the page's own files, which contain no user data."""
    return path in OPEN or not (path.startswith("/v1") or path in API)


def check(settings: Settings, headers: Headers) -> Found:
    """Check the key of a request against the key file, if there is one."""
    if settings.keys is None:
        return "right"
    given = _given(settings, headers)
    if given is None:
        return "none"
    return "wrong" if settings.keys.owner(given) is None else "right"


def refusal(found: Found) -> Response:
    """Return the response to a request without a valid key."""
    said = {
        "none": "this server requires an API key: sign in on its page, or send "
        "`Authorization: Bearer KEY`; the server's operator creates keys: lookalike keys add NAME",
        "wrong": "the API key is not valid for this server, or was revoked; the server's operator "
        "creates keys: lookalike keys add NAME",
    }[found]
    return problem(401, said, KeyNeeded.__name__, {"WWW-Authenticate": "Bearer"})


def _while_known(settings: Settings, headers: Headers, send: Send) -> Send:
    """End a stream of events before it sends anything more to a revoked key."""
    is_stream = is_over = False

    async def checked(message: Message) -> None:
        nonlocal is_stream, is_over
        if message["type"] == "http.response.start":
            is_stream = Headers(raw=message["headers"]).get("content-type", "").startswith(EVENTS)
        elif is_stream and not _is_known(settings, headers):
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        if not is_over:
            is_over = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

    return checked


def _is_known(settings: Settings, headers: Headers) -> bool:
    try:
        return check(settings, headers) == "right"
    except KeysUnreadable:
        return False


def _given(settings: Settings, headers: Headers) -> str | None:
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return KeyCookie(settings.public_urls).read(headers)
