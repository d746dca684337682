"""`/v1/session`: sign in with a key, which the browser then keeps in a cookie."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from lookalike.server.key_cookie import KeyCookie
from lookalike.server.middleware.key_check import check, refusal
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import KeyIn
from lookalike.server.response_models import SessionOut
from lookalike.server.service import AService

router = APIRouter(prefix="/v1/session", tags=["server"], responses=PROBLEMS)


@router.get("")
def show_session(request: Request, service: AService) -> SessionOut:
    """Return whether this server requires a key, and whether the request has a valid one."""
    is_in = check(service.settings, request.headers) == "right"
    return SessionOut(asks_for_key=service.settings.keys is not None, signed_in=is_in)


@router.post("", response_model=SessionOut)
def sign_in(sent: KeyIn, request: Request, service: AService) -> Response:
    """Store the key in a cookie of this browser; 401 if it is invalid."""
    keys = service.settings.keys
    if keys is not None and keys.owner(sent.key) is None:
        return refusal("wrong")
    answer = JSONResponse(SessionOut(asks_for_key=keys is not None, signed_in=True).model_dump())
    if keys is not None:
        cookie = KeyCookie(service.settings.public_urls)
        cookie.keep(sent.key, request.headers, answer, _is_https(request))
    return answer


@router.delete("", response_model=SessionOut)
def sign_out(request: Request, service: AService) -> Response:
    """Delete the key from this browser; the key stays valid."""
    asks = service.settings.keys is not None
    answer = JSONResponse(SessionOut(asks_for_key=asks, signed_in=not asks).model_dump())
    KeyCookie(service.settings.public_urls).forget(request.headers, answer)
    return answer


def _is_https(request: Request) -> bool:
    """Whether the browser uses https; a proxy may have removed the encryption."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
