"""`/v1/session`: signing in with a key, which the browser then keeps where no script sees it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from lookalike.server.answers import SessionOut
from lookalike.server.asks import KeyIn
from lookalike.server.key_check import COOKIE, check, refusal
from lookalike.server.openapi import PROBLEMS
from lookalike.server.service import AService

router = APIRouter(prefix="/v1/session", tags=["server"], responses=PROBLEMS)
DAYS = 30  # that a browser stays signed in after it was last asked for a key


@router.get("")
def show_session(request: Request, service: AService) -> SessionOut:
    """Whether this server asks for a key, and whether this request has brought one."""
    keys = service.settings.keys
    is_in = keys is None or check(keys, request.headers) == "right"
    return SessionOut(asks_for_key=keys is not None, signed_in=is_in)


@router.post("", response_model=SessionOut)
def sign_in(sent: KeyIn, request: Request, service: AService) -> Response:
    """Keep the key in a cookie that goes with each request of this browser, or 401."""
    keys = service.settings.keys
    if keys is not None and keys.owner(sent.key) is None:
        return refusal("wrong")
    answer = JSONResponse(SessionOut(asks_for_key=keys is not None, signed_in=True).model_dump())
    if keys is not None:
        answer.set_cookie(
            COOKIE,
            sent.key,
            DAYS * 86400,
            secure=_is_https(request),
            httponly=True,
            samesite="strict",
        )
    return answer


@router.delete("", response_model=SessionOut)
def sign_out(service: AService) -> Response:
    """Forget the key in this browser; the key itself stays good."""
    asks = service.settings.keys is not None
    answer = JSONResponse(SessionOut(asks_for_key=asks, signed_in=not asks).model_dump())
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _is_https(request: Request) -> bool:
    """As the browser sees it: something in front may have taken the encryption off."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
