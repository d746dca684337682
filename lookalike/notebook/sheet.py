"""Show a contact sheet in a notebook: one row per search, its queries at the left."""

from collections.abc import Mapping, Sequence
from html import escape

from lookalike.notebook.block import block, frame, key
from lookalike.notebook.hits import tile
from lookalike.notebook.thumbnails import BEYOND, MOST, Thumbnail, array_thumbnail
from lookalike.sheets.sheet import SheetRow
from lookalike.sheets.tile import part_colours
from lookalike.types import ImageArray

QUERIES = 4  # most queries shown per row, as on the sheet
GONE = Thumbnail(None, "image gone")


def sheet_html(rows: Sequence[SheetRow], title: str) -> str:
    """Show the rows, with at most MOST pictures; the rest are placeholders."""
    colours = part_colours(part for row in rows for hit in row.hits for part in hit.parts)
    left, lines = MOST, list[str]()
    for row in rows:
        lines.append(_row(row, left, colours))
        left -= min(QUERIES, len(row.queries)) + len(row.hits)
    return block(title or _searches(len(rows)), lines, key(colours))


def _searches(count: int) -> str:
    return "1 search" if count == 1 else f"{count:,} searches"


def _row(row: SheetRow, left: int, colours: Mapping[str, str]) -> str:
    asked = "".join(
        frame(_picture(image, left - place), "query")
        for place, image in enumerate(row.queries[:QUERIES])
    )
    more = f" +{len(row.queries) - QUERIES}" if len(row.queries) > QUERIES else ""
    left -= min(QUERIES, len(row.queries))
    tiles = "".join(
        tile(_picture(hit.image, left - place), place + 1, hit, hit.caption, hit.caption, colours)
        for place, hit in enumerate(row.hits)
    )
    return (
        f'<div class="row"><figure><div class="asked">{asked}</div>'
        f"<figcaption>{escape(row.label or 'query')}{more}</figcaption></figure>"
        f'<div class="tiles">{tiles or "no hits"}</div></div>'
    )


def _picture(image: ImageArray | None, left: int) -> Thumbnail:
    if image is None:
        return GONE
    return array_thumbnail(image) if left > 0 else BEYOND
