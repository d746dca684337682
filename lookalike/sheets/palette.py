"""Colours for the values of an attribute: a palette for categories, a gradient for numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Scalar

# Tableau's ten colours (Stone, 2016) and two more, apart in hue or lightness on white and on black.
PALETTE = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2",
    "#edc948", "#9c755f", "#ff9da7", "#3f4a8a", "#d37295", "#a0cbe8",
)  # fmt: skip
OTHER = "#b4b8bf"  # of further values, and of none
PLAIN = "#5b7fb5"  # of all items, if they are not coloured by anything
GRADIENT = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")  # viridis, at its quarters
EDGES = 0.02, 0.98  # quantiles where the gradient ends, so that single values do not stretch it


@dataclass(frozen=True)
class Colouring:
    """The colour of each item, and what the colours mean."""

    colours: NDArray[np.uint8]
    """(n, 3) sRGB."""
    legend: Sequence[tuple[str, str]]
    """(colour, words)."""
    is_gradient: bool = False
    """Whether the legend has the ends of a gradient."""


def colouring(values: Sequence[Scalar | None] | None, count: int) -> Colouring:
    """Colour `count` items by their values: numbers by a gradient, others by a palette."""
    if values is None:
        return Colouring(np.tile(rgb(PLAIN), (count, 1)), ())
    given = [value for value in values if value is not None]
    if given and all(isinstance(v, int | float) and not isinstance(v, bool) for v in given):
        return _gradient([np.nan if v is None else float(v) for v in values])
    return _categories(values)


def _categories(values: Sequence[Scalar | None]) -> Colouring:
    texts = [None if value is None else str(value) for value in values]
    counts = Counter(text for text in texts if text is not None)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    own = dict(zip(names, PALETTE, strict=False))
    legend = [(colour, f"{name}  {counts[name]:,}") for name, colour in own.items()]
    rest = sum(counts[name] for name in names[len(PALETTE) :])
    if rest:
        legend.append((OTHER, f"{len(names) - len(PALETTE):,} others  {rest:,}"))
    if missing := texts.count(None):
        legend.append((OTHER, f"none  {missing:,}"))
    colours = [rgb(OTHER if text is None else own.get(text, OTHER)) for text in texts]
    return Colouring(np.array(colours, np.uint8).reshape(-1, 3), legend)


def _gradient(values: Sequence[float]) -> Colouring:
    numbers = np.array(values)
    low, high = np.nanquantile(numbers, EDGES)
    place = np.clip((numbers - low) / ((high - low) or 1), 0, 1) * (len(GRADIENT) - 1)
    stops = np.array([rgb(colour) for colour in GRADIENT], np.float64)
    colours = np.stack(
        [np.interp(np.nan_to_num(place), np.arange(len(stops)), stops[:, i]) for i in range(3)], 1
    )
    colours[np.isnan(numbers)] = rgb(OTHER)
    ends = [(GRADIENT[0], f"{low:,.6g}"), (GRADIENT[-1], f"{high:,.6g}")]
    return Colouring(np.rint(colours).astype(np.uint8), ends, is_gradient=True)


def rgb(colour: str) -> NDArray[np.uint8]:
    """Return `#rrggbb` as (3,)."""
    return np.frombuffer(bytes.fromhex(colour[1:]), np.uint8)
