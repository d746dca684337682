"""Draw a map: its items as points, and each cluster with a picture and its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from lookalike.errors import ImageError, InputError
from lookalike.files.local_path import local_path
from lookalike.map.result import Cluster, Map, Positions
from lookalike.searchable import Searchable
from lookalike.sheets.palette import GRADIENT, Colouring, colouring
from lookalike.sheets.sheet import write_png
from lookalike.sheets.tile import GREY, INK, MAT, Paper, corners, shortened
from lookalike.types import ImageArray

NARROWEST, WIDEST = 480, 8000  # pixels
USUAL = 1600
SHOWN = 40  # clusters that have a picture, if there is room
FINER = 3  # points are drawn this many times larger, then averaged down
GAP = 6  # pixels between two pictures with their names

Look = Callable[[str], ImageArray | None]
"""Returns the picture of an item; None if its file is gone."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Size:
    """Sizes in pixels, all from the width."""

    width: int

    @property
    def margin(self) -> int:
        return self.width // 40

    @property
    def text(self) -> int:
        return max(11, self.width // 110)

    @property
    def head(self) -> int:
        return 4 * self.text

    @property
    def tile(self) -> int:
        return self.width // 18

    @property
    def plane(self) -> int:
        """The side of the square in which the map lies; points at its edges have some room."""
        return self.width - 2 * self.margin


def write_map(
    collection: Searchable, made: Map, path: str | Path, colour_by: str | None, width: int = USUAL
) -> None:
    """Draw the map and write it as PNG, completely or not at all; InputError says why not."""
    if not NARROWEST <= width <= WIDEST:
        raise InputError(f"the width must be {NARROWEST} to {WIDEST:,} pixels, not {width:,}")
    look = looking_in(collection, width)
    title = f"{len(made.ids):,} pictures" + (f" by {colour_by}" if colour_by else "")
    write_png(draw_map(made, look, title, width), local_path(path))


def looking_in(collection: Searchable, width: int) -> Look:
    """Return how to look at an item's picture, for a map of this width."""

    def look(item_id: str) -> ImageArray | None:
        from io import BytesIO

        try:
            data = collection.thumbnail(item_id, max(16, min(1024, 2 * _Size(width).tile)))
        except ImageError:
            return None
        return np.asarray(Image.open(BytesIO(data)).convert("RGB"))

    return look


def draw_map(made: Map, look: Look, title: str = "", width: int = USUAL) -> ImageArray:
    """Draw (height, width, 3); the height follows from the positions."""
    size, colours = _Size(width), colouring(made.values, len(made.ids))
    places, height = _on_paper(made.positions, size)
    legend = _legend_rows(colours, size)
    top = size.head + len(legend) * 2 * size.text
    paper = Paper.blank(width, top + height + size.margin)
    _draw_points(paper, places, colours, size, top)
    paper.text(size.margin, round(2.4 * size.text), title, round(1.6 * size.text), INK)
    _draw_legend(paper, colours, legend, size)
    _draw_clusters(paper, made, look, size, top)
    return np.asarray(paper.image)


def _on_paper(positions: Positions, size: _Size) -> tuple[Positions, int]:
    """Return (n, 2) pixels, y downwards, and the height that they need."""
    if not len(positions):
        return positions, 2 * size.head
    return _pixels(positions, positions, size), round(_scale(positions, size)[2])


def _scale(positions: Positions, size: _Size) -> tuple[Positions, float, float]:
    low, high = positions.min(axis=0), positions.max(axis=0)
    inner = size.plane - size.tile
    scale = inner / max(float(high[0] - low[0]), 0.75 * float(high[1] - low[1]), 1e-6)
    return (low + high) / 2, scale, float(high[1] - low[1]) * scale + 1.6 * size.tile


def _pixels(points: Positions, of: Positions, size: _Size) -> Positions:
    middle, scale, height = _scale(of, size)
    at = (points - middle) * scale * (1, -1) + (size.width / 2, height / 2)
    return np.asarray(at, np.float32)


def _draw_points(
    paper: Paper, places: Positions, colours: Colouring, size: _Size, top: int
) -> None:
    radius = float(np.clip(size.plane / 9 / np.sqrt(max(len(places), 1)), 1.0, size.width / 260))
    area = Image.new("RGB", (size.width, paper.image.height - top), "white")
    large = area.resize((area.width * FINER, area.height * FINER))
    pen, reach = ImageDraw.Draw(large), radius * FINER
    # In random order, so that no value covers all others.
    shuffled = np.random.default_rng(0).permutation(len(places))
    for i in shuffled:
        x, y = places[i] * FINER
        fill = tuple(colours.colours[i].tolist())
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill)
    paper.image.paste(large.reduce(FINER), (0, top))


def _legend_rows(colours: Colouring, size: _Size) -> list[list[tuple[str, str]]]:
    rows, room = list[list[tuple[str, str]]](), 0.0
    for one in colours.legend:
        needed = Paper.width(one[1], size.text) + 3 * size.text
        if not rows or room < needed:
            rows.append([])
            room = float(size.plane)
        rows[-1].append(one)
        room -= needed
    return rows


def _draw_legend(
    paper: Paper, colours: Colouring, rows: Sequence[Sequence[tuple[str, str]]], size: _Size
) -> None:
    baseline = size.head + size.text // 2
    if colours.is_gradient:
        _draw_gradient(paper, rows[0], baseline, size)
        return
    for row in rows:
        x = float(size.margin)
        for colour, words in row:
            paper.rounded(x, baseline - size.text, x + size.text, baseline, size.text / 2, colour)
            paper.text(x + 1.4 * size.text, baseline - 1, words, size.text, GREY)
            x += Paper.width(words, size.text) + 3 * size.text
        baseline += 2 * size.text


def _draw_gradient(
    paper: Paper, ends: Sequence[tuple[str, str]], baseline: int, size: _Size
) -> None:
    low, high = (words for _, words in ends)
    left = size.margin + Paper.width(low, size.text) + size.text
    paper.text(size.margin, baseline - 1, low, size.text, GREY)
    length = size.plane // 5
    stops = Image.new("RGB", (len(GRADIENT), 1))
    for i, colour in enumerate(GRADIENT):
        stops.putpixel((i, 0), tuple(bytes.fromhex(colour[1:])))
    bar = stops.resize((length, size.text), Image.Resampling.BILINEAR)
    paper.image.paste(bar, (round(left), baseline - size.text), corners(bar.size, size.text / 2))
    paper.text(left + length + size.text, baseline - 1, high, size.text, GREY)


def _draw_clusters(paper: Paper, made: Map, look: Look, size: _Size, top: int) -> None:
    """Draw the largest clusters first; a cluster without room near its centre gets no picture."""
    taken = list[Box]()
    for cluster in made.clusters[:SHOWN]:
        centre = _pixels(np.array([cluster.centre], np.float32), made.positions, size)[0]
        name = shortened(cluster.name, size.text, 2.4 * size.tile)
        box = _room((float(centre[0]), float(centre[1]) + top), name, taken, paper, size, top)
        if box is not None:
            taken.append(box)
            _draw_cluster(paper, cluster, name, box, look, size)


def _room(
    centre: tuple[float, float],
    name: str,
    taken: Sequence[Box],
    paper: Paper,
    size: _Size,
    top: int,
) -> Box | None:
    """Return the free box for a picture and its name that is nearest to the centre."""
    wide = max(size.tile, Paper.width(name, size.text) + size.text)
    high = size.tile + 1.9 * size.text
    for distance in (0, 0.35, 0.7, 1.05):
        for angle in np.arange(0, 2 * np.pi, np.pi / 4) if distance else (0.0,):
            x = centre[0] + distance * size.tile * np.cos(angle) - wide / 2
            y = centre[1] + distance * size.tile * np.sin(angle) - size.tile / 2
            x = min(max(x, GAP), paper.image.width - wide - GAP)
            y = min(max(y, top - size.text), paper.image.height - high - GAP)
            box = x, y, x + wide, y + high
            if not any(_overlap(box, other) for other in taken):
                return box
    return None


def _overlap(one: Box, other: Box) -> bool:
    apart = one[2] + GAP < other[0] or other[2] + GAP < one[0]
    return not (apart or one[3] + GAP < other[1] or other[3] + GAP < one[1])


def _draw_cluster(
    paper: Paper, cluster: Cluster, name: str, box: Box, look: Look, size: _Size
) -> None:
    left, top, right, bottom = box
    x, tile = round((left + right - size.tile) / 2), size.tile
    radius, ring = tile / 9, max(2, tile // 24)
    paper.rounded(x - ring, top - ring, x + tile + ring, top + tile + ring, radius + ring, "white")
    picture = _square(look(cluster.typical[0].id) if cluster.typical else None, tile)
    paper.image.paste(picture, (x, round(top)), corners((tile, tile), radius))
    height = 1.6 * size.text
    wide = Paper.width(name, size.text) + size.text
    middle = (left + right) / 2
    paper.rounded(
        middle - wide / 2, bottom - height, middle + wide / 2, bottom, height / 2, "white"
    )
    paper.text(middle, round(bottom - height / 2), name, size.text, INK, anchor="mm")


def _square(image: ImageArray | None, side: int) -> Image.Image:
    """Return the central square of a picture; a plain one if its file is gone."""
    if image is None:
        return Image.new("RGB", (side, side), MAT)
    picture = Image.fromarray(image)
    short = min(picture.size)
    x, y = (picture.width - short) // 2, (picture.height - short) // 2
    return picture.resize((side, side), Image.Resampling.LANCZOS, (x, y, x + short, y + short))
