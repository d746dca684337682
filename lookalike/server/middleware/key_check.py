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

OPEN = ("/v1/health", "/v1/session")  # a look at whether it lives, and the way in
EVENTS = "text/event-stream"
API = ("/metrics", "/openapi.json")  # and what is below /v1; the rest are the page's files
Found: TypeAlias = Literal["none", "wrong", "right"]


class KeyCheck:
    """401 for whoever brings no key of ours, as a bearer token or as the page's cookie."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Everybody is let in where the settings have no keys."""
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
    """Whether anybody may ask for it: the page's own files, which hold nothing of anybody."""
    return path in OPEN or not (path.startswith("/v1") or path in API)


def check(settings: Settings, headers: Headers) -> Found:
    """What the key of a request is worth; looks at the file of keys, if there is one."""
    if settings.keys is None:
        return "right"
    given = _given(settings, headers)
    if given is None:
        return "none"
    return "wrong" if settings.keys.owner(given) is None else "right"


def refusal(found: Found) -> Response:
    """The answer to a request without a key of ours."""
    said = {
        "none": "this server asks for a key: sign in on its page, or send it as "
        "`Authorization: Bearer KEY`; whoever runs the server makes one: lookalike keys add NAME",
        "wrong": "this is no key of this server, or not any more; whoever runs it makes another: "
        "lookalike keys add NAME",
    }[found]
    return problem(401, said, KeyNeeded.__name__, {"WWW-Authenticate": "Bearer"})


def _while_known(settings: Settings, headers: Headers, send: Send) -> Send:
    """Ends a stream of events before it tells anything to a key that was removed meanwhile."""
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
