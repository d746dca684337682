"""Draw a contact sheet: one row per search, queries at the left, ranked hits at the right."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from lookalike.errors import InputError
from lookalike.sheets.tile import (
    CAPTION_BASELINE,
    FIGURES_BASELINE,
    GREY,
    INK,
    RULE,
    TILE,
    TILE_HEIGHT,
    Paper,
    draw_bar,
    draw_picture,
    draw_pictures,
    part_colours,
    shortened,
)
from lookalike.types import ImageArray

MARGIN, GAP = 36, 18
GUTTER = 26  # between the queries and the hits, with a thin line in it
HEADER = 74
PER_LINE = 10  # hits; more are on further lines
ROW_GAP = 34
LEGEND_STEP = 22


@dataclass(frozen=True)
class SheetHit:
    """One hit, as it is shown."""

    image: ImageArray | None
    """None if the file is missing; a placeholder is drawn."""
    score: float
    parts: Mapping[str, float]
    caption: str


@dataclass(frozen=True)
class SheetRow:
    """One search; the first four queries are shown."""

    queries: Sequence[ImageArray]
    hits: Sequence[SheetHit]
    label: str = ""


def draw_sheet(rows: Sequence[SheetRow], title: str = "") -> ImageArray:
    """Draw (height, width, 3), as large as the rows need."""
    colours = part_colours(part for row in rows for hit in row.hits for part in hit.parts)
    columns = max([min(len(row.hits), PER_LINE) for row in rows] or [0])
    tops = row_tops(rows)
    paper = Paper.blank(sheet_width(columns, title, list(colours)), tops[-1])
    draw_header(paper, title, colours)
    for row, top in zip(rows, tops, strict=False):
        draw_row(paper, row, top, colours)
    return np.asarray(paper.image)


def row_tops(rows: Sequence[SheetRow]) -> list[int]:
    """Return where each row begins, and as the last the height of the sheet."""
    tops = [HEADER]
    for row in rows:
        tops.append(tops[-1] + row_height(row) + ROW_GAP)
    return [*tops[:-1], tops[-1] - ROW_GAP + MARGIN] if rows else [HEADER]


def row_height(row: SheetRow) -> int:
    """Return the height of all lines of hits, and the gaps between them."""
    lines = max(1, -(-len(row.hits) // PER_LINE))
    return lines * TILE_HEIGHT + (lines - 1) * GAP


def sheet_width(columns: int, title: str, parts: Sequence[str]) -> int:
    """Return the width for the hits, and for the title beside the legend."""
    hits = columns * (TILE + GAP) - GAP if columns else TILE
    legend = sum(Paper.width(part, 13) + 2 * LEGEND_STEP for part in parts)
    header = min(Paper.width(title, 22), 8 * TILE) + legend
    return 2 * MARGIN + round(max(TILE + 2 * GUTTER + hits, header))


def draw_header(paper: Paper, title: str, colours: Mapping[str, str]) -> None:
    """Draw the title at the left and the legend of the parts at the right, on one baseline."""
    baseline, x = 48, float(paper.image.width - MARGIN)
    for part, colour in reversed(list(colours.items())):
        x -= Paper.width(part, 13)
        paper.text(x, baseline, part, 13, GREY)
        x -= 16
        paper.rounded(x, baseline - 10, x + 10, baseline, 3, colour)
        x -= LEGEND_STEP
    paper.text(MARGIN, baseline, shortened(title, 22, x - MARGIN), 22, INK)


def draw_row(paper: Paper, row: SheetRow, top: int, colours: Mapping[str, str]) -> None:
    """Draw the queries, a thin line, then the hits, ten per line."""
    draw_pictures(paper, row.queries, MARGIN, top)
    more = f" +{len(row.queries) - 4}" if len(row.queries) > 4 else ""
    paper.text(MARGIN, top + FIGURES_BASELINE, "query" + more, 13, INK)
    paper.text(MARGIN, top + CAPTION_BASELINE, shortened(row.label, 12, TILE), 12, GREY)
    rule = MARGIN + TILE + GUTTER
    paper.rounded(rule, top, rule + 1, top + row_height(row), 0, RULE)
    for place, hit in enumerate(row.hits):
        line, column = divmod(place, PER_LINE)
        x = rule + GUTTER + column * (TILE + GAP)
        draw_hit(paper, hit, place + 1, (x, top + line * (TILE_HEIGHT + GAP)), colours)
    if not row.hits:
        paper.text(rule + GUTTER, top + TILE // 2, "no hits", 13, GREY)


def draw_hit(
    paper: Paper, hit: SheetHit, rank: int, corner: tuple[int, int], colours: Mapping[str, str]
) -> None:
    """Draw the picture, with rank, score, the bar of its parts and the caption below."""
    x, y = corner
    draw_picture(paper, hit.image, (x, y), TILE)
    paper.text(x, y + FIGURES_BASELINE, str(rank), 13, GREY)
    paper.text(x + TILE, y + FIGURES_BASELINE, f"{hit.score:.3f}", 13, INK, anchor="rs")
    draw_bar(paper, hit.parts, corner, colours)
    paper.text(x, y + CAPTION_BASELINE, shortened(hit.caption, 12, TILE), 12, GREY)


def write_png(pixels: ImageArray, path: Path) -> None:
    """Write a PNG, completely or not at all; InputError says why not."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(unfinished, format="PNG", optimize=False)
        unfinished.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
