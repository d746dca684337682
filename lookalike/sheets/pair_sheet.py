"""Draw two pictures compared: both with their heat-maps, the parts of the score, the palettes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from lookalike.pairs.palette import ComparedPalette
from lookalike.pairs.parts import PartScore
from lookalike.search.heatmap import Places
from lookalike.sheets.heat import heat_over, heat_scale, strongest
from lookalike.sheets.pair_palette import draw_palettes, palette_height
from lookalike.sheets.tile import (
    FAINT,
    GREY,
    INK,
    MAT,
    ROUND,
    RULE,
    Paper,
    corners,
    part_colours,
    shortened,
)
from lookalike.types import ImageArray

MARGIN, COLUMN, GUTTER = 36, 528, 44
WIDTH = 2 * MARGIN + 2 * COLUMN + GUTTER
HEADER, PICTURE, CAPTION = 84, 320, 56
BESIDE = 8  # pixels between a picture and its heat-map
SCALE = (120, 8)  # pixels of the heat-map's scale
ROW = 36
NAMES, PLOT = 104, 236  # pixels of a part's name, and of its bar


@dataclass(frozen=True, eq=False)
class SheetPicture:
    """One of the two pictures, as it is shown."""

    image: ImageArray | None
    """None if the file is gone; a placeholder is drawn."""
    name: str
    places: Places | None
    """Its heat-map, or None if it has none."""


@dataclass(frozen=True, eq=False)
class PairSheet:
    """All that is drawn of a pair."""

    one: SheetPicture
    other: SheetPicture
    score: float
    meaning: str
    """What the score means, before its parts: `similar:`."""
    parts: Sequence[PartScore]
    heat_part: str
    """The part of the heat-maps; empty if there are none."""
    why_no_heat: str
    palette: ComparedPalette | None
    why_no_palette: str


def draw_pair(sheet: PairSheet) -> ImageArray:
    """Draw (height, width, 3); the width is always the same."""
    middle = HEADER + PICTURE + CAPTION
    below = 40 + max(
        ROW * (len(sheet.parts) + 1) + 26,
        ROW if sheet.palette is None else palette_height(sheet.palette),
    )
    paper = Paper.blank(WIDTH, middle + below + MARGIN)
    _header(paper, sheet)
    most = strongest(sheet.one.places, sheet.other.places)
    for shown, x in ((sheet.one, MARGIN), (sheet.other, MARGIN + COLUMN + GUTTER)):
        _picture(paper, shown, x, sheet.heat_part, most)
    _parts(paper, sheet, middle)
    _palettes(paper, sheet, middle)
    return np.asarray(paper.image)


def _header(paper: Paper, sheet: PairSheet) -> None:
    score, end = f"{sheet.score:.3f}", WIDTH - MARGIN
    paper.text(MARGIN, 52, score, 32, INK)
    if sheet.heat_part:
        paper.text(end, 52, "for", 12, GREY, anchor="rs")
        end -= 26 + SCALE[0]
        paper.image.paste(heat_scale(*SCALE), (end, 43), corners(SCALE, 4))
        paper.text(end - 8, 52, "speaks against", 12, GREY, anchor="rs")
        end -= 110
    elif sheet.why_no_heat:
        said = shortened(f"no heat-map: {sheet.why_no_heat}", 12, 460)
        paper.text(end, 52, said, 12, GREY, anchor="rs")
        end -= 480
    left = MARGIN + round(Paper.width(score, 32)) + 16
    paper.text(left, 52, shortened(_sum(sheet), 15, end - left - 20), 15, GREY)


def _sum(sheet: PairSheet) -> str:
    """Return the score as a sum: `similar: learned 0.567 + colour 0.083`."""
    line = sheet.meaning
    for place, part in enumerate(one for one in sheet.parts if one.weight):
        sign = "-" if part.contribution < 0 else "+" if place else ""
        line += f" {sign} {part.name} {abs(part.contribution):.3f}"
    return " ".join(line.split())


def _picture(paper: Paper, shown: SheetPicture, x: int, part: str, most: float) -> None:
    """Draw the picture, and beside it the same under its heat-map."""
    width = (COLUMN - BESIDE) // 2 if part else COLUMN
    baseline = HEADER + PICTURE + 22
    paper.text(x, baseline, shortened(shown.name, 13, width), 13, INK)
    picture = _fitted(shown.image, width)
    _placed(paper, picture, (x, HEADER), width, "image gone")
    if not part:
        return
    beside = x + width + BESIDE
    heated = None
    if picture is not None and shown.places is not None:
        heated = heat_over(picture, shown.places, most)
    _placed(paper, heated, (beside, HEADER), width, "no heat-map")
    if heated is not None:
        said = f"where the part {part} matches"
        paper.text(beside, baseline, shortened(said, 12, width), 12, GREY)


def _fitted(image: ImageArray | None, width: int) -> Image.Image | None:
    if image is None:
        return None
    scale = min(width / image.shape[1], PICTURE / image.shape[0])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return Image.fromarray(np.ascontiguousarray(image)).resize(size, Image.Resampling.LANCZOS)


def _placed(
    paper: Paper, picture: Image.Image | None, corner: tuple[int, int], width: int, gone: str
) -> None:
    x, y = corner
    paper.rounded(x, y, x + width, y + PICTURE, ROUND, MAT)
    if picture is None:
        paper.text(x + width // 2, y + PICTURE // 2, gone, 13, FAINT, anchor="mm")
        return
    tile = Image.new("RGB", (width, PICTURE), MAT)
    tile.paste(picture, ((width - picture.width) // 2, (PICTURE - picture.height) // 2))
    paper.image.paste(tile, corner, corners((width, PICTURE), ROUND))


def _parts(paper: Paper, sheet: PairSheet, top: int) -> None:
    """Draw each part's bar from where the one before ended; below them, their sum."""
    colours = part_colours(part.name for part in sheet.parts)
    end, plot = MARGIN + COLUMN, MARGIN + NAMES
    paper.text(MARGIN, top + 14, "Parts of the score", 14, INK)
    paper.text(end, top + 14, "weight x cosine = contribution", 12, GREY, anchor="rs")
    reached = [0.0]
    for part in sheet.parts:
        reached.append(reached[-1] + part.contribution)
    lowest = min(reached)
    unit = PLOT / (1 - lowest)
    zero = plot - lowest * unit
    last = top + 40 + ROW * len(sheet.parts)
    for tick in (0.0, 0.5, 1.0):
        x = zero + tick * unit
        paper.rounded(x, top + 34, x + 1, last + 24, 0, RULE)
        paper.text(x, last + 40, f"{tick:g}", 11, FAINT, anchor="ms")
    for place, part in enumerate(sheet.parts):
        y, start = top + 40 + ROW * place, zero + reached[place] * unit
        ink = INK if part.weight else FAINT
        paper.text(MARGIN, y + 14, shortened(part.name, 14, NAMES - 12), 14, ink)
        if part.weight:
            paper.rounded(start, y + 3, start + part.weight * unit, y + 15, 3, RULE)
        _bar(paper, start, part.contribution * unit, y, colours[part.name])
        said = f"{part.weight:.2f} x {part.cosine:.3f} ="
        paper.text(end - 54, y + 14, said, 13, GREY if part.weight else FAINT, anchor="rs")
        paper.text(end, y + 14, f"{part.contribution:.3f}", 13, ink, anchor="rs")
    paper.text(MARGIN, last + 14, "score", 14, INK)
    if lowest < 0 or reached != sorted(reached):  # pieces that go back would lie on each other
        _bar(paper, zero, sheet.score * unit, last, INK)
    else:
        for part, start in zip(sheet.parts, reached, strict=False):
            _bar(paper, zero + start * unit, part.contribution * unit, last, colours[part.name])
    paper.text(end, last + 14, f"{sheet.score:.3f}", 15, INK, anchor="rs")


def _bar(paper: Paper, start: float, length: float, y: int, colour: str) -> None:
    """Draw to the right of `start`, or hollow to the left of it if the length is below 0."""
    left, right = sorted((start, start + length))
    if right - left < 0.5:
        return
    paper.rounded(left, y + 3, right, y + 15, 3, colour)
    if length < 0 and right - left > 3:
        paper.rounded(left + 1, y + 4, right - 1, y + 14, 2, "white")


def _palettes(paper: Paper, sheet: PairSheet, top: int) -> None:
    x, end, palette = MARGIN + COLUMN + GUTTER, WIDTH - MARGIN, sheet.palette
    paper.text(x, top + 14, "Colours", 14, INK)
    if palette is None:
        said = shortened(f"not compared: {sheet.why_no_palette}", 12, COLUMN)
        paper.text(x, top + 44, said, 12, GREY)
        return
    said = f"{100 * palette.similarity:.0f} % in common"
    paper.text(end, top + 14, said, 13, INK, anchor="rs")
    names = sheet.one.name, sheet.other.name
    draw_palettes(paper, palette, names, (x, top + 30), COLUMN)
