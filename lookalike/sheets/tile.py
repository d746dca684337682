"""Drawing elements of a contact sheet: text, fitted pictures, bars of parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from lookalike.types import ImageArray

TILE = 144
BAR_TOP = TILE + 28
BAR = 5
FIGURES_BASELINE = TILE + 20
CAPTION_BASELINE = TILE + 49
TILE_HEIGHT = TILE + 54
ROUND = 8

INK, GREY, FAINT, RULE = "#1c2330", "#6b7482", "#a9b0bb", "#e6e9ee"
MAT = "#f3f5f8"
KNOWN = {"learned": "#2b5f9e", "colour": "#dd9a1f", "texture": "#7d4f93", "shape": "#2e8f78"}
OTHERS = ("#e8596b", "#2d9cdb", "#c9a227", "#7d8694")  # for parts with other names
FINER = 4  # round corners are drawn this many times larger, then averaged down


@dataclass(frozen=True)
class Paper:
    """A white page to draw on."""

    image: Image.Image
    pen: ImageDraw.ImageDraw

    @staticmethod
    def blank(width: int, height: int) -> "Paper":
        """Return an empty page."""
        image = Image.new("RGB", (width, height), "white")
        return Paper(image, ImageDraw.Draw(image))

    def text(
        self, x: float, baseline: float, words: str, size: int, colour: str, anchor: str = "ls"
    ) -> None:
        """Draw one line of text."""
        self.pen.text((round(x), baseline), words, colour, font(size), anchor=anchor)

    def rounded(
        self, left: float, top: float, right: float, bottom: float, radius: float, colour: str
    ) -> None:
        """Draw a filled rectangle with smooth round corners; right and bottom are exclusive."""
        size = (max(1, round(right - left)), max(1, round(bottom - top)))
        self.image.paste(colour, (round(left), round(top)), corners(size, radius))

    @staticmethod
    def width(words: str, size: int) -> float:
        """Return the width of a line of text, in pixels."""
        return font(size).getlength(words)


@cache
def font(size: int) -> FreeTypeFont:
    """Return the font that comes with Pillow, so it exists on every machine."""
    found = ImageFont.load_default(size)
    if not isinstance(found, FreeTypeFont):
        raise TypeError("Pillow was built without FreeType; install its wheel")
    return found


@cache
def corners(size: tuple[int, int], radius: float) -> Image.Image:
    """Return an opacity mask of this size with round corners."""
    width, height = size
    large = Image.new("L", (width * FINER, height * FINER))
    frame = (0, 0, width * FINER - 1, height * FINER - 1)
    ImageDraw.Draw(large).rounded_rectangle(frame, radius * FINER, fill=255)
    return large.reduce(FINER)


def shortened(words: str, size: int, room: float) -> str:
    """Fit text on one line; if it is too long, an ellipsis replaces its middle."""
    line = " ".join(words.split())[:400]
    if Paper.width(line, size) <= room:
        return line
    kept = len(line) - 1
    while kept > 1 and Paper.width(clipped(line, kept), size) > room:
        kept -= 1
    return clipped(line, kept)


def clipped(line: str, kept: int) -> str:
    """Keep this many characters, from both ends: the end of a name matters too."""
    tail = kept // 2
    return f"{line[: kept - tail].rstrip()}…{line[len(line) - tail :].lstrip()}"


def part_colours(parts: Iterable[str]) -> dict[str, str]:
    """Return each part's colour, as on the page if it knows the part."""
    names = list(dict.fromkeys(parts))
    others = dict(zip((name for name in names if name not in KNOWN), cycle(OTHERS), strict=False))
    return {name: KNOWN.get(name) or others[name] for name in names}


def draw_pictures(paper: Paper, images: Sequence[ImageArray], x: int, y: int) -> None:
    """Draw one picture over the tile, or two to four side by side."""
    if len(images) == 1:
        draw_picture(paper, images[0], (x, y), TILE)
        return
    half = (TILE - 4) // 2
    for i in range(4):
        left, top = x + i % 2 * (half + 4), y + i // 2 * (half + 4)
        if i < len(images):
            draw_picture(paper, images[i], (left, top), half)
        else:
            paper.rounded(left, top, left + half, top + half, ROUND, MAT)


def draw_picture(
    paper: Paper, image: ImageArray | None, corner: tuple[int, int], side: int
) -> None:
    """Draw the whole image inside a square, or a note that it is missing."""
    x, y = corner
    paper.rounded(x, y, x + side, y + side, ROUND, MAT)
    if image is None:
        paper.text(x + side // 2, y + side // 2, "image gone", 12, FAINT, anchor="mm")
        return
    tile = Image.new("RGB", (side, side), MAT)
    picture = fitted(image, side)
    tile.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    paper.image.paste(tile, corner, corners((side, side), ROUND))


def fitted(image: ImageArray, side: int) -> Image.Image:
    """Scale an image, keeping its aspect ratio, so that its long side is `side`."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = Image.fromarray(np.ascontiguousarray(image))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def draw_bar(
    paper: Paper, parts: Mapping[str, float], corner: tuple[int, int], colours: Mapping[str, str]
) -> None:
    """Draw a bar of length 1: positive parts from the left, negative ones hollow at the right."""
    left, top = float(corner[0]), corner[1] + BAR_TOP
    right = left + TILE
    paper.rounded(left, top, right, top + BAR, BAR / 2, RULE)
    unit = TILE / max(1.0, sum(abs(value) for value in parts.values()))
    for part, value in parts.items():
        length = abs(value) * unit
        if value > 0:
            fill_between(paper, (left, left + length), top, colours[part])
            left += length
        else:
            fill_between(paper, (right - length, right), top, colours[part])
            fill_between(paper, (right - length + 1, right - 1), top + 1, "white", BAR - 2)
            right -= length


def fill_between(
    paper: Paper, ends: tuple[float, float], top: int, colour: str, height: int = BAR
) -> None:
    """Draw a piece of a bar between whole pixels; nothing if it is thinner than one pixel."""
    left, right = round(ends[0]), round(ends[1])
    if right > left:
        paper.pen.rectangle((left, top, right - 1, top + height - 1), colour)
