"""Fetch the bytes behind an http or https address, with limits on size and time."""

from base64 import b64encode
from http.client import HTTPException, HTTPResponse
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit

from lookalike.errors import ImageUnreachable
from lookalike.images.download.connection import Line
from lookalike.images.download.public_address import HTTPHandler, HTTPSHandler
from lookalike.images.limits import Limits, check_bytes, more_than

_CHUNK = 65_536
_HEADERS = {"User-Agent": "lookalike", "Accept": "image/*,*/*;q=0.5"}
_PLAIN = (
    request.HTTPDefaultErrorHandler,
    request.HTTPErrorProcessor,
    request.HTTPRedirectHandler,
    request.UnknownHandler,
)


def fetch(
    address: str,
    limits: Limits,
    timeout_s: float,
    public_only: bool = False,
    line: Line | None = None,
) -> bytes:
    """
    Download an image; raises ImageUnreachable, or ImageTooLarge as soon as that is known.

    `timeout_s` limits the whole download, from the DNS lookup to the last byte; `line` can abort it
    earlier. With `public_only`, addresses of this machine and of private networks are refused.
    """
    if not address.lower().startswith(("http://", "https://")):
        raise ImageUnreachable("only http and https addresses can be downloaded")
    line = line or Line(timeout_s)
    try:
        asked = _request(address)
        with _opener(line, public_only).open(asked, timeout=timeout_s) as response:
            return _body(response, limits)
    except HTTPError as error:
        with error:
            raise ImageUnreachable(f"the server answered {error.code} {error.reason}") from error
    except TimeoutError as error:
        raise ImageUnreachable(f"no answer within {timeout_s:g} s") from error
    except (OSError, HTTPException, ValueError) as error:
        raise ImageUnreachable(_reason(error, timeout_s)) from error


def _request(address: str) -> request.Request:
    """A request without the user and password of the address in it: they are sent as Basic."""
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    asked = request.Request(parts._replace(netloc=host).geturl(), headers=_HEADERS)
    if at:
        name, _, password = user.partition(":")
        secret = f"{unquote(name)}:{unquote(password)}".encode()
        # Not sent on to where a redirect leads.
        asked.add_unredirected_header("Authorization", f"Basic {b64encode(secret).decode()}")
    return asked


def _opener(line: Line, public_only: bool) -> request.OpenerDirector:
    opener = request.OpenerDirector()  # only these: urllib's own would follow to ftp or a file
    for handler in (HTTPHandler(line, public_only), HTTPSHandler(line, public_only)):
        opener.add_handler(handler)
    # No proxy for strangers: it would look up the name itself, and could be led to a private one.
    for kind in _PLAIN if public_only else (request.ProxyHandler, *_PLAIN):
        opener.add_handler(kind())
    return opener


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    announced = response.headers.get("Content-Length", "")
    check_bytes(int(announced) if announced.isdecimal() else 0, limits)
    body = bytearray()
    while chunk := response.read1(_CHUNK):  # read() would wait for a dripping server
        body += chunk
        if len(body) > limits.max_bytes:
            raise more_than(limits)
    if announced.isdecimal() and len(body) < int(announced):
        raise ImageUnreachable("the connection was closed before the end of the image")
    return bytes(body)


def _reason(error: Exception, timeout_s: float) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return f"cannot reach the server: {words}"
