"""`lookalike explain`: why two pictures are alike: parts of the score, places, colours."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.text import Text

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.hits import part_style
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.options import JsonOption, SearchableArgument, WeightsOption
from lookalike.cli.terminal.show import console, plain
from lookalike.pairs.explain import explain_pair
from lookalike.pairs.explanation import PairExplanation
from lookalike.pairs.palette import ComparedPalette
from lookalike.pairs.parts import PartScore
from lookalike.search.blend import parse_weights
from lookalike.search.heatmap import Heatmap, Places
from lookalike.search.query import Query

BAR = 40  # characters of a contribution of 1


@reads_images
def explain(
    address: SearchableArgument,
    one: Annotated[
        str,
        typer.Argument(
            metavar="ONE",
            help="A path, an address, id:... of an item, colour:#c0392b, or - for standard input.",
        ),
    ],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The id of an item, with or without id:.")
    ],
    weights: WeightsOption = None,
    crop: Annotated[
        str | None,
        typer.Option(help="Region of the first image: x,y,w,h in pixels or as fractions."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PNG", help="Also draw it as a picture.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Explain why two pictures are alike.

    Weight times cosine is a part's contribution; contributions sum to the score.
    Main colours are listed with their share in both pictures.
    """
    asked = Query(one, weights=None if weights is None else parse_weights(weights), crop=crop)
    with opened(address) as collection:
        pair = explain_pair(collection, asked, other)
    if to:
        pair.save(to)
    if as_json:
        print_json(pair.to_dict())
        return
    _print(pair)
    if to:
        console.print(plain(f"picture: {to}", "dim"), soft_wrap=True)


def _print(pair: PairExplanation) -> None:
    one, other = (plain(name) for name in pair.names)
    known = "" if pair.hit.relevance is None else f"  {pair.hit.relevance}"
    score = f"{pair.hit.score:.3f}{known}", "bold"
    head = Text.assemble(score, "  ", one, ("  and  ", "dim"), other)
    console.print(head, soft_wrap=True)
    _print_parts(pair.parts)
    if pair.palette is None:
        console.print(plain(f"colours: not compared: {pair.why_no_palette}"), soft_wrap=True)
    else:
        _print_palette(pair.palette)
    if pair.heatmap is None:
        console.print(plain(f"heat-map: none: {pair.why_no_heatmap}"), soft_wrap=True)
    else:
        console.print(plain(_heat(pair.heatmap)), soft_wrap=True)


def _print_parts(parts: Sequence[PartScore]) -> None:
    width = max(len("part"), *(len(part.name) for part in parts))
    console.print(f"{'part':{width}}  weight   cosine  contribution", style="dim", soft_wrap=True)
    names = [part.name for part in parts]
    for part in parts:
        line = Text(f"{part.name:{width}}  {part.weight:>6.2f}  {part.cosine:>7.3f}")
        line.append(f"  {part.contribution:>12.3f}")
        if bar := "█" * round(BAR * part.contribution):
            line.append("  ").append(bar, part_style(names, part.name))
        if not part.weight:
            line.stylize("dim")
        console.print(line, soft_wrap=True)


def _print_palette(palette: ComparedPalette) -> None:
    console.print(f"colours: {palette.similarity:.0%} in common", soft_wrap=True)
    width = max([len(colour.name) for colour in palette.colours] or [0])
    for colour in palette.colours:
        shares = f"{colour.one:>5.0%} of one, {colour.other:>5.0%} of the other"
        line = Text.assemble(("  ██ ", colour.hex), f"{colour.name:{width}}  {colour.hex}  ")
        line.append(f"{shares}, {colour.common:>5.0%} in common")
        console.print(line, soft_wrap=True)


def _heat(heatmap: Heatmap) -> str:
    """Return how much of each picture lowers the cosine, in one line."""
    height, width = heatmap.item.shape
    against = f"{_against(heatmap.item):.0%} of the other"
    if heatmap.query is not None:
        against = f"{_against(heatmap.query):.0%} of one and {against}"
    return f"heat-map: by {heatmap.part}, {width} x {height} places; {against} speak against"


def _against(places: Places) -> float:
    """Return the share of places that lower the cosine, 0 to 1."""
    return float(np.mean(places < 0))
