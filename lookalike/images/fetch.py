"""The bytes behind an http or https address, within a size and a time."""

import time
from http.client import HTTPException, HTTPResponse
from urllib import request
from urllib.error import HTTPError, URLError

from lookalike.errors import ImageTooLarge, ImageUnreachable
from lookalike.images.limits import Limits, check_bytes
from lookalike.images.public_address import PublicHTTPHandler, PublicHTTPSHandler

_CHUNK = 65_536
_HEADERS = {"User-Agent": "lookalike", "Accept": "image/*,*/*;q=0.5"}
_PLAIN = (
    request.HTTPDefaultErrorHandler,
    request.HTTPErrorProcessor,
    request.HTTPRedirectHandler,
    request.UnknownHandler,
)
_HANDLERS = (  # only these: urllib's own choice would follow a redirect to ftp or a file
    request.ProxyHandler,
    request.HTTPHandler,
    request.HTTPSHandler,
    *_PLAIN,
)
# No proxy: it would look up the name itself, and could be led to a private address.
_PUBLIC_HANDLERS = (PublicHTTPHandler, PublicHTTPSHandler, *_PLAIN)


def fetch(address: str, limits: Limits, timeout_s: float, public_only: bool = False) -> bytes:
    """
    Download an image; ImageUnreachable, or ImageTooLarge as soon as that is known.

    With `public_only`, addresses of this machine and of private networks are refused.
    """
    if not address.lower().startswith(("http://", "https://")):
        raise ImageUnreachable("only http and https addresses are read")
    deadline = time.monotonic() + timeout_s
    try:
        asked = request.Request(address, headers=_HEADERS)
        with _opener(public_only).open(asked, timeout=timeout_s) as response:
            return _body(response, limits, deadline)
    except HTTPError as error:
        with error:
            raise ImageUnreachable(f"the server answered {error.code} {error.reason}") from error
    except TimeoutError as error:
        raise ImageUnreachable(f"no answer within {timeout_s:g} s") from error
    except (OSError, HTTPException, ValueError) as error:
        raise ImageUnreachable(_reason(error, timeout_s)) from error


def _opener(public_only: bool) -> request.OpenerDirector:
    opener = request.OpenerDirector()
    for handler in _PUBLIC_HANDLERS if public_only else _HANDLERS:
        opener.add_handler(handler())
    return opener


def _body(response: HTTPResponse, limits: Limits, deadline: float) -> bytes:
    announced = response.headers.get("Content-Length", "")
    check_bytes(int(announced) if announced.isdecimal() else 0, limits)
    body = bytearray()
    while chunk := response.read1(_CHUNK):  # read() would wait for a dripping server
        body += chunk
        if len(body) > limits.max_bytes:
            raise ImageTooLarge(f"more than the limit of {limits.max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    if announced.isdecimal() and len(body) < int(announced):
        raise ImageUnreachable("the connection ended before the image did")
    return bytes(body)


def _reason(error: Exception, timeout_s: float) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return f"cannot reach the server: {words}"
