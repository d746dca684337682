"""Security headers for every response: browsers run and load only the page's own files."""

from typing import TypeAlias

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

Headers: TypeAlias = dict[str, str]

ALWAYS: Headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
# The API sends data: a browser that opens a response must run and load nothing.
OF_THE_API = ALWAYS | {"Content-Security-Policy": "default-src 'none'; sandbox"}
# The page loads everything from this server; pictures that are dropped on it are blobs.
OF_THE_PAGE = ALWAYS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",  # revalidated, so that a new version is seen at once
}


class SafeApp(FastAPI):
    """Adds the headers outside all middleware: unexpected errors are answered there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_api = scope["path"].startswith("/v1/")
                MutableHeaders(scope=message).update(OF_THE_API if is_api else OF_THE_PAGE)
            await send(message)

        await super().__call__(scope, receive, with_headers)
