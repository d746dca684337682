"""Describe in the OpenAPI document the bodies that routes parse by hand."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from lookalike.server.problems import MEDIA_TYPE
from lookalike.server.request_models import (
    ChangesIn,
    CopiesIn,
    ImageIn,
    PutIn,
    SearchIn,
    UploadIn,
)
from lookalike.server.response_models import Problem

PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": about, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    for status, about in (
        ("4XX", "What is wrong with the request, as a problem (RFC 9457)."),
        ("5XX", "What is wrong with the server, as a problem (RFC 9457)."),
    )
}
BY_HAND: tuple[type[BaseModel], ...] = (
    Problem,
    SearchIn,
    PutIn,
    ImageIn,
    ChangesIn,
    UploadIn,
    CopiesIn,
)
FILE = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A picture.", "content": {"image/jpeg": {"schema": FILE}}},
    304: {"description": "Not modified since the browser's copy."},
}

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events.", "content": {"text/event-stream": {"schema": TEXT}}}
}


def body(*kinds: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Return `openapi_extra` for a body of one of these media types."""
    content = {media_type: {"schema": schema} for media_type, schema in kinds}
    return {"requestBody": {"required": True, "content": content}}


def ref(model: type[BaseModel]) -> dict[str, Any]:
    """Return a reference to a model of `BY_HAND`."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def form(required: list[str], **fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a form with these fields."""
    return {
        "type": "object",
        "required": required,
        "properties": fields,
        "additionalProperties": False,
    }


def several(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one or several values."""
    return {"type": "array", "items": schema, "minItems": 1}


def add_models(app: FastAPI) -> None:
    """Add the models of `BY_HAND` to the document."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for model in BY_HAND:
            schemas.setdefault(model.__name__, _schema(model))
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return schema
