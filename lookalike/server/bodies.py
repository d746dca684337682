"""Read request bodies: JSON, JSON Lines, or multipart forms with files."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from lookalike.errors import InputError
from lookalike.files.exact_number import exact_json, may_be_exact
from lookalike.server.middleware.body_buffer import BODY, Body
from lookalike.server.middleware.described import check_form
from lookalike.server.request_models import Attributes

JSON, LINES, FORM = "application/json", "application/x-ndjson", "multipart/form-data"
FIELD_BYTES = 4_000_000  # size limit of a field that is not a file
FEW = 8  # files that are read where one is expected, to count them in the error

Model = TypeVar("Model", bound=BaseModel)
_attributes: TypeAdapter[Attributes] = TypeAdapter(Attributes)


@dataclass(frozen=True)
class File:
    """A file of a form."""

    data: bytes
    name: str


def media_type(request: Request, among: Sequence[str]) -> str:
    """Return the media type of the body; 415 if it is not among these."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in among:
        given = f"media type {found}" if found else "no media type"
        said = f"the body has {given}; supported: {', '.join(among)}"
        raise HTTPException(415, said)
    return found


def lines_of(request: Request, longest: int) -> Iterator[bytes | None]:
    """
    Yield the non-empty lines of the body as they arrive.

    None stands for a line longer than the limit.
    """
    body: Body | None = request.scope.get(BODY)
    file = body.take() if body else BytesIO()
    file.seek(0)
    while line := file.readline(longest):
        is_cut = len(line) == longest and not line.endswith(b"\n")
        while is_cut and (rest := file.readline(longest)) and not rest.endswith(b"\n"):
            pass
        if line.strip():
            yield None if is_cut else line


async def read_json(request: Request, model: type[Model]) -> Model:
    """Parse the body as this model; raises ValidationError."""
    return parse_json(await request.body(), model)


def parse_json(text: bytes, model: type[Model]) -> Model:
    """Parse JSON as this model, whole numbers exactly; raises ValidationError."""
    parsed = model.model_validate_json(text)
    return model.model_validate(exact_json(text)) if may_be_exact(text) else parsed


@asynccontextmanager
async def open_form(
    request: Request, max_files: int, more_fields: int = 0
) -> AsyncIterator[FormData]:
    """
    Context manager that yields files and fields; 400 if the form is damaged.

    RequestValidationError for a field that the route does not describe.
    """
    max_fields = 2 * max_files + 20 + more_fields
    async with request.form(
        max_files=max_files, max_fields=max_fields, max_part_size=FIELD_BYTES
    ) as form:
        check_form(request, FORM, [name for name, _ in form.multi_items()])
        yield form


async def files_of(form: FormData, field: str) -> list[File]:
    """Return the files of a field, in order; InputError if it has text instead."""
    found = []
    for one in form.getlist(field):
        if isinstance(one, str):
            raise InputError(f"`{field}` must be files, not text")
        found.append(await _file(one))
    return found


async def images_of(form: FormData, field: str) -> list[str | bytes]:
    """Return files and texts of a field, in order; both may name an image."""
    found = form.getlist(field)
    return [one if isinstance(one, str) else (await _file(one)).data for one in found]


def texts_of(form: FormData, field: str) -> list[str]:
    """Return the texts of a field, in order; InputError if it has files instead."""
    found = form.getlist(field)
    texts = [one for one in found if isinstance(one, str)]
    if len(texts) < len(found):
        raise InputError(f"`{field}` must be text, not a file")
    return texts


def attributes_of(text: str) -> Attributes:
    """Parse a JSON object of attributes; raises ValidationError."""
    parsed = _attributes.validate_json(text)
    is_long = may_be_exact(text.encode(errors="replace"))
    return _attributes.validate_python(exact_json(text)) if is_long else parsed


class ExactRoute(APIRoute):
    """A route whose parameters are read from JSON with whole numbers exactly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which gets an `_ExactRequest`."""
        handle = super().get_route_handler()

        async def exactly(request: Request) -> Response:
            return await handle(_ExactRequest(request.scope, request.receive))

        return exactly


class _ExactRequest(Request):
    async def json(self) -> Any:
        """Parse the body; JSONDecodeError if it is not JSON."""
        return exact_json(await self.body())


async def _file(upload: UploadFile) -> File:
    return File(await upload.read(), upload.filename or "")
