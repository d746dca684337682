"""Draw two palettes as strips, with bands between what they have in common, and a list."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from PIL import Image, ImageDraw

from lookalike.pairs.palette import ComparedColour, ComparedPalette
from lookalike.sheets.tile import FINER, GREY, INK, MAT, RULE, Paper, corners, shortened

STRIP, BETWEEN, LABEL = 30, 44, 20
LINE = 24
PALE = 0.55  # of a band, between white and its colour
STEPS = 24  # points of each edge of a band
COLUMNS = (("left", 190), ("right", 112), ("in common", 0))  # pixels from the right end


def palette_height(palette: ComparedPalette) -> int:
    """Return the height of the strips, their names and the list."""
    return 2 * (LABEL + STRIP) + BETWEEN + 34 + LINE * len(palette.colours)


def draw_palettes(
    paper: Paper,
    palette: ComparedPalette,
    names: tuple[str, str],
    corner: tuple[int, int],
    width: int,
) -> None:
    """Draw the strips of both at `corner`, then each colour with its shares."""
    x, y = corner
    paper.text(x, y + 12, shortened(names[0], 12, width), 12, GREY)
    top = y + LABEL
    below = top + STRIP + BETWEEN
    _strip(paper, [(c.one_hex, c.one) for c in palette.colours], (x, top), width)
    _bands(paper, palette.colours, (x, top + STRIP), width)
    _strip(paper, [(c.other_hex, c.other) for c in palette.colours], (x, below), width)
    paper.text(x, below + STRIP + 16, shortened(names[1], 12, width), 12, GREY)
    _list(paper, palette.colours, (x, below + STRIP + LABEL + 26), width)


def _strip(
    paper: Paper, segments: Sequence[tuple[str, float]], corner: tuple[int, int], width: int
) -> None:
    """Draw the colours, each as wide as its share; what is not listed is blank."""
    strip = Image.new("RGB", (width, STRIP), MAT)
    pen, start = ImageDraw.Draw(strip), 0.0
    for colour, share in segments:
        left, right = round(start * width), round((start + share) * width)
        if right > left:
            pen.rectangle((left, 0, right - 1, STRIP - 1), colour)
        start += share
    x, y = corner
    paper.rounded(x - 1, y - 1, x + width + 1, y + STRIP + 1, 5, RULE)
    paper.image.paste(strip, corner, corners((width, STRIP), 5))


def _bands(
    paper: Paper, colours: Sequence[ComparedColour], corner: tuple[int, int], width: int
) -> None:
    """Draw for each colour a band from its place in one strip to that in the other."""
    ends = _ends([(c.one, c.common) for c in colours], [(c.other, c.common) for c in colours])
    large = Image.new("RGB", (width * FINER, BETWEEN * FINER), "white")
    pen = ImageDraw.Draw(large)
    for colour, (upper, lower) in zip(colours, ends, strict=True):
        if max(upper[1] - upper[0], lower[1] - lower[0]) * width < 1:
            continue
        left, right = (_edge(upper[side], lower[side], width) for side in (0, 1))
        rgb = np.array(list(bytes.fromhex(colour.hex[1:])))
        pale, line = (
            tuple(int(v) for v in np.round(ground * (1 - part) + rgb * part))
            for ground, part in ((255, PALE), (150, 0.4))
        )
        pen.polygon([*left, *reversed(right)], pale)
        for edge in (left, right):
            pen.line(edge, line, FINER)
    paper.image.paste(large.reduce(FINER), corner)


def _ends(
    one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return where each band begins and ends in both strips: the common part of its colour."""

    def within(shares: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        starts = accumulate((share for share, _ in shares), initial=0.0)
        found = []
        for start, (share, common) in zip(starts, shares, strict=False):
            spare = (share - min(share, common)) / 2
            found.append((start + spare, start + share - spare))
        return found

    return list(zip(within(one), within(other), strict=True))


def _edge(upper: float, lower: float, width: int) -> list[tuple[float, float]]:
    along = np.linspace(0, 1, STEPS)
    bend = along**2 * (3 - 2 * along)  # leaves one strip and meets the other upright
    across = (upper + (lower - upper) * bend) * width * FINER
    return list(zip(across.tolist(), (along * BETWEEN * FINER).tolist(), strict=True))


def _list(
    paper: Paper, colours: Sequence[ComparedColour], corner: tuple[int, int], width: int
) -> None:
    x, y = corner
    for word, back in COLUMNS:
        paper.text(x + width - back, y, word, 12, GREY, anchor="rs")
    for colour in colours:
        y += LINE
        paper.rounded(x - 1, y - 13, x + 17, y + 3, 4, RULE)
        paper.rounded(x, y - 12, x + 16, y + 2, 3, colour.other_hex)
        paper.pen.rectangle((x, y - 12, x + 7, y + 1), colour.one_hex)
        paper.text(x + 26, y, colour.name, 13, INK)
        paper.text(x + 100, y, colour.hex, 12, GREY)
        shares = (colour.one, colour.other, colour.common)
        for share, (_, back), ink in zip(shares, COLUMNS, (GREY, GREY, INK), strict=True):
            paper.text(x + width - back, y, f"{100 * share:.0f} %", 13, ink, anchor="rs")
