"""Collect the pictures of queries and hits for a contact sheet."""

from collections.abc import Sequence
from pathlib import Path

from lookalike.collection import Collection
from lookalike.errors import ImageError
from lookalike.files.local_path import local_path
from lookalike.files.passwords import without_passwords
from lookalike.images.decode import decode
from lookalike.search.example import examples
from lookalike.search.query import Query
from lookalike.sheets.caption import caption
from lookalike.sheets.sheet import SheetHit, SheetRow, draw_sheet, write_png
from lookalike.types import Hit, ImageArray

THUMBNAIL = 240  # pixels of the short side: a sheet shows them at about this size


def result_row(collection: Collection, query: Query, hits: Sequence[Hit], label: str) -> SheetRow:
    """Return one search as a row; a hit whose file is missing shows a placeholder."""
    asked = [collection.pixels(example, None) for example in examples(query.like)]
    if query.crop is not None:
        asked[0] = collection.pixels(examples(query.like)[0], query.crop)
    found = [
        SheetHit(_picture(collection, hit), hit.score, hit.parts, caption(hit.item)) for hit in hits
    ]
    return SheetRow(asked, found, without_passwords(label))


def write_sheet(rows: Sequence[SheetRow], path: Path, title: str = "") -> None:
    """Draw the rows and write them as PNG, completely or not at all."""
    write_png(draw_sheet(rows, title), local_path(path))


def _picture(collection: Collection, hit: Hit) -> ImageArray | None:
    try:
        with collection.held(hit.item.source) as data:
            return decode(data, THUMBNAIL, collection.limits).pixels
    except ImageError:
        return None
