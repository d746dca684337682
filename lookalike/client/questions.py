"""Turn a query into a request: files are uploaded; items and addresses are sent by name."""

from collections.abc import Sequence
from io import BytesIO
from typing import TypeAlias
from urllib.parse import urlencode

import numpy as np
from PIL import Image

from lookalike.client.bodies import Body, form_body, json_body
from lookalike.errors import ImageError
from lookalike.filters.condition import Condition
from lookalike.filters.write import filter_text
from lookalike.images.crop import Crop
from lookalike.images.read import read_bytes
from lookalike.recommendation.query import RecommendQuery
from lookalike.search.example import (
    BytesExample,
    Example,
    FileExample,
    PixelsExample,
    examples,
    parse_example,
)
from lookalike.search.query import Query
from lookalike.types import ImageArray

WHOLE = "0,0,1,1"
Asked: TypeAlias = dict[str, str | int | None]
LONG = 4_000  # characters of a URL: servers and proxies accept 8,000 and more
FAST = 1  # zlib's level: pixels are sent once, mostly over a fast network


class RankingForm:
    """What a ranking is asked for by, as form fields; read once, however many pages are asked."""

    def __init__(self, fields: Sequence[tuple[str, str | bytes]]) -> None:
        self._fields = fields

    def page(self, offset: int, limit: int) -> Body:
        """Return the form that requests these hits."""
        return form_body([*self._fields, ("offset", str(offset)), ("limit", str(limit))])


class QueryForm(RankingForm):
    """A query as form fields."""

    def __init__(self, query: Query) -> None:
        like, unlike, crop = examples(query.like), examples(query.unlike), query.crop
        if crop is None and isinstance(like[0], np.ndarray):
            crop = WHOLE  # without a crop, large files would be shrunk while decoding
        super().__init__(
            [
                *(("like", _sent(one)) for one in like),
                *(("unlike", _sent(one)) for one in unlike),
                *_options(query, crop),
            ]
        )

    def alone(self, field: str) -> Body:
        """Return a form that has the first example only, in this field."""
        return form_body([(field, self._fields[0][1])])


class RecommendForm(RankingForm):
    """A recommendation's query as form fields."""

    def __init__(self, asked: RecommendQuery) -> None:
        known = {
            "user": asked.user,
            "session": asked.session,
            "leave_out": asked.leave_out,
            "half_life_days": repr(float(asked.half_life_days)),
        }
        super().__init__(
            [
                *(("like", _sent(one)) for one in examples(asked.like)),
                *_options(asked.query),
                *((name, value) for name, value in known.items() if value is not None),
            ]
        )


def asking(address: str, place: str, asked: Asked) -> tuple[str, str, Body | None]:
    """Return method, path and body: GET with parameters, or POST if the URL would be too long."""
    known = {name: value for name, value in asked.items() if value is not None}
    said = f"{address}?{urlencode(known, errors='replace')}"
    return ("GET", said, None) if len(said) <= LONG else ("POST", place, json_body(known))


def where_text(where: str | Condition | None) -> str | None:
    """Return a condition as text for the URL."""
    return where if where is None or isinstance(where, str) else filter_text(where)


def _options(query: Query, crop: Crop | str | None = None) -> list[tuple[str, str | bytes]]:
    where, weights = where_text(query.where), query.weights
    known = {
        "where": where,
        "weights": weights and ",".join(f"{n}={float(w)!r}" for n, w in weights.items()),
        "crop": _crop_text(crop) if isinstance(crop, Crop) else crop,
        # Not sent where they ask for nothing: older servers do not know them.
        "copies": None if query.copies == "all" else query.copies,
        "group_by": query.group_by,
        "diverse": repr(float(query.diverse)) if query.diverse else None,
        "min_relevance": query.min_relevance,
    }
    excluded = [("exclude", item_id) for item_id in query.exclude]
    return [*((name, str(value)) for name, value in known.items() if value is not None), *excluded]


def _crop_text(crop: Crop) -> str:
    return ",".join(repr(float(n)) for n in (crop.x, crop.y, crop.width, crop.height))


def _sent(example: Example) -> str | bytes:
    """Return what is sent for an example; files are read here, not by the server."""
    match parse_example(example):
        case PixelsExample(pixels):
            return _png(pixels)
        case BytesExample(data):
            return data
        case FileExample(path):
            try:
                return read_bytes(path)
            except ImageError as error:
                raise type(error)(f"cannot use {path}: {error}") from error
    return str(example)  # an id, a colour or an http address


def _png(pixels: ImageArray) -> bytes:
    """Encode without loss, so that the server gets the same pixels."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=FAST)
    return file.getvalue()
