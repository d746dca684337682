"""Draw two maps of the same items side by side, each item in one colour, with a caption."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from lookalike.errors import InputError
from lookalike.files.local_path import local_path
from lookalike.map.comparison import MapComparison, Side
from lookalike.map.result import NO_CLUSTER
from lookalike.searchable import Searchable
from lookalike.sheets.map_sheet import NARROWEST, USUAL, WIDEST, Look, draw_map, looking_in
from lookalike.sheets.sheet import write_png
from lookalike.sheets.tile import GREY, Paper, shortened
from lookalike.types import ImageArray, Scalar

CLUSTERS = "clusters of the first"


def write_map_comparison(
    collections: tuple[Searchable, Searchable],
    found: MapComparison,
    path: str | Path,
    names: tuple[str, str],
    colour_by: str | None,
    width: int = USUAL,
) -> None:
    """Draw both maps and write them as PNG, completely or not at all; InputError says why not."""
    if not 2 * NARROWEST <= width <= WIDEST:
        raise InputError(
            f"two maps side by side are {2 * NARROWEST} to {WIDEST:,} pixels wide, not {width:,}"
        )
    looks = [looking_in(one, width // 2) for one in collections]
    write_png(draw_map_comparison(found, looks, names, colour_by, width), local_path(path))


def draw_map_comparison(
    found: MapComparison,
    looks: Sequence[Look],
    names: tuple[str, str],
    colour_by: str | None,
    width: int = USUAL,
) -> ImageArray:
    """Draw (height, width, 3): the first map at the left, the other one at the right."""
    half = width // 2
    values = _values(found)
    theirs = [values[row] for row in found.match]
    planes = [
        draw_map(replace(side.map, values=own), look, name, half)
        for side, own, look, name in zip(
            (found.one, found.other), (values, theirs), looks, names, strict=True
        )
    ]
    height = max(len(plane) for plane in planes)
    text = max(12, width // 110)
    paper = Paper.blank(width, height + 6 * text)
    for place, plane in enumerate(planes):
        paper.image.paste(Image.fromarray(plane), (place * half, 0))
    _draw_captions(paper, found, colour_by, half, height, text)
    return np.asarray(paper.image)


def _values(found: MapComparison) -> Sequence[Scalar | None]:
    made = found.one.map
    if made.values is not None:
        return made.values
    names = [one.name for one in made.clusters]
    return [None if number == NO_CLUSTER else names[number] for number in made.cluster_of.tolist()]


def _draw_captions(
    paper: Paper, found: MapComparison, colour_by: str | None, half: int, top: int, text: int
) -> None:
    margin = half // 40
    for place, side in enumerate((found.one, found.other)):
        said = shortened(caption_of(side, colour_by), text, half - 2 * margin)
        paper.text(place * half + margin, top + text, said, text, GREY)
    last = shortened(_last_line(found, colour_by), text, 2 * (half - margin))
    paper.text(margin, top + 4 * text, last, text, GREY)


def caption_of(side: Side, colour_by: str | None) -> str:
    """Return what is known of one plane, in a line."""
    if side.trustworthiness is None:
        return "too few pictures to judge the plane"
    said = f"trustworthiness {side.trustworthiness:.3f}"
    if side.same_value is not None:
        said += f"; same {colour_by} among the 10 nearest {100 * side.same_value:.0f} %"
    return said


def _last_line(found: MapComparison, colour_by: str | None) -> str:
    said = f"{len(found.match):,} pictures, coloured by {colour_by or CLUSTERS}"
    if found.kept is not None:
        said += f"; {100 * found.kept:.0f} % of the 10 nearest of a picture are the same in both"
    return said
