"""Turn errors into problem responses (RFC 9457) with the library's messages."""

import logging
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from lookalike import errors
from lookalike.files.passwords import without_passwords
from lookalike.server.jobs.jobs import IsBusy, Job
from lookalike.server.keys import KeysUnreadable
from lookalike.server.middleware.described import fields_of_body, unknown
from lookalike.server.pictures.pictures import FileGone
from lookalike.server.response_models import JobOut

log = logging.getLogger(__name__)

STATUS: Mapping[type[errors.LookalikeError], int] = {
    errors.LookalikeError: 500,
    errors.MissingExtra: 501,
    errors.ImageError: 422,
    FileGone: 404,
    errors.UnknownFormat: 415,
    errors.ImageTooLarge: 413,
    errors.NoPlaces: 422,
    errors.QueryError: 422,
    errors.UnknownItem: 404,
    errors.UnknownUpload: 404,
    errors.CollectionNotFound: 404,
    errors.CollectionInUse: 409,
    errors.EncodersDiffer: 409,
    errors.StoreFull: 507,
    errors.InputError: 422,
    KeysUnreadable: 503,
}
NO_KEYS = (
    "this server cannot read its key file, and refuses all requests until it can; the reason is in "
    "the server's log"
)
MEDIA_TYPE = "application/problem+json"
MOST = 20  # most invalid fields that a response lists
KINDS = MappingProxyType(  # pydantic's names of a union's members, and ours
    {
        "bool": "true, false",
        "int": "a number",
        "float": "a number",
        "str": "text",
        "list[str]": "a list of texts",
        "dict[str,float]": "an object of numbers",
    }
)
NO_OBJECTS = ("model_type", "model_attributes_type", "dict_type")
NO_OBJECT = "must be a JSON object, such as {}"
CLIENT_CLOSED = 499  # the client has disconnected: only the metrics show it


def status_of(error: errors.LookalikeError) -> int:
    """Return the status of the error's class or its nearest base class."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int,
    detail: str,
    error: str | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    job: Job | None = None,
) -> JSONResponse:
    """
    Return a problem response; `error` is the class of the library's error, `errors` list invalid
    fields.

    `job` is the conflicting job.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": encodable(without_passwords(detail)),
    }
    if error:
        body["error"] = error
    if errors:
        body["errors"] = list(errors)
    if job:
        body["job"] = JobOut.of(job).model_dump()
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can express and UTF-8 cannot."""
    return text.encode(errors="replace").decode()


def add_problems(app: FastAPI) -> None:
    """Register handlers that turn every error into a problem response."""
    app.add_exception_handler(errors.LookalikeError, _lookalike)
    app.add_exception_handler(KeysUnreadable, _keys_unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(ValidationError, _validation)
    app.add_exception_handler(ClientDisconnect, _disconnected)
    app.add_exception_handler(Exception, _unexpected)


def keys_unreadable(error: KeysUnreadable) -> JSONResponse:
    """Return the response without the reason, which is logged once per change of the file."""
    if error.is_news:
        log.error("%s", error)
    return problem(STATUS[KeysUnreadable], NO_KEYS)


async def _keys_unreadable(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KeysUnreadable)
    return keys_unreadable(error)


async def _lookalike(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.LookalikeError)
    job = error.job if isinstance(error, IsBusy) else None
    return problem(status_of(error), str(error), errors.class_name(error), job=job)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, headers=error.headers)


async def _disconnected(_: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_CLOSED)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | ValidationError)
    known = fields_of_body(request, error)
    found = [
        {"where": encodable(where), "message": encodable(without_passwords(message))}
        for where, message in islice(field_errors(error.errors(), known).items(), MOST)
    ]
    said = "; ".join(f"{one['where']}: {one['message']}" for one in found)
    return problem(422, f"the request is invalid: {said}", errors=found)


def field_errors(errors: Sequence[Any], known: Collection[str]) -> dict[str, str]:
    """
    Return messages by field: one for a value that fits none of several types.

    `known` are the fields that there are, for one that there is not.
    """
    kinds, found = dict[str, list[str]](), dict[str, str]()
    for one in errors:
        loc = one["loc"]
        at = next((i for i in reversed(range(len(loc))) if loc[i] in KINDS), len(loc))
        where = ".".join(map(str, loc[:at]))
        if at < len(loc):
            kinds.setdefault(where, []).append(KINDS[loc[at]])
            found[where] = f"must be {_either(kinds[where])}"
        else:
            found[where] = _message(one, known)
    return found


def _message(error: Mapping[str, Any], known: Collection[str]) -> str:
    if error["type"] == "extra_forbidden":
        return unknown("field", str(error["loc"][-1]), known)
    return NO_OBJECT if error["type"] in NO_OBJECTS else str(error["msg"])


def _either(kinds: Sequence[str]) -> str:
    *others, last = dict.fromkeys(kinds)
    return f"{', '.join(others)} or {last}" if others else last


async def _unexpected(_: Request, error: Exception) -> JSONResponse:
    return problem(500, "unexpected error; the server's log has the details")
