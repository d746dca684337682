"""Refuse query parameters and form fields that a route's description does not have."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from lookalike.server import request_models


async def check_query(request: Request) -> None:
    """Dependency of every route; RequestValidationError for a parameter that it does not read."""
    sent = [name for name, _ in request.query_params.multi_items()]
    route = request.scope.get("route")
    if sent and isinstance(route, APIRoute):
        _check("query", "parameter", sent, _query_of(route))


def check_form(request: Request, media_type: str, sent: Sequence[str]) -> None:
    """The same for the names of a form's fields, each as often as it was sent."""
    route = request.scope.get("route")
    if isinstance(route, APIRoute) and (known := _form_of(route, media_type)):
        _check("body", "field", sent, known)


def fields_of_body(request: Request, error: ValidationError | RequestValidationError) -> list[str]:
    """Return the fields of the model that a body was read as; none if it was no model."""
    if isinstance(error, ValidationError):
        model = vars(request_models).get(error.title)
        return _fields([model] if isinstance(model, type) else [])
    route = request.scope.get("route")
    bodies = route.dependant.body_params if isinstance(route, APIRoute) else []
    kinds = [kind for body in bodies for kind in _kinds(body.field_info.annotation)]
    return _fields(kinds)


def _fields(kinds: Sequence[type]) -> list[str]:
    return [name for kind in kinds if issubclass(kind, BaseModel) for name in kind.model_fields]


def unknown(kind: str, name: str, known: Collection[str]) -> str:
    """Return the message about a name that is none of these; `kind` is what it names."""
    if not known:
        return f"there is no {kind} {name!r}; this request takes none"
    near = get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]!r}? There are" if near else "there are"
    return f"there is no {kind} {name!r}; {meant}: {', '.join(sorted(known))}"


def _check(place: str, kind: str, sent: Sequence[str], known: dict[str, bool]) -> None:
    """`known` says of each name whether it may be sent several times."""
    wrong = [
        {"loc": (place, name), "type": "unknown", "msg": unknown(kind, name, known)}
        for name in dict.fromkeys(sent)
        if name not in known
    ]
    wrong += [
        {"loc": (place, name), "type": "twice", "msg": f"was sent {count} times; send it once"}
        for name, count in Counter(sent).items()
        if count > 1 and not known.get(name, True)
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _query_of(route: APIRoute) -> dict[str, bool]:
    return {
        field.alias: _is_list(field.field_info.annotation)
        for one in _with_inner(route.dependant)
        for field in one.query_params
    }


def _with_inner(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _with_inner(inner)


def _kinds(annotation: Any) -> list[type]:
    """Return the classes of a union."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return [annotation]
    return [kind for one in get_args(annotation) for kind in _kinds(one)]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(map(_is_list, get_args(annotation)))


def _form_of(route: APIRoute, media_type: str) -> dict[str, bool]:
    """Fields by `openapi.form`; of files, the route itself says how many it takes."""
    content = (route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    fields = content.get(media_type, {}).get("schema", {}).get("properties", {})
    return {
        name: schema["type"] == "array" or schema.get("format") == "binary"
        for name, schema in fields.items()
    }
